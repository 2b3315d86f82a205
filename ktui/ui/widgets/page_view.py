"""A page of lines: wrapped to its width, scrolled by lines, searched, with a cursor while it has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ktui.insight.page import PageLine
from ktui.insight.text import width_of
from ktui.insight.text_search import finder
from ktui.ui.selected_cells import with_selected
from ktui.ui.viewport import Viewport
from ktui.ui.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual import events
    from textual.selection import Selection

    from ktui.insight.page import Spans

TONES = ("strong", "muted", "good", "busy", "bad", "key", "match")
"""The tones a span may have; each is a component class in the styles."""

GUTTER = 2
"""Cells left of the text: the cursor's bar and a blank."""

BAR = "▌"
"""Left of the line under the cursor, so that it is found without colours."""


class PageView(Widget, can_focus=True):
    """Shows a page. It binds no keys; its methods are for whoever binds them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"page--cursor", "page--bar", *(f"page--{tone}" for tone in TONES)}

    class Found(Message):
        """Another search, or another match of it."""

        def __init__(self, number: int, total: int) -> None:
            """`number`: which of the `total` matching lines the cursor is on, from 1; 0: none."""
            super().__init__()
            self.number = number
            self.total = total

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._lines: Sequence[PageLine] = ()
        self._rows: list[tuple[int, Spans]] = []
        """(line, what stands there) for each row of the page at this width."""
        self._first_row: list[int] = []
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._view = Viewport()
        """In rows."""
        self._fitted = 0
        self._searched = ""

    # What it shows

    @property
    def lines(self) -> Sequence[PageLine]:
        """The page."""
        return self._lines

    def show(self, lines: Sequence[PageLine], *, anew: bool = False) -> None:
        """Show these; `anew` from the beginning, else as near as may be to where one was reading."""
        if lines == self._lines and not anew:
            return
        # A page that lives changes in a few places, and another object's is blank at first: what differs is painted.
        before = self._visible()
        fitted = self._fitted == self.size.width
        cursor_line = self._line_at(self._view.cursor)
        self._lines = lines
        self._wrap()
        if anew:
            self._view = Viewport()
        else:
            self._view = Viewport(self._row_of(cursor_line), self._view.top).bounded(len(self._rows), self._page)
        after = self._visible()
        if not fitted or (anew and self.has_focus):
            self.refresh()
            return
        for y in range(max(len(before), len(after))):
            if before[y : y + 1] != after[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))

    def _visible(self) -> list[Spans]:
        """What stands on the screen's rows."""
        return [spans for _, spans in self._rows[self._view.top : self._view.top + self._page]]

    @property
    def current(self) -> PageLine:
        """The line under the cursor; an empty one where there is none."""
        line = self._line_at(self._view.cursor)
        return self._lines[line] if line < len(self._lines) else PageLine()

    @property
    def line_number(self) -> int:
        """Which line is under the cursor, from 0."""
        return self._line_at(self._view.cursor)

    # What the user does

    def move(self, where: str) -> None:
        """Move the cursor: up, down, page_up, page_down, home, end. Without focus the page scrolls."""
        total, page = len(self._rows), self._page
        if where in ("up", "down"):
            self.go_to(self._line_at(self._view.cursor) + (1 if where == "down" else -1))
            return
        if where in ("home", "end"):
            self._go(0 if where == "home" else len(self._lines) - 1)
            return
        view = self._view.paged(-page if where == "page_up" else page, total, page)
        self._put(Viewport(self._row_of(self._line_at(view.cursor)), view.top).bounded(total, page))

    def go_to(self, line: int) -> None:
        """The cursor on a line, from 0."""
        self._go(max(0, min(line, len(self._lines) - 1)))

    def search(self, wanted: str) -> None:
        """Mark what is found, and go to the first match from the cursor on."""
        self._searched = wanted
        self._wrap()
        self.refresh()
        matching = self._matching()
        here = self._line_at(self._view.cursor)
        if matching:
            self._go(next((line for line in matching if line >= here), matching[0]))
        self._tell_found()

    def next_match(self, step: int) -> None:
        """The next matching line (1) or the one before (-1), around."""
        matching = self._matching()
        if not matching:
            self._tell_found()
            return
        here = self._line_at(self._view.cursor)
        if step > 0:
            self._go(next((line for line in matching if line > here), matching[0]))
        else:
            self._go(next((line for line in reversed(matching) if line < here), matching[-1]))
        self._tell_found()

    @property
    def searched(self) -> str:
        """What is searched for; empty: nothing."""
        return self._searched

    def _tell_found(self) -> None:
        matching = self._matching()
        here = self._line_at(self._view.cursor)
        number = matching.index(here) + 1 if here in matching else 0
        self.post_message(self.Found(number, len(matching)))

    def _matching(self) -> list[int]:
        found = finder(self._searched)
        return [index for index, line in enumerate(self._lines) if found(line.text)]

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The cursor goes where the left button is pressed."""
        row = self._view.top + event.y
        if event.button == 1 and row < len(self._rows):
            self._go(self._rows[row][0])

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        self.scroll_by(direction * max(1, round(self.app.scroll_sensitivity_y)))

    def scroll_by(self, rows: int) -> None:
        """Scroll so many rows down, or up where it is less than none."""
        view = self._view.scrolled(rows, len(self._rows), self._page)
        # The cursor stays on the screen: what is copied and jumped to is what is seen.
        cursor = max(view.top, min(view.cursor, view.top + self._page - 1))
        self._put(Viewport(self._row_of(self._line_at(cursor)), view.top))

    def _go(self, line: int) -> None:
        self._put(self._showing(line, self._view))

    def _showing(self, line: int, view: Viewport) -> Viewport:
        """The cursor on a line, and as little scrolled as brings all of its rows to the screen."""
        row = self._row_of(line)
        last = (self._first_row[line + 1] if line + 1 < len(self._first_row) else len(self._rows)) - 1
        total, page = len(self._rows), self._page
        if last - row < page:
            view = view.moved_to(last, total, page)
        return view.moved_to(row, total, page)

    def _put(self, view: Viewport) -> None:
        before, self._view = self._view, view
        if before.top != view.top:
            self.refresh()
        elif before.cursor != view.cursor:
            for line in (self._line_at(before.cursor), self._line_at(view.cursor)):
                for row, (owner, _) in enumerate(self._rows[view.top : view.top + self._page]):
                    if owner == line:
                        self.refresh(Region(0, row, self.size.width, 1))

    # From lines to rows

    @property
    def _page(self) -> int:
        return max(self.size.height, 1)

    def _line_at(self, row: int) -> int:
        return self._rows[row][0] if row < len(self._rows) else 0

    def _row_of(self, line: int) -> int:
        return self._first_row[min(line, len(self._first_row) - 1)] if self._first_row else 0

    def _wrap(self) -> None:
        found = finder(self._searched)
        room = max(self.size.width - GUTTER, 1)
        self._rows = []
        self._first_row = []
        for index, line in enumerate(self._lines):
            self._first_row.append(len(self._rows))
            marked = _marked(line, found(line.text)) if self._searched else line
            self._rows += [(index, spans) for spans in wrapped(marked, room)]
        self._fitted = self.size.width
        self._strips.clear()

    def on_resize(self) -> None:
        """Wrapped anew, with the same line on top."""
        self._refit()
        self.refresh()

    def _refit(self) -> None:
        line, top = self._line_at(self._view.cursor), self._line_at(self._view.top)
        if self._fitted != self.size.width:
            self._wrap()
        view = Viewport(self._row_of(line), self._row_of(top)).bounded(len(self._rows), self._page)
        self._view = self._showing(line, view) if self.has_focus and self._lines else view

    def on_focus(self) -> None:
        """The cursor shows."""
        self._view = self._view.moved_to(max(self._view.cursor, self._view.top), len(self._rows), self._page)
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is not shown."""
        self.refresh()

    # Painting

    def render_line(self, y: int) -> Strip:
        """Textual's line protocol."""
        if self._fitted != self.size.width:  # painted before the event that tells of the new size
            self._refit()
        row = self._view.top + y
        if row >= len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        line, spans = self._rows[row]
        under_cursor = self.has_focus and line == self._line_at(self._view.cursor)
        selection = self.text_selection
        if selection is None:
            strip = self._strips.get((row, under_cursor))
            if strip is None:
                strip = self._strips[row, under_cursor] = self._strip(spans, under_cursor)
        else:
            strip = self._strip(spans, under_cursor, selection.get_span(row))
        # Where the selection counts from: the page's rows, not the screen's.
        return strip.apply_offsets(-GUTTER, row)

    def _strip(self, spans: Spans, under_cursor: bool, selected: tuple[int, int] | None = None) -> Strip:
        base = self.get_component_rich_style("page--cursor") if under_cursor else self.rich_style
        bar = self.get_component_rich_style("page--bar") if under_cursor else base
        segments = [Segment(BAR if under_cursor else " ", bar), Segment(" " * (GUTTER - 1), base)]
        for text, tone in spans:
            segments.append(Segment(text, self._style(tone, base, under_cursor)))
        strip = Strip(segments).adjust_cell_length(self.size.width, base)
        if selected is None:
            return strip
        text = "".join(text for text, _ in spans)
        start, end = selected
        begin = GUTTER + width_of(text[: max(start, 0)])
        end = strip.cell_length if end == -1 else GUTTER + width_of(text[: max(end, 0)])
        return with_selected(strip, begin, end, self.screen.get_component_rich_style("screen--selection"))

    def _style(self, tone: str, base: Style, under_cursor: bool) -> Style:
        if not tone or (under_cursor and tone != "match"):
            return base
        return self.get_component_rich_style(f"page--{tone}")

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What the mouse has selected."""
        return selection.extract("\n".join("".join(text for text, _ in spans) for _, spans in self._rows)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Another part is selected."""
        self.refresh()

    def notify_style_update(self) -> None:
        """Colours changed."""
        self._strips.clear()
        super().notify_style_update()


def _marked(line: PageLine, places: list[tuple[int, int]]) -> PageLine:
    """The line with what was found in it in the tone of a match."""
    if not places:
        return line
    tones: list[str] = []
    for text, tone in line.spans:
        tones += [tone] * len(text)
    for start, end in places:
        tones[start:end] = ["match"] * (end - start)
    text = line.text
    spans: list[tuple[str, str]] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or tones[index] != tones[start]:
            spans.append((text[start:index], tones[start]))
            start = index
    return type(line)(tuple(spans), line.hang)
