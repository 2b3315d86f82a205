"""A pane's title line: its kind, how many, how many in trouble, and the most troubled one while it is closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.text import visible
from ktui.model.link import Link, LinkState
from ktui.model.row_choice import RowChoice
from ktui.ui.banner_text import brief_freshness, freshness, mark
from ktui.ui.spans import cut, first_fitting, justified, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.page import Span, Spans

EVERYTHING = RowChoice()
"""Nothing chosen."""

FILTER_ROOM = 30
"""Cells at most for the filter in a title: the line it is typed in shows all of it."""

_PHRASE_END = re.compile("[,:] ")

NAME_ROOM = 14
"""Cells for a pane's number and name: `2 DaemonSets`, so that the counts stand under each other."""
COUNT_ROOM = 24
"""Cells for the counts: `12,345 · 1,234 in trouble`."""
FEWER_ROOM = 18
"""Cells for the counts on a line of less than `NARROW`: `123 · 1 in trouble`; longer ones push on what follows."""
NARROW = 100
"""Cells from which a line has room for long counts in every pane."""


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
    wrong: str = ""
    """What is wrong with the object under the cursor, while open."""
    choice: RowChoice = EVERYTHING
    """Which rows are shown, in which order."""
    shown: int | None = None
    """How many of them, where the choice leaves any out."""
    marked: int = 0
    note: Sequence[str] = ()
    """What was just done, from the most words to the fewest."""

    @property
    def rows(self) -> int:
        """How many rows there are to see."""
        return self.count if self.shown is None else self.shown


def counts(title: Title) -> Spans:
    """`9 · 8 in trouble`, `23 of 9,001 · /web`, `4,000 so far`, or nothing while nothing is known."""
    return _tellings(title)[0]


def _tellings(title: Title) -> list[Spans]:
    """The counts and what was chosen, from the most words to the barest.

    Which rows are left out and how many are marked is always told.
    """
    words = f"{title.count:,}" if title.shown is None else f"{title.shown:,} of {title.count:,}"
    if not title.loaded:
        counted: Spans = ((f"{words} so far", "busy"),) if title.count else ()
    else:
        counted = ((words, "strong"),)
    gap: Span = (" · ", "muted")
    narrowed: Spans = ()
    if line := title.choice.filter.strip():
        narrowed += (gap, *cut([(f"/{visible(line)}", "key")], FILTER_ROOM))
    if title.choice.troubled:
        narrowed += (gap, ("in trouble only", "bad"))
    if title.marked:
        narrowed += (gap, (f"{title.marked:,} marked", "key"))
    ordered: Spans = (
        (gap, (f"by {visible(title.choice.column)} {title.choice.arrow}", "")) if title.choice.column else ()
    )
    troubled: Spans = ()
    if title.loaded and title.troubled and not title.choice.troubled:
        troubled = (gap, (f"{title.troubled:,} in trouble", "bad"))
    if not counted:
        narrowed, ordered = narrowed[1:], ordered if narrowed else ordered[1:]
    base = (*counted, *narrowed)
    return [(*base, *ordered, *troubled), (*base, *ordered), base]


def title_line(title: Title, room: int) -> Spans:
    """The line in exactly `room` cells."""
    name = f" {title.number} {title.name}"
    left: list[Span] = [(name.ljust(NAME_ROOM), "title-open" if title.open else "title")]
    rights = _right_ends(title)
    free = room - width(left) - width(rights[-1]) - 1
    tellings = _tellings(title)
    told = next((telling for telling in tellings if width(telling) <= free), tellings[-1])
    left += told
    if title.note:
        said: list[Spans] = [((f"{visible(words)} ", "good"),) for words in title.note]
        return justified(left, first_fitting(said, max(room - width(left) - 1, width(said[-1]))), room)
    if title.open:
        middles: list[Spans] = [(("! ", "bad"), (words, "muted")) for words in _shorter(title.wrong)]
    else:
        middles = _described(*title.worst[0]) if title.worst else []
    if middles:
        gap = (" " * max(_count_room(room) - width(told), 2), "")
        # The shorter freshness before fewer words: the line on top has its details.
        for middle in middles:
            for right in rights:
                line = (*left, gap, *middle)
                if width(line) + width(right) + 1 <= room:
                    return justified(line, right, room)
    return justified(left, first_fitting(rights, max(room - width(left) - 1, 0)), room)


def _right_ends(title: Title) -> list[Spans]:
    """What may stand at the right: how fresh, where that is not live, or where the cursor is."""
    link = title.link
    if link.state is LinkState.LIVE and not link.lacks:
        if title.open and title.cursor is not None and title.rows:
            return [((f"{title.cursor + 1:,} of {title.rows:,} ", "muted"),)]
        return [()]
    glyph, tone = mark(link)
    full, brief = freshness(link, title.now), brief_freshness(link, title.now)
    words = [full] if title.open else [brief]  # when the next try is due stands on the top line and in the open pane
    if link.lacks or (not title.open and link.state in (LinkState.DENIED, LinkState.ABSENT, LinkState.UNRECORDED)):
        words = [full, brief]
    return [((f"{glyph} {told} ", tone),) for told in words]


def _described(who: str, what: str) -> list[Spans]:
    """A name and what is wrong with it, from the most words to the name alone."""
    name: Span = (visible(who), "strong")
    return [*((name, ("  ", ""), (words, "muted")) for words in _shorter(what)), (name,)]


def _shorter(words: str) -> list[str]:
    """All of the words, then without their last phrases: `0/1 failed: X, 3 failed pods`, `0/1 failed`."""
    words = visible(words)
    ends = [found.start() for found in _PHRASE_END.finditer(words)]
    return [words[:end] for end in (len(words), *reversed(ends)) if end]


def _count_room(room: int) -> int:
    return COUNT_ROOM if room >= NARROW else FEWER_ROOM


def worst_lines(title: Title, room: int, lines: int) -> list[Spans]:
    """The next most troubled ones under a closed title, one line each, aligned with the title's own."""
    indent = (" " * (NAME_ROOM + _count_room(room)), "")
    return [
        justified(first_fitting([(indent, *words) for words in _described(who, what)], room), (), room)
        for who, what in list(title.worst)[1 : 1 + lines]
    ]


def empty_words(title: Title, scope: str) -> str:
    """What an open pane without rows says; never that there are none before the first list has ended."""
    kind = title.name.lower() if title.name == "Pods" else title.name
    if title.link.state is LinkState.DENIED:
        return f"You may not {title.link.reason} in {visible(scope)}; asked again every minute."
    if title.link.state is LinkState.ABSENT:
        return f"This server has no {title.name}."
    if title.link.state is LinkState.UNRECORDED and not title.loaded:
        return f"{title.name} were not recorded."
    if title.count and title.choice.narrows:
        return _none_chosen(title, kind, scope)
    if not title.loaded:
        reason = f": {visible(title.link.reason)}" if title.link.reason else ""
        return f"{'Connecting' if title.link.state is not LinkState.LOADING else f'Loading {kind}'}{reason or '…'}"
    lacks = f" that you may see; you may not {visible(title.link.lacks)}" if title.link.lacks else ""
    return f"No {kind} in {visible(scope)}{lacks}."


def _none_chosen(title: Title, kind: str, scope: str) -> str:
    """None of the rows that there are is among those that were chosen."""
    line = visible(title.choice.filter.strip())
    if not line:
        return f"No {kind} in {visible(scope)} are in trouble: ctrl+t shows all {title.count:,}."
    what = "in trouble match" if title.choice.troubled else "match"
    so_far = "" if title.loaded else " so far"
    return f"No {kind} {what} /{line}/{so_far}: esc clears it."
