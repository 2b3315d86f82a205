"""How often a probe has failed in a row, as far as what was told of it proves.

Successes are silent. That none lies between two failures follows only from how little time is between them: with the
attempts a period apart, a success in between would have kept the failures further apart than they are. So a kubelet
that was itself restarted in between is not counted with; its attempts then begin at another time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.probes.arithmetic import pace
from ktui.insight.probes.lane import MarkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.probes.arithmetic import Pace
    from ktui.insight.probes.lane import Gap, Lane, Mark
    from ktui.model.objects import Probe

ROUNDING = 1.0
"""Seconds by which a time may be later than it is told: events have whole seconds, cut off."""


class Misses(NamedTuple):
    """Failures in a row, up to the last one that is told."""

    proven: int
    """As many as are proven, at least one; never more than the threshold."""
    threshold: int
    at_least: bool
    """Whether there may be more, below the threshold."""
    last: float
    """When the last one was told."""

    @property
    def text(self) -> str:
        """`2 of 3 misses`, `at least 1 of 3 misses`."""
        return f"{'at least ' if self.at_least else ''}{self.proven} of {self.threshold} misses"


class _Burst(NamedTuple):
    """Failures at unknown times from `start`, or after it, to `end`, when the last one was."""

    start: float
    end: float
    times: int


def misses(
    lane: Lane,
    probe: Probe,
    counts: Callable[[float], bool],
    *,
    unanswered: bool = False,
    answered: float | None = None,
) -> Misses | None:
    """The present run of failures of a probe; None: there is none.

    `counts` tells whether what was told at a time is of the container that runs now. `unanswered`: it is known
    otherwise that there has been no success since its start. `answered`: when there was one, where that is known.
    """
    numbers = pace(probe)
    marks = [mark for mark in lane.marks if counts(mark.end)]
    warned = [mark.end for mark in marks if mark.kind is MarkKind.WARNED]
    yes = max((*warned, *(() if answered is None else (answered,))), default=None)
    told = [mark for mark in marks if mark.kind is MarkKind.FAILED and (yes is None or mark.end > yes)]
    if not told:
        return None
    bursts = _bursts(told)
    count, first = _run(bursts, numbers, counts, unanswered)
    at_least = first is None or any(_may_hide(gap, first, numbers, counts, unanswered) for gap in lane.gaps)
    reached = count >= numbers.failures
    return Misses(min(count, numbers.failures), numbers.failures, at_least and not reached, bursts[-1].end)


def _bursts(marks: Sequence[Mark]) -> list[_Burst]:
    """Marks in the order of time, those in one where one lies within the time of another."""
    bursts: list[_Burst] = []
    for mark in sorted(marks, key=lambda mark: (mark.end, -mark.start)):
        one = _Burst(min(mark.start, mark.end), mark.end, max(mark.count, 1))
        while bursts and bursts[-1].end > one.start:
            other = bursts.pop()
            one = _Burst(min(one.start, other.start), one.end, one.times + other.times)
        bursts.append(one)
    return bursts


def _run(
    bursts: Sequence[_Burst], numbers: Pace, counts: Callable[[float], bool], unanswered: bool
) -> tuple[int, float | None]:
    """How many failures in a row are proven, and when the first of them was; None: there may be more before it."""
    count = 0
    for index in range(len(bursts) - 1, -1, -1):
        burst = bursts[index]
        if burst.times > 1 and not counts(burst.start):
            # Some of them may have been of the container before: all that is sure is the last.
            return count + 1, None
        before = bursts[index - 1].end if index else None
        if unanswered or (before is not None and burst.end - before <= _closest(burst.times, numbers)):
            count += burst.times
        elif burst.times == 1 or burst.end - burst.start <= _closest(burst.times - 1, numbers):
            count += burst.times
            return count, burst.start if before is None else None
        else:
            return count + 1, None
    return count, bursts[0].start


def _may_hide(gap: Gap, first: float, numbers: Pace, counts: Callable[[float], bool], unanswered: bool) -> bool:
    """Whether failures of this run, the first told of which was at `first`, may lie where nothing is known."""
    if unanswered:
        return gap.end is None or counts(gap.end)
    return gap.start < first and (gap.end is None or gap.end > first - numbers.slowest - numbers.timeout)


def _closest(count: int, numbers: Pace) -> float:
    """Seconds from one failure to the `count`-th after it within which no success has room."""
    alone = count * numbers.slowest + numbers.timeout + ROUNDING
    # An attempt that takes longer than a period has the next one begin late, and that one the next too soon.
    late = numbers.timeout if numbers.timeout > numbers.period else 0
    with_a_success = (count + 1) * numbers.period - numbers.timeout - late - ROUNDING
    return min(alone, with_a_success)
