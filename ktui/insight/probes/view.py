"""How much of a timeline is in sight, and where its cursor is: values, and what the keys make of them.

Times are Unix seconds by the cluster's clock. A chart is cut into cells of whole seconds that lie on the clock's own
multiples, so that a bucket holds the same seconds for as long as one looks.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.probes.lane import Timeline

SPANS = {"5m": 300, "15m": 900, "30m": 1800, "1h": 3600, "3h": 10_800, "6h": 21_600, "12h": 43_200, "24h": 86_400}
"""What a chart may span, by its name; seconds."""

USUAL = SPANS["15m"]
"""Seconds at first: a container that is killed again and again shows some of its rounds, and single failures."""

_STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 60, 90, 120, 180, 240, 300, 480, 600, 900, 1200, 1800, 3600)
"""Seconds that a cell may stand for: a few to the minute, or a few minutes."""

_SHIFTS = 16
"""A chart makes room for the time to come by so many parts of itself: it stands still in between, and costs a slow
link nothing."""


class TimelineView(NamedTuple):
    """What of a timeline is looked at."""

    span: int = USUAL
    """Seconds: a value of `SPANS`."""
    cursor: float | None = None
    """The time under the cursor; None: it follows the present."""
    width: int = 78
    """Cells there are for a line."""

    def zoomed(self, by: int) -> TimelineView:
        """So many spans longer, or shorter where it is less than none; the longest and the shortest are the end."""
        spans = [*SPANS.values()]
        place = spans.index(self.span) + by
        return self._replace(span=spans[max(0, min(place, len(spans) - 1))])

    def moved(self, by: int, window: Window, now: float, since: float) -> TimelineView:
        """The cursor so many cells later; earlier where it is less than none, but not before `since`.

        In the cell of the present it follows the present.
        """
        here = now if self.cursor is None else self.cursor
        cell = window.cell(here) + by
        return self._at(window, max(cell, window.cell(since)), now)

    def moved_to_evidence(self, by: int, window: Window, now: float, times: Iterable[float]) -> TimelineView:
        """The cursor on the next cell with evidence (1) or the one before (-1); after the last it follows the present.

        `times`: those of all evidence.
        """
        here = window.cell(now if self.cursor is None else self.cursor)
        cells = [window.cell(time) for time in times]
        if by < 0:
            before = [cell for cell in cells if cell < here]
            return self._at(window, max(before), now) if before else self
        after = [cell for cell in cells if cell > here]
        return self._at(window, min(after), now) if after else self._replace(cursor=None)

    def _at(self, window: Window, cell: int, now: float) -> TimelineView:
        present = cell >= window.cell(now)
        return self._replace(cursor=None if present else window.begins(cell) + window.step / 2)


class Window(NamedTuple):
    """The cells of a chart, from the left; those beyond either end have numbers as well."""

    start: float
    """When the first one begins: a multiple of `step`."""
    step: int
    """Seconds for each."""
    cells: int

    @property
    def end(self) -> float:
        """When the last one has ended."""
        return self.start + self.cells * self.step

    def cell(self, time: float) -> int:
        """The one a time falls into; below 0 or from `cells` on where it is out of sight."""
        return int((time - self.start) // self.step)

    def begins(self, cell: int) -> float:
        """When one begins."""
        return self.start + cell * self.step

    def clipped(self, start: float, end: float) -> range:
        """The cells in sight that a time touches; it may have no beginning or no end."""
        begins, step, cells = self
        if end < begins:
            return range(0)
        first = 0 if start <= begins else int((start - begins) // step) if start < self.end else cells
        behind = int((end - begins) // step) + 1 if end < self.end else cells
        return range(first, behind)


def window(view: TimelineView, cells: int, now: float) -> Window:
    """What of the time is in sight, in so many cells: the present and the span before it, or the cursor's time.

    A cursor that has left the latest window is shown in an earlier one, half a window at a time.
    """
    cells = max(cells, 1)
    least = ceil(view.span / cells)
    step = next((step for step in _STEPS if step >= least), least)
    shift = step * max(cells // _SHIFTS, 1)
    end = (now // shift + 1) * shift
    if view.cursor is not None and view.cursor < (start := end - cells * step):
        half = step * max(cells // 2, 1)
        end -= ceil((start - view.cursor) / half) * half
    return Window(end - cells * step, step, cells)


def evidence_times(timeline: Timeline) -> list[float]:
    """When something is known to have happened, in any lane."""
    return [mark.end for lane in timeline.lanes for mark in lane.marks]
