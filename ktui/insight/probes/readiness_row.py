"""What a pod tells of itself as a row of cells: when it was ready, and when its deletion was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.probes.cells import BLANK, hatch, write
from ktui.insight.probes.lane import MarkKind

if TYPE_CHECKING:
    from ktui.insight.page import Span
    from ktui.insight.probes.lane import Lane
    from ktui.insight.probes.view import Window

READY = ("▔", "good")
NOT_READY = ("▁", "bad")
TURNED = ("╌", "muted")
"""It turned and turned back in this time, it is not told when."""
DELETED = ("D", "bad")


def readiness_cells(lane: Lane, window: Window, *, until: float) -> list[Span]:
    """The row, `window.cells` wide; a cell in which the pod was not ready for a while says so."""
    cells = [BLANK] * window.cells
    turns = [mark for mark in lane.marks if mark.kind in (MarkKind.READY, MarkKind.NOT_READY)]
    spans = [
        (mark.kind, mark.end, until if after is None else after.end, after is not None and after.kind is mark.kind)
        for mark, after in zip(turns, [*turns[1:], None], strict=False)
    ]
    for kind, start, end, untold in sorted(spans, key=lambda span: span[0] is MarkKind.NOT_READY):
        for number in window.clipped(start, end):
            cells[number] = TURNED if untold else READY if kind is MarkKind.READY else NOT_READY
    hatch(cells, lane.gaps, window, until)
    for mark in lane.marks:
        if mark.kind is MarkKind.DELETED:
            write(cells, window.cell(mark.end), *DELETED)
    return cells
