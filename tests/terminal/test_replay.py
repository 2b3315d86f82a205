"""`ktui replay` in a terminal, as one starts it: without a kubeconfig, and with files that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.recording.files import RECORDINGS
from tests.terminal.conftest import Ktui

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def ktui(tmp_path: Path) -> Ktui:
    """Where there is no cluster, and the kubeconfig is none."""
    made = Ktui(tmp_path, "http://127.0.0.1:1")
    made.kubeconfig.write_text("{not: [a, kubeconfig")
    return made


def test_it_plays_and_is_held_and_goes_where_one_says(ktui: Ktui) -> None:
    with ktui.screen("replay", str(RECORDINGS / "probes.jsonl"), cols=120, rows=40) as terminal:
        terminal.wait("http-500")
        terminal.wait("playing x1")
        terminal.keys("h")
        terminal.wait("held x1")
        terminal.keys("@")
        terminal.wait("Go to a time")
        terminal.keys("19:10\r")
        terminal.wait("19:10:00 UTC")
        terminal.wait("CrashLoopBackOff")
        terminal.keys("}")
        terminal.wait("19:10:12 UTC")
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()
    assert "Traceback" not in ktui.log
    assert [path.name for path in (ktui.folder / "state" / "ktui").iterdir() if path.name != "ktui.log"] == []


def test_what_is_not_there_is_told_before_the_screen_is_taken(ktui: Ktui) -> None:
    with ktui.screen("replay", "missing.jsonl") as terminal:
        assert terminal.exit_code() == 2
        assert "ktui: the recording missing.jsonl cannot be read" in terminal.text
        terminal.assert_clean()


@pytest.mark.parametrize("content", ["", "no json\n", '{"at": 1}\n'])
def test_what_is_no_recording_is_one_sentence(ktui: Ktui, content: str) -> None:
    file = ktui.folder / "r.jsonl"
    file.write_text(content)
    with ktui.screen("replay", str(file), cols=200) as terminal:
        assert terminal.exit_code() == 2
        terminal.assert_clean()
        assert terminal.text.count("ktui: ") == 1, terminal.text
        assert "Traceback" not in terminal.text
