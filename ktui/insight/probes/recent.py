"""The last ten minutes of a pod's probes in one cell of a table: which of them fail, and a mark for each minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ktui.insight.probes.lane import GapReason, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.probes.lane import Lane, Mark, Timeline

MINUTES = 10
"""One cell each; the last is the minute that is not over."""

MINUTE = 60.0

HEIGHTS = "▂▃▄▅▆▇█"
"""By how many failures there were in a minute: 1 to 7 and more. The same for all pods, so that rows compare."""

KILL = "K"
ERRORED = "e"
"""Probes could not be asked, and none failed."""
SPREAD = "╌"
"""Something happened around then, but not told is when: a count that jumped."""
UNKNOWN = "▒"
QUIET = "·"
BEFORE = " "
"""The pod was not there yet."""

PASSES = "✓"
"""In place of all of it: all probes pass, as far as is known."""

NO_PROBE = "·"
"""The same: there is none, or no container runs that could be asked."""

LEGEND = (
    ("S L R", "start-up, live, ready"),
    (f"{HEIGHTS[0]} {HEIGHTS[2]} {HEIGHTS[-1]}", "failures in a minute"),
    (KILL, "a container was killed"),
    (SPREAD, "when is not told"),
    (ERRORED, "could not be asked"),
    (UNKNOWN, "cannot be known"),
    (QUIET, "none failed; no probe"),
    (PASSES, "all pass"),
)
"""What is seen in the column, for the help page: in at most 22 cells, as a key has them."""

_LETTERS = {"startup": "S", "liveness": "L", "readiness": "R"}
_NOBODYS = "?"
"""For failures of which it is not told which probe's they are."""

_ANSWERS = (MarkKind.FAILED, MarkKind.ERRORED)
_TOLD = (*_ANSWERS, MarkKind.KILLING)


class Recent(msgspec.Struct, frozen=True):
    """What a pod's probes did within the last ten minutes, as far as it is told."""

    letters: str = ""
    """Of the probes that failed, could not be asked or had a container killed: S, L, R in this order."""
    cells: str = ""
    """A mark for each minute."""
    failed: int = 0
    """Answers that were no, those alone that were certainly within this time."""
    kills: int = 0
    """The same of kills."""

    @property
    def text(self) -> str:
        """`L ··▃▆█K▃▆█K`; a blank for the letters where nothing is known to have failed."""
        return f"{self.letters or ' '} {self.cells}" if self.cells else ""


NOTHING = Recent()


def window(now: float) -> float:
    """When the first of the ten minutes began, in Unix seconds: whole minutes, so that a row moves once in each."""
    return (now // MINUTE - MINUTES + 1) * MINUTE


def recent(timeline: Timeline, now: float, *, since: float = float("-inf")) -> Recent:
    """The ten minutes up to `now`; `since`: when the pod was made.

    `NOTHING` where nothing happened and the kubelet had not stopped telling. Times without a connection count only
    where something happened: what had failed meanwhile is told afterwards, if not when.
    """
    begin = window(now)
    drawing = _Drawing(begin)
    letters: set[str] = set()
    silenced = False
    for lane in timeline.lanes:
        if lane.probe is None and lane.container is not None:
            continue
        letter = _LETTERS[lane.probe] if lane.probe is not None else _NOBODYS
        for mark in lane.marks:
            if (
                mark.end >= begin
                and mark.kind in _TOLD
                and (lane.probe is not None or mark.kind is not MarkKind.KILLING)
            ):
                drawing.add(mark)
                letters.add(letter)
        silenced |= _hide(lane, begin, now, drawing)
    if not letters and not silenced:
        return NOTHING
    return Recent(
        letters="".join(letter for letter in (*_LETTERS.values(), _NOBODYS) if letter in letters),
        cells=drawing.cells(since),
        failed=drawing.times[MarkKind.FAILED],
        kills=drawing.times[MarkKind.KILLING],
    )


def _hide(lane: Lane, begin: float, now: float, drawing: _Drawing) -> bool:
    """Take in what cannot be known; whether the kubelet had stopped telling."""
    silenced = False
    for gap in lane.gaps:
        end = now if gap.end is None else min(gap.end, now)
        if end > begin:
            drawing.hide(gap.start, end)
            silenced |= gap.reason is GapReason.BUDGET
    return silenced


class _Drawing:
    """Ten minutes in the making."""

    def __init__(self, begin: float) -> None:
        self._begin = begin
        self.times = dict.fromkeys(_TOLD, 0)
        """How often each happened, as far as it is certain that it was within this time."""
        self._failed = [0] * MINUTES
        self._kills = [0] * MINUTES
        self._errored = [False] * MINUTES
        self._spread = [False] * MINUTES
        self._hidden = [False] * MINUTES

    def _minute(self, at: float) -> int:
        """Which one; what the cluster's clock puts before or after them is in the first or the last."""
        return max(0, min(int((at - self._begin) // MINUTE), MINUTES - 1))

    def add(self, mark: Mark) -> None:
        first, last = self._minute(mark.start), self._minute(mark.end)
        within = mark.start >= self._begin
        self.times[mark.kind] += mark.count if within else 1
        if within and first == last:
            self._count(mark, last, mark.count)
            return
        certain = 1
        self._count(mark, last, 1)
        if within and mark.first_known:
            certain = 2
            self._count(mark, first, 1)
        if mark.count > certain:
            self._mark(self._spread, range(first, last + 1))

    def _count(self, mark: Mark, minute: int, times: int) -> None:
        if mark.kind is MarkKind.FAILED:
            self._failed[minute] += times
        elif mark.kind is MarkKind.KILLING:
            self._kills[minute] += times
        else:
            self._errored[minute] = True

    def hide(self, start: float, end: float) -> None:
        """Nothing can be known from `start` to `end`."""
        self._mark(self._hidden, range(self._minute(start), self._minute(end) + 1))

    @staticmethod
    def _mark(cells: list[bool], minutes: Iterable[int]) -> None:
        for minute in minutes:
            cells[minute] = True

    def cells(self, since: float) -> str:
        return "".join(self._cell(minute, since) for minute in range(MINUTES))

    def _cell(self, minute: int, since: float) -> str:
        if self._kills[minute]:
            return KILL
        if self._failed[minute]:
            return HEIGHTS[min(self._failed[minute], len(HEIGHTS)) - 1]
        if self._errored[minute]:
            return ERRORED
        if self._spread[minute]:
            return SPREAD
        if self._begin + (minute + 1) * MINUTE <= since:
            return BEFORE
        return UNKNOWN if self._hidden[minute] else QUIET
