"""The bottom line: the keys that work here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.model.keys import EVERYWHERE, FIRST, KEYS, PANES
from ktui.ui.bindings import keys_in_use, reasons_of
from ktui.ui.permits import NEVER
from ktui.ui.spans import width
from ktui.ui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ktui.insight.page import Spans
    from ktui.model.keys import Key
    from ktui.model.kinds import Kind


IN_HAND = "Replay"
"""The group of keys that go first where there are any: they are not known to the hand as the others are."""
LONGEST = ("help", "back", "quit")
"""The labels that stay while anything does."""


def key_line(
    place: str,
    room: int,
    keys: tuple[Key, ...] = KEYS,
    *,
    kind: Kind | None = None,
    tab: str = "",
    why_not: Callable[[Key], str] = lambda _: "",
) -> Spans:
    """The keys of a place that have a label, as many whole ones as fit; help and the way out stay longest.

    Of the keys that are not for all objects those for a `kind`, of the inspector's those of the `tab` that is open. One
    that may not (`why_not`) says why; what read-only mode closes is left out: the banner says that.
    """
    labelled = [key for key in keys if key.label and key.where in (place, EVERYWHERE) and key.tab in ("", tab)]
    if kind is not None:
        labelled = [key for key in labelled if not key.verbs or kind in key.kinds]
        labelled = [key for key in labelled if key.only in ("", kind.name)]
    reasons = {key.id: why for key in labelled if (why := why_not(key))}
    labelled = [key for key in labelled if reasons.get(key.id) not in NEVER]
    last = sorted((key for key in labelled if key.label in LONGEST), key=lambda key: LONGEST.index(key.label))
    first = [key for key in labelled if key not in last]
    if place == PANES:
        first.sort(key=_rank)
    while True:
        parts = [
            part
            for key in (*first, *last)
            for part in (("   ", ""), (key.bar or key.shown, _tone(key, reasons)), (_words(key, reasons), "muted"))
        ]
        spans: Spans = ((" ", ""), *parts[1:])
        if width(spans) <= room or not first:
            return spans
        first.pop()


def _rank(key: Key) -> int:
    """Those that are always wanted, then what can be done to the objects in sight, then the rest."""
    if key.group == IN_HAND:
        return -1
    return FIRST.index(key.id) if key.id in FIRST else len(FIRST) + (not key.verbs)


def _tone(key: Key, reasons: Mapping[str, str]) -> str:
    return "muted" if key.id in reasons else "key"


def _words(key: Key, reasons: Mapping[str, str]) -> str:
    """What a key does, and why it does not, without the API's group: room is scarce, and the key itself says all."""
    return f" {key.label}, {reasons[key.id].partition('.')[0]}" if key.id in reasons else f" {key.label}"


class KeyBar(Line):
    """The key line of a place in the widget's width."""

    def __init__(self, place: str, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._place = place
        self._kind: Kind | None = None
        self._tab = ""

    def on_resize(self) -> None:
        """As many as fit now."""
        app = self.app
        keys, why_not = keys_in_use(app), reasons_of(app)
        self.show([key_line(self._place, self.size.width, keys, kind=self._kind, tab=self._tab, why_not=why_not)])

    def show_place(self, place: str, kind: Kind, tab: str = "") -> None:
        """The keys of another place, and of what is in sight: the kind of objects, the inspector's tab.

        Those that may not, as it is now.
        """
        self._place, self._kind, self._tab = place, kind, tab
        self.on_resize()
