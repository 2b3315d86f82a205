"""Where a table's cursor and its first visible row stand: arithmetic on row indexes, without a screen."""

from __future__ import annotations

from typing import NamedTuple


class Viewport(NamedTuple):
    """A cursor and the first visible row, both row indexes; both 0 where there are no rows."""

    cursor: int = 0
    top: int = 0

    def shows(self, index: int, page: int) -> bool:
        """Whether row `index` is among the `page` rows on the screen."""
        return self.top <= index < self.top + page

    def bounded(self, total: int, page: int) -> Viewport:
        """The same with both inside `total` rows, and no blank lines below the last row while rows are above."""
        return Viewport(max(0, min(self.cursor, total - 1)), max(0, min(self.top, total - max(page, 1))))

    def moved_to(self, cursor: int, total: int, page: int) -> Viewport:
        """The cursor in row `cursor`, or the nearest there is, and as little scrolled as brings it to the screen.

        Without a screen (`page` 0) nothing is scrolled: where it was is where it will be again.
        """
        view = Viewport(cursor, self.top).bounded(total, page)
        if page <= 0:
            return view
        return Viewport(view.cursor, max(view.cursor - page + 1, min(view.top, view.cursor)))

    def paged(self, rows: int, total: int, page: int) -> Viewport:
        """Cursor and screen `rows` further down (up if negative), the cursor on its screen line where possible."""
        return Viewport(self.cursor, self.top + rows).moved_to(self.cursor + rows, total, page)

    def scrolled(self, rows: int, total: int, page: int) -> Viewport:
        """The screen `rows` further down (up if negative); the cursor stays in its row, seen or not."""
        return Viewport(self.cursor, self.top + rows).bounded(total, page)
