"""The way from object to object, and back: what jumps leave behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.text import ELLIPSIS, visible
from ktui.ui.spans import cut, width

if TYPE_CHECKING:
    from ktui.insight.page import Span, Spans
    from ktui.model.row_choice import RowChoice
    from ktui.store.store import Key

BETWEEN = " \u203a "
"""Between two places of the way."""


@dataclass(frozen=True, slots=True)
class Jump:
    """One jump: the place that was left, and the place it led to."""

    pane: str
    """The pane that was left, by its kind's name."""
    title: str
    """What that pane is called."""
    key: Key
    """The object that was under the cursor."""
    choice: RowChoice
    """Which rows were shown."""
    to: str
    """The pane it led to, by its kind's name."""
    to_title: str
    aside: RowChoice
    """Which rows that pane showed before, so that it shows them again after the way back."""
    name: str = ""
    """The object it led to; empty where it led to the rows of a filter."""
    filter: str = ""
    """The filter it led to."""
    page: tuple[str, int] | None = None
    """The tab of the inspector and its line, from 0, that it began from; None: it began from the rows."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The jumps since one last chose a pane by hand, oldest first.

    Whoever opens a pane by its number, with tab or by the mouse goes somewhere else on purpose: the trail ends there,
    for its last place would no longer be where one is, and backspace would lead to a place that one has left behind.
    Moving the cursor, filtering and sorting do not end it. The filters that the jumps made stay, seen in the titles.
    """

    jumps: tuple[Jump, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.jumps)

    def with_jump(self, jump: Jump) -> Trail:
        """The trail one jump further."""
        return Trail((*self.jumps, jump)[-MOST:])

    def without_last(self) -> Trail:
        """The trail after one step back."""
        return Trail(self.jumps[:-1])

    @property
    def last(self) -> Jump:
        """The jump that a step back undoes; raises IndexError."""
        return self.jumps[-1]

    def places(self) -> list[tuple[str, str]]:
        """(pane, name or filter) of each place, oldest first, the present one at the end."""
        if not self.jumps:
            return []
        places = []
        filtered = ""
        for jump in self.jumps:
            # Rows that a jump led to are called by their filter as long as it is the same.
            by_filter = filtered and jump.choice.filter == filtered
            places.append((jump.title, filtered if by_filter else jump.key[1]))
            filtered = jump.filter
        last = self.jumps[-1]
        return [*places, (last.to_title, last.filter or last.name)]


MOST = 50
"""Jumps that are kept: more are never walked back one by one."""


def trail_line(trail: Trail, room: int) -> Spans:
    """The places, `Nodes node-1` and `Pods NODE:^node-1$`, in at most `room` cells.

    Where that is too long its beginning goes; the present place is cut at its end if it is too long alone.
    """
    parts: list[Spans] = []
    places = trail.places()
    for title, what in places:
        present = len(parts) == len(places) - 1
        parts.append(((f"{title} ", "muted"), (visible(what), "strong" if present else "")))
    spans: Spans = ((" ", ""), *_joined(parts))
    while width(spans) > room and len(parts) > 1:
        del parts[0]
        spans = ((f" {ELLIPSIS}", "muted"), (BETWEEN, "muted"), *_joined(parts))
    return cut(spans, room)


def _joined(parts: list[Spans]) -> Spans:
    spans: list[Span] = []
    for part in parts:
        spans += [(BETWEEN, "muted"), *part] if spans else part
    return tuple(spans)
