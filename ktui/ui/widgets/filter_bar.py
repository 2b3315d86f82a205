"""The line in which one types a filter, above the line of keys, whose place it takes for its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from ktui.insight.filters import LONGEST
from ktui.insight.text import visible
from ktui.insight.traits import traits_of
from ktui.model.keys import FILTER, keys_of
from ktui.ui.bindings import bindings
from ktui.ui.spans import first_fitting, justified
from ktui.ui.widgets.line import Line

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ktui.insight.page import Spans
    from ktui.model.kinds import Kind
    from ktui.ui.widgets.pane import Pane

MOST = 50
"""Lines that are remembered."""

KEY_WORDS: Spans = (
    (" ", ""),
    *(part for key in keys_of(FILTER) for part in ((key.shown, "key"), (f" {key.label}   ", "muted"))),
    ("!not  column:text  -l labels", "muted"),
)
"""The line's own keys: those that work everywhere are letters here. And what else may stand in the line."""


def key_words(kind: Kind, room: int) -> Spans:
    """The same with as many of the kind's traits as fit."""
    traits = [trait.filter for trait in traits_of(kind)]
    words: list[Spans] = [
        (*KEY_WORDS, ("  " + "  ".join(traits[:most]), "muted")) for most in range(len(traits), 0, -1)
    ]
    return first_fitting([*words, KEY_WORDS], room)


class FilterLine(Input):
    """What is typed is the pane's filter at once; earlier lines come back with the arrows."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(FILTER)]
    ALLOW_SELECT = False

    class Closed(Message):
        """Nobody types any more: the bar may go."""

    def __init__(self, pane: Pane, earlier: list[str]) -> None:
        """`earlier`: the lines kept before, oldest first; this one is added when it is kept."""
        super().__init__(pane.wanted.filter, max_length=LONGEST, compact=True, id="filter-line")
        self._pane = pane
        self._earlier = earlier
        self._was = pane.wanted
        self._history = [*earlier, self.value]
        self._at = len(earlier)
        self._left = False

    def on_mount(self) -> None:
        """The cursor of the table comes back to where it is now whenever its object is shown."""
        self._pane.cursor_home = self._pane.table.cursor_key
        self.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter by it."""
        event.stop()
        if not self._left and event.value != self._pane.wanted.filter:
            self._pane.choose(self._pane.wanted._replace(filter=event.value), typing=True)

    def on_blur(self) -> None:
        """Whoever goes elsewhere keeps what is shown; a terminal that loses the focus goes nowhere."""
        if not self._left and self.app.app_focus:
            self._remember()
            self._close(focus=False)

    def action_keep(self) -> None:
        """Keep the filter, unless it cannot be used: the line below says why."""
        if self.value != self._pane.wanted.filter:
            self._pane.choose(self._pane.wanted._replace(filter=self.value))
        if not self._pane.refused:
            self._remember()
            self._close()

    def action_undo(self) -> None:
        """Back to the filter that was there before."""
        self._left = True
        self._pane.choose(self._pane.wanted._replace(filter=self._was.filter))
        self._close()

    def action_earlier(self) -> None:
        """The line kept before this one."""
        self._go(-1)

    def action_later(self) -> None:
        """The line kept after this one, or what was being typed."""
        self._go(1)

    def _go(self, by: int) -> None:
        at = self._at + by
        if 0 <= at < len(self._history):
            self._history[self._at] = self.value
            self._at = at
            self.value = self._history[at]
            self.cursor_position = len(self.value)

    def _remember(self) -> None:
        if line := self.value.strip():
            if line in self._earlier:
                self._earlier.remove(line)
            self._earlier.append(line)
            del self._earlier[:-MOST]

    def _close(self, *, focus: bool = True) -> None:
        self._left = True
        self._pane.settle()
        if focus:
            self._pane.table.focus()
        # Not removed from here: a widget that waits for its own end waits for ever.
        self.post_message(self.Closed())


class FilterBar(Vertical):
    """The line, and beneath it its keys or what is wrong."""

    def __init__(self, pane: Pane, earlier: list[str]) -> None:
        """Filters `pane`; `earlier` as `FilterLine` has it."""
        super().__init__(id="filter")
        self._pane = pane
        self._line = FilterLine(pane, earlier)
        self._keys = Line(id="filter-keys")

    def compose(self) -> ComposeResult:
        """Prompt and line above the keys."""
        prompt = Line(id="filter-prompt")
        prompt.show([(("/", "key"),)])
        with Horizontal():
            yield prompt
            yield self._line
        yield self._keys

    def on_mount(self) -> None:
        """Its keys are those that work now."""
        self.screen.query("#keys").set(display=False)

    def on_unmount(self) -> None:
        """The others work again."""
        self.screen.query("#keys").set(display=True)

    def on_resize(self) -> None:
        """As much as fits now."""
        self.tell()

    def tell(self) -> None:
        """Say what is wrong, or the keys while nothing is."""
        room = self.app.size.width
        wrong = self._pane.refused or self._pane.doubt
        if wrong:
            self._keys.show([justified(((f" {visible(wrong)}", "bad"),), (("esc ", "key"), ("back ", "muted")), room)])
        else:
            self._keys.show([key_words(self._pane.kind, room)])
