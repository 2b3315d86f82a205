from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from ktui.insight.moments import clock_text, gap_words, length_text, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

SEVEN = 1_795_460_400.0  # 2026-11-23T19:00:00Z


@pytest.fixture(autouse=True, params=["UTC", "Asia/Kolkata"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wherever one reads it, the times are UTC's."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_moment_is_told_in_utc_wherever_one_is() -> None:
    assert clock_text(SEVEN) == "19:00:00"
    assert moment_text(SEVEN) == "Mon 2026-11-23 19:00:00 UTC"


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        ((SEVEN + 120, SEVEN + 300), "19:02-19:05"),
        ((SEVEN + 120.4, SEVEN + 141), "19:02:00-19:02:21"),
        ((SEVEN + 120, None), "from 19:02"),
        ((SEVEN, SEVEN + 86_400), "19:00-19:00"),
    ],
)
def test_a_gap_is_told_by_its_minutes(gap: tuple[float, float | None], words: str) -> None:
    assert gap_words(gap) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0s"), (59.9, "59s"), (60, "1m00s"), (2668.8, "44m28s"), (3840, "1h04m"), (90_000, "25h00m")],
)
def test_a_length(seconds: float, words: str) -> None:
    assert length_text(seconds) == words
