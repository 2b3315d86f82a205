"""The lines of a table: its header and its rows, as strips that already fill the table's width."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from ktui.insight.text import both_ends, first_word, fit, visible, whole_words, width_of
from ktui.ui.columns_layout import GAP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.style import Style

    from ktui.insight.table import Column, Cut, Tone
    from ktui.ui.columns_layout import Placed

GUTTER = 3
"""Cells left of the first column: the cursor's bar, the sign of trouble, the user's mark."""

BAR = "▌"
"""Left of the row under the cursor, so that it is found without colours."""

TROUBLE = "!"
"""Left of a row that needs a look, so that it is found without colours."""

MARK = "•"
"""Left of a row that the user marked."""

CUT: dict[Cut, Callable[[str, int], str]] = {"end": whole_words, "middle": both_ends, "first": first_word}
"""(visible text, cells) -> what of it fits, by how it is cut."""


class RowStyles(NamedTuple):
    """The styles of a table, each complete: foreground, background, attributes."""

    base: Style
    header: Style
    cursor: Style
    bar: Style
    """The bar of the row under the cursor."""
    trouble: Style
    mark: Style
    tones: Mapping[Tone, Style]
    """Of the state's cell; a tone without an entry is shown as `base`."""


class Grid(NamedTuple):
    """How a row is divided."""

    placed: tuple[Placed, ...]
    width: int
    """Of the whole line, in cells."""
    state: int
    """The index of the column that bears the tone; -1: none."""

    def at(self, x: int) -> Placed | None:
        """The column at cell `x` of the line; the gap after it is its own."""
        return next((place for place in self.placed if place.x <= x - GUTTER < place.end + GAP), None)


class RowText:
    """What one row says, and its strips once they are made. Replaced, never changed, when it says something else."""

    __slots__ = ("cells", "checked", "cursor_strip", "due", "marked", "strip", "texts", "tone", "trouble")

    def __init__(self, cells: tuple[str, ...], tone: Tone, trouble: bool, marked: bool, columns: int) -> None:
        self.cells = cells
        """As they came."""
        self.texts = tuple(map(visible, cells)) + ("",) * (columns - len(cells))
        """Safe to show, one for each column at least."""
        self.tone = tone
        self.trouble = trouble
        self.marked = marked
        self.checked = 0
        """The table's tick at which this was known to be what the row says."""
        self.due = 0.0
        """When its ages are to be looked at again."""
        self.strip: Strip | None = None
        self.cursor_strip: Strip | None = None

    def forget_strips(self) -> None:
        """Have them made anew: the grid or the styles are others."""
        self.strip = self.cursor_strip = None

    def line(self, grid: Grid, styles: RowStyles, under_cursor: bool) -> Strip:
        """The row's line; the same object until the strips are forgotten."""
        if under_cursor:
            if self.cursor_strip is None:
                self.cursor_strip = self._line_under_cursor(grid, styles)
            return self.cursor_strip
        if self.strip is None:
            self.strip = self._plain_line(grid, styles)
        return self.strip

    def _line_under_cursor(self, grid: Grid, styles: RowStyles) -> Strip:
        # One colour for the whole row: a tone on the cursor's background would not be legible in every theme.
        line = Line(styles.bar, BAR)
        line.add(styles.cursor, (TROUBLE if self.trouble else " ") + (MARK if self.marked else " "))
        for place in grid.placed:
            line.add(styles.cursor, _cell(place, self.texts[place.index], grid))
        return line.strip(styles.cursor, grid.width)

    def _plain_line(self, grid: Grid, styles: RowStyles) -> Strip:
        line = Line(styles.base, " ")
        line.add(styles.trouble if self.trouble else styles.base, TROUBLE if self.trouble else " ")
        line.add(styles.mark if self.marked else styles.base, MARK if self.marked else " ")
        for place in grid.placed:
            style = styles.tones.get(self.tone, styles.base) if place.index == grid.state else styles.base
            line.add(style, _cell(place, self.texts[place.index], grid))
        return line.strip(styles.base, grid.width)


def _cell(place: Placed, text: str, grid: Grid) -> str:
    """A column's text with the gap after it, which the last column does without."""
    if place.cut is not None and width_of(text) > place.width:
        text = CUT[place.cut](text, place.width)
    fitted = fit(text, place.width, place.right)
    return fitted if place is grid.placed[-1] else fitted + " " * GAP


class Line:
    """A line in the making: neighbours of one style become one segment, for each costs bytes on the wire."""

    __slots__ = ("_segments", "_style", "_texts")

    def __init__(self, style: Style, text: str) -> None:
        self._segments: list[Segment] = []
        self._style = style
        self._texts = [text]

    def add(self, style: Style, text: str) -> None:
        """Append `text`."""
        if style is not self._style:
            self._segments.append(Segment("".join(self._texts), self._style))
            self._style, self._texts = style, []
        self._texts.append(text)

    def strip(self, style: Style, width: int) -> Strip:
        """The line in exactly `width` cells, filled up in `style`."""
        used = sum(width_of(segment.text) for segment in self._segments) + sum(map(width_of, self._texts))
        if used < width:
            self.add(style, " " * (width - used))
        self._segments.append(Segment("".join(self._texts), self._style))
        strip = Strip(self._segments, max(used, width))
        return strip if used <= width else strip.adjust_cell_length(width, style)


def header_strip(columns: Sequence[Column], grid: Grid, styles: RowStyles, order: tuple[str, str]) -> Strip:
    """The line of the columns' headers; `order`: that of the column that orders, and the arrow that says which way."""
    line = Line(styles.header, " " * GUTTER)
    for place in grid.placed:
        header = visible(columns[place.index].header)
        if columns[place.index].header != order[0]:
            line.add(styles.header, _cell(place, header, grid))
            continue
        # The arrow stands right behind the header, in the gap if need be: no column grows for it.
        last = place is grid.placed[-1]
        room = min(place.width + 1, grid.width - GUTTER - place.x)
        text = fit(header, place.width, True) + order[1] if place.right else fit(header, room).rstrip() + order[1]
        if width_of(text) > room:
            text = fit(header, room - 1) + order[1]
        line.add(styles.header, text if last else fit(text, place.width + GAP))
    return line.strip(styles.header, grid.width)


def notice_strip(text: str, grid: Grid, styles: RowStyles) -> Strip:
    """A line that stands where rows would be."""
    return Line(styles.base, fit(" " * GUTTER + text, grid.width)).strip(styles.base, grid.width)


def changed_cells(old: RowText, new: RowText, grid: Grid) -> range:
    """The cells of the line, first to last, in which `new` looks different from `old`; empty if it does not."""
    changed = [range(1, 2)] if old.trouble != new.trouble else []
    if old.marked != new.marked:
        changed.append(range(2, 3))
    for place in grid.placed:
        before, after = old.texts[place.index], new.texts[place.index]
        if before == after and (place.index != grid.state or old.tone == new.tone):
            continue
        whole = place.right or place.index == grid.state
        cells = place.width if whole else min(place.width, max(width_of(before), width_of(after)))
        changed.append(range(GUTTER + place.x, GUTTER + place.x + cells))
    return range(changed[0].start, changed[-1].stop) if changed else range(0)
