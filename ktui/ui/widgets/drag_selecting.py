"""Dragging the mouse over lines that come and go selects text, and scrolls beyond the edges."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual.geometry import Offset
from textual.widget import Widget

from ktui.ui.log_selection import between

if TYPE_CHECKING:
    from textual import events
    from textual.selection import Selection
    from textual.timer import Timer

    from ktui.ui.log_selection import Under

PULL = 0.05
"""Seconds in which a row is scrolled while the mouse drags beyond the upper or lower edge."""


class DragSelecting(Widget):
    """Keeps the screen's selection of itself. Who is one tells what is under the pointer, and scrolls.

    Textual's own way counts characters and rows: wide characters, and lines that come and go, are not what it expects.
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self.selection: Selection | None = None
        """What is selected."""
        self._pressed: Under | None = None
        """Where a drag began, while the button is down."""
        self._pull: Timer | None = None
        self._pull_to = Offset(0, 0)

    # Who is one

    @abstractmethod
    def under(self, x: int, y: int) -> Under | None:
        """What is in a cell, below the last line its end; None: there are no lines."""

    @abstractmethod
    def press(self, y: int) -> bool:
        """The button is pressed on a row; whether a drag may begin there."""

    @abstractmethod
    def scroll_lines(self, rows: int) -> None:
        """So many rows down, up if negative."""

    # The drag

    @property
    def dragging(self) -> bool:
        """Whether the button is down."""
        return self._pressed is not None

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        self._wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        self.scroll_lines(direction * max(1, round(self.app.scroll_sensitivity_y)))
        self._drag(event.x, event.y)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A drag may begin."""
        pressed = self.under(event.x, event.y) if event.button == 1 else None
        if pressed is not None and self.press(event.y):
            self._pressed = pressed
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag selects; beyond the upper and the lower edge it scrolls as long as it stays there."""
        self._drag(event.x, event.y)
        beyond = self.dragging and not 0 <= event.y < self.size.height
        self._pull_to = Offset(event.x, event.y)
        if beyond and self._pull is None:
            self._pull = self.set_interval(PULL, self.pull)
        elif not beyond:
            self._let_go()

    def pull(self) -> None:
        """A row further, where the mouse drags beyond an edge."""
        x, y = self._pull_to
        self.scroll_lines(-1 if y < 0 else 1)
        self._drag(x, y)

    def _drag(self, x: int, y: int) -> None:
        if self._pressed is not None:
            here = self.under(x, max(0, min(y, self.size.height - 1)))
            if here is not None:
                self.screen.selections = {self: between(self._pressed, here)}

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

    # The selection

    def selection_updated(self, selection: Selection | None) -> None:
        """Another part is selected."""
        self.selection = selection

    def deselect(self) -> None:
        """Nothing is selected, and no drag goes on."""
        self._end_drag()
        self.screen.clear_selection()

    def renumbered(self, number: int) -> None:
        """Other lines bear the numbers from here on."""
        end = self.selection.end if self.selection is not None else None
        if (end is not None and end.y >= number) or (self._pressed is not None and self._pressed.end.y >= number):
            self.deselect()
