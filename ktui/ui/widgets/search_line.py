"""A line to type what is searched for, under a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

if TYPE_CHECKING:
    from typing import Self


class SearchLine(Input):
    """Hidden until it is opened; tells of each letter, and of how it was closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "back", show=False)]

    class Typed(Message):
        """Something else is searched for; `done`: it was entered, or given up (then `text` is empty)."""

        def __init__(self, line: SearchLine, text: str, *, done: bool) -> None:
            super().__init__()
            self.line = line
            self.text = text
            self.done = done

        @property
        def control(self) -> SearchLine:
            """The line, for `@on` with a selector."""
            return self.line

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=True, placeholder="search", classes="search")
        self.display = False

    def open(self) -> Self:
        """Show it and take the keys."""
        self.display = True
        return self.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Found as one types."""
        event.stop()
        if self.display:
            self.post_message(self.Typed(self, self.value, done=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: it stays searched for."""
        event.stop()
        self.display = False
        self.post_message(self.Typed(self, self.value, done=True))

    def action_give_up(self) -> None:
        """Esc: nothing is searched for."""
        self.display = False
        self.value = ""
        self.post_message(self.Typed(self, "", done=True))
