"""A seam in a table: where it may be repainted from, to spare the terminal the beginning of the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.strip import Strip


class Seam(Widget):
    """Covers its table from one column to the right edge, and shows exactly what the table shows there.

    Textual repaints a line from the nearest edge of a widget on the left of the change. With an edge at the
    column that holds the ages, a changed age costs the bytes of that cell and not those of the line before it.
    """

    ALLOW_SELECT = False

    def __init__(self, x: int, draw: Callable[[Region], list[Strip]]) -> None:
        """Cover the table from its cell `x`; `draw` gives the lines of a region of the table."""
        super().__init__()
        self._draw = draw
        self._x = x
        # Placed here and not by a style sheet: a seam that is not exactly in its place is a fault.
        self.styles.position = "absolute"
        self.styles.width = self.styles.height = "100%"
        self.styles.offset = (x, 0)

    def move(self, x: int) -> None:
        """Cover the table from its cell `x`."""
        if x != self._x:
            self._x = x
            self.styles.offset = (x, 0)

    def render_lines(self, crop: Region) -> list[Strip]:
        """What the table shows there."""
        start, end = self._x + crop.x, self._x + crop.right
        # Divided as Textual divides the table's own lines at the seam: each strip remembers how it was divided.
        lines = self._draw(Region(0, crop.y, end, crop.height))
        return [line.divide((start, end))[-1] for line in lines]
