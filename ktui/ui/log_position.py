"""Where in a log one is: the current line, the row at the top of the screen, and whether the end is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.ui.log_window import Spot, bringing, last_top, moved, spots

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.insight.log_lines import LogLine
    from ktui.ui.log_rows import LogRows


class LogPosition:
    """By the lines' own numbers, as lines come and go. It moves; what stands on the screen then tells `on_screen`."""

    def __init__(self, rows: LogRows, height: Callable[[LogLine], int]) -> None:
        """`height`: the rows that a line takes now."""
        self.rows = rows
        self.page = 1
        """Rows of the screen."""
        self.following = True
        """Whether the end is shown as it comes."""
        self._line_height = height
        self._current = 0
        self._top = (0, 0)
        self._seen = 0
        self._spots: list[Spot] = []

    @property
    def current(self) -> LogLine | None:
        """The line that the user is at; None while there is none."""
        return self.rows.line(self._index()) if len(self.rows) else None

    @property
    def current_number(self) -> int:
        """Its number."""
        return self.rows.number(self._index()) if len(self.rows) else 0

    @property
    def unseen(self) -> int:
        """Lines that came since the end is not followed."""
        return 0 if self.following else len(self.rows) - self.rows.index(self._seen)

    def show_rows(self, rows: LogRows, *, follow: bool) -> None:
        """Other rows; the current line stays, or the nearest there is, unless the end is to be followed."""
        self.rows = rows
        self.following = self.following or follow
        if len(rows):
            self._current = rows.number(min(rows.index(self._current), len(rows) - 1))

    # What is on the screen

    def on_screen(self) -> list[tuple[Spot, bool]]:
        """The rows on the screen, and which of them are the current line's."""
        self._spots = []
        total = len(self.rows)
        if not total:
            return []
        if self.following:
            top = last_top(self.page, self._height, total)
            self._current = self.rows.number(total - 1)
        else:
            top = min(self._top_spot(), last_top(self.page, self._height, total))
        self._show_from(top)
        current = self._index()
        self._spots = spots(top, self.page, self._height, total)
        return [(spot, spot.line == current) for spot in self._spots]

    def bring_current(self) -> None:
        """Lines have other heights: the current one stays in sight."""
        if len(self.rows) and not self.following:
            self._show_from(bringing(self._index(), self._top_spot(), self.page, self._height, len(self.rows)))

    # Moves

    def pause(self) -> None:
        """Follow no more."""
        if self.following:
            self.following = False
            self._seen = self.rows.number(len(self.rows) - 1) + 1 if len(self.rows) else 0

    def follow(self) -> None:
        """To the end, and with it from now on."""
        self.following = True

    def point_at(self, number: int) -> None:
        """Make a line on the screen the current one, and leave it where it stands."""
        self.pause()
        self._current = number

    def go_to(self, number: int) -> None:
        """Make the line with this number the current one; out of sight before, it comes to stand in the middle."""
        total = len(self.rows)
        if not total:
            return
        self.pause()
        index = min(self.rows.index(number), total - 1)
        if not any(spot.line == index for spot in self._spots):
            self._show_from(moved(Spot(index), -(self.page // 2), self._height, total))
        self._go(index)

    def home(self) -> None:
        """To the oldest line."""
        if len(self.rows):
            self.pause()
            self._go(0)

    def up(self) -> None:
        """A line up, or a row where the line is taller than the screen."""
        if not len(self.rows):
            return
        self.pause()
        top = self._top_spot()
        if top.line == self._index() and top.row:
            self._show_from(Spot(top.line, top.row - 1))
        else:
            self._go(max(0, self._index() - 1))

    def down(self) -> None:
        """A line down, or a row where the line is taller than the screen; beyond the last one the end is followed."""
        total = len(self.rows)
        if not total or self.following:
            return
        index, top = self._index(), self._top_spot()
        last_row = Spot(index, self._height(index) - 1)
        if top.line == index and top < moved(last_row, 1 - self.page, self._height, total):
            self._show_from(Spot(top.line, top.row + 1))
        elif index + 1 < total:
            self._go(index + 1)
        else:
            self.follow()

    def turn(self, pages: int) -> None:
        """So many screens down (up if negative), the current line with it; beyond the end it is followed."""
        self._scroll(pages * self.page, cursor=True, follow=True)

    def scroll(self, rows: int, *, follow: bool = True) -> None:
        """So many rows down (up if negative); the current line stays on the screen. Beyond the end, `follow` it."""
        self._scroll(rows, cursor=False, follow=follow)

    def _scroll(self, rows: int, *, cursor: bool, follow: bool) -> None:
        total, page = len(self.rows), self.page
        if not total or (self.following and rows > 0):
            return
        self.pause()
        before, index = self._top_spot(), self._index()
        end = last_top(page, self._height, total)
        top = min(moved(before, rows, self._height, total), end)
        if top == before and rows > 0 and (not cursor or index == total - 1):
            if follow:
                self.follow()
        elif top == before and cursor:
            self._go(total - 1 if rows > 0 else 0)
        else:
            place = next((y for y, spot in enumerate(self._spots) if spot.line == index), 0) if cursor else 0
            self._show_from(top)
            on_screen = spots(top, page, self._height, total)
            if cursor or not any(spot.line == index for spot in on_screen):
                index = on_screen[place if cursor else (0 if rows > 0 else -1)].line
            self._current = self.rows.number(index)

    def _go(self, index: int) -> None:
        self._current = self.rows.number(index)
        self._show_from(bringing(index, self._top_spot(), self.page, self._height, len(self.rows)))

    # Numbers and indexes

    def _show_from(self, top: Spot) -> None:
        self._top = (self.rows.number(top.line), top.row)

    def _index(self) -> int:
        return min(self.rows.index(self._current), len(self.rows) - 1)

    def _top_spot(self) -> Spot:
        number, row = self._top
        line = min(self.rows.index(number), len(self.rows) - 1)
        same = self.rows.number(line) == number
        return Spot(line, min(row, self._height(line) - 1) if same else 0)

    def _height(self, index: int) -> int:
        return self._line_height(self.rows.line(index))
