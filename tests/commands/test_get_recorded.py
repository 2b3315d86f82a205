"""`ktui get --from FILE`: what a recording answers."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from ktui.__main__ import main
from tests.commands.ktui_at import Answer
from tests.recording.files import RECORDINGS, change, naive, notice, written
from tests.recording.pod_cells import cells

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROBES = RECORDINGS / "probes.jsonl"
TENTHS = (0.0, 0.013, 0.1, 0.21, 0.34, 0.47, 0.58, 0.73, 0.88, 1.0)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Answer]:
    """Runs `ktui get` where there is no cluster, no kubeconfig and no folder of ktui's own."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "nothing"))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "nothing" / "kubeconfig"))

    def run(*arguments: object) -> Answer:
        capsys.readouterr()
        code = main(["get", *map(str, arguments)])
        assert not (tmp_path / "nothing").exists()
        return Answer(code, *capsys.readouterr())

    return run


@pytest.mark.parametrize("tenth", TENTHS)
@pytest.mark.parametrize(("name", "minor"), [("probes.jsonl", 20), ("probes-1.35.jsonl", 35), ("probes-odd.jsonl", 35)])
def test_every_cell_is_what_the_files_last_objects_say(
    ask: Callable[..., Answer], tmp_path: Path, name: str, minor: int, tenth: float
) -> None:
    path = tmp_path / "incident.jsonl"
    shutil.copy(RECORDINGS / name, path)
    times = [json.loads(line)["at"] for line in path.read_text().splitlines()]
    at = times[0] + (times[-1] - times[0]) * tenth
    answer = ask("pods", "--from", path, "--at", repr(at), "-o", "json")
    objects = [pod for _, pod in sorted(naive(path, at).get("pods", {}).items())]
    assert (answer.code, answer.err) == (0, "")
    told = answer.json
    for item in told["items"]:
        assert set(item.pop("extra")) == {"PROBES", "WHY", "ADVICE", "traits"}
    assert told == {
        "items": [
            {
                "namespace": pod["metadata"]["namespace"],
                "name": pod["metadata"]["name"],
                "uid": pod["metadata"]["uid"],
                "cells": cells(pod, at, minor=minor),
            }
            for pod in objects
        ]
    }


def test_it_answers_at_the_end_unless_told_and_with_all_that_it_holds(ask: Callable[..., Answer]) -> None:
    answer = ask("pods", "--from", PROBES)
    lines = answer.out.splitlines()
    assert lines[0].split() == ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert {line.split()[-1] for line in lines[1:]} == {"44m"}
    assert len(lines) == 10
    assert ask("pods", "--from", PROBES, "--at", "-0s").out == answer.out
    assert ask("pods", "--from", PROBES, "-A").out == answer.out


def test_a_namespace_is_shown_alone_and_without_its_name(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(tmp_path / "r", change(1, "ADDED", "a"), change(1, "ADDED", "b", namespace="db"))
    assert ask("pods", "--from", path, "-n", "db", "--no-headers").out.split()[0] == "b"
    answer = ask("pods", "--from", path, "-n", "shop")
    assert (answer.code, answer.out, answer.err) == (0, "", "No resources found in shop namespace.\n")
    told = written(tmp_path / "told", notice(1, "START", scope=["web", "db"]), change(1, "ADDED", "a"))
    answer = ask("pods", "--from", told, "-n", "shop")
    assert (answer.code, answer.out) == (2, "")
    assert "holds no namespace 'shop': recorded were web, db" in answer.err


def test_flags_work_as_on_a_cluster(ask: Callable[..., Answer], tmp_path: Path) -> None:
    def labelled(name: str, team: str, restarts: int) -> str:
        text = change(9, "ADDED", name, status={"containerStatuses": [{"name": "c", "restartCount": restarts}]})
        line = json.loads(text)
        line["object"]["metadata"]["labels"] = {"team": team}
        return json.dumps(line)

    path = written(tmp_path / "r", labelled("a", "blue", 7), labelled("b", "red", 3), labelled("c", "blue", 5))
    assert ask("pods", "--from", path, "-l", "team=blue", "-o", "json").names == ["a", "c"]
    assert ask("pods", "--from", path, "--sort-by", "restarts", "-o", "json").names == ["b", "c", "a"]
    assert ask("pods", "--from", path, "-o", "yaml").out == yaml.safe_dump(
        ask("pods", "--from", path, "-o", "json").json, sort_keys=False
    )
    assert "NODE" in ask("pods", "--from", path, "-o", "wide").out
    assert ask("pods", "--from", path, "--no-history", "--no-headers").out.startswith("web")
    answer = ask("pods", "--from", path, "-l", "team in")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert ask("pods", "--from", path, "-l", "team=green").err == "No resources found.\n"


def test_names_that_were_not_there_then_are_told(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(
        tmp_path / "r",
        change(1, "ADDED", "a"),
        change(5, "ADDED", "b"),
        change(9, "DELETED", "a"),
        change(9, "ADDED", "a", namespace="db"),
    )
    assert ask("po/b", "--from", path, "--at", "5", "-o", "json").names == ["b"]
    answer = ask("po/b", "--from", path, "--at", "4")
    assert (answer.code, answer.out) == (4, "")
    assert answer.err == 'ktui: pods "b" not found in the recording at 1970-01-01T00:00:04.000Z\n'
    answer = ask("pods", "a", "x", "b", "--from", path, "-o", "json")
    assert (answer.code, [(item["namespace"], item["name"]) for item in answer.items]) == (
        1,
        [("db", "a"), ("web", "b")],
    )
    assert answer.err.count("\n") == 1
    assert ask("pods", "x", "y", "--from", path).err.count("\n") == 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["jobs"], "holds no jobs: recorded were events, pods"),
        (
            ["pods", "--at", "2020-01-01T00:00:00Z"],
            "before the recording begins: it lasts from 2026-11-23T18:53:43.753Z",
        ),
        (["pods", "--at", "+3h"], "after the recording ends"),
        (["pods", "--at", "-3h"], "before the recording begins"),
        (["pods", "--at=-3h"], "before the recording begins"),
        (["pods", "--at", "noon"], "is no time"),
        (["pods", "-w"], "ktui replay FILE"),
        (["pods", "a", "-l", "b=c"], "exclude each other"),
        (["pods", "--sort-by", "SIZE"], "have no column 'SIZE'"),
    ],
)
def test_what_it_cannot_answer_is_one_sentence(ask: Callable[..., Answer], arguments: list[str], why: str) -> None:
    answer = ask(*arguments, "--from", PROBES)
    assert (answer.code, answer.out) == (2, "")
    assert why in answer.err
    assert answer.err.startswith("ktui: ")
    assert answer.err.count("\n") == 1


def test_a_file_that_is_none_is_one_sentence(ask: Callable[..., Answer], tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        answer = ask("pods", "--from", path)
        assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)


def test_what_was_not_whole_is_answered_and_said(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(
        tmp_path / "r",
        notice(1, "START", serverVersion="v1.35.4"),
        notice(2, "LISTED", resource="pods"),
        change(2, "ADDED", "a"),
        notice(5, "DISCONNECTED", resource="pods"),
        notice(7, "LISTED", resource="pods"),
    )
    with path.open("a") as file:
        file.write('{"at":8,"reso')
    cut = "ktui: the recording breaks off after its line 5: the recorder was not ended in order\n"
    answer = ask("pods", "--from", path, "--at", "6", "-o", "json")
    assert (answer.code, answer.names) == (0, ["a"])
    assert answer.err == (
        f"{cut}ktui: the pods are as they were last known: their watch was lost at 1970-01-01T00:00:05.000Z\n"
    )
    answer = ask("pods", "--from", path, "-o", "json")
    assert (answer.names, answer.err) == ([], cut)
    answer = ask("pods", "--from", path, "--at", "1")
    assert (answer.code, answer.out) == (2, "")
    assert "nothing is known at 1970-01-01T00:00:01.000Z: they were first listed at" in answer.err


def test_an_object_of_another_form_is_left_out_and_counted(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(tmp_path / "r", change(1, "ADDED", "a"), change(1, "ADDED", "b", spec=7))
    answer = ask("pods", "--from", path, "-o", "json")
    assert (answer.code, answer.names, answer.err) == (1, ["a"], "ktui: 1 of the pods cannot be read\n")


@pytest.mark.parametrize(
    "arguments", [[], ["label", "n", "a=b"], ["info"], ["journal"], ["undo"], ["keys"], ["trigger", "x"]]
)
def test_what_a_recording_cannot_do_names_what_can(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main([*arguments, "--from", str(PROBES)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "ktui replay FILE" in told.err


def test_a_time_without_a_recording_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["get", "pods", "--at", "-5m"]) == 2
    assert "say which with --from FILE" in capsys.readouterr().err


def extras(answer: Answer) -> dict[str, dict[str, object]]:
    return {item["name"]: item["extra"] for item in answer.items}


def test_what_is_ktuis_own_is_told_beside_kubectls_cells(ask: Callable[..., Answer]) -> None:
    told = extras(ask("pods", "--from", PROBES, "-o", "json"))
    assert told["healthy"] == {"PROBES": "✓", "WHY": "", "ADVICE": told["healthy"]["ADVICE"], "traits": []}
    assert str(told["http-500"]["WHY"]).startswith("liveness: HTTP 500")
    assert told["oom"]["PROBES"] == "·"
    assert told["oom"]["traits"] == ["no-liveness"]
    assert str(told["tcp-refused"]["PROBES"]).startswith("R ")
    assert all(isinstance(each["ADVICE"], int) for each in told.values())


def test_earlier_it_was_what_was_known_then(ask: Callable[..., Answer]) -> None:
    early = extras(ask("pods", "--from", RECORDINGS / "probes-1.35.jsonl", "--at", "+8m", "-o", "json"))
    assert "K" in str(early["http-500"]["PROBES"])
    assert early["exec-flap"]["traits"] != []


def test_a_recording_without_events_tells_none_of_it(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = tmp_path / "pods.jsonl"
    path.write_text("".join(f"{line}\n" for line in PROBES.read_text().splitlines() if '"events"' not in line[:60]))
    for each in extras(ask("pods", "--from", path, "-o", "json")).values():
        assert (each["PROBES"], each["WHY"], each["traits"]) == (None, None, None)
        assert isinstance(each["ADVICE"], int)


def test_other_kinds_have_nothing_more(ask: Callable[..., Answer], tmp_path: Path) -> None:
    path = written(tmp_path / "r", change(1, "ADDED", "logs", resource="daemonsets"))
    assert ask("ds", "--from", path, "-o", "json").items[0]["extra"] == {}
