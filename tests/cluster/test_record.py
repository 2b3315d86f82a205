"""`ktui record` as a process on a real cluster: what a pod that crashes over and over leaves in a file."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from ktui.recording.reader import read_recording
from ktui.recording.tape import Tape
from tests.cluster.test_get import Ktui
from tests.cluster.truth import insist

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.conftest import Cluster
    from tests.lab.api import Api

SECONDS = 20
CRASHING = {
    "metadata": {"name": "crashing"},
    "spec": {
        "terminationGracePeriodSeconds": 0,
        "containers": [
            {
                "name": "main",
                "image": "luksa/ssd-monitor",
                "imagePullPolicy": "Never",
                "command": ["sh", "-c", "sleep 1; exit 3"],
                "env": [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "MODE", "value": "open"}],
            }
        ],
    },
}


@pytest.fixture
def ktui(cluster: Cluster, tmp_path: Path) -> Ktui:
    """ktui, on the cluster under test."""
    return Ktui(cluster, tmp_path)


def test_a_crash_loop_is_recorded_and_read_again(ktui: Ktui, api: Api, namespace: str, tmp_path: Path) -> None:
    # A namespace's service account is made a moment after it.
    insist(lambda: api.request("POST", f"/api/v1/namespaces/{namespace}/pods", CRASHING))
    path = tmp_path / "crash.jsonl.gz"
    told = ktui.run("record", str(path), "-n", namespace, "--seconds", str(SECONDS), "-o", "json")
    assert told.returncode == 0, told.stderr
    facts = json.loads(told.stdout)
    assert {"pods", "daemonsets", "jobs", "cronjobs", "nodes", "events", "namespaces"} <= set(facts["kinds"])
    assert SECONDS <= facts["seconds"] < SECONDS + 10

    text = gzip.decompress(path.read_bytes()).decode()
    assert "hunter2" not in text
    assert '{"name":"MODE","value":"open"}' in text
    assert "managedFields" not in text
    recording = read_recording(path)
    assert recording.notes == ()
    assert recording.scope == (namespace,)
    assert {line.key[0] for line in recording.lines if line.resource in ("pods", "events")} == {namespace}
    assert [line.key[1] for line in recording.lines if line.resource == "namespaces"] == [namespace] * sum(
        line.resource == "namespaces" for line in recording.lines
    )

    tape = Tape(recording)
    tape.move(recording.end)
    line = tape.get("pods", (namespace, "crashing"))
    assert line is not None
    last = line.object()
    assert last["status"]["containerStatuses"][0]["restartCount"] >= 1
    reasons = {event.object()["reason"] for event in tape.objects("events").values()}
    assert "BackOff" in reasons

    (item,) = _items(ktui, "--from", str(path))
    live = api.get(f"/api/v1/namespaces/{namespace}/pods/crashing")
    if live["metadata"]["resourceVersion"] == last["metadata"]["resourceVersion"]:
        (now,) = _items(ktui, "-n", namespace)
        ticking = ("AGE", "RESTARTS")
        assert _steady(item, ticking) == _steady(now, ticking)
    assert item["cells"]["READY"] in ("0/1", "1/1")
    assert item["uid"] == live["metadata"]["uid"]
    first = _items(ktui, "--from", str(path), "--at", "+1s")[0]
    assert int(first["cells"]["RESTARTS"].split()[0]) <= int(item["cells"]["RESTARTS"].split()[0])


def _items(ktui: Ktui, *arguments: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ktui.json("get", "pods", *arguments)["items"]
    return items


def _steady(item: dict[str, Any], ticking: tuple[str, ...]) -> dict[str, str]:
    return {header: cell for header, cell in item["cells"].items() if header not in ticking}
