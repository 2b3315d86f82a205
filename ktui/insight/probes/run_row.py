"""What a container tells besides its probes, as a row of cells: its runs, from each start to its end and exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.probes.cells import BLANK, hatch, write
from ktui.insight.probes.lane import MarkKind

if TYPE_CHECKING:
    from ktui.insight.page import Span
    from ktui.insight.probes.lane import Lane, Mark
    from ktui.insight.probes.view import Window

RUNNING = ("─", "muted")
STARTED = ("├", "strong")
UNTOLD = ("╌", "muted")
"""It ended and was started again in this time, at times that are not told."""
KILLED = ("K", "bad")
"""The kubelet ended it, for no probe's sake."""
LETHAL = "✗"
DONE = "✓"
OOM = "OOMKilled"
"""The kubelet's reason that says more than its code."""


def run_cells(lane: Lane, window: Window, *, until: float) -> list[Span]:
    """The row, `window.cells` wide."""
    cells = [BLANK] * window.cells
    turns = [mark for mark in lane.marks if mark.kind in (MarkKind.STARTED, MarkKind.EXITED)]
    for mark, after in zip(turns, [*turns[1:], None], strict=False):
        if mark.kind is MarkKind.STARTED:
            told = after is None or after.kind is MarkKind.EXITED
            for number in window.clipped(mark.end, until if after is None else after.start):
                cells[number] = RUNNING if told else UNTOLD
        elif after is not None and after.kind is MarkKind.EXITED:
            for number in window.clipped(mark.end, after.start):
                cells[number] = UNTOLD
    hatch(cells, lane.gaps, window, until)
    for mark in lane.marks:
        if mark.kind is MarkKind.STARTED:
            write(cells, window.cell(mark.end), *STARTED)
        elif mark.kind is MarkKind.KILLING:
            write(cells, window.cell(mark.end), *KILLED)
    _write_exits(cells, lane, window)
    return cells


def alive(lane: Lane | None, since: float, until: float) -> list[tuple[float, float]]:
    """The times at which a container may have run, from `since` until `until`.

    Those are left out that are between an end that is told and the start after it, and before a start that is the first
    thing told; not where nothing is known.
    """
    turns = [mark for mark in lane.marks if mark.kind in (MarkKind.STARTED, MarkKind.EXITED)] if lane else []
    times: list[tuple[float, float]] = []
    began: float | None = since if not turns or turns[0].kind is MarkKind.EXITED else None
    for mark in turns:
        if mark.kind is MarkKind.STARTED:
            began = mark.end if began is None else began
        elif began is not None:
            times.append((began, mark.end))
            began = None
        else:  # it ended twice: it was started in between
            times.append((times[-1][1], mark.end))
    unknown = [(gap.start, until if gap.end is None else gap.end) for gap in (lane.gaps if lane else ())]
    return [*times, *unknown, *([] if began is None else [(began, until)])]


def _write_exits(cells: list[Span], lane: Lane, window: Window) -> None:
    """A cross at each end, and its code behind it as far as no other mark stands there."""
    exits = [(window.cell(mark.end), mark) for mark in lane.marks if mark.kind is MarkKind.EXITED]
    for at, mark in exits:
        if mark.count > 1:
            for number in range(max(window.cell(mark.start), 0), min(at, window.cells)):
                cells[number] = UNTOLD
        write(cells, at, *_cross(mark))
    ends = {at for at, _ in exits}
    for at, mark in exits:
        code = _code(mark)
        behind = range(at + 1, at + 1 + len(code))
        free = all(
            number < window.cells and number not in ends and (number < 0 or cells[number] in (BLANK, RUNNING, UNTOLD))
            for number in behind
        )
        if free and at >= 0:
            write(cells, at + 1, code, _cross(mark)[1])
            ends.update(behind)


def _cross(mark: Mark) -> Span:
    return (DONE, "good") if mark.exit_code == 0 and mark.count == 1 else (LETHAL, "bad")


def _code(mark: Mark) -> str:
    if mark.count > 1:
        return f"x{mark.count}"
    if mark.reason == OOM:
        return "OOM"
    return "" if mark.exit_code is None else str(mark.exit_code)
