"""The help page: every key, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from ktui.model.keys import HELP, PANES
from ktui.ui.bindings import help_rows
from ktui.ui.widgets.line import Line

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ktui.insight.page import Spans


def help_lines(place: str = PANES) -> list[Spans]:
    """The page's lines: the keys that work in a place."""
    lines: list[Spans] = []
    for group, keys in help_rows(place).items():
        if lines:
            lines.append(())
        lines.append(((group, "strong"),))
        lines += [((f"  {glyphs:<14}", "key"), (does, "")) for glyphs, does in keys]
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
        lines = help_lines(self._about)
        page = self.query_one("#help-lines", Line)
        page.styles.height = len(lines)
        page.show(lines)
        box = self.query_one("#help")
        box.border_title = "Keys"
        box.border_subtitle = "esc closes"
        box.focus()
