"""What the screen was left with."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ktui.state import MAX_CONTEXTS, LeftWith, ScreenState

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ktui" / "screen.json"


def test_what_was_told_is_there_the_next_time(path: Path) -> None:
    state = ScreenState.read(path)
    assert (state.of("lab"), state.latest) == (LeftWith(), "")
    state.remember("lab", pane="jobs", scope=(), sort={"pods": ("AGE", True)})
    state.remember("prod", scope=("web", "shop"))
    state.remember("lab", sort={"jobs": ("NAME", False)})
    state.write()
    again = ScreenState.read(path)
    assert again.of("lab") == LeftWith("jobs", (), {"pods": ("AGE", True), "jobs": ("NAME", False)})
    assert again.of("prod") == LeftWith("", ("web", "shop"), {})
    assert again.latest == "lab"


def test_it_is_for_its_owner_alone(path: Path) -> None:
    state = ScreenState.read(path)
    state.remember("lab", pane="jobs")
    old = os.umask(0)
    try:
        state.write()
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(other.stat().st_mode) == 0o600 for other in path.parent.iterdir())


def test_nothing_told_writes_nothing(path: Path) -> None:
    ScreenState.read(path).write()
    assert not path.parent.exists()


def test_without_a_path_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    state = ScreenState()
    state.remember("lab", pane="jobs")
    state.write()
    assert state.of("lab").pane == "jobs"
    assert list(tmp_path.iterdir()) == []


def test_it_is_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    state = ScreenState.read()
    state.remember("lab", pane="jobs")
    state.write()
    assert json.loads((tmp_path / "ktui" / "screen.json").read_text())["contexts"]["lab"]["pane"] == "jobs"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"contexts": []}',
        b'{"contexts": {"lab": 1}}',
        b'{"contexts": {"lab": {"pane": "deployments", "scope": "web", "sort": 3}}}',
        b'{"contexts": {"lab": {"pane": 7, "scope": [1], "sort": {"pods": ["AGE"], "x": ["A", true]}}}}',
        b'{"contexts": {"lab": {"sort": {"jobs": [1, true], "pods": ["A", 1]}}}}',
        b'{"contexts": {"lab": {"scope": [""]}}}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
def test_what_makes_no_sense_is_as_if_it_were_not_there(path: Path, text: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(text)
    state = ScreenState.read(path)
    assert state.of("lab") == LeftWith()
    state.remember("lab", pane="jobs")
    state.write()
    assert ScreenState.read(path).of("lab").pane == "jobs"


def test_a_folder_that_cannot_be_made_costs_nothing_but_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    state = ScreenState.read(tmp_path / "file" / "screen.json")
    state.remember("lab", pane="jobs")
    state.write()
    assert state.of("lab").pane == "jobs"


def test_a_file_that_is_no_file_is_left_alone(path: Path) -> None:
    path.mkdir(parents=True)
    state = ScreenState.read(path)
    state.remember("lab", pane="jobs")
    state.write()
    assert [other.name for other in path.parent.iterdir() if other.name.startswith(".screen.json.")] == [
        ".screen.json.lock"
    ]


def test_what_another_process_wrote_meanwhile_is_kept(path: Path) -> None:
    mine, other = ScreenState.read(path), ScreenState.read(path)
    mine.remember("lab", pane="jobs")
    other.remember("prod", pane="nodes")
    other.write()
    mine.write()
    again = ScreenState.read(path)
    assert (again.of("lab").pane, again.of("prod").pane, again.latest) == ("jobs", "nodes", "lab")


WRITER = """
import sys
from pathlib import Path
from ktui.state import ScreenState
for number in range(40):
    state = ScreenState.read(Path(sys.argv[1]))
    state.remember(f"{sys.argv[2]}-{number}", pane="jobs")
    state.write()
"""


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    state = ScreenState.read(path)
    assert all(state.of(f"{name}-{number}").pane == "jobs" for name in "ab" for number in range(40))


def test_the_oldest_contexts_are_forgotten(path: Path) -> None:
    state = ScreenState.read(path)
    for number in range(MAX_CONTEXTS + 1):
        state.remember(f"kind-{number}", pane="jobs")
    state.write()
    again = ScreenState.read(path)
    assert again.of("kind-0") == LeftWith()
    assert again.of("kind-1").pane == "jobs"
