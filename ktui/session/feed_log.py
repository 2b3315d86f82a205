"""What has happened in a session: the last changes of every kind, bounded."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.insight.changes import ADDED, DELETED, REPLACED, event_words, row_changes, row_state
from ktui.insight.columns import table_of
from ktui.model.reference import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ktui.insight.page import Spans
    from ktui.model.objects import Event
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.store.store import Delta, Key

REPLAY = "replay"
"""In the place of a kind: what the reader of a recording did."""
JUMPED: Spans = (("jumped here", "muted"),)
"""Behind the time to which a replay has jumped."""
LONGEST = 5_000
"""Entries kept: some 3 MB, and a minute or two of a cluster in which everything restarts at once."""


class FeedEntry(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened."""

    number: int
    """Counts all that ever happened, from 0."""
    at: float
    """When it was heard of, in Unix seconds by the cluster's clock."""
    kind: str
    """What it happened to: `pod`."""
    namespace: str
    name: str
    words: Spans
    api_version: str = ""
    """Of the object, where it is told of by an event: other groups have kinds of the same names."""

    @property
    def about(self) -> Reference:
        """What it happened to."""
        return Reference(self.kind, self.namespace, self.name, self.api_version)


class FeedLog:
    """The last things that happened, the newest last. What was there at the beginning did not happen."""

    def __init__(self, longest: int = LONGEST) -> None:
        self.entries: deque[FeedEntry] = deque(maxlen=longest)
        self.told: Callable[[], None] = _nobody
        """Called on the loop after entries came; must not block."""
        self._count = 0
        self._listed: set[str] = set()
        """Kinds whose first list is in the store."""
        self.hushed = False
        """Whether what comes did not happen: a replay goes to another moment."""
        self.spared = 0
        """So many cluster's events came meanwhile."""

    def known(self, feed: Feed, keys: Mapping[Key, Any]) -> dict[Key, Any]:
        """What is known of these before they change: `note` compares with it. Nothing during a first list."""
        if feed.kind.name not in self._listed:
            return {}
        objects = feed.store.objects
        return {key: objects[key] for key in keys if key in objects}

    def note(self, feed: Feed, delta: Delta, known: Mapping[Key, Any], now: float, version: ServerVersion) -> None:
        """Take in what a flush did. Cells are computed of objects that changed alone."""
        kind = feed.kind
        if kind.name not in self._listed:
            if feed.loaded:
                self._listed.add(kind.name)
            return
        if self.hushed:
            return
        before = self._count
        table = table_of(kind, version)
        for key in delta.added:
            self._add(now, kind.singular, key, (*ADDED, *row_state(table, feed.store.objects[key], now)))
        for key in delta.changed:
            old, new = known[key], feed.store.objects[key]
            if old.meta.uid != new.meta.uid:
                self._add(now, kind.singular, key, (*REPLACED, *row_state(table, new, now)))
            elif words := row_changes(table, old, new, now):
                self._add(now, kind.singular, key, words)
        for key in delta.removed:
            self._add(now, kind.singular, key, DELETED)
        if self._count != before:
            self.told()

    def note_event(self, event: Event, now: float) -> None:
        """Take in an event of the cluster."""
        if self.hushed:
            self.spared += 1
            return
        about = event.involved_object
        key = (about.namespace, about.name)
        self._add(now, about.kind.lower(), key, event_words(event), about.api_version)
        self.told()

    def jump(self, to: float) -> None:
        """A replay goes to another moment: one line says so, and what is delivered until `go_on` is none."""
        self.hushed = True
        if self.entries and self.entries[-1].kind == REPLAY:
            self.entries.pop()
        self._add(to, REPLAY, ("", ""), JUMPED)
        self.told()

    def go_on(self) -> None:
        """What is delivered from now on happens."""
        self.hushed = False

    def _add(self, now: float, kind: str, key: Key, words: Spans, api_version: str = "") -> None:
        self.entries.append(FeedEntry(self._count, now, kind, *key, words, api_version))
        self._count += 1


def _nobody() -> None:
    """While nobody listens."""
