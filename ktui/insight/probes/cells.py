"""Rows of single cells, each with its tone: what the lanes of a chart are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ktui.insight.page import Span
    from ktui.insight.probes.lane import Gap
    from ktui.insight.probes.view import Window

BLANK = (" ", "")
"""Nothing can have been there: before the pod, while no container ran, or still to come."""
QUIET = ("·", "muted")
"""Nothing was told."""
HATCHED = ("▒", "muted")
"""Nothing can be known."""


def lane_of_nothing(window: Window, alive: Iterable[tuple[float, float]]) -> list[Span]:
    """A cell for each of the window's: quiet at the times at which anything could be told, blank at others."""
    cells = [BLANK] * window.cells
    for start, end in alive:
        for number in window.clipped(start, end):
            cells[number] = QUIET
    return cells


def hatch(cells: list[Span], gaps: Sequence[Gap], window: Window, until: float) -> None:
    """Draw the times of which nothing can be known, as far as `until`."""
    for gap in gaps:
        end = until if gap.end is None else min(gap.end, until)
        if end > gap.start:
            for number in window.clipped(gap.start, end):
                cells[number] = HATCHED


def write(cells: list[Span], at: int, text: str, tone: str) -> None:
    """Write text from a cell on; what lies outside is left out."""
    for number, character in enumerate(text, at):
        if 0 <= number < len(cells):
            cells[number] = (character, tone)
