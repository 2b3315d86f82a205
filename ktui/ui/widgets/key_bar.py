"""The bottom line: the keys that work here."""

from __future__ import annotations

from ktui.ui.keys import KEYS
from ktui.ui.spans import Spans, width
from ktui.ui.widgets.line import Line


def key_line(room: int) -> Spans:
    """The keys with a label, as many whole ones as fit; help and quit stay longest."""
    labelled = [key for key in KEYS if key.label]
    last = [key for key in labelled if key.id in ("app.help", "app.quit")]
    first = [key for key in labelled if key not in last]
    while True:
        spans: Spans = (
            (" ", ""),
            *(
                part
                for key in (*first, *last)
                for part in ((key.bar or key.shown, "key"), (f" {key.label}   ", "muted"))
            ),
        )
        if width(spans) <= room or not first:
            return spans
        first.pop()


class KeyBar(Line):
    """The key line in the widget's width."""

    def on_resize(self) -> None:
        """As many as fit now."""
        self.show([key_line(self.size.width)])
