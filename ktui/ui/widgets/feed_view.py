"""Lines that keep coming, the newest at the bottom: it follows them until one scrolls up."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ktui.insight.text import fit
from ktui.ui.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual import events

    from ktui.insight.page import PageLine, Spans
    from ktui.session.feed_log import FeedEntry

TONES = ("strong", "muted", "good", "busy", "bad")
"""The tones a span may have; each is a component class in the styles."""

REMEMBERED = 500
"""Entries whose wrapped lines are kept: some screens' worth."""

GUTTER = 2
"""Cells left of the text: the bar and a blank."""

BAR = "▌"
"""Left of the entry that is meant: the one on the last line of the screen, which scrolling changes by one."""

Place = tuple[int, int]
"""An entry, by its index, and which of its lines."""


class FeedView(Widget, can_focus=True):
    """Entries as wrapped lines; only what is on the screen is ever made into any.

    It binds no keys; `move` is for whoever binds them.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"feed--bar", *(f"feed--{tone}" for tone in TONES)}

    class Scrolled(Message):
        """It shows another part, and perhaps follows no longer, or again."""

    def __init__(self, line: Callable[[FeedEntry], PageLine], *, id: str | None = None) -> None:  # noqa: A002  Textual's
        """`line` says how an entry is written."""
        super().__init__(id=id)
        self._line = line
        self._entries: list[FeedEntry] = []
        self._top: Place = (0, 0)
        """What stands in the first row, while it does not follow."""
        self._wrapped: dict[int, list[Spans]] = {}
        """The lines of an entry, by its number, at the width `_fitted`."""
        self._fitted = 0
        self._shown: list[tuple[int, Spans]] | None = None
        """The rows on the screen, each with its entry's index; None: to be made."""
        self._notice = ""
        self.following = True
        """Whether the newest line is always on the screen."""
        self.below = 0
        """Entries that came since it stopped following."""

    # What it shows

    def start_over(self, entries: Iterable[FeedEntry], notice: str) -> None:
        """Show these, the newest last, and follow; `notice` where there are none."""
        self._entries = list(entries)
        self._wrapped.clear()  # other entries may have the same numbers
        self._notice = notice
        self._follow()
        self._repaint()

    def extend(self, entries: Iterable[FeedEntry], oldest: int) -> None:
        """Append these; those with a number below `oldest` are forgotten. What one reads stays where it is."""
        before = len(self._entries)
        self._entries += entries
        grown = len(self._entries) - before
        gone = 0
        while gone < len(self._entries) and self._entries[gone].number < oldest:
            gone += 1
        del self._entries[:gone]
        if self.following:
            if grown or gone:
                self._repaint()
            return
        self.below += grown
        index, row = self._top
        self._top = (index - gone, row) if index >= gone else (0, 0)
        if index < gone:
            self._repaint()

    # What the user does

    def move(self, where: str) -> None:
        """Scroll: up, down, page_up, page_down, home, end. The last row follows again."""
        page = self._page
        by = {"up": -1, "down": 1, "page_up": -page, "page_down": page}
        if where == "home":
            self._go((0, 0))
        elif where == "end":
            self._go(self._bottom)
        else:
            self._go(self._away(self._first, by[where]))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        self._go(self._away(self._first, direction * max(1, round(self.app.scroll_sensitivity_y))))

    def _go(self, place: Place) -> None:
        if place >= self._bottom:
            self._follow()
        else:
            self.following = False
            self._top = place
        self._repaint()
        self.post_message(self.Scrolled())

    def _follow(self) -> None:
        self.following = True
        self.below = 0

    # From entries to rows

    @property
    def _page(self) -> int:
        return max(self.size.height, 1)

    @property
    def _bottom(self) -> Place:
        """What stands in the first row when the last line is in the last one."""
        return self._away((len(self._entries), 0), -self._page)

    @property
    def _first(self) -> Place:
        return self._bottom if self.following else min(self._top, self._bottom)

    def _away(self, place: Place, rows: int) -> Place:
        """So many rows further down (up if negative), and not beyond either end."""
        index, row = place
        row += rows
        while row < 0 and index > 0:
            index -= 1
            row += len(self._rows_of(index))
        while index < len(self._entries) and row >= len(self._rows_of(index)):
            row -= len(self._rows_of(index))
            index += 1
        return (index, max(row, 0)) if index < len(self._entries) else (index, 0)

    def _rows_of(self, index: int) -> list[Spans]:
        entry = self._entries[index]
        rows = self._wrapped.get(entry.number)
        if rows is None:
            if len(self._wrapped) >= REMEMBERED:
                self._wrapped.clear()
            rows = self._wrapped[entry.number] = wrapped(self._line(entry), max(self._fitted - GUTTER, 1))
        return rows

    @property
    def current(self) -> FeedEntry | None:
        """The entry that is meant: the last one on the screen."""
        shown = self._made()
        return self._entries[shown[-1][0]] if shown and self._entries else None

    def _made(self) -> list[tuple[int, Spans]]:
        """The rows on the screen."""
        index, row = self._first
        rows: list[tuple[int, Spans]] = []
        while index < len(self._entries) and len(rows) < row + self._page:
            rows += [(index, spans) for spans in self._rows_of(index)]
            index += 1
        if not rows and self._notice:
            return [(-1, ((fit(self._notice, max(self.size.width - GUTTER, 0)), "muted"),))]
        return rows[row : row + self._page]

    def _repaint(self) -> None:
        self._shown = None
        self.refresh()

    def on_resize(self) -> None:
        """Wrapped anew."""
        self._repaint()

    # Painting

    def render_line(self, y: int) -> Strip:
        """Textual's line protocol."""
        if self._fitted != self.size.width:  # perhaps painted before the event that tells of the new size
            self._fitted = self.size.width
            self._wrapped.clear()
            self._top = (self._top[0], 0)
            self._shown = None
        if self._shown is None:
            self._shown = self._made()
        base = self.rich_style
        if y >= len(self._shown):
            return Strip.blank(self.size.width, base)
        index, spans = self._shown[y]
        meant = index >= 0 and index == self._shown[-1][0]
        segments = [Segment((BAR if meant else " ") + " " * (GUTTER - 1), self.get_component_rich_style("feed--bar"))]
        segments += [
            Segment(text, self.get_component_rich_style(f"feed--{tone}") if tone else base) for text, tone in spans
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)
