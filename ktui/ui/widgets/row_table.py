"""A table of any length that draws only what is on the screen, and repaints only what changed there."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ktui.insight.durations import until_older
from ktui.insight.text import visible, width_of
from ktui.ui.columns_layout import first_widths, place_columns
from ktui.ui.rows import NoRows
from ktui.ui.viewport import Viewport
from ktui.ui.widgets.row_strips import (
    GUTTER,
    Grid,
    RowStyles,
    RowText,
    changed_cells,
    header_strip,
    notice_strip,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from textual import events

    from ktui.insight.table import Column, Tone
    from ktui.ui.rows import Key, Rows

MAX_REMEMBERED = 600
"""Rows whose strips are kept, about 4 KB each: a few screens' worth, so that paging back and forth is quick."""

TWICE = 2
"""Clicks in a row that go into it."""

HEADER_LINES = 1
"""Lines above the first row."""

_TONES: tuple[Tone, ...] = ("good", "busy", "bad", "muted")


class RowTable(Widget, can_focus=True):
    """Rows read through `Rows`, under a line of headers, with a cursor that follows its object.

    It scrolls by itself, in whole rows: a virtual size would lay the whole screen out again each time a row
    comes or goes. It has no border and no padding: a line of the widget is a line of the table.

    It binds no keys; its actions and `move_cursor` are for whoever binds them.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-table--header",
        "row-table--cursor",
        "row-table--bar",
        "row-table--trouble",
        "row-table--mark",
        *(f"row-table--{tone}" for tone in _TONES),
    }

    class CursorMoved(Message):
        """Another object is under the cursor."""

        def __init__(self, table: RowTable, key: Key | None) -> None:
            """`key`: the object, None when the table is empty."""
            super().__init__()
            self.table = table
            self.key = key

        @property
        def control(self) -> RowTable:
            """The table, for `@on` with a selector."""
            return self.table

    class Entered(Message):
        """A row was pressed twice."""

    class HeaderPressed(Message):
        """A column's header was pressed."""

        def __init__(self, header: str) -> None:
            """`header`: the column's."""
            super().__init__()
            self.header = header

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 as every widget calls it
        classes: str | None = None,
    ) -> None:
        self._drawn: dict[int, Strip] = {}
        super().__init__(name=name, id=id, classes=classes)
        self._rows: Rows = NoRows()
        self._columns: tuple[Column, ...] = ()
        self._widths: list[int] = []
        self._grid = Grid((), 0, -1)
        self._state = -1
        self._order: tuple[str, str] = ("", "")
        self._styles: RowStyles | None = None
        self._view = Viewport()
        self._key: Key | None = None
        self._user_moved = False
        self.filling = False
        """Whether the first list is still coming in.

        While it is, a cursor that nobody has moved stays in the first row whatever object comes to stand there;
        afterwards it follows its object always, so that no key ever meets another object than the one seen.
        """
        self._notice = ""
        self._told: Key | None = None
        self._wider = False
        self._styles_known = False
        self._fitted = Size(0, 0)
        self._hidden = True
        self._remembered: dict[Key, RowText] = {}
        self._shown: list[RowText] = []
        self._line_of: dict[Key, int] = {}
        self._cursor_line = -1
        self._ticks = 0
        self._now = -inf
        """When it ticked last."""

    # What it shows

    def set_table(self, columns: tuple[Column, ...], state_column: str) -> None:
        """Show these columns; the one with the header `state_column` bears the tone."""
        self._columns = columns
        self._state = next((i for i, column in enumerate(columns) if column.header == state_column), -1)
        self._start_over()
        self._show()

    def set_rows(self, rows: Rows, *, keep_cursor: bool = False) -> None:
        """Show other rows from their beginning; with `keep_cursor` the same objects read otherwise, from here."""
        self._rows = rows
        if not keep_cursor:
            self._key = None
            self._view = Viewport()
            self._user_moved = False
        self._start_over()
        self.rows_changed()

    def order_shown(self, header: str, arrow: str) -> None:
        """Have `arrow` beside the header of the column that orders; an empty header: none does."""
        if self._order != (header, arrow):
            self._order = (header, arrow)
            if self._place_columns():
                self.refresh()
            else:
                self.refresh(Region(0, 0, self.size.width, HEADER_LINES))

    @property
    def notice(self) -> str:
        """What stands on the first line while there are no rows."""
        return self._notice

    @notice.setter
    def notice(self, notice: str) -> None:
        if notice != self._notice:
            self._notice = notice
            if not self._shown:
                self.refresh(Region(0, 1, self.size.width, 1))

    @property
    def cursor_key(self) -> Key | None:
        """The object under the cursor, None when the table is empty."""
        return self._key if len(self._rows) else None

    @property
    def position(self) -> tuple[int, int]:
        """The row under the cursor, counted from 0, and how many rows there are."""
        return self._view.cursor, len(self._rows)

    # What happened to the rows

    @property
    def keys_in_view(self) -> list[Key]:
        """The objects of the rows that are on the screen."""
        return list(self._line_of)

    def cells_changed(self, keys: Iterable[Key]) -> None:
        """The objects `keys` say something else now; their order is what it was."""
        visible_lines: list[int] = []
        for key in keys:
            if (line := self._line_of.get(key)) is None:
                self._doubt(key)
            else:
                visible_lines.append(line)
        self._reread(visible_lines)

    def rows_changed(self, keys: Iterable[Key] = ()) -> None:
        """Rows have come, gone or changed places; the objects `keys` say something else besides.

        A row that comes into sight is read again: it may be another object of the same name.
        """
        self._ticks += 1
        for row in self._shown:
            row.checked += 1
        for key in keys:
            self._doubt(key)
        total = len(self._rows)
        if not total:
            self._view = Viewport()
            self._put_cursor_on(None)
        elif self._key is None or (self.filling and not self._user_moved):
            self._view = Viewport()
            self._put_cursor_on(self._rows.key_at(0))
        else:
            self._follow(self._key, total, self._page())
        self._show()

    def tighten(self) -> None:
        """Other rows were chosen: no column keeps the room that texts needed which are not in view any more."""
        self._widths = first_widths(self._columns)
        self._remembered = dict(zip(self._line_of, self._shown, strict=True))
        for row in self._shown:
            self._need(row)
        if self._place_columns():
            self.refresh()

    def doubt_rows(self) -> None:
        """Rows that were in view may say something else by now: they are read anew when they come back."""
        self._ticks += 1

    def marks_changed(self) -> None:
        """Any row may have been marked, or its mark taken away."""
        self.doubt_rows()
        if not self._out_of_sight():
            self._reread(range(len(self._shown)))

    def tick(self, now: float = inf) -> None:
        """Time has passed: repaint the visible cells that say something else for it.

        `now` is in seconds, on any clock. The ages in an old row are looked at less often: see `until_older`.
        """
        self._ticks += 1
        self._now = now
        if not self._out_of_sight():
            self._reread([line for line, row in enumerate(self._shown) if row.due <= now])

    def set_time(self, now: float) -> None:
        """It is another time, before or after the one there was: every age may say something else."""
        self._now = now
        self.marks_changed()

    # What the user does

    def move_cursor(self, index: int) -> None:
        """Put the cursor in row `index`, or the nearest there is."""
        self._go(self._view.moved_to(index, len(self._rows), self._page()))

    def action_cursor_up(self) -> None:
        """One row up."""
        self.move_cursor(self._view.cursor - 1)

    def action_cursor_down(self) -> None:
        """One row down."""
        self.move_cursor(self._view.cursor + 1)

    def action_page_up(self) -> None:
        """One screen up."""
        self._go(self._view.paged(-self._page(), len(self._rows), self._page()))

    def action_page_down(self) -> None:
        """One screen down."""
        self._go(self._view.paged(self._page(), len(self._rows), self._page()))

    def action_home(self) -> None:
        """To the first row."""
        self.move_cursor(0)

    def action_end(self) -> None:
        """To the last row."""
        self.move_cursor(len(self._rows) - 1)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The cursor goes where the left button is pressed; a header tells which it is."""
        line = event.screen_y - self.region.y - HEADER_LINES
        if event.button == 1 and line < 0:
            place = self._grid.at(event.screen_x - self.region.x)
            if place is not None:
                self.post_message(self.HeaderPressed(self._columns[place.index].header))
        elif event.button == 1 and 0 <= line < len(self._shown):
            self.move_cursor(self._view.top + line)

    def on_click(self, event: events.Click) -> None:
        """Twice on a row goes into it."""
        line = event.screen_y - self.region.y - HEADER_LINES
        if event.chain == TWICE and event.button == 1 and 0 <= line < len(self._shown):
            self.post_message(self.Entered())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the rows under a cursor that stays with its object."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the rows under a cursor that stays with its object."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        rows = direction * max(1, round(self.app.scroll_sensitivity_y))
        self._user_moved = True
        self._view = self._view.scrolled(rows, len(self._rows), self._page())
        self._show()

    def _go(self, view: Viewport) -> None:
        self._user_moved = True
        self._view = view
        self._put_cursor_on(self._rows.key_at(view.cursor) if len(self._rows) else None)
        self._show()

    # The cursor

    def _put_cursor_on(self, key: Key | None) -> None:
        """Tell of another object under the cursor. An emptied table keeps the key: the rows may come back."""
        if key is not None:
            self._key = key
        if key != self._told:
            self._told = key
            self.post_message(self.CursorMoved(self, key))

    def _follow(self, key: Key, total: int, page: int) -> None:
        """Keep the cursor on its object, and the rows around it where they are on the screen."""
        view, rows = self._view, self._rows
        place = rows.index_of(key)
        cursor = min(rows.insertion_index(key), total - 1) if place is None else place
        if not view.shows(view.cursor, page):
            top_key = next(iter(self._line_of), None)
            self._view = Viewport(cursor, view.top if top_key is None else self._place(top_key)).bounded(total, page)
        else:
            untouched = not self._user_moved and view == Viewport()
            top = 0 if untouched else cursor - (view.cursor - view.top)
            self._view = Viewport(cursor, top).moved_to(cursor, total, page)
        self._put_cursor_on(key if place is not None else rows.key_at(cursor))

    def _place(self, key: Key) -> int:
        """Where `key` is, or would be."""
        place = self._rows.index_of(key)
        return self._rows.insertion_index(key) if place is None else place

    # From rows to lines

    def _page(self) -> int:
        """The rows that fit under the header."""
        return max(self.size.height - HEADER_LINES, 0)

    def _out_of_sight(self) -> bool:
        return self._hidden or self.size.height <= HEADER_LINES or not self.size.width

    def _start_over(self) -> None:
        """Forget what was read: other rows, or other columns."""
        self._widths = first_widths(self._columns)
        self._remembered.clear()
        self._shown, self._line_of = [], {}
        self._place_columns()
        self.refresh()

    def _doubt(self, key: Key) -> None:
        """Have `key` read again before it is shown."""
        if (row := self._remembered.get(key)) is not None:
            row.checked = -1

    def _row(self, key: Key) -> RowText:
        """What `key` says, known since the last tick; the same object as long as it says the same."""
        row = self._remembered.get(key)
        return row if row is not None and row.checked == self._ticks else self._read(key, row)

    def _read(self, key: Key, known: RowText | None) -> RowText:
        rows = self._rows
        cells, tone, trouble, marked = rows.cells(key), rows.tone(key), rows.trouble(key), rows.marked(key)
        if known is not None and (known.cells, known.tone, known.trouble, known.marked) == (
            cells,
            tone,
            trouble,
            marked,
        ):
            known.checked = self._ticks
            known.due = self._now + until_older(known.texts, 0)
            return known
        row = RowText(cells, tone, trouble, marked, len(self._columns))
        row.checked = self._ticks
        row.due = self._now + until_older(row.texts, 0)
        if len(self._remembered) >= MAX_REMEMBERED:
            self._remembered = dict(zip(self._line_of, self._shown, strict=True))
        self._remembered[key] = row
        self._need(row)
        return row

    def _need(self, row: RowText) -> None:
        """Have the columns wide enough for what a row says."""
        widths = self._widths
        for index, text in enumerate(row.texts[: len(widths)]):
            if (width := width_of(text)) > widths[index]:
                widths[index] = width
                self._wider = True

    def _reread(self, lines: Iterable[int]) -> None:
        """Read the rows on `lines` again, and repaint the cells of them that say something else."""
        regions: list[Region] = []
        keys = list(self._line_of)
        for line in lines:
            if self._rows.index_of(keys[line]) is None:
                continue  # gone, and `rows_changed` is still to come
            old = self._shown[line]
            new = self._read(keys[line], old)
            if new is not old:
                self._shown[line] = new
                if changed := changed_cells(old, new, self._grid):
                    regions.append(Region(changed.start, line + HEADER_LINES, len(changed), 1))
        if not self._widen() and regions:
            self.refresh(*regions)

    def _arrange(self) -> list[int]:
        """Bring what stands on the lines up to date; the lines of the rows that are others now."""
        if self._out_of_sight():
            self._shown, self._line_of, self._cursor_line = [], {}, -1
            return []
        old, old_cursor = self._shown, self._cursor_line
        view, rows = self._view, self._rows
        total, page = len(rows), self._page()
        keys = [rows.key_at(index) for index in range(view.top, min(view.top + page, total))]
        self._shown = new = [self._row(key) for key in keys]
        self._line_of = {key: line for line, key in enumerate(keys)}
        self._cursor_line = view.cursor - view.top if total and view.shows(view.cursor, page) else -1
        moved = {old_cursor, self._cursor_line} if old_cursor != self._cursor_line else ()
        return [
            line
            for line in range(max(len(old), len(new)))
            if line in moved or line >= len(old) or line >= len(new) or old[line] is not new[line]
        ]

    def _show(self) -> None:
        """Bring the screen up to date with the rows and the view on them."""
        lines = self._arrange()
        if self._widen():
            return
        if len(lines) == self._page():
            self.refresh()
        elif lines:
            self.refresh(*(Region(0, line + HEADER_LINES, self.size.width, 1) for line in lines))

    # Columns

    def _place_columns(self) -> bool:
        """Divide the width among the columns; whether that changed anything."""
        width = self.size.width
        order = self._order[0]
        grid = Grid(place_columns(self._columns, self._widths, width - GUTTER, order), width, self._state)
        self._wider = False
        if grid == self._grid:
            return False
        self._grid = grid
        self._forget_strips()
        return True

    def _widen(self) -> bool:
        """Give columns the room that texts seen since need, and repaint if that moved any."""
        if self._wider and self._place_columns():
            self.refresh()
            return True
        return False

    # Painting

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region, drawn anew only where they were refreshed."""
        self._prepare()
        drawn = self._drawn
        strips = []
        for y in crop.line_range:
            if (strip := drawn.get(y)) is None:
                strip = drawn[y] = self.render_line(y)
            strips.append(strip)
        if filters := self.get_line_filters():
            background = self.background_colors[1]
            for line_filter in filters:
                strips = [strip.apply_filter(line_filter, background) for strip in strips]
        start, end = crop.column_span
        if start or end != self._grid.width:
            strips = [strip.crop(start, end) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """The line `y` of the widget: the header, a row, or nothing."""
        styles = self._styles or self._read_styles()
        line = y - HEADER_LINES
        if line < 0:
            return header_strip(self._columns, self._grid, styles, self._order)
        if line < len(self._shown):
            return self._shown[line].line(self._grid, styles, line == self._cursor_line)
        if line == 0 and self._notice:
            return notice_strip(visible(self._notice), self._grid, styles)
        return Strip.blank(self._grid.width, styles.base)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Have regions, or everything, drawn anew."""
        if repaint and regions:
            for region in regions:
                for y in region.line_range:
                    self._drawn.pop(y, None)
        elif repaint:
            self._drawn.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Theme, focus or style sheet changed: colours are read again at the next paint."""
        super().notify_style_update()
        self._styles_known = False
        self._drawn.clear()

    def on_show(self) -> None:
        """Catch up with what happened out of sight."""
        if self._prepare():
            self.refresh()

    def on_hide(self) -> None:
        """Nothing is read, painted or remembered until it is shown again."""
        self._hidden = True
        self._fitted = Size(0, 0)
        self._arrange()
        self._remembered.clear()

    def on_resize(self) -> None:
        """Columns come or go, and the cursor stays in sight."""
        if self._prepare():
            self.refresh()

    def _prepare(self) -> bool:
        """Fit to the size and the styles there are now; whether the size is new.

        The first paint may come before the event that tells of a size, and is to be right all the same.
        """
        self._hidden = False
        if not self._styles_known:
            self._read_styles()
        size = self.size
        if size == self._fitted:
            return False
        self._fitted = size
        self._drawn.clear()
        self._place_columns()
        self._view = self._view.moved_to(self._view.cursor, len(self._rows), self._page())
        self._arrange()
        if self._wider:
            self._place_columns()
        return True

    def _read_styles(self) -> RowStyles:
        """The styles of the style sheet; read here only, for each reading resolves colours through all parents."""
        get = self.get_component_rich_style
        styles = RowStyles(
            base=self.rich_style,
            header=get("row-table--header"),
            cursor=get("row-table--cursor"),
            bar=get("row-table--bar"),
            trouble=get("row-table--trouble"),
            mark=get("row-table--mark"),
            tones={tone: get(f"row-table--{tone}") for tone in _TONES},
        )
        self._styles_known = True
        if styles != self._styles:
            self._styles = styles
            self._forget_strips()
        return styles

    def _forget_strips(self) -> None:
        self._drawn.clear()
        for row in (*self._remembered.values(), *self._shown):
            row.forget_strips()
