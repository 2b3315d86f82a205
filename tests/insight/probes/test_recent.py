"""Ten minutes of a pod's probes in one cell: heights, kills, what is spread, what cannot be known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.probes.lane import Gap, GapReason, Lane, Mark, MarkKind, Timeline
from ktui.insight.probes.recent import (
    ERRORED,
    HEIGHTS,
    KILL,
    LEGEND,
    MINUTES,
    NO_PROBE,
    NOTHING,
    PASSES,
    QUIET,
    SPREAD,
    UNKNOWN,
    recent,
    window,
)
from ktui.insight.text import width_of
from ktui.model.evidence import ProbeType
from ktui.model.keys import WORDS

NOW = 1_790_000_030.0 - 1_790_000_030.0 % 60 + 30
"""Half a minute into one."""
BEGIN = window(NOW)


def at(minute: int, second: float = 10) -> float:
    """A time in one of the ten minutes."""
    return BEGIN + minute * 60 + second


def failed(minute: int, second: float = 10, kind: MarkKind = MarkKind.FAILED) -> Mark:
    return Mark(kind, at(minute, second), at(minute, second))


def lane(*marks: Mark, probe: ProbeType | None = ProbeType.LIVENESS, gaps: tuple[Gap, ...] = ()) -> Lane:
    return Lane("app", probe, marks, gaps)


def text(*lanes: Lane, **since: float) -> str:
    return recent(Timeline(lanes), NOW, **since).text


def test_a_cell_for_each_minute_as_high_as_there_were_failures() -> None:
    marks = [failed(minute, second) for minute, times in ((3, 1), (4, 3), (9, 12)) for second in range(times)]
    assert text(lane(*marks)) == "L ···▂▄····█"


def test_a_kill_stands_for_the_failures_of_its_minute() -> None:
    assert text(lane(failed(8), failed(8, 20), failed(8, 30, MarkKind.KILLING))) == "L ········K·"


def test_the_letters_are_those_of_the_lanes_that_fail_in_the_order_in_which_they_are_asked() -> None:
    quiet = lane(probe=ProbeType.STARTUP)
    assert text(lane(failed(1), probe=ProbeType.READINESS), lane(failed(1)), quiet) == "LR ·▃········"


def test_what_was_only_errored_is_no_failure() -> None:
    told = recent(Timeline((lane(failed(2, kind=MarkKind.ERRORED)),)), NOW)
    assert (told.text, told.failed) == ("L ··e·······", 0)


def test_a_jump_is_spread_and_only_its_last_is_a_mark() -> None:
    told = recent(Timeline((lane(Mark(MarkKind.FAILED, at(2), at(7), 31)),)), NOW)
    assert told.text == "L ··╌╌╌╌╌▂··"
    assert told.failed == 31, "all of them were within these minutes"


def test_kills_that_jump_are_spread_too() -> None:
    told = recent(Timeline((lane(Mark(MarkKind.KILLING, at(2), at(5), 6)),)), NOW)
    assert (told.text, told.kills) == ("L ··╌╌╌K····", 6)


def test_a_jump_from_before_counts_but_once() -> None:
    told = recent(Timeline((lane(Mark(MarkKind.FAILED, at(-3), at(2), 31)),)), NOW)
    assert (told.text, told.failed) == ("L ╌╌▂·······", 1)


def test_a_jump_whose_first_is_known_has_two_marks() -> None:
    assert text(lane(Mark(MarkKind.FAILED, at(2), at(5), 2, first_known=True))) == "L ··▂··▂····"
    assert text(lane(Mark(MarkKind.FAILED, at(2), at(5), 9, first_known=True))) == "L ··▂╌╌▂····"


def test_a_jump_within_a_minute_is_so_many() -> None:
    assert text(lane(Mark(MarkKind.FAILED, at(4, 1), at(4, 50), 5))) == "L ····▆·····"


def test_what_the_kubelet_no_longer_told_is_hatched() -> None:
    gap = Gap(at(5), None, GapReason.BUDGET)
    assert text(lane(failed(4), gaps=(gap,), probe=ProbeType.READINESS)) == "R ····▂▒▒▒▒▒"
    assert text(lane(gaps=(gap,))) == "  ·····▒▒▒▒▒", "though nothing of it is known to fail"


def test_a_lost_connection_counts_only_where_something_happened() -> None:
    gap = Gap(at(5), at(6), GapReason.DISCONNECTED)
    assert recent(Timeline((lane(gaps=(gap,)),)), NOW) is NOTHING
    assert text(lane(failed(2), gaps=(gap,))) == "L ··▂··▒▒···"


def test_before_the_pod_was_made_there_is_nothing() -> None:
    assert text(lane(failed(8)), since=at(7, 30)) == "L        ·▂·"


def test_what_is_nobodys_is_said_so_and_other_kills_are_no_probes() -> None:
    assert text(Lane(None, None, (failed(3),))) == "? ···▂······"
    assert recent(Timeline((lane(failed(3, kind=MarkKind.KILLING), probe=None),)), NOW) is NOTHING


def test_what_is_older_is_not_there() -> None:
    assert recent(Timeline((lane(failed(-1, 59)),)), NOW) is NOTHING


moments = st.floats(BEGIN - 3600, NOW + 120, allow_nan=False)
marks = st.builds(
    lambda kind, one, other, count, first: Mark(kind, min(one, other), max(one, other), count, first_known=first),
    st.sampled_from(list(MarkKind)),
    moments,
    moments,
    st.integers(1, 400),
    st.booleans(),
)
gaps = st.builds(
    lambda start, length, reason: Gap(start, None if length is None else start + length, reason),
    moments,
    st.none() | st.floats(0, 4000),
    st.sampled_from(list(GapReason)),
)
lanes = st.builds(
    lambda container, probe, marks, gaps: Lane(container, probe, tuple(marks), tuple(gaps)),
    st.sampled_from(["app", None]),
    st.sampled_from([*ProbeType, None]),
    st.lists(marks, max_size=8),
    st.lists(gaps, max_size=3),
)


@given(st.lists(lanes, max_size=5), moments)
def test_whatever_happened_it_takes_ten_cells_and_a_few_letters(lanes: list[Lane], since: float) -> None:
    told = recent(Timeline(tuple(lanes)), NOW, since=since)
    assert told is NOTHING or len(told.cells) == width_of(told.cells) == MINUTES
    assert told.failed <= sum(each.count(MarkKind.FAILED) for each in lanes)
    assert told.kills <= sum(each.count(MarkKind.KILLING) for each in lanes)


@given(st.lists(lanes, max_size=4))
def test_a_row_stays_as_it_is_within_a_minute(lanes: list[Lane]) -> None:
    kept = Timeline(tuple(Lane(each.container, each.probe, each.marks) for each in lanes))
    assert recent(kept, BEGIN + 9 * 60) == recent(kept, BEGIN + 9 * 60 + 59.9)


def test_every_sign_is_in_the_legend() -> None:
    explained = "".join(signs for signs, _ in LEGEND)
    for sign in (KILL, ERRORED, SPREAD, UNKNOWN, QUIET, PASSES, NO_PROBE, HEIGHTS[0], HEIGHTS[-1], "S", "L", "R"):
        assert sign in explained, sign
    assert all(len(words) <= WORDS for _, words in LEGEND)
