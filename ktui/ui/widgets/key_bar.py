"""The bottom line: the keys that work here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.model.keys import EVERYWHERE, FIRST, KEYS, PANES
from ktui.ui.bindings import keys_in_use
from ktui.ui.spans import width
from ktui.ui.widgets.line import Line

if TYPE_CHECKING:
    from ktui.insight.page import Spans
    from ktui.model.keys import Key


LONGEST = ("help", "back", "quit")
"""The labels that stay while anything does."""


def key_line(place: str, room: int, keys: tuple[Key, ...] = KEYS) -> Spans:
    """The keys of a place that have a label, as many whole ones as fit; help and the way out stay longest."""
    labelled = [key for key in keys if key.label and key.where in (place, EVERYWHERE)]
    last = sorted((key for key in labelled if key.label in LONGEST), key=lambda key: LONGEST.index(key.label))
    first = [key for key in labelled if key not in last]
    if place == PANES:
        first.sort(key=lambda key: FIRST.index(key.id) if key.id in FIRST else len(FIRST))
    while True:
        parts = [
            part
            for key in (*first, *last)
            for part in (("   ", ""), (key.bar or key.shown, "key"), (f" {key.label}", "muted"))
        ]
        spans: Spans = ((" ", ""), *parts[1:])
        if width(spans) <= room or not first:
            return spans
        first.pop()


class KeyBar(Line):
    """The key line of a place in the widget's width."""

    def __init__(self, place: str, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._place = place

    def on_resize(self) -> None:
        """As many as fit now."""
        self.show([key_line(self._place, self.size.width, keys_in_use(self.app))])

    def show_place(self, place: str) -> None:
        """The keys of another place."""
        if place != self._place:
            self._place = place
            self.on_resize()
