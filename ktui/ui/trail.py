"""The way from object to object, and back: what jumps leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.text import ELLIPSIS, visible
from ktui.ui.spans import cut, width

if TYPE_CHECKING:
    from ktui.insight.page import Span, Spans
    from ktui.model.row_choice import RowChoice
    from ktui.store.store import Key

BETWEEN = " \u203a "
"""Between two places of the way."""


class Jump(NamedTuple):
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
    aside: RowChoice | None
    """Which rows that pane showed before; None where the jump left them as they were."""
    name: str = ""
    """The object it led to; empty where it led to the rows of a filter."""
    filter: str = ""
    """The filter it led to."""
    page: tuple[str, int] | None = None
    """The tab of the inspector and its line, from 0, that it began from; None: it began from the rows."""


class Trail(NamedTuple):
    """The jumps since one last chose a pane by hand, oldest first.

    Whoever opens a pane by its number, with tab or by the mouse goes somewhere else on purpose: the trail ends there,
    for its last place would no longer be where one is, and backspace would lead to a place that one has left behind.
    Moving the cursor, filtering and sorting do not end it.

    A jump only borrows a pane. The filter that it puts aside is the user's and comes back as it was left, whichever way
    one leaves: backspace undoes the jump, and where the trail ends every pane has its own filter again (`own`). What
    was typed in a borrowed pane is the user's latest word there: backspace takes it back with the jump, but a trail
    that ends leaves it, in place of what was put aside. The order of the rows is never borrowed: it is as it was chosen
    last.
    """

    jumps: tuple[Jump, ...] = ()
    """No more than keys that were pressed, and so without a limit."""

    def __bool__(self) -> bool:
        return bool(self.jumps)

    def with_jump(self, jump: Jump) -> Trail:
        """The trail one jump further."""
        return Trail((*self.jumps, jump))

    def without_last(self) -> Trail:
        """The trail after one step back."""
        return Trail(self.jumps[:-1])

    @property
    def last(self) -> Jump:
        """The jump that a step back undoes; raises IndexError."""
        return self.jumps[-1]

    def own(self, pane: str, now: RowChoice) -> RowChoice:
        """What the user has chosen for a pane that shows `now`: what its jumps put aside, unless it was typed there."""
        for jump in reversed(self.jumps):
            if jump.to == pane and jump.aside is not None:
                if now.filter.strip() not in ("", jump.filter):
                    break
                now = jump.aside.ordered_as(now)
        return now

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


def trail_line(trail: Trail, room: int) -> Spans:
    """The places, `Nodes node-1` and `Pods NODE:^node-1$`, in at most `room` cells.

    Where that is too long its beginning goes; the present place is cut at its end if it is too long alone.
    """
    *before, present = trail.places() or [("", "")]
    parts: list[Spans] = [((f"{title} ", "muted"), (visible(what), "")) for title, what in before]
    parts.append(((f"{present[0]} ", "muted"), (visible(present[1]), "strong")))
    whole: Spans = ((" ", ""), *_joined(parts))
    if width(whole) <= room or not before:
        return cut(whole, room)
    beginning: Spans = ((f" {ELLIPSIS}", "muted"), (BETWEEN, "muted"))
    kept = [parts.pop()]
    rest = room - width(beginning) - width(kept[0])
    while (rest := rest - width(parts[-1]) - len(BETWEEN)) >= 0:
        kept.insert(0, parts.pop())
    return cut((*beginning, *_joined(kept)), room)


def _joined(parts: list[Spans]) -> Spans:
    spans: list[Span] = []
    for part in parts:
        spans += [(BETWEEN, "muted"), *part] if spans else part
    return tuple(spans)
