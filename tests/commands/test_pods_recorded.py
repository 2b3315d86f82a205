"""`ktui probes`, `why` and `advice` with `--from FILE`: what real kubelets' recordings answer, at any time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ktui.__main__ import main
from tests.commands.ktui_at import Answer
from tests.recording.files import RECORDINGS, change, naive, notice, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


FILES = sorted(path for path in RECORDINGS.glob("*.jsonl") if path.with_suffix(".totals.json").exists())
TIMES = (0.1, 0.34, 0.6, 1.0)
PROBES = RECORDINGS / "probes-1.35.jsonl"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Answer]:
    """Runs ktui where there is no cluster, no kubeconfig and no folder of ktui's own."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "nothing"))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "nothing" / "kubeconfig"))

    def run(*arguments: object) -> Answer:
        capsys.readouterr()
        code = main([*map(str, arguments)])
        assert not (tmp_path / "nothing").exists()
        return Answer(code, *capsys.readouterr())

    return run


def pods_at(path: Path, tenth: float) -> tuple[float, list[dict[str, Any]]]:
    """A time of a recording, and its pods as they were then."""
    times = [json.loads(line)["at"] for line in path.read_text().splitlines()]
    at = times[0] + (times[-1] - times[0]) * tenth
    return at, list(naive(path, at).get("pods", {}).values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_failure_error_kill_and_exit_is_told_once(ask: Callable[..., Answer], path: Path) -> None:
    kinds = {"failed": "failed", "errored": "errored", "warned": "warned", "killing": "killing"}
    for total in json.loads(path.with_suffix(".totals.json").read_text()):
        answer = ask("probes", total["name"], "-n", total["namespace"], "--from", path, "-o", "json")
        assert answer.code == 0
        assert answer.json["pod"] == {key: total[key] for key in ("namespace", "name", "uid")}
        lanes = answer.json["lanes"]
        told = {
            (lane["container"], lane["probe"]): {
                kind: sum(mark["count"] for mark in lane["marks"] if mark["kind"] == name)
                for kind, name in kinds.items()
            }
            for lane in lanes
        }
        expected = {(lane["container"], lane["probe"]): {kind: lane[kind] for kind in kinds} for lane in total["lanes"]}
        assert {whose: counts for whose, counts in told.items() if any(counts.values())} == expected
        for lane in lanes:
            counts = told[lane["container"], lane["probe"]]
            assert {kind: lane[kind] for kind in ("failed", "errored", "warned")} == {
                kind: counts[kind] for kind in ("failed", "errored", "warned")
            }
        exits = {
            lane["container"]: sum(mark["kind"] == "exited" for mark in lane["marks"])
            for lane in lanes
            if lane["probe"] is None and lane["container"] is not None
        }
        assert {container: count for container, count in exits.items() if count} == total["exits"]


@pytest.mark.parametrize("tenth", TIMES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_restart_is_counted_and_no_other(ask: Callable[..., Answer], path: Path, tenth: float) -> None:
    at, pods = pods_at(path, tenth)
    for pod in pods:
        name = pod["metadata"]["name"]
        answer = ask("why", name, "--from", path, "--at", repr(at), "-o", "json")
        assert answer.code == 0
        restarts = answer.json["restarts"]
        for status in pod["status"].get("containerStatuses", ()):
            own = [each for each in restarts if each["container"] == status["name"]]
            assert sum(each["count"] for each in own if each["replaced"]) == status["restartCount"]
            assert sum(each["count"] for each in own if not each["replaced"]) <= 1
        known = [each["at"] for each in restarts if each["at"] is not None]
        assert known == sorted(known, reverse=True)
        for each in restarts:
            assert set(each) >= {"container", "at", "cause", "exitCode", "signal", "sentence", "evidence", "missing"}
            assert each["sentence"]


def test_the_forms_of_an_answer(ask: Callable[..., Answer]) -> None:
    where = ("--from", PROBES, "--at", "+6m")
    for command in ("probes", "why"):
        told = ask(command, "http-500", *where)
        assert (told.code, told.err) == (0, "")
        assert told.out == ask(command, "pod/http-500", *where, "-o", "text").out
        assert "\x1b" not in told.out
        document = ask(command, "http-500", *where, "-o", "json").json
        assert yaml.safe_load(ask(command, "http-500", *where, "-o", "yaml").out) == document
        table = ask(command, "http-500", *where, "-o", "table").out
        wide = ask(command, "http-500", *where, "-o", "wide").out
        assert len(wide.splitlines()[0].split()) == len(table.splitlines()[0].split()) + 1
    assert ask("advice", "-n", "probes", *where).out.split()[:5] == ["NAME", "CONTAINER", "RULE", "FIELD", "INSTEAD"]
    assert ask("advice", *where).out.split()[0] == "NAMESPACE"
    assert ask("advice", *where, "-o", "wide").out.splitlines()[0].split()[-1] == "REASON"


def test_probes_are_told_with_what_follows_from_their_numbers(ask: Callable[..., Answer]) -> None:
    (container,) = ask("probes", "http-500", "--from", PROBES, "-o", "json").json["containers"]
    assert (container["name"], container["kind"]) == ("kubia", "container")
    (probe,) = container["probes"]
    assert probe["type"] == "liveness"
    assert probe["config"] == "http-get http://:8080/ delay=0s timeout=1s period=5s #success=1 #failure=3"
    assert probe["budget"]["detectsBy"] == 16


def test_advice_is_given_on_each_pod_of_the_scope(ask: Callable[..., Answer]) -> None:
    items = ask("advice", "--from", PROBES, "-o", "json").items
    assert {"crash-exit-1", "oom", "healthy"} <= {item["name"] for item in items}
    for item in items:
        assert set(item) == {"namespace", "name", "container", "rule", "field", "reason", "instead"}
        assert all(item[key] for key in ("namespace", "name", "rule", "field", "reason", "instead"))
    own = ask("advice", "oom", "--from", PROBES, "-o", "json").items
    assert own == [item for item in items if item["name"] == "oom"]
    assert {item["rule"] for item in own} >= {"no-liveness-probe"}


def pod(at: float, kind: str, name: str, uid: str, namespace: str = "web") -> str:
    """A line about a pod."""
    line = json.loads(change(at, kind, name, namespace=namespace))
    line["object"]["metadata"]["uid"] = uid
    return json.dumps(line)


def test_a_pod_that_is_gone_is_told_of_as_it_was_last_known(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(
        tmp_path / "r",
        notice(1, "LISTED", resource="pods"),
        notice(1, "LISTED", resource="events"),
        pod(1, "ADDED", "a", "1"),
        pod(5, "DELETED", "a", "1"),
        pod(9, "ADDED", "b", "2"),
    )
    assert ask("why", "a", "--from", path, "--at", "4").err == ""
    answer = ask("probes", "a", "--from", path, "-o", "json")
    assert answer.code == 0
    assert answer.err == ("ktui: the pod web/a was gone at 1970-01-01T00:00:05.000Z: this is how it was last known\n")
    (own,) = [lane for lane in answer.json["lanes"] if lane["container"] is None]
    assert [(mark["kind"], mark["to"]) for mark in own["marks"]] == [("deleted", "1970-01-01T00:00:05Z")]
    answer = ask("why", "b", "--from", path, "--at", "8")
    assert (answer.code, answer.out) == (4, "")
    assert 'pods "b" not found in the recording at 1970-01-01T00:00:08.000Z' in answer.err


def test_a_name_in_several_namespaces_is_asked_about(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(
        tmp_path / "r",
        notice(1, "LISTED", resource="events"),
        pod(1, "ADDED", "a", "1"),
        pod(1, "ADDED", "a", "2", namespace="db"),
        pod(1, "ADDED", "b", "3", namespace="db"),
        pod(5, "DELETED", "a", "2", namespace="db"),
    )
    answer = ask("why", "a", "--from", path, "--at", "3")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "ktui: there are pods 'a' in db and web: say which with -n\n"
    assert ask("why", "a", "--from", path, "--at", "3", "-n", "db", "-o", "json").json["pod"]["uid"] == "2"
    assert ask("why", "a", "--from", path, "-o", "json").json["pod"]["uid"] == "1"
    assert ask("why", "b", "-A", "--from", path, "-o", "json").json["pod"]["uid"] == "3"


def test_without_events_the_pod_alone_answers(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(tmp_path / "r", *(line for line in PROBES.read_text().splitlines() if '"resource":"pods"' in line))
    answer = ask("why", "http-500", "--from", path, "-o", "json")
    assert answer.code == 0
    assert "holds no events" in answer.err
    assert answer.err.count("\n") == 1
    assert answer.json["restarts"]
    assert any(each["missing"] for each in answer.json["restarts"])


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["probes"], 2, "required: POD"),
        (["why", "a", "b"], 2, "unrecognized arguments: b"),
        (["why", "ds/a"], 2, "is not one of the pods"),
        (["why", "pod/"], 2, "wants a name"),
        (["why", "nobody"], 4, 'pods "nobody" not found in the recording at '),
        (["advice", "nobody"], 4, 'pods "nobody" not found in the recording at '),
        (["why", "oom", "--at", "-9h"], 2, "before the recording begins"),
        (["advice", "-o", "toml"], 2, "invalid choice"),
        (["get", "pods", "-o", "text"], 2, "-o text is for answers in prose"),
    ],
)
def test_what_is_not_understood_is_one_sentence(
    ask: Callable[..., Answer], arguments: list[str], code: int, why: str
) -> None:
    answer = ask(*arguments, "--from", PROBES)
    assert (answer.code, answer.out) == (code, "")
    assert why in answer.err
    assert answer.err.startswith("ktui: ")
    assert answer.err.count("\n") == 1


def test_no_advice_is_said_and_an_empty_answer(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(tmp_path / "r", notice(1, "LISTED", resource="pods"))
    assert ask("advice", "--from", path, "-o", "json").json == {"items": []}
    answer = ask("advice", "--from", path)
    assert (answer.code, answer.out, answer.err) == (0, "", "No resources found.\n")
