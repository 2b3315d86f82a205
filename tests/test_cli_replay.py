from __future__ import annotations

import pytest

from ktui.__main__ import main
from ktui.cli import Where, parse
from ktui.cli_replay import ReplayCommand
from ktui.errors import UsageError


def test_a_recording_is_played_at_its_own_pace_unless_told() -> None:
    assert parse(["replay", "r.jsonl"]) == ReplayCommand(Where(), "r.jsonl")
    assert parse(["replay", "r.jsonl", "--speed", "10", "-n", "web", "--theme", "light"]) == ReplayCommand(
        Where(namespace="web"), "r.jsonl", 10.0, theme="light"
    )
    assert parse(["--no-mouse", "replay", "--speed=x0.5", "r.jsonl"]) == ReplayCommand(
        Where(), "r.jsonl", 0.5, mouse=False
    )


@pytest.mark.parametrize("speed", ["0", "-1", "fast", "nan", "inf", "1e9"])
def test_a_speed_that_is_none_is_one_sentence(speed: str) -> None:
    with pytest.raises(UsageError, match="is none: a number from"):
        parse(["replay", "r", f"--speed={speed}"])


def test_the_screen_has_no_output_format() -> None:
    with pytest.raises(UsageError, match="ktui get"):
        parse(["replay", "r", "-o", "json"])


def test_a_file_is_wanted() -> None:
    with pytest.raises(UsageError, match="FILE"):
        parse(["replay"])


def test_without_a_terminal_it_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "r.jsonl"]) == 2
    assert capsys.readouterr().err.startswith("ktui: the screen needs a terminal")
