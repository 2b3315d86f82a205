"""The lines above a log, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ktui.insight.log_state import LogState, StreamState
from ktui.ui.log_title import LogTitle, SearchTitle, log_title, search_span

FOLLOWING = StreamState(LogState.FOLLOWING)
SEARCH = SearchTitle(words="err[or\x1b", matches=12, unknown=0, filtered=False, too_slow=False, unmarked=False)
TITLE = LogTitle(
    name="web",
    container="app",
    states=[FOLLOWING],
    absent="",
    lines=3,
    dropped=0,
    paused=False,
    unseen=0,
    since="last 5m",
    left_out=0,
    search=None,
    previous=False,
    said="",
    now=0.0,
)


def second(title: LogTitle, room: int = 200) -> str:
    """What the second line says, its parts divided by bars."""
    return " | ".join("".join(text for text, _ in log_title(title, room)[1]).split("  "))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "search err[or␛: 12 matches"),
        ({"matches": 1}, "search err[or␛: 1 match"),
        ({"filtered": True, "matches": 1234}, "only err[or␛: 1,234 matches"),
        ({"unknown": 1}, "search err[or␛: 12 matches, 1 line took too long"),
        (
            {"unknown": 1200, "unmarked": True},
            "search err[or␛: 12 matches, 1,200 lines took too long, too slow to mark",
        ),
        ({"too_slow": True, "unmarked": True}, "search err[or␛: too slow, simplify it"),
    ],
)
def test_what_a_search_has_found_and_what_took_too_long(changes: dict[str, object], words: str) -> None:
    assert search_span(replace(SEARCH, **changes))[0] == words  # type: ignore[arg-type]


def test_what_one_looks_for_goes_before_what_is_as_usual() -> None:
    title = replace(TITLE, search=SEARCH, paused=True, unseen=2, states=[FOLLOWING, StreamState(LogState.ENDED)])
    assert second(title).strip() == (
        "paused, 2 new: end follows | search err[or␛: 12 matches | 1 following, 1 ended | last 5m"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"states": [StreamState(LogState.BROKEN, "no answer")]}, "link lost: no answer | search"),
        ({"left_out": 3}, "following | 3 more are not read: too many | search"),
    ],
)
def test_what_is_wrong_goes_before_it(changes: dict[str, object], words: str) -> None:
    assert words in second(replace(TITLE, search=SEARCH, **changes))  # type: ignore[arg-type]


def test_paused_and_following_need_not_both_be_said() -> None:
    assert second(replace(TITLE, paused=True)).strip() == "paused | last 5m"
    assert second(TITLE).strip() == "following | last 5m"
