"""Picks the column by which a pane's rows are ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ktui.insight.text import visible
from ktui.model.keys import SORT
from ktui.ui.bindings import bindings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ktui.model.row_choice import RowChoice

UNORDERED = "namespace, name"
"""What stands for the order that no column makes."""


def jump(headers: Sequence[str], at: int, typed: str, letter: str) -> tuple[str, int]:
    """The letters typed so far and the place they lead to from `at`.

    They lead to the next header that begins so; where none does, the last letter counts alone, so that a letter typed
    again goes on to the next.
    """
    for letters, first in ((typed + letter, at), (letter, at + 1)):
        for step in range(len(headers)):
            place = (first + step) % len(headers)
            if headers[place].lower().startswith(letters.lower()):
                return letters, place
    return "", at


class SortScreen(ModalScreen[str]):
    """A list of columns over the panes; gives the header that was picked, empty for the order of names."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(SORT)]
    place = SORT

    def __init__(self, headers: Sequence[str], choice: RowChoice) -> None:
        """`headers`: of the columns there are; `choice`: how the rows are ordered now."""
        super().__init__()
        self._headers = ["", *headers]
        self._choice = choice
        self._typed = ""

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield OptionList(
            *(Option(Content(self._label(header))) for header in self._headers), id="sort", compact=True, markup=False
        )

    def on_mount(self) -> None:
        """Begin at the column that orders now."""
        columns = self._list
        columns.border_title = "Sort by"
        columns.border_subtitle = "enter picks, again reverses"
        if self._choice.column in self._headers:
            columns.highlighted = self._headers.index(self._choice.column)
        columns.focus()

    @property
    def _list(self) -> OptionList:
        return self.query_one("#sort", OptionList)

    def _label(self, header: str) -> str:
        words = visible(header) if header else UNORDERED
        return f"{words} {self._choice.arrow}" if header and header == self._choice.column else words

    def on_key(self, event: events.Key) -> None:
        """A letter goes to the column that begins with it."""
        letter = event.character
        if letter is not None and letter.isprintable() and letter != " ":
            event.stop()
            at = self._list.highlighted or 0
            self._typed, self._list.highlighted = jump(self._headers, at, self._typed, letter)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The mouse picks as Enter does."""
        event.stop()
        self.dismiss(self._headers[event.option_index])

    def action_pick(self) -> None:
        """Sort by it."""
        self.dismiss(self._headers[self._list.highlighted or 0])

    def action_close(self) -> None:
        """Leave the order as it is."""
        self.dismiss(None)
