"""A log of any length that draws only the rows on the screen, and of these only the ones that differ."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ktui.insight.log_lines import behind, character_at, rows_of, short_stamp, text_of
from ktui.insight.text import ELLIPSIS, fit, visible, width_of
from ktui.ui.log_selection import Under, between, selected_part, selected_text
from ktui.ui.log_window import Spot, bringing, last_top, moved, spots
from ktui.ui.selected_cells import with_selected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual import events
    from textual.selection import Selection
    from textual.timer import Timer

    from ktui.insight.log_lines import LogLine
    from ktui.session.log_search import LogSearch, Marks
    from ktui.ui.log_rows import LogRows

BAR = "▌"
"""Left of the current line, so that it is found without colours."""
STAMP = 20
"""Cells of a time and the blank behind it."""
LONGEST_NAME = 24
"""Cells of a source's name; of longer ones the end is shown, for it is what tells pods of one owner apart."""
COLOURS = 6
"""Colours of sources; the seventh has the first one's again."""
ASIDE = 16
"""Cells by which the text is shifted to the left or right at a time."""
LEAST_TEXT = 16
"""Cells that a line's text has at least, however narrow the screen."""
PULL = 0.05
"""Seconds in which a row is scrolled while the mouse drags beyond the upper or lower edge."""


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


class LogView(Widget, can_focus=True):
    """Lines read through `LogRows`, with a current line; it follows the end until the user goes up.

    It binds no keys; its actions are for whoever binds them. It has no border and no padding.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log-view--bar",
        "log-view--stamp",
        "log-view--note",
        "log-view--match",
        *(f"log-view--source-{index}" for index in range(COLOURS)),
    }

    class Moved(Message):
        """The user moved: what the title says may be another thing now."""

    def __init__(self, rows: LogRows, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._rows = rows
        self._names: list[str] = []
        self._name_width = 0
        self.wrap = True
        """Whether long lines go on in the next row, rather than beyond the right edge."""
        self.stamps = False
        """Whether each line's time stands before it."""
        self.search: LogSearch | None = None
        """What is highlighted."""
        self.following = True
        """Whether the end is shown as it comes."""
        self.aside = 0
        """Cells of unwrapped lines that are beyond the left edge."""
        self._current = 0
        self._top = (0, 0)
        self._seen = 0
        self._shown: list[Row] = []
        self._spots: list[Spot] = []
        self._strips: dict[int, Strip] = {}
        self._notice = ""
        self._heights: dict[LogLine, list[tuple[int, int]]] = {}
        self._marks: dict[LogLine, Marks] = {}
        self._selection: Selection | None = None
        self._pressed: Under | None = None
        """Where a drag began, while the button is down."""
        self._pull: Timer | None = None
        self._pull_to = Offset(0, 0)

    # -- what it shows

    def show_rows(self, rows: LogRows, *, follow: bool = False) -> None:
        """Show other rows; the current line stays, or the nearest there is, unless the end is to be followed."""
        self._rows = rows
        self.following = self.following or follow
        if len(rows):
            self._current = rows.number(min(rows.index(self._current), len(rows) - 1))
        self.rearrange()

    def name_sources(self, names: Sequence[str]) -> None:
        """What stands before the lines of each source; nothing where there is one only."""
        names = [visible(name) for name in names] if len(names) > 1 else []
        if names != self._names:
            self._names = names
            self.rearrange()

    @property
    def notice(self) -> str:
        """What stands there while there are no lines."""
        return self._notice

    @notice.setter
    def notice(self, notice: str) -> None:
        if notice != self._notice:
            self._notice = notice
            if not self._shown:
                self._strips.clear()
                self.refresh()

    @property
    def current(self) -> LogLine | None:
        """The line that the user is at; None while there is none."""
        return self._rows.line(self._index()) if len(self._rows) else None

    @property
    def current_number(self) -> int:
        """Its number."""
        return self._rows.number(self._index()) if len(self._rows) else 0

    @property
    def unseen(self) -> int:
        """Lines that came since the view was paused."""
        return 0 if self.following else len(self._rows) - self._rows.index(self._seen)

    def rows_changed(self) -> None:
        """Lines came, or old ones went."""
        self._arrange()

    def rearrange(self) -> None:
        """How lines are shown changed."""
        self._heights.clear()
        self._marks.clear()
        self._name_width = min(max(map(width_of, self._names), default=0), LONGEST_NAME, self.size.width // 3)
        self._shown = []
        self._strips.clear()
        total = len(self._rows)
        if total and not self.following:
            top = bringing(self._index(), self._top_spot(), self._page(), self._height, total)
            self._top = (self._rows.number(top.line), top.row)
        self._arrange()
        self.refresh()

    # -- what the user does

    def go_to(self, number: int) -> None:
        """Make the line with this number the current one; out of sight before, it comes to stand in the middle."""
        total = len(self._rows)
        if not total:
            return
        self._pause()
        index = min(self._rows.index(number), total - 1)
        if not any(spot.line == index for spot in self._spots):
            top = moved(Spot(index), -(self._page() // 2), self._height, total)
            self._top = (self._rows.number(top.line), top.row)
        self._go(index)

    def follow(self) -> None:
        """To the end, and with it from now on."""
        self.following = True
        self._tell()

    def action_cursor_up(self) -> None:
        """A line up, or a row where the line is taller than the screen."""
        if not len(self._rows):
            return
        self._pause()
        top = self._top_spot()
        if top.line == self._index() and top.row:
            self._show_from(Spot(top.line, top.row - 1))
        else:
            self._go(max(0, self._index() - 1))

    def action_cursor_down(self) -> None:
        """A line down, or a row where the line is taller than the screen; beyond the last one the end is followed."""
        total = len(self._rows)
        if not total or self.following:
            return
        index, top = self._index(), self._top_spot()
        if top.line == index and top < moved(
            Spot(index, self._height(index) - 1), 1 - self._page(), self._height, total
        ):
            self._show_from(Spot(top.line, top.row + 1))
        elif index + 1 < total:
            self._go(index + 1)
        else:
            self.follow()

    def action_page_up(self) -> None:
        """A screen up."""
        self._scroll(-self._page(), cursor=True)

    def action_page_down(self) -> None:
        """A screen down."""
        self._scroll(self._page(), cursor=True)

    def action_home(self) -> None:
        """To the oldest line."""
        if len(self._rows):
            self._pause()
            self._go(0)

    def action_end(self) -> None:
        """To the end, and with it from now on."""
        self.follow()

    def action_left(self) -> None:
        """Show what is beyond the left edge."""
        self._shift(-ASIDE)

    def action_right(self) -> None:
        """Show what is beyond the right edge."""
        self._shift(ASIDE)

    def _shift(self, by: int) -> None:
        if self.wrap:
            return
        longest = max((width_of(text_of(row.line)) for row in self._shown), default=0)
        aside = max(0, min(self.aside + by, longest - 1))
        if aside != self.aside:
            self.aside = aside
            self.rearrange()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        self._wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        self._scroll(direction * max(1, round(self.app.scroll_sensitivity_y)))
        self._drag(event.x, event.y)

    # -- selecting with the mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The line under the left button becomes the current one, where it stands; a drag selects from there."""
        if event.button == 1 and 0 <= event.y < len(self._shown):
            self._pressed = self._under(event.x, event.y)
            self.capture_mouse()
            self._pause()
            self._current = self._shown[event.y].number
            self._tell()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag selects; beyond the upper and the lower edge it scrolls as long as it stays there."""
        self._drag(event.x, event.y)
        beyond = self._pressed is not None and not 0 <= event.y < self.size.height
        self._pull_to = Offset(event.x, event.y)
        if beyond and self._pull is None:
            self._pull = self.set_interval(PULL, self.pull)
        elif not beyond:
            self._let_go()

    def pull(self) -> None:
        """A row further, where the mouse drags beyond an edge."""
        x, y = self._pull_to
        self._scroll(-1 if y < 0 else 1)
        self._drag(x, y)

    def _drag(self, x: int, y: int) -> None:
        if self._pressed is not None and self._shown:
            y = max(0, min(y, self._page() - 1))
            self.screen.selections = {self: between(self._pressed, self._under(x, y))}

    def on_mouse_up(self) -> None:
        """What was selected stays so."""
        self._end_drag()

    def on_mouse_release(self) -> None:
        """Another screen takes the mouse."""
        self._end_drag()

    def _end_drag(self) -> None:
        self._pressed = None
        self._let_go()
        self.release_mouse()

    def _let_go(self) -> None:
        if self._pull is not None:
            self._pull.stop()
            self._pull = None

    def deselect(self) -> None:
        """Nothing is selected, and no drag goes on."""
        self._end_drag()
        self.screen.clear_selection()

    def renumbered(self, number: int) -> None:
        """Other lines bear the numbers from here on."""
        end = self._selection.end if self._selection is not None else None
        if (end is not None and end.y >= number) or (self._pressed is not None and self._pressed.end.y >= number):
            self.deselect()

    def _under(self, x: int, y: int) -> Under:
        """What is there, `y` one of the screen's rows; below the last line, its end."""
        below = y >= len(self._shown)
        row = self._shown[min(y, len(self._shown) - 1)]
        x -= self._before_text()
        ahead = self._ahead(row.line)
        if below:
            first = end = len(text_of(row.line))
        elif x >= 0:
            first, end = character_at(text_of(row.line)[row.begin : row.end], max(0, x - row.blank))
            first, end = first + row.begin, end + row.begin
        elif row.first:
            first, end = character_at(ahead, max(0, x + self._before_text() - 1))
            first, end = first - len(ahead), end - len(ahead)
        else:
            first = end = row.begin
        return Under(Offset(first, row.number), Offset(end, row.number))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What the mouse has selected, as it is shown."""
        return selected_text(self._rows, selection, self._ahead), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Another part is selected."""
        self._selection = selection
        self._arrange()

    # -- scrolling

    def _scroll(self, rows: int, *, cursor: bool = False) -> None:
        """So many rows down (up if negative); at the end already, going down follows it."""
        total, page = len(self._rows), self._page()
        if not total or (self.following and rows > 0):
            return
        self._pause()
        before, index = self._top_spot(), self._index()
        end = last_top(page, self._height, total)
        top = min(moved(before, rows, self._height, total), end)
        if top == before and rows > 0 and (not cursor or index == total - 1):
            if self._pressed is None:
                self.follow()
        elif top == before and cursor:
            self._go(total - 1 if rows > 0 else 0)
        else:
            place = next((y for y, spot in enumerate(self._spots) if spot.line == index), 0) if cursor else 0
            self._top = (self._rows.number(top.line), top.row)
            on_screen = spots(top, page, self._height, total)
            if cursor or not any(spot.line == index for spot in on_screen):
                index = on_screen[place if cursor else (0 if rows > 0 else -1)].line
            self._current = self._rows.number(index)
            self._tell()

    def _show_from(self, top: Spot) -> None:
        self._top = (self._rows.number(top.line), top.row)
        self._tell()

    def _pause(self) -> None:
        if self.following:
            self.following = False
            self._seen = self._rows.number(len(self._rows) - 1) + 1 if len(self._rows) else 0

    def _go(self, index: int) -> None:
        self._current = self._rows.number(index)
        top = bringing(index, self._top_spot(), self._page(), self._height, len(self._rows))
        self._top = (self._rows.number(top.line), top.row)
        self._tell()

    def _tell(self) -> None:
        self._arrange()
        self.post_message(self.Moved())

    # -- from lines to rows

    def _page(self) -> int:
        return max(self.size.height, 1)

    def _index(self) -> int:
        return min(self._rows.index(self._current), len(self._rows) - 1)

    def _top_spot(self) -> Spot:
        number, row = self._top
        line = min(self._rows.index(number), len(self._rows) - 1)
        same = self._rows.number(line) == number
        return Spot(line, min(row, self._height(line) - 1) if same else 0)

    def _before_text(self) -> int:
        """Cells before a line's text: the bar, its time, its source."""
        return 1 + (STAMP if self.stamps else 0) + (self._name_width + 1 if self._names else 0)

    def _stamp_and_name(self, line: LogLine) -> tuple[str, str]:
        """What stands between the bar and a line's text."""
        stamp = f"{visible(short_stamp(line.stamp)):<{STAMP}}" if self.stamps else ""
        name = f"{_ending(self._names[line.source], self._name_width)} " if self._names else ""
        return stamp, name

    def _ahead(self, line: LogLine) -> str:
        return "".join(self._stamp_and_name(line))

    def _room(self) -> int:
        return max(self.size.width - self._before_text(), LEAST_TEXT)

    def _pieces(self, line: LogLine) -> list[tuple[int, int]]:
        pieces = self._heights.get(line)
        if pieces is None:
            if len(self._heights) > 4 * self._page():
                self._heights.clear()
            text = text_of(line)
            pieces = self._heights[line] = rows_of(text, self._room()) if self.wrap else [(0, len(text))]
        return pieces

    def _height(self, index: int) -> int:
        return len(self._pieces(self._rows.line(index)))

    def _arrange(self) -> None:
        """Bring the rows up to date, and repaint those that are others now."""
        total, page = len(self._rows), self._page()
        if not self.size.height or not self.size.width:
            return
        found: list[Row] = []
        self._spots = []
        if total:
            if self.following:
                top = last_top(page, self._height, total)
                self._current = self._rows.number(total - 1)
            else:
                top = min(self._top_spot(), last_top(page, self._height, total))
            self._top = (self._rows.number(top.line), top.row)
            current = self._index()
            self._spots = spots(top, page, self._height, total)
            found = [self._row(spot, spot.line == current) for spot in self._spots]
        old, self._shown = self._shown, found
        changed = [
            y
            for y in range(max(len(old), len(found), not total))
            if y >= len(old) or y >= len(found) or old[y] != found[y]
        ]
        for y in changed:
            self._strips.pop(y, None)
        if len(changed) >= page:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _row(self, spot: Spot, current: bool) -> Row:
        line, number = self._rows.line(spot.line), self._rows.number(spot.line)
        begin, end = self._pieces(line)[spot.row]
        blank = 0
        if not self.wrap and self.aside:
            begin, blank = behind(text_of(line), self.aside)
        selected = self._part(number, -sys.maxsize if spot.row == 0 else begin, end)
        return Row(number, line, begin, end, blank, spot.row == 0, current, selected)

    def _part(self, number: int, low: int, high: int) -> tuple[int, int] | None:
        """Which of these characters of a line are selected."""
        part = selected_part(self._selection, number)
        if part is None:
            return None
        first, end = max(part[0], low), min(part[1], high)
        return (first, end) if first < end else None

    # -- painting

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self.rearrange()

    def notify_style_update(self) -> None:
        """Colours changed."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Textual's line protocol."""
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(y)
        return strip

    def _strip(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        if y < len(self._shown):
            segments = self._segments(self._shown[y], base)
        elif y == 0 and self._notice:
            segments = [Segment(fit(f" {visible(self._notice)}", width), self._style("note"))]
        else:
            return Strip.blank(width, base)
        strip = Strip(segments).adjust_cell_length(width, base)
        return self._marked(strip, self._shown[y]) if y < len(self._shown) else strip

    def _marked(self, strip: Strip, row: Row) -> Strip:
        """With what is selected in the colours of that."""
        if row.selected is None:
            return strip
        begin, end = (self._cell(row, character) for character in row.selected)
        return with_selected(strip, begin, end, self.screen.get_component_rich_style("screen--selection"))

    def _cell(self, row: Row, character: int) -> int:
        """Where a character of a row's line stands, or would stand."""
        if character < 0:
            ahead = self._ahead(row.line)
            return 1 + width_of(ahead[: max(0, len(ahead) + character)])
        begun = text_of(row.line)[row.begin : character]
        return self._before_text() + (row.blank + width_of(begun) if begun else 0)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"log-view--{name}")

    def _matches(self, row: Row, text: str, room: int) -> list[tuple[int, int]]:
        """Where the part of a line's text that the row shows has what is searched for."""
        if self.search is None or row.line.note:
            return []
        marks = self._marks.get(row.line)
        if marks is None:
            if len(self._marks) > 4 * self._page():
                self._marks.clear()
            marks = self._marks[row.line] = self.search.marks(text)
        return marks.within(row.begin, min(row.end, row.begin + room + 1) if text.isascii() else row.end)

    def _segments(self, row: Row, base: Style) -> list[Segment]:
        line = row.line
        segments = [Segment(BAR, self._style("bar")) if row.current else Segment(" ", base)]
        stamp, name = self._stamp_and_name(line) if row.first else ("", "")
        if self.stamps:
            segments.append(Segment(f"{stamp:<{STAMP}}", self._style("stamp")))
        if self._names:
            blank = " " * (self._name_width + 1)
            segments.append(Segment(name or blank, self._style(f"source-{line.source % COLOURS}")))
        text = text_of(line)
        plain = self._style("note") if line.note else base
        room = self._room()
        matches = self._matches(row, text, room)
        if row.blank:
            segments.append(Segment(" " * row.blank, plain))
        at, used = row.begin, row.blank
        for begin, end, style in [*((*match, self._style("match")) for match in matches), (row.end, row.end, plain)]:
            begin, end = max(begin, at), min(end, row.end)
            for stop, piece_style in ((begin, plain), (end, style)):
                if stop > at:
                    segments.append(Segment(text[at:stop], piece_style))
                    used += width_of(text[at:stop])
                    at = stop
            if used > room:
                break
        if used > room:
            return [*Strip(segments).crop(0, self._before_text() + room - 1), Segment(ELLIPSIS, self._style("stamp"))]
        return segments


def _ending(name: str, width: int) -> str:
    """The name in so many cells; of a longer one its end."""
    if width_of(name) <= width:
        return fit(name, width)
    while width_of(name) > width - 1:
        name = name[1:]
    return fit(ELLIPSIS + name, width)
