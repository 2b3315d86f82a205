"""The help page: every key, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from ktui.insight.text import fit
from ktui.model.keys import HELP, KEYS, PANES, PLACES, WORDS
from ktui.ui.bindings import help_rows, keys_in_use, reasons_of
from ktui.ui.permits import CLOSED
from ktui.ui.spans import width as line_width
from ktui.ui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from ktui.insight.page import Span, Spans
    from ktui.model.keys import Key


GLYPHS = 14
"""Cells for the keys, left of what they do."""
BETWEEN = 3
"""Cells between two columns."""
AROUND = 4
"""Cells of the box's border and padding, left and right together; its border takes two lines."""


def help_lines(
    place: str = PANES,
    width: int = 76,
    height: int = 20,
    table: tuple[Key, ...] = KEYS,
    why_not: Callable[[Key], str] = lambda _: "",
) -> list[Spans]:
    """The keys that work in a place, by group, in as many columns as it takes to fit `height`, where `width` allows.

    One that may not says why instead (`why_not`).
    """
    reasons = {key.id: _shortened(why) for key in table if (why := why_not(key))}
    table = tuple(key._replace(does=reasons.get(key.id) or _cut(key.does)) for key in table)
    closed = frozenset(reasons.values())
    groups = [_group(title, keys, closed) for title, keys in help_rows(place, table).items()]
    columns = 1
    while True:
        flowed = _flowed(groups, columns)
        widths = [max(map(line_width, column)) for column in flowed]
        if sum(widths) + BETWEEN * (len(flowed) - 1) > width and columns > 1:
            return _beside(_flowed(groups, columns - 1))
        if max(map(len, flowed)) <= height or columns >= len(groups):
            return _beside(flowed)
        columns += 1


def _cut(does: str) -> str:
    """A user's own line of labels may be long."""
    return does if len(does) <= WORDS else fit(does, WORDS)


def _shortened(why: str) -> str:
    """In `WORDS` cells where it can be: without the API's group, and the colon."""
    words = why.partition(".")[0] if why != CLOSED else why
    return words if len(words) <= WORDS else words.replace(":", "")


def _group(title: str, keys: list[tuple[str, str]], closed: frozenset[str]) -> list[Spans]:
    rows: list[Spans] = [((title, "strong"),)]
    room = max(GLYPHS - 3, *(len(glyphs) for glyphs, _ in keys))
    for glyphs, does in keys:
        tones = ("muted", "muted") if does in closed else ("key", "")
        rows.append(((f"  {glyphs:<{room}} ", tones[0]), (does, tones[1])))
    return rows


def _flowed(groups: list[list[Spans]], columns: int) -> list[list[Spans]]:
    """The groups in their order in at most so many columns, the longest of which is as short as may be."""
    least = max(map(len, groups))
    total = sum(map(len, groups)) + len(groups)
    for height in range(least, total + 1):
        flowed: list[list[Spans]] = [[]]
        for group in groups:
            if flowed[-1] and len(flowed[-1]) + 1 + len(group) > height:
                flowed.append([])
            flowed[-1] += [(), *group] if flowed[-1] else group
        if len(flowed) <= columns:
            return flowed
    return [[line for group in groups for line in group]]


def _beside(columns: list[list[Spans]]) -> list[Spans]:
    """The columns as lines."""
    widths = [max(map(line_width, column)) for column in columns]
    lines: list[Spans] = []
    for index in range(max(map(len, columns))):
        spans: list[Span] = []
        for column, room in zip(columns, widths, strict=True):
            cells = column[index] if index < len(column) else ()
            spans += [*cells, (" " * (room - line_width(cells) + BETWEEN), "")]
        lines.append(tuple(spans[:-1]))
    return lines


class HelpScreen(ModalScreen[None]):
    """Over the panes, which stay live beneath it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss", "close", show=False, priority=True),
    ]

    place = HELP

    def __init__(self, about: str) -> None:
        """`about`: the place whose keys are shown."""
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        """A box with the lines in it, scrolling where it must."""
        with VerticalScroll(id="help"):
            yield Line(id="help-lines")

    def on_mount(self) -> None:
        """Fill it."""
        box = self.query_one("#help")
        box.border_title = f"Keys in {PLACES[self._about]}"
        box.focus()
        self._fill()

    def on_resize(self) -> None:
        """As many columns as fit now."""
        self._fill()

    def _fill(self) -> None:
        width, height = self.app.size
        lines = help_lines(self._about, width - AROUND, height - 2, keys_in_use(self.app), reasons_of(self.app))
        page = self.query_one("#help-lines", Line)
        page.styles.height = len(lines)
        page.show(lines)
        box = self.query_one("#help")
        box.styles.width = max(map(line_width, lines)) + AROUND
        box.border_subtitle = "esc closes" if len(lines) <= height - 2 else "↓ more, esc closes"

    def on_key(self, event: events.Key) -> None:
        """The key that opened it closes it, whichever the user has for it."""
        if any(key.id == "app.help" and event.key in key.keys for key in keys_in_use(self.app)):
            event.stop()
            self.dismiss()
