"""An app with one table, rows that a test changes at will, and a terminal that keeps what is written to it."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.geometry import Region, Size

from ktui.insight.table import Column, Tone
from ktui.ui.screen_diff import ScreenDiff
from ktui.ui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.strip import Strip

    from ktui.ui.rows import Key

STYLES = Path(__file__).resolve().parents[2] / "styles" / "table.tcss"


def column(header: str, **options: Any) -> Column:
    return Column(header, lambda thing, now: header, **options)


COLUMNS = (
    column("NAME", width=12),
    column("READY", rank=2),
    column("STATUS", width=10, rank=1),
    column("RESTARTS", rank=3, right=True),
    column("AGE", width=4, rank=4),
    column("IP", width=12, wide=True, rank=5),
)


def pod(number: int) -> Key:
    return "default", f"pod-{number:05d}"


class ListedRows:
    """Rows sorted by key. `texts` holds what differs from the usual text: {key: {column index: text}}."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys = sorted(keys)
        self.texts: dict[Key, dict[int, str]] = {}
        self.tones: dict[Key, Tone] = {}
        self.troubled: set[Key] = set()
        self.marks: set[Key] = set()
        self.age = "5m"
        self.cells_read = 0

    def __len__(self) -> int:
        return len(self.keys)

    def key_at(self, index: int) -> Key:
        return self.keys[index]

    def index_of(self, key: Key) -> int | None:
        place = self.insertion_index(key)
        return place if place < len(self.keys) and self.keys[place] == key else None

    def insertion_index(self, key: Key) -> int:
        return bisect_left(self.keys, key)

    def cells(self, key: Key) -> tuple[str, ...]:
        assert self.index_of(key) is not None, f"{key} is not among the rows"
        self.cells_read += 1
        cells = [key[1], "1/1", "Running", "0", self.age, "10.0.0.1"]
        for index, text in self.texts.get(key, {}).items():
            cells[index] = text
        return tuple(cells)

    def tone(self, key: Key) -> Tone:
        return self.tones.get(key, "")

    def trouble(self, key: Key) -> bool:
        return key in self.troubled

    def marked(self, key: Key) -> bool:
        return key in self.marks

    def add(self, *keys: Key) -> None:
        self.keys = sorted({*self.keys, *keys})

    def remove(self, *keys: Key) -> None:
        self.keys = [key for key in self.keys if key not in keys]


class CountedTable(RowTable):
    """Keeps which lines were drawn, which regions were asked to be, and what the cursor moved to."""

    def __init__(self) -> None:
        self.drawn: list[int] = []
        self.refreshed: list[Region | None] = []
        self.passes = 0
        super().__init__()

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)

    def render_lines(self, crop: Region) -> list[Strip]:
        self.passes += 1
        return super().render_lines(crop)

    def refresh(self, *regions: Region, **options: Any) -> Any:
        if options.get("repaint", True):
            self.refreshed.extend(regions or (None,))
        return super().refresh(*regions, **options)

    def forget(self) -> None:
        self.drawn.clear()
        self.refreshed.clear()
        self.passes = 0

    def lines(self) -> list[str]:
        """What is on the screen."""
        strips = super().render_lines(self.size.region)
        return [strip.text.rstrip() for strip in strips]

    def line_with(self, text: str) -> int:
        return next(y for y, line in enumerate(self.lines()) if text in line)

    @property
    def cursor_line(self) -> int:
        return self.line_with("▌")


class TableApp(App[None]):
    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        ("up", "table('cursor_up')"),
        ("down", "table('cursor_down')"),
        ("pageup", "table('page_up')"),
        ("pagedown", "table('page_down')"),
        ("home", "table('home')"),
        ("end", "table('end')"),
    ]

    def __init__(self, rows: ListedRows, columns: tuple[Column, ...] = COLUMNS, **options: Any) -> None:
        super().__init__(**options)
        self.rows = rows
        self.columns = columns
        self.table = CountedTable()
        self.moves: list[Key | None] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.set_table(self.columns, "STATUS")
        self.table.set_rows(self.rows)
        self.table.focus()

    def on_row_table_cursor_moved(self, message: RowTable.CursorMoved) -> None:
        self.moves.append(message.key)

    def action_table(self, action: str) -> None:
        getattr(self.table, f"action_{action}")()


class KeptTerminal(Driver):
    """A terminal that keeps what is sent to it."""

    written = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._diff = ScreenDiff()

    def write(self, data: str) -> None:
        self.written += self._diff.shorten(data)

    def start_application_mode(self) -> None:
        assert self._size is not None
        size = Size(*self._size)
        asyncio.get_running_loop().call_soon(self._app.post_message, events.Resize(size, size))

    def disable_input(self) -> None:
        pass

    def stop_application_mode(self) -> None:
        pass
