"""Lines that stay until they are put away: what a user must have had the time to read."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ktui.insight.text import visible
from ktui.ui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.page import Spans

LEAST = 3
"""Lines the notice may always take: a sentence's beginning, its line's number in it, needs two of forty cells."""

SHARE = 3
"""Otherwise the notice takes at most one line in so many of the terminal: what is above it must stay useful."""


def notice_lines(sentences: Sequence[str], closing: str, more: str, room: int, lines: int) -> list[Spans]:
    """As many whole sentences in lines of `room` cells as fit `lines` of them, and `closing`, how it is put away.

    The last line also says how many sentences are not there, and `more`, where they are to be found. Where not even
    the first one fits, it is cut.
    """
    shown: list[Spans] = []
    told = 0
    for sentence in sentences:
        parts = textwrap.wrap(
            visible(sentence), max(room - 3, 1), max_lines=None if told else max(lines - 1, 1), placeholder=" …"
        )
        if told and len(shown) + len(parts) >= lines:
            break
        told += 1
        shown += [(("   " if rest else " ! ", "bad"), (part, "")) for rest, part in enumerate(parts)]
    missing = f"; {len(sentences) - told} more: {visible(more)}" if told < len(sentences) else ""
    return [*shown, ((f" {visible(closing)}{missing}", "muted"),)]


class Notice(Line):
    """What is to be read; not there while there is nothing."""

    def __init__(self, sentences: Sequence[str], *, closing: str, more: str) -> None:
        """`closing`: which key puts it away; `more`: where what does not fit is told."""
        super().__init__(id="notice")
        self._sentences = sentences
        self._put_away = closing
        self._more = more

    def give_room(self, width: int, height: int) -> int:
        """Fit it into a terminal of this size; how many lines it takes."""
        lines = notice_lines(self._sentences, self._put_away, self._more, width, max(height // SHARE, LEAST))
        self.styles.height = len(lines)
        self.show(lines)
        return len(lines)
