"""A log of any length that draws only the rows on the screen, and of these only the ones that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from ktui.insight.log_lines import text_of
from ktui.insight.text import fit, visible, width_of
from ktui.ui.log_format import LogFormat
from ktui.ui.log_painting import STYLES, row_strip
from ktui.ui.log_position import LogPosition
from ktui.ui.log_selection import selected_text
from ktui.ui.selected_cells import with_selected
from ktui.ui.widgets.drag_selecting import DragSelecting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.style import Style
    from textual.selection import Selection

    from ktui.insight.log_lines import LogLine
    from ktui.session.log_search import LogSearch, Marks
    from ktui.ui.log_format import Row
    from ktui.ui.log_rows import LogRows
    from ktui.ui.log_selection import Under

ASIDE = 16
"""Cells by which the text is shifted to the left or right at a time."""


class LogView(DragSelecting, can_focus=True):
    """Lines read through `LogRows`, with a current line; it follows the end until the user goes up.

    It binds no keys; its actions are for whoever binds them. It has no border and no padding.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"log-view--{name}" for name in STYLES}

    class Moved(Message):
        """The user moved: what the title says may be another thing now."""

    def __init__(self, rows: LogRows, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._format = LogFormat()
        self._position = LogPosition(rows, lambda line: len(self._format.pieces(line)))
        self.search: LogSearch | None = None
        """What is highlighted."""
        self._shown: list[Row] = []
        self._strips: dict[int, Strip] = {}
        self._notice = ""
        self._marks: dict[LogLine, Marks] = {}

    # -- what it shows

    def show_rows(self, rows: LogRows, *, follow: bool = False) -> None:
        """Show other rows; the current line stays, or the nearest there is, unless the end is to be followed."""
        self._position.show_rows(rows, follow=follow)
        self._rearrange()

    def name_sources(self, names: Sequence[str]) -> None:
        """What stands before the lines of each source; nothing where there is one only."""
        names = [visible(name) for name in names] if len(names) > 1 else []
        if names != self._format.names:
            self._format.names = names
            self._rearrange()

    def toggle_wrap(self) -> bool:
        """Let long lines go on in the next row, or beyond the right edge; whether they are wrapped now."""
        self._format.wrap = not self._format.wrap
        self._format.aside = 0
        self._rearrange()
        return self._format.wrap

    def toggle_stamps(self) -> None:
        """Show each line's time before it, or not."""
        self._format.stamps = not self._format.stamps
        self._rearrange()

    @property
    def stamps(self) -> bool:
        """Whether each line's time stands before it."""
        return self._format.stamps

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
    def following(self) -> bool:
        """Whether the end is shown as it comes."""
        return self._position.following

    @property
    def current(self) -> LogLine | None:
        """The line that the user is at; None while there is none."""
        return self._position.current

    @property
    def current_number(self) -> int:
        """Its number."""
        return self._position.current_number

    @property
    def unseen(self) -> int:
        """Lines that came since the view was paused."""
        return self._position.unseen

    def rows_changed(self) -> None:
        """Lines came, or old ones went."""
        self._arrange()

    # -- what the user does

    def go_to(self, number: int) -> None:
        """Make the line with this number the current one; out of sight before, it comes to stand in the middle."""
        self._move(lambda: self._position.go_to(number))

    def move(self, where: str) -> None:
        """Move: up, down, page_up, page_down, home, end, left, right. Beyond the last line the end is followed."""
        position = self._position
        if where in ("left", "right"):
            self._shift(-ASIDE if where == "left" else ASIDE)
            return
        moves: dict[str, Callable[[], None]] = {
            "up": position.up,
            "down": position.down,
            "page_up": lambda: position.turn(-1),
            "page_down": lambda: position.turn(1),
            "home": position.home,
            "end": position.follow,
        }
        self._move(moves[where])

    def _move(self, move: Callable[[], None]) -> None:
        move()
        self._arrange()
        self.post_message(self.Moved())

    def _shift(self, by: int) -> None:
        """Show what is beyond the left or the right edge."""
        if self._format.wrap:
            return
        longest = max((width_of(text_of(row.line)) for row in self._shown), default=0)
        aside = max(0, min(self._format.aside + by, longest - 1))
        if aside != self._format.aside:
            self._format.aside = aside
            self._rearrange()

    # -- the mouse

    def under(self, x: int, y: int) -> Under | None:
        """What is in a cell, below the last line its end; None: there are no lines."""
        if not self._shown:
            return None
        if y >= len(self._shown):
            return self._format.behind(self._shown[-1])
        return self._format.under(self._shown[y], x)

    def press(self, y: int) -> bool:
        """The line there becomes the current one, where it stands."""
        if not 0 <= y < len(self._shown):
            return False
        self._move(lambda: self._position.point_at(self._shown[y].number))
        return True

    def scroll_lines(self, rows: int) -> None:
        """So many rows down, up if negative; at the end already, going down follows it, unless one drags."""
        self._move(lambda: self._position.scroll(rows, follow=not self.dragging))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What the mouse has selected, as it is shown."""
        return selected_text(self._position.rows, selection, self._format.ahead), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Another part is selected."""
        super().selection_updated(selection)
        self._arrange()

    # -- from lines to rows

    def _rearrange(self) -> None:
        """How lines are shown changed."""
        self._format.fit(self.size.width, max(self.size.height, 1))
        self._position.page = max(self.size.height, 1)
        self._marks.clear()
        self._shown = []
        self._strips.clear()
        self._position.bring_current()
        self._arrange()
        self.refresh()

    def _arrange(self) -> None:
        """Bring the rows up to date, and repaint those that are others now."""
        if not self.size.height or not self.size.width:
            return
        rows = self._position.rows
        found = [
            self._format.row(rows.number(spot.line), rows.line(spot.line), spot.row, self.selection, current=current)
            for spot, current in self._position.on_screen()
        ]
        old, self._shown = self._shown, found
        changed = [
            y
            for y in range(max(len(old), len(found), not found))
            if y >= len(old) or y >= len(found) or old[y] != found[y]
        ]
        for y in changed:
            self._strips.pop(y, None)
        if len(changed) >= self.size.height:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    # -- painting

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        self._rearrange()

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
        if y >= len(self._shown):
            if y or not self._notice:
                return Strip.blank(width, base)
            return Strip([Segment(fit(f" {visible(self._notice)}", width), self._style("note"))])
        row = self._shown[y]
        text = text_of(row.line)
        strip = row_strip(row, text, self._format, self._matches(row, text), self._style, base)
        strip = strip.adjust_cell_length(width, base)
        if row.selected is None:
            return strip
        begin, end = (self._format.cell(row, character) for character in row.selected)
        return with_selected(strip, begin, end, self.screen.get_component_rich_style("screen--selection"))

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"log-view--{name}")

    def _matches(self, row: Row, text: str) -> list[tuple[int, int]]:
        """Where the part of a line's text that the row shows has what is searched for."""
        if self.search is None or row.line.note:
            return []
        marks = self._marks.get(row.line)
        if marks is None:
            if len(self._marks) > 4 * self.size.height:
                self._marks.clear()
            marks = self._marks[row.line] = self.search.marks(text)
        seen = min(row.end, row.begin + self._format.room + 1) if text.isascii() else row.end
        return marks.within(row.begin, seen)
