"""How often a probe has failed in a row, as far as what was told proves."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.probes.lane import Gap, GapReason, Lane, Mark, MarkKind
from ktui.insight.probes.misses import Misses, misses
from ktui.model.evidence import ProbeType
from tests.insight.probes.probes import probe

STARTED = 1000.0


def failed(at: float) -> Mark:
    return Mark(MarkKind.FAILED, at, at)


def band(start: float, end: float, count: int, *, first_known: bool = False) -> Mark:
    return Mark(MarkKind.FAILED, start, end, count, first_known=first_known)


def errored(at: float) -> Mark:
    return Mark(MarkKind.ERRORED, at, at)


def warned(at: float) -> Mark:
    return Mark(MarkKind.WARNED, at, at)


def run(*marks: Mark, gaps: tuple[Gap, ...] = (), unanswered: bool = False, **fields: Any) -> Misses | None:
    lane = Lane("app", ProbeType.LIVENESS, tuple(sorted(marks, key=lambda mark: mark.end)), gaps)
    return misses(lane, probe(**fields), lambda at: at > STARTED, unanswered=unanswered)


def text(*marks: Mark, **options: Any) -> str:
    found = run(*marks, **options)
    return "" if found is None else found.text


CASES: list[tuple[str, tuple[Mark, ...], dict[str, Any], str]] = [
    ("none", (), {}, ""),
    ("one", (failed(1100),), {}, "1 of 3 misses"),
    ("two, a period apart", (failed(1100), failed(1110)), {}, "2 of 3 misses"),
    ("two, a period and a slow answer apart", (failed(1100), failed(1112)), {}, "2 of 3 misses"),
    ("two, with room for a success", (failed(1100), failed(1120)), {}, "at least 1 of 3 misses"),
    ("three are the verdict, and more are no more", tuple(map(failed, range(1100, 1150, 10))), {}, "3 of 3 misses"),
    ("two after one that is apart", (failed(1050), failed(1100), failed(1110)), {}, "at least 2 of 3 misses"),
    ("one before the start", (failed(990), failed(1000), failed(1005)), {}, "1 of 3 misses"),
    ("what could not be asked counts for nothing", (failed(1100), errored(1110)), {}, "1 of 3 misses"),
    ("and resets nothing", (failed(1100), errored(1105), failed(1110)), {}, "2 of 3 misses"),
    ("an answer with a warning was an answer", (failed(1100), warned(1110), failed(1120)), {}, "1 of 3 misses"),
    ("only an answer after all", (failed(1100), failed(1110), warned(1120)), {}, ""),
    # A timeout of half the period leaves room for a success between two failures that are a period and a bit apart.
    ("slow answers", (failed(1100), failed(1110)), {"timeoutSeconds": 5}, "2 of 3 misses"),
    ("slower answers", (failed(1100), failed(1115)), {"timeoutSeconds": 5}, "at least 1 of 3 misses"),
    (
        "a period of a second proves nothing",
        (failed(1100), failed(1101)),
        {"periodSeconds": 1},
        "at least 1 of 3 misses",
    ),
    ("but for the same second", (failed(1100), failed(1100)), {"periodSeconds": 1}, "2 of 3 misses"),
    ("a period of two seconds does", (failed(1100), failed(1102)), {"periodSeconds": 2}, "2 of 3 misses"),
    ("longer than a period", (failed(1100), failed(1101)), {"timeoutSeconds": 15}, "at least 1 of 3 misses"),
    ("a band that fills its time", (failed(1100), band(1100, 1150, 5)), {"failureThreshold": 9}, "6 of 9 misses"),
    ("a band with room", (failed(1100), band(1100, 1150, 3)), {"failureThreshold": 9}, "at least 1 of 9 misses"),
    (
        "a band of its own, first known",
        (band(1100, 1150, 6, first_known=True),),
        {"failureThreshold": 9},
        "6 of 9 misses",
    ),
    ("the same with room", (band(1100, 1150, 4, first_known=True),), {"failureThreshold": 9}, "at least 1 of 9 misses"),
    ("a band begun before the start", (band(900, 1150, 25),), {}, "at least 1 of 3 misses"),
    ("and what came after it", (band(900, 1150, 25), failed(1160)), {}, "at least 2 of 3 misses"),
    (
        "two messages in turn",
        (failed(1100), failed(1110), failed(1120), band(1100, 1140, 2)),
        {"failureThreshold": 9},
        "5 of 9 misses",
    ),
    (
        "half an hour in five minutes each",
        (failed(1100), band(1100, 1400, 30)),
        {"failureThreshold": 99},
        "31 of 99 misses",
    ),
]


@pytest.mark.parametrize(("marks", "fields", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_only_what_its_spacing_proves_is_in_a_row(marks: tuple[Mark, ...], fields: dict[str, Any], said: str) -> None:
    assert text(*marks, **fields) == said


def test_where_no_success_can_have_been_all_are_in_a_row() -> None:
    told = (failed(1010), failed(1040), band(1040, 1200, 3))
    assert text(*told, unanswered=True, failureThreshold=9) == "5 of 9 misses"
    assert text(band(990, 1200, 7), failed(1300), unanswered=True, failureThreshold=9) == "at least 2 of 9 misses"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (Gap(1050, 1095, GapReason.BUDGET), "at least 1 of 3 misses"),
        (Gap(1050, 1080, GapReason.BUDGET), "1 of 3 misses"),
        (Gap(1150, None, GapReason.DISCONNECTED), "1 of 3 misses"),
        (Gap(1050, None, GapReason.DISCONNECTED), "at least 1 of 3 misses"),
    ],
)
def test_what_may_hide_just_before_the_first_makes_it_at_least(gap: Gap, said: str) -> None:
    assert text(failed(1100), gaps=(gap,)) == said


def test_a_gap_anywhere_since_the_start_may_hide_what_no_success_ended() -> None:
    gap = Gap(1020, 1030, GapReason.DISCONNECTED)
    assert (
        text(failed(1010), failed(1100), gaps=(gap,), unanswered=True, failureThreshold=9) == "at least 2 of 9 misses"
    )


class Course(NamedTuple):
    """What a kubelet saw of a probe."""

    period: int
    timeout: int
    failures: list[bool]
    """Of each attempt, whether it failed."""
    times: list[float]
    """When each was over, cut off to whole seconds as events are."""


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A kubelet asks at its ticks, of which one at most waits for it while it is still asking."""
    period, timeout = draw(st.integers(1, 20)), draw(st.integers(1, 20))
    failures = draw(st.lists(st.booleans(), min_size=1, max_size=30))
    free = STARTED + 1 + draw(st.floats(0, 1, exclude_max=True))
    tick, times = free, []
    for _ in failures:
        begins = max(tick, free)
        free = begins + draw(st.just(0.0) | st.floats(0, timeout))
        times.append(float(int(free)))
        tick += period * (int((begins - tick) // period) + 1)
    return Course(period, timeout, failures, times)


@given(courses(), st.data())
def test_never_more_is_claimed_than_there_was(course: Course, data: st.DataObject) -> None:
    """Some of what it tells is joined to bands, as where events are dropped."""
    period, timeout, failures, times = course
    told = [at for at, no in zip(times, failures, strict=True) if no]
    marks: list[Mark] = []
    before = 0
    while before < len(told):
        size = data.draw(st.integers(1, 4))
        of = told[before : before + size]
        first_known = before == 0
        if len(of) == 1:
            marks.append(failed(of[0]))
        else:
            marks.append(band(of[0] if first_known else told[before - 1], of[-1], len(of), first_known=first_known))
        before += size
    found = run(*marks, periodSeconds=period, timeoutSeconds=timeout, failureThreshold=50)
    in_a_row = 0
    for no in reversed(failures[: len(failures) - failures[::-1].index(True)] if any(failures) else []):
        if not no:
            break
        in_a_row += 1
    assert (found.proven if found else 0) <= in_a_row
    assert (found is None) == (in_a_row == 0)
    assert found is None or found.last == told[-1]
