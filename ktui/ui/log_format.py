"""How the lines of a log fill the rows of a screen: what stands before their text, and where it is broken."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from textual.geometry import Offset

from ktui.insight.log_lines import behind, character_at, rows_of, short_stamp, text_of
from ktui.insight.text import ELLIPSIS, fit, visible, width_of
from ktui.ui.log_selection import Under, selected_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.selection import Selection

    from ktui.insight.log_lines import LogLine

BAR = 1
"""Cells of the current line's bar, left of everything."""
STAMP = 20
"""Cells of a time and the blank behind it."""
LONGEST_NAME = 24
"""Cells of a source's name; of longer ones the end is shown, for it is what tells pods of one owner apart."""
LEAST_TEXT = 16
"""Cells that a line's text has at least, however narrow the screen."""


class Row(NamedTuple):
    """What one row of the screen shows."""

    number: int
    """The line's."""
    line: LogLine
    begin: int
    end: int
    """Of the line's visible text, which characters."""
    blank: int
    """Cells left blank before them."""
    first: bool
    """Whether it is the line's first row."""
    current: bool
    selected: tuple[int, int] | None
    """Which of the line's characters the mouse has selected; those before its text are negative."""


class LogFormat:
    """What is shown of a line, and in how many rows, at a width."""

    def __init__(self) -> None:
        self.wrap = True
        """Whether long lines go on in the next row, rather than beyond the right edge."""
        self.stamps = False
        """Whether each line's time stands before it."""
        self.aside = 0
        """Cells of unwrapped lines that are beyond the left edge."""
        self.names: Sequence[str] = ()
        """What stands before the lines of each source, safe to show; empty where there is one only."""
        self._name_width = 0
        self._width = 0
        self._remembered = 0
        self._pieces: dict[LogLine, list[tuple[int, int]]] = {}

    def fit(self, width: int, page: int) -> None:
        """To so many cells, and rows on the screen; to be called after any other change too."""
        self._pieces.clear()
        self._width = width
        self._remembered = 4 * page
        self._name_width = min(max(map(width_of, self.names), default=0), LONGEST_NAME, width // 3)

    # Before the text

    @property
    def before(self) -> int:
        """Cells before a line's text: the bar, its time, its source."""
        return BAR + (STAMP if self.stamps else 0) + (self._name_width + 1 if self.names else 0)

    @property
    def room(self) -> int:
        """Cells for its text."""
        return max(self._width - self.before, LEAST_TEXT)

    def stamp(self, line: LogLine | None) -> str:
        """A line's time, or the blanks for it, or nothing."""
        stamp = visible(short_stamp(line.stamp)) if line is not None else ""
        return f"{stamp:<{STAMP}}" if self.stamps else ""

    def name(self, line: LogLine | None) -> str:
        """Its source, or the blanks for it, or nothing."""
        if not self.names:
            return ""
        return f"{_ending(self.names[line.source], self._name_width) if line is not None else ' ' * self._name_width} "

    def ahead(self, line: LogLine) -> str:
        """All that stands between the bar and a line's text."""
        return self.stamp(line) + self.name(line)

    # The text

    def pieces(self, line: LogLine) -> list[tuple[int, int]]:
        """Which characters of a line each of its rows has."""
        pieces = self._pieces.get(line)
        if pieces is None:
            if len(self._pieces) > self._remembered:
                self._pieces.clear()
            text = text_of(line)
            pieces = self._pieces[line] = rows_of(text, self.room) if self.wrap else [(0, len(text))]
        return pieces

    def row(self, number: int, line: LogLine, row: int, selection: Selection | None, *, current: bool) -> Row:
        """One of a line's rows."""
        begin, end = self.pieces(line)[row]
        blank = 0
        if not self.wrap and self.aside:
            begin, blank = behind(text_of(line), self.aside)
        selected = selected_part(selection, number)
        if selected is not None:
            first, last = max(selected[0], -sys.maxsize if row == 0 else begin), min(selected[1], end)
            selected = (first, last) if first < last else None
        return Row(number, line, begin, end, blank, row == 0, current, selected)

    # Characters and cells

    def cell(self, row: Row, character: int) -> int:
        """Where a character of a row's line stands, or would stand."""
        if character < 0:
            ahead = self.ahead(row.line)
            return BAR + width_of(ahead[: max(0, len(ahead) + character)])
        begun = text_of(row.line)[row.begin : character]
        return self.before + (row.blank + width_of(begun) if begun else 0)

    def under(self, row: Row, cell: int) -> Under:
        """What stands in a row's cell."""
        at = cell - self.before
        if at >= 0:
            first, end = character_at(text_of(row.line)[row.begin : row.end], max(0, at - row.blank))
            first, end = first + row.begin, end + row.begin
        elif row.first:
            ahead = self.ahead(row.line)
            first, end = character_at(ahead, max(0, cell - BAR))
            first, end = first - len(ahead), end - len(ahead)
        else:
            first = end = row.begin
        return Under(Offset(first, row.number), Offset(end, row.number))

    def behind(self, row: Row) -> Under:
        """The end of a row's line."""
        end = Offset(len(text_of(row.line)), row.number)
        return Under(end, end)


def _ending(name: str, width: int) -> str:
    """The name in so many cells; of a longer one its end."""
    if width_of(name) <= width:
        return fit(name, width)
    while width_of(name) > width - 1:
        name = name[1:]
    return fit(ELLIPSIS + name, width)
