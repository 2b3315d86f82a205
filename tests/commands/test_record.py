"""`ktui record`: what the watches deliver, into a file."""

from __future__ import annotations

import asyncio
import json
import signal
import stat
import sys
import time
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from ktui.demo.server.resources import RESOURCES
from ktui.recording.kinds import RECORDED
from ktui.recording.reader import read_recording
from ktui.recording.tape import Tape
from tests.commands.test_process import complaint, process
from tests.fakes import objects
from tests.fakes.clock import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.ktui_at import Ktui

KINDS = tuple(kind.name for kind in RECORDED)
SERVED = tuple(kind for kind in KINDS if kind in RESOURCES)
"""Those that the test server has."""
LACKED = tuple(kind for kind in KINDS if kind not in RESOURCES)


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Every whole line so far."""
    if not path.exists():
        return []
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = zlib.decompressobj(31).decompress(data)
    return [json.loads(line) for line in data.split(b"\n")[:-1]]


def told(path: Path, resource: str, kind: str) -> list[Any]:
    return [line["object"] for line in lines_of(path) if (line["resource"], line["type"]) == (resource, kind)]


async def until_listed(ktui: Ktui, path: Path) -> None:
    await ktui.server.until_watched(*SERVED, timeout=20)
    await until(lambda: len(told(path, "recording", "LISTED")) == len(SERVED), 20, what="every list")


def fill(ktui: Ktui) -> None:
    secret = objects.pod("a", "web")
    secret["spec"]["containers"][0]["env"] = [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "A", "value": "b"}]
    secret["metadata"]["managedFields"] = [{"manager": "kubectl"}]
    ktui.server.put("pods", secret)
    ktui.server.put("pods", objects.pod("b", "web"))
    ktui.server.put("pods", objects.pod("other", "db"))
    ktui.server.put("nodes", objects.node("n-1"))
    ktui.server.put("daemonsets", objects.daemonset("agent", "web"))
    ktui.server.put("jobs", objects.job("once", "web"))
    ktui.server.put("cronjobs", objects.cronjob("backup", "web"))


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
async def test_it_holds_the_lists_and_each_change_and_no_secret(ktui: Ktui, tmp_path: Path, name: str) -> None:
    fill(ktui)
    path = tmp_path / name
    async with process(ktui, "record", str(path)) as made:
        await until_listed(ktui, path)
        ktui.server.put("pods", objects.pod("b", "web", ready=False))
        ktui.server.delete("pods", "web", "a")
        await until(lambda: told(path, "pods", "DELETED"), what="the changes")
        made.send_signal(signal.SIGINT)
        summary = await complaint(made)
    assert made.returncode == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = lines_of(path)
    first, last = lines[0], lines[-1]
    assert (first["resource"], first["type"]) == ("recording", "START")
    assert first["object"] == {"serverVersion": "v1.35.4", "scope": ["web"]}
    assert (last["resource"], last["type"]) == ("recording", "END")
    times = [line["at"] for line in lines]
    assert times == sorted(times)
    assert abs(times[-1] - time.time()) < 60
    assert [list(line) for line in lines] == [["at", "resource", "type", "object"]] * len(lines)
    text = json.dumps(lines)
    assert "hunter2" not in text
    assert "managedFields" not in text
    assert "other" not in text
    pods = [(line["type"], line["object"]["metadata"]["name"]) for line in lines if line["resource"] == "pods"]
    assert pods == [("ADDED", "a"), ("ADDED", "b"), ("MODIFIED", "b"), ("DELETED", "a")]
    (a,) = [pod for pod in told(path, "pods", "ADDED") if pod["metadata"]["name"] == "a"]
    assert a["spec"]["containers"][0]["env"] == [
        {"name": "DB_PASSWORD", "value": "REDACTED"},
        {"name": "A", "value": "b"},
    ]
    assert (a["kind"], a["apiVersion"]) == ("Pod", "v1")
    assert read_recording(path).resources == tuple(sorted(SERVED))
    assert all(f"the server has no {kind}\n" in summary for kind in LACKED)
    assert f"{len(lines)} lines" in summary


async def test_what_was_recorded_answers_as_the_cluster_did(ktui: Ktui, tmp_path: Path) -> None:
    fill(ktui)
    path = tmp_path / "r.jsonl.gz"
    answer = await ktui("record", str(path), "-A", "--seconds", "1", "-o", "json")
    assert answer.code == 0
    assert answer.json["kinds"] == list(SERVED)
    assert answer.json["bytes"] == path.stat().st_size
    assert answer.json["lines"] == len(lines_of(path))
    assert answer.json["notRecorded"] == [{"kind": kind, "reason": f"the server has no {kind}"} for kind in LACKED]
    assert 1 <= answer.json["seconds"] < 10
    for kind in ("pods", "daemonsets", "jobs", "cronjobs", "nodes"):
        live = await ktui("get", kind, "-A", "-o", "json")
        then = await ktui("get", kind, "--from", str(path), "-o", "json")
        assert without_ages(then.items) == without_ages(live.items)
        assert len(live.items) > 0
        assert then.err == ""


def without_ages(items: list[Any]) -> list[Any]:
    ages = ("AGE", "DURATION", "LAST SCHEDULE", "RESTARTS")
    return [
        {**item, "cells": {header: cell for header, cell in item["cells"].items() if header not in ages}}
        for item in items
    ]


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
async def test_a_killed_recorders_file_can_be_read(ktui: Ktui, tmp_path: Path, name: str) -> None:
    fill(ktui)
    path = tmp_path / name
    async with process(ktui, "record", str(path), "-n", "web") as made:
        await until_listed(ktui, path)
        ktui.server.put("pods", objects.pod("c", "web"))
        await until(lambda: len(told(path, "pods", "ADDED")) == 3, what="the change")
        made.kill()
        await made.wait()
    recording = read_recording(path)
    tape = Tape(recording)
    tape.move(recording.end)
    assert list(tape.objects("pods")) == [("web", "a"), ("web", "b"), ("web", "c")]
    assert (recording.version.minor, recording.scope) == (35, ("web",))
    answer = await ktui("get", "pods", "--from", str(path), "-o", "json")
    assert (answer.code, answer.names) == (0, ["a", "b", "c"])


async def test_a_lost_watch_and_what_was_missed_are_told(ktui: Ktui, tmp_path: Path) -> None:
    fill(ktui)
    path = tmp_path / "r.jsonl"
    async with process(ktui, "record", str(path), "-n", "web") as made:
        await until_listed(ktui, path)
        # A cut that can be resumed: what changed meanwhile is delivered after it.
        ktui.server.cut_watches("pods", how="reset")
        ktui.server.put("pods", objects.pod("c", "web"))
        await until(lambda: told(path, "recording", "RESUMED"), 20, what="the watch again")
        assert told(path, "recording", "DISCONNECTED")[0]["resource"] == "pods"
        await until(lambda: len(told(path, "pods", "ADDED")) == 3, 20, what="the change")
        # One that cannot: the list is told anew, and what is not in it is gone.
        ktui.server.delete("pods", "web", "b")
        ktui.server.compact()
        ktui.server.cut_watches("pods", how="reset")
        await until(lambda: len(told(path, "recording", "LISTED")) == len(SERVED) + 1, 20, what="the list")
        made.send_signal(signal.SIGTERM)
        await complaint(made)
    assert made.returncode == 0
    recording = read_recording(path)
    assert len(recording.gaps["pods"]) >= 1
    assert all(gap.ends is not None for gap in recording.gaps["pods"])
    tape = Tape(recording)
    tape.move(recording.end)
    assert [name for _, name in tape.objects("pods")] == ["a", "c"]


async def test_what_may_not_be_listed_is_left_out_and_said(ktui: Ktui, tmp_path: Path) -> None:
    fill(ktui)
    ktui.server.faults.forbid("nodes", "list")
    path = tmp_path / "r.jsonl"
    answer = await ktui("record", str(path), "--seconds", "1")
    assert (answer.code, answer.out) == (0, "")
    assert "ktui: nodes were not recorded: not permitted to list nodes\n" in answer.err
    assert "nodes" not in read_recording(path).resources
    refused = await ktui("get", "nodes", "--from", str(path))
    assert (refused.code, refused.out) == (2, "")


async def test_where_nothing_may_be_listed_no_file_is_left(ktui: Ktui, tmp_path: Path) -> None:
    for kind in SERVED:
        ktui.server.faults.forbid(kind, "list")
    path = tmp_path / "r.jsonl"
    answer = await ktui("record", str(path), "--seconds", "20")
    assert (answer.code, answer.out) == (5, "")
    assert "nothing of it can be recorded: not permitted to list" in answer.err
    assert not path.exists()


async def test_a_file_that_is_there_is_kept_unless_forced(ktui: Ktui, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("precious")
    path.chmod(0o644)
    answer = await ktui("record", str(path), "--seconds", "1")
    assert (answer.code, answer.out, path.read_text()) == (2, "", "precious")
    assert answer.err.count("\n") == 1
    assert "--force" in answer.err
    assert ktui.server.requests == []
    answer = await ktui("record", str(path), "--seconds", "1", "--force")
    assert answer.code == 0
    assert lines_of(path)[0]["type"] == "START"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_file_that_cannot_be_made_is_one_sentence(ktui: Ktui, tmp_path: Path) -> None:
    answer = await ktui("record", str(tmp_path / "no" / "r.jsonl"), "--seconds", "1")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert "cannot be made: No such file or directory" in answer.err


async def test_a_cluster_that_is_not_there_leaves_no_file(ktui: Ktui, tmp_path: Path) -> None:
    await ktui.server.stop()
    answer = await ktui("record", str(tmp_path / "r.jsonl"), "--seconds", "1")
    assert (answer.code, answer.out) == (3, "")
    assert not (tmp_path / "r.jsonl").exists()


async def test_a_full_disk_is_one_sentence_and_what_was_written_stays(ktui: Ktui, tmp_path: Path) -> None:
    fill(ktui)
    path = tmp_path / "r.jsonl"
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000))\n"
        "from ktui.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    made = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, "--kubeconfig", str(ktui.kubeconfig), "record", str(path)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await until_listed(ktui, path)
        for number in range(60):
            ktui.server.put("pods", objects.pod(f"p{number}", "web"))
        err = await complaint(made)
    finally:
        if made.returncode is None:
            made.kill()
        await made.communicate()
    assert made.returncode == 1
    assert err == f"ktui: {path} cannot be written on: File too large; what was recorded before is in it\n"
    assert path.stat().st_size <= 40000
    recording = read_recording(path)
    assert recording.notes == ()
    assert "pods" in recording.resources
