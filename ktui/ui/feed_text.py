"""The live feed as lines: which entries one wants to see, and how each is written."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from ktui.insight.page import PageLine
from ktui.insight.text import fit, visible, width_of
from ktui.model.link import Link, LinkState
from ktui.ui.banner_text import MARKS, as_recorded, brief_freshness, freshness
from ktui.ui.spans import first_fitting, justified, width

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.insight.page import Spans
    from ktui.session.feed_log import FeedEntry

KIND_ROOM = 9
"""Cells for the kind: `daemonset`."""
NAME_ROOM = 22
"""Cells for namespace and name, so that most words stand under each other; a longer name pushes its own on."""
HANG = 10
"""Cells by which the rest of a long line is indented: under the kind, so that the times stand alone."""


class Narrowing(Enum):
    """What the feed is narrowed to."""

    ALL = "all"
    OBJECT = "object"
    NAMESPACE = "namespace"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are shown: all, or those of the object that was selected, or those of its namespace."""

    kind: str = ""
    """The selected object's, as `pod`; "" where none is selected."""
    namespace: str = ""
    name: str = ""
    narrowing: Narrowing = Narrowing.ALL

    def takes(self, entry: FeedEntry) -> bool:
        """Whether the entry is shown."""
        if self.narrowing is Narrowing.OBJECT:
            return (entry.kind, entry.namespace, entry.name) == (self.kind, self.namespace, self.name)
        return self.narrowing is Narrowing.ALL or entry.namespace == self.namespace

    def narrowed(self) -> Wanted:
        """The next one: the object, then its namespace if it has one, then all again."""
        choices = [Narrowing.ALL]
        if self.kind:
            choices.append(Narrowing.OBJECT)
        if self.namespace:
            choices.append(Narrowing.NAMESPACE)
        return replace(self, narrowing=choices[(choices.index(self.narrowing) + 1) % len(choices)])

    @property
    def words(self) -> str:
        """As the title has it; "" for all."""
        if self.narrowing is Narrowing.OBJECT:
            return f"only {self.kind}/{visible(self.name)}"
        return f"only namespace {visible(self.namespace)}" if self.narrowing is Narrowing.NAMESPACE else ""


def feed_line(entry: FeedEntry, *, namespaces: bool, utc: bool = False) -> PageLine:
    """`12:03:04  pod  web/a  READY 0/1 → 1/1`, in this machine's time zone or in UTC."""
    zoned = time.gmtime(entry.at) if utc else time.localtime(entry.at)
    kind, name = visible(entry.kind), visible(entry.name)
    if namespaces and entry.namespace:
        name = f"{visible(entry.namespace)}/{name}"
    spans = (
        (time.strftime("%H:%M:%S  ", zoned), "muted"),
        (fit(kind, max(KIND_ROOM, width_of(kind))) + " ", "muted"),
        (fit(name, max(NAME_ROOM, width_of(name))) + "  ", "strong"),
        *entry.words,
    )
    return PageLine(spans, HANG)


@dataclass(frozen=True, slots=True)
class FeedTitle:
    """What the feed's first line tells."""

    scope: str
    wanted: Wanted
    events: Link
    """The link of the cluster's events; the rows' own freshness stands under this screen."""
    below: int
    """Entries that came since one scrolled up."""
    following: bool
    now: float
    """Unix seconds by this machine's clock."""
    replay: bool = False
    """Whether it is a recording that is played."""


def title_line(title: FeedTitle, room: int) -> Spans:
    """The line in exactly `room` cells; where it is short, what is narrowed to goes last."""
    glyph, tone = MARKS[title.events.state]
    state = ("following", "good") if title.following else (_paused(title.below), "busy")
    where = title.wanted.words or f"everything in {visible(title.scope)}"
    left: Spans = ((" Live feed", "title-open"), ("  ", ""), (where, "strong" if title.wanted.words else "muted"))
    rights: list[Spans] = [
        (("events ", "muted"), (f"{glyph} {_fresh(title, told)}", tone), ("   ", ""), state, (" ", ""))
        for told in (freshness, brief_freshness)
    ]
    if title.events.state is LinkState.LIVE:
        rights.append((state, (" ", "")))
    return justified(left, first_fitting(rights, max(room - width(left) - 1, room // 2)), room)


def _fresh(title: FeedTitle, told: Callable[[Link, float], str]) -> str:
    words = told(title.events, title.now)
    return as_recorded(words) if title.replay else words


def _paused(below: int) -> str:
    return f"paused, {below:,} more below" if below else "paused"


def nothing_yet(wanted: Wanted) -> str:
    """What stands there while nothing has happened."""
    if wanted.words:
        return f"Nothing has changed of {wanted.words.removeprefix('only ')} so far."
    return "Nothing has changed so far. What changes, and what the cluster tells, will appear here."
