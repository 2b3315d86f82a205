"""The chart of a timeline: a time axis, a row for each lane, and the caret under the cursor. Pure text in cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ktui.insight.page import PageLine, merged
from ktui.insight.probes.axis import axis_text, caret_text
from ktui.insight.probes.buckets import COUNTED, probe_cells
from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.readiness_row import readiness_cells
from ktui.insight.probes.run_row import alive, run_cells
from ktui.insight.probes.view import window
from ktui.insight.text import fit, visible, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.insight.page import Span, Spans
    from ktui.insight.probes.lane import Lane, Timeline
    from ktui.insight.probes.standing import Times
    from ktui.insight.probes.view import TimelineView, Window
    from ktui.model.evidence import ProbeType

    Periods = Mapping[tuple[str | None, ProbeType | None], float]
    """Seconds from one asking to the next, by container and probe."""

WIDE = 100
"""Cells from which on long names of containers keep more of themselves."""
NAME, LONG_NAME = 12, 24
"""Cells for the name of a container, in narrow and in wide charts."""
POD = "pod"
"""Stands in the place of a container's name beside what is told of the whole pod."""
READY = "ready"
RUNS = "runs"
ANY = "a probe"
"""Beside what is not told of which probe it is."""


class Row(msgspec.Struct, frozen=True):
    """One row of a chart."""

    container: str
    """Fit to be shown; "" where the row above names it."""
    word: str
    lane: Lane


def rows(timeline: Timeline) -> list[Row]:
    """What is drawn, from above: containers are named once."""
    drawn: list[Row] = []
    named: str | None = None
    for lane in timeline.lanes:
        name = POD if lane.container is None else visible(lane.container)
        words = [str(lane.probe)] if lane.probe is not None else _words(lane)
        for word in words:
            drawn.append(Row("" if name == named else name, word, lane))
            named = name
    return drawn


def _words(lane: Lane) -> list[str]:
    """What a lane without a probe is drawn as."""
    counted = any(mark.kind in COUNTED and mark.kind is not MarkKind.KILLING for mark in lane.marks)
    return [*([ANY] if counted else []), READY if lane.container is None else RUNS]


def label_width(drawn: list[Row], width: int) -> int:
    """Cells left of the chart: name, word and a blank behind each, never more than half of the width."""
    name = min(max((width_of(row.container) for row in drawn), default=0), LONG_NAME if width >= WIDE else NAME)
    word = max((len(row.word) for row in drawn), default=0)
    return min(name + word + 2, width // 2)


def chart_window(timeline: Timeline, view: TimelineView, now: float) -> Window:
    """What of the time a chart of this width shows."""
    return window(view, view.width - label_width(rows(timeline), view.width), now)


def chart_lines(
    timeline: Timeline,
    view: TimelineView,
    now: float,
    times: Times,
    periods: Periods,
) -> list[PageLine]:
    """Axis, rows and caret, each exactly as wide as the view. A probe that `periods` does not know: every 10 s."""
    drawn = rows(timeline)
    left = label_width(drawn, view.width)
    shown = window(view, view.width - left, now)
    under = shown.cell(view.cursor) if view.cursor is not None else None
    lines = [_line(" " * left, [(character, "muted") for character in axis_text(shown)])]
    word = max((len(row.word) for row in drawn), default=0)
    ran = {
        container: alive(timeline.lane(container, None), times.since, times.until)
        for container in dict.fromkeys(row.lane.container for row in drawn)
    }
    for row in drawn:
        cells = _cells(row, shown, ran[row.lane.container], times, periods)
        if under is not None and 0 <= under < len(cells):
            cells[under] = (cells[under][0], "match")
        name = max(left - word - 2, 0)
        label = fit(f"{fit(row.container, name)} {row.word}" if name else row.word, left)
        lines.append(_line(label, cells, tone="" if row.lane.configured or row.lane.probe is None else "muted"))
    lines.append(_line(" " * left, [(character, "key") for character in caret_text(shown, view.cursor, now)]))
    return lines


def _line(label: str, cells: list[Span], tone: str = "") -> PageLine:
    spans: Spans = merged(cells)
    return PageLine(((label, tone), *spans))


def _cells(row: Row, shown: Window, ran: list[tuple[float, float]], times: Times, periods: Periods) -> list[Span]:
    """A row's cells; `ran`: when its container may have run."""
    lane = row.lane
    if row.word == RUNS:
        return run_cells(lane, shown, until=times.until)
    if row.word == READY:
        return readiness_cells(lane, shown, until=times.until)
    period = periods.get((lane.container, lane.probe), 10.0)
    return probe_cells(lane, shown, period=period, alive=ran, until=times.until)
