"""A pane's title line: its kind, how many, how many in trouble, and the most troubled one while it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.text import visible
from ktui.model.link import Link, LinkState
from ktui.ui.banner_text import MARKS, freshness
from ktui.ui.spans import Span, Spans, cut, justified, width

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME_ROOM = 14
"""Cells for a pane's number and name: `2 DaemonSets`, so that the counts stand under each other."""
COUNT_ROOM = 24
"""Cells for the counts: `12,345 · 1,234 in trouble`."""


@dataclass(frozen=True, slots=True)
class Title:
    """What a title line tells."""

    number: int
    name: str
    count: int
    loaded: bool
    troubled: int
    worst: Sequence[tuple[str, str]]
    """(name, what is wrong) of those in trouble, the worst first."""
    link: Link
    now: float
    open: bool
    cursor: int | None = None
    """The row of the cursor, from 0, while open."""


def counts(title: Title) -> Spans:
    """`9 · 8 in trouble`, `4,000 so far`, or nothing while nothing is known."""
    if not title.loaded:
        return ((f"{title.count:,} so far", "busy"),) if title.count else ()
    spans: list[Span] = [(f"{title.count:,}", "strong")]
    if title.troubled:
        spans += [(" · ", "muted"), (f"{title.troubled:,} in trouble", "bad")]
    return tuple(spans)


def title_line(title: Title, room: int) -> Spans:
    """The line in exactly `room` cells."""
    name = f" {title.number} {title.name}"
    left: list[Span] = [(name.ljust(NAME_ROOM), "title-open" if title.open else "title")]
    told = counts(title)
    left += told
    right: list[Span] = []
    if title.link.state is not LinkState.LIVE:
        glyph, tone = MARKS[title.link.state]
        right += [(f"{glyph} {freshness(title.link, title.now)} ", tone)]
    elif title.open and title.cursor is not None and title.count:
        right += [(f"{title.cursor + 1:,} of {title.count:,} ", "muted")]
    if not title.open and title.worst:
        who, what = title.worst[0]
        gap = max(COUNT_ROOM - width(told), 2)
        left += [(" " * gap, ""), (visible(who), "strong"), ("  ", ""), (visible(what), "muted")]
    return justified(left, right, room)


def worst_lines(title: Title, room: int, lines: int) -> list[Spans]:
    """The next most troubled ones under a closed title, one line each, aligned with the title's own."""
    indent = NAME_ROOM + COUNT_ROOM
    told = []
    for who, what in list(title.worst)[1 : 1 + lines]:
        spans: Spans = ((" " * indent, ""), (visible(who), "strong"), ("  ", ""), (visible(what), "muted"))
        told.append(justified(cut(spans, room), (), room))
    return told


def empty_words(title: Title, scope: str) -> str:
    """What an open pane without rows says; never that there are none before the first list has ended."""
    kind = title.name.lower() if title.name == "Pods" else title.name
    if title.link.state is LinkState.DENIED:
        return f"You may not {title.link.reason} in {visible(scope)}; asked again every minute."
    if title.link.state is LinkState.ABSENT:
        return f"This server has no {title.name}."
    if not title.loaded:
        reason = f": {visible(title.link.reason)}" if title.link.reason else ""
        return f"{'Connecting' if title.link.state is not LinkState.LOADING else f'Loading {kind}'}{reason or '…'}"
    return f"No {kind} in {visible(scope)}."
