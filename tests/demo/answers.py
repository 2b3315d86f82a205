"""What a real server answered to `asked.everything()`, without what differs from one run to the next.

    python -m tests.demo.answers      asks the lab (or KTUI_TEST_KUBECONFIG) and writes the file

The file has one line of JSON for each request: its name, the code, the body and the warnings of the answer. In place of
uids, times, revisions and generated names stand `<uid>`, `<time>`, `<revision>`, `<generated>`.
"""

from __future__ import annotations

import http.client
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.demo.asked import NAMESPACE, Asked, everything

FILE = Path(__file__).parent / "data" / "answers-1.35.4.jsonl"

_UID = re.compile(r"(?!00000000-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"20(?!26-01-01|20-01-01)\d\d-\d\d-\d\dT[\d:.]+Z")
_GENERATED = re.compile(r"made-[bcdfghjklmnpqrstvwxz2456789]{5}")


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer."""

    name: str
    code: int
    body: Any
    """JSON, or text."""
    warnings: tuple[str, ...] = ()


def answered(asked: Asked, code: int, body: bytes, warnings: list[str]) -> Answered:
    """An answer without what differs from one run to the next."""
    try:
        read = json.loads(body)
    except ValueError:
        read = body.decode()
    return Answered(asked.name, code, _plain(read, ()), tuple(_text(text) for text in warnings))


def _plain(value: Any, path: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        kept = {k: _plain(v, (*path, k)) for k, v in sorted(value.items()) if k not in _OTHERS}
        if "managedFields" in value and path == ("metadata",) and "name" in value:
            kept["managedFields"] = [
                {**{k: v for k, v in entry.items() if k != "time"}, "fieldsV1": _own_fields(entry["fieldsV1"])}
                for entry in value["managedFields"]
                # Nobody but the controller of namespaces finalizes them: what becomes of its entry is not followed.
                if not entry["manager"].startswith("kube-") and entry.get("subresource") != "finalize"
            ]
            # They are ordered by time, which is not told here.
            kept["managedFields"].sort(key=lambda entry: json.dumps(entry, sort_keys=True))
        if path == () and value.get("kind") in _CONTROLLED and "resourceVersion" in value["metadata"]:
            # The controllers of a real cluster may have been at it between two requests.
            kept.pop("status", None)
            kept["metadata"].pop("generation", None)
        if value.get("kind") == "SelfSubjectRulesReview":
            # In any order.
            for rules in kept["status"].values():
                if isinstance(rules, list):
                    rules.sort(key=json.dumps)
        return {k: v for k, v in kept.items() if v or (v == value[k] and k != "metadata")}
    if isinstance(value, list):
        return [_plain(item, path) for item in value if not _is_of_another(item)]
    if path[-1:] == ("resourceVersion",) and path[0] == "metadata" and value:
        return "<revision>"
    return _text(value) if isinstance(value, str) else value


def _own_fields(value: Any, at: str = "") -> Any:
    """Without those of a token, which only a real cluster gives, nor whose the first condition was."""
    if not isinstance(value, dict):
        return value
    return {
        k: _own_fields(v, k)
        for k, v in value.items()
        if "kube-api-access-" not in k and (k, at) != (".", "f:conditions")
    }


_OTHERS = ("managedFields", "deployment.kubernetes.io/revision")
_CONTROLLED = ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet", "Job")


def _is_of_another(item: Any) -> bool:
    """Whether a list's element is the work of what a lone server has not: tokens of service accounts, a scheduler."""
    if not isinstance(item, dict):
        return False
    return str(item.get("name", "")).startswith("kube-api-access-") or item.get("type") == "PodScheduled"


def _text(text: str) -> str:
    for pattern, word in _WORDS:
        text = pattern.sub(word, text)
    return text


_WORDS = (
    (_UID, "<uid>"),
    (_TIME, "<time>"),
    (_GENERATED, "made-<generated>"),
    # What Go prints of its own structs, and of the whole object that a patch has made.
    (re.compile(r"(?s)\n@@ .*\n(?=\]?\Z)"), ""),
    (re.compile(r'Invalid value: "\{.*\}": (?=json: |strict |no kind )'), "Invalid value: <object>: "),
    (re.compile(r'Invalid value: \{"(labels|metadata)":.*"[Ss]pec":.*\}: '), "Invalid value: <template>: "),
    (re.compile(r"ResourceVersion in record \(\d+\)"), "ResourceVersion in record (<revision>)"),
)


def recorded() -> dict[str, Answered]:
    """What the real server answered, by the request's name."""
    lines = [json.loads(line) for line in FILE.read_text().splitlines()]
    return {line["name"]: Answered(line["name"], line["code"], line["body"], tuple(line["warnings"])) for line in lines}


def main() -> None:
    """Ask the real server and write the file."""
    from tests.cluster.target import find_cluster
    from tests.lab.api import Api

    api = Api(find_cluster().kubeconfig)

    def ask(asked: Asked) -> Answered:
        headers = {"Accept": "application/json", **api.headers, **asked.headers}
        if asked.data is not None:
            headers["Content-Type"] = asked.content_type
        for attempt in range(5):
            connection = api._connection()
            try:
                connection.request(asked.method, asked.path, asked.data, headers)
                answer = connection.getresponse()
                body = answer.read()
            except (http.client.HTTPException, OSError):
                connection.close()
                time.sleep(attempt + 1.0)
                continue
            return answered(asked, answer.status, body, answer.headers.get_all("Warning") or [])
        raise SystemExit("the server does not answer")

    namespace = f"/api/v1/namespaces/{NAMESPACE}"
    made = ask(Asked("", "POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}}))
    if made.code != 201:
        raise SystemExit(f"{namespace}: {made.body}")
    try:
        while ask(Asked("", "GET", f"{namespace}/serviceaccounts/default")).code != 200:
            time.sleep(0.2)
        answers = []
        for asked in everything():
            answers.append(ask(asked))
            time.sleep(0.02)
    finally:
        ask(Asked("", "PATCH", namespace, {"metadata": {"finalizers": None}}, "application/merge-patch+json"))
        ask(Asked("", "DELETE", namespace))
        api.close()
    lines = [
        json.dumps({"name": a.name, "code": a.code, "body": a.body, "warnings": a.warnings}, separators=(",", ":"))
        for a in answers
    ]
    FILE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
