"""What to try first in a cluster that was made to be looked at: a card over the panes, which are seen above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen

from ktui.insight.page import line
from ktui.insight.text import visible
from ktui.model.keys import GUIDE
from ktui.ui.bindings import bindings, keys_in_use
from ktui.ui.palette import key_with
from ktui.ui.spans import justified
from ktui.ui.widgets.line import Line
from ktui.ui.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ktui.insight.page import Span, Spans
    from ktui.model.guide import Guide, Step
    from ktui.model.keys import Key

WIDTH = 76
"""Cells of the card, its border included, where the terminal has them."""
AROUND = 4
"""Of these, border and padding."""
HINT = 3
"""Lines for what to do at a step, so that the card does not jump from step to step."""

_KEY = re.compile(r"\{([a-z_.]+)\}")


def hint_spans(hint: str, keys: Sequence[Key]) -> Spans:
    """A hint with the keys as this user has them."""
    spans: list[Span] = []
    for index, part in enumerate(_KEY.split(hint)):
        if index % 2 == 0:
            spans.append((part, ""))
        else:
            key = key_with(part, keys)
            spans.append((key.shown.split()[0] if key is not None else part, "key"))
    return tuple(span for span in spans if span[0])


def hint_text(hint: str, keys: Sequence[Key]) -> str:
    """The same without tones."""
    return "".join(text for text, _ in hint_spans(hint, keys))


def guide_lines(guide: Guide, at: int, room: int, height: int, keys: Sequence[Key]) -> list[Spans]:
    """The card's lines in `room` cells and at most `height` of them, with the cursor on step `at`.

    Where not all fit, steps go from the far ends and stay round the cursor; then the note goes.
    """
    hint = wrapped(line(*hint_spans(guide.steps[at].hint, keys)), room)[:HINT]
    hint += [()] * (HINT - len(hint))
    note = [(), *wrapped(line((visible(guide.note), "muted")), room)] if guide.note else []
    if height < len(guide.steps) + 1 + HINT + len(note):
        note = []
    shown = max(1, min(len(guide.steps), height - 1 - HINT - len(note)))
    first = max(0, min(at - shown // 2, len(guide.steps) - shown))
    steps = [_step(guide.steps[index], room, here=index == at) for index in range(first, first + shown)]
    return [*steps, (), *hint, *note]


def _step(step: Step, room: int, *, here: bool) -> Spans:
    name = step.about.name if step.about is not None else ""
    title = ("▌ " if here else "  ", "brand" if here else ""), (step.title, "strong" if here else "")
    return justified(title, ((name, "muted"),), room)


class GuideScreen(ModalScreen["Step | None"]):
    """Its result is the step that one goes to; None: to none."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(GUIDE)]
    place = GUIDE

    def __init__(self, guide: Guide) -> None:
        super().__init__()
        self._guide = guide
        self._at = 0
        self.for_good = False
        """Whether it is not to open by itself any more."""

    def compose(self) -> ComposeResult:
        """A box with the lines in it."""
        with Vertical(id="guide"):
            yield Line(id="guide-lines")

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one("#guide").border_title = self._guide.title
        self._fill()

    def on_resize(self) -> None:
        """As many steps as fit now."""
        self._fill()

    def action_move(self, by: int) -> None:
        """The cursor to another step."""
        self._at = max(0, min(self._at + by, len(self._guide.steps) - 1))
        self._fill()

    def action_go(self) -> None:
        """To the step under the cursor."""
        self.dismiss(self._guide.steps[self._at])

    def action_never(self) -> None:
        """Close it, for good."""
        self.for_good = True
        self.dismiss(None)

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(None)

    def _fill(self) -> None:
        width, height = self.app.size
        room = min(WIDTH, width) - AROUND
        keys = keys_in_use(self.app)
        lines = guide_lines(self._guide, self._at, room, height - 2, keys)
        page = self.query_one("#guide-lines", Line)
        page.styles.height = len(lines)
        page.show(lines)
        box = self.query_one("#guide")
        box.styles.width = room + AROUND
        shown = {name: key_with(f"guide.{name}", keys) for name in ("go", "never", "leave")}
        words = {"go": "goes there", "never": "closes it for good", "leave": "closes it"}
        box.border_subtitle = ", ".join(f"{key.shown.split()[0]} {words[name]}" for name, key in shown.items() if key)
