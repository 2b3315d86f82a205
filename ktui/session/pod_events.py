"""What goes wrong with the pods of a scope, as their events tell it: live, and what of it can have been seen."""

from __future__ import annotations

import asyncio
from math import inf
from typing import TYPE_CHECKING, Any

from ktui.kube.reflector import Target
from ktui.model.evidence import Watched
from ktui.model.kinds import EVENTS
from ktui.model.link import Link, LinkState
from ktui.session.event_stream import worst
from ktui.session.shares import merged_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ktui.insight.scope import Namespaces
    from ktui.kube.reflector import Reflector, Sink
    from ktui.model.objects import Event
    from ktui.model.version import ServerVersion

WANTED = ("type!=Normal,involvedObject.kind=Pod", "reason=Killing,involvedObject.kind=Pod")
"""Which events are watched, each by its own watch: what is wrong, and what the kubelet does about it. All that a
healthy pod has are Normal ones, some ten for each."""

EVICTIONS = "reason=TaintManagerEviction,involvedObject.kind=Pod"
"""Watched too where a pod does not say itself why it is deleted: once a lost node is back, these Normal ones alone tell
that it was lost. There are few, and what else goes wrong is told without them: that they cannot be had is not said."""

DISRUPTION_TOLD = (1, 26)
"""The release since which a pod says so itself, in its condition DisruptionTarget."""

BRIEF = 5.0
"""Seconds of an interruption that are not told: what was written meanwhile is listed, and a count tells how often. A
server that has forgotten where a quiet watch was has it begin anew, which is no more than that."""

LONGEST = 50
"""Interruptions that are told, the latest."""

Interval = tuple[float, float | None]


class PodEvents:
    """The watches of one scope, two for each namespace, on an old server three; `run` keeps them."""

    def __init__(
        self,
        namespaces: Namespaces,
        reflector: Callable[[Target, Sink], Reflector],
        *,
        take: Callable[[Event], None],
        changed: Callable[[], None],
        now: Callable[[], float],
        wall: Callable[[], float],
        version: Callable[[], ServerVersion | None],
    ) -> None:
        """`take` hears of every event as it stands, `changed` of the link.

        `now` is the cluster's time and `wall` this machine's, by which links are told; both in Unix seconds. `version`:
        the server's, None while it is unknown.
        """
        self._reflector = reflector
        self._version = version
        self._changed = changed
        self._watched: dict[str | None, Watched] = {}
        """What was asked for since the last change."""
        self._streams: dict[str | None, list[_Stream]] = {
            namespace: [_Stream(field_selector, take, self._relinked, now, wall) for field_selector in WANTED]
            for namespace in namespaces or (None,)
        }
        self._evictions = {
            namespace: _Stream(EVICTIONS, take, lambda: None, now, wall) for namespace in namespaces or (None,)
        }

    @property
    def link(self) -> Link:
        """How fresh they are, all of them together."""
        return merged_link(
            [(namespace or "", worst(each.link for each in streams)) for namespace, streams in self._streams.items()]
        )

    def watched(self, namespace: str | None = None) -> Watched:
        """What can have been seen in a namespace, None: in each of them. Asked of every row, and made once."""
        known = self._watched.get(namespace)
        if known is None:
            known = self._watched[namespace] = self._watched_in(namespace)
        return known

    def _watched_in(self, namespace: str | None) -> Watched:
        some = self._streams.get(namespace) or self._streams.get(None)
        if some is None:
            some = [each for streams in self._streams.values() for each in streams]
        since = [each.since for each in some if each.since is not None]
        if len(since) < len(some):
            return Watched()
        return Watched(max(since), _merged(interval for each in some for interval in each.lost))

    def _relinked(self) -> None:
        self._watched.clear()
        self._changed()

    async def run(self) -> None:
        """Tell of them, until cancelled. What goes wrong stands in the link, and is tried again."""
        version = self._version()
        old = version is not None and not version.at_least(*DISRUPTION_TOLD)
        async with asyncio.TaskGroup() as tasks:
            for namespace, streams in self._streams.items():
                for each in (*streams, self._evictions[namespace]) if old else streams:
                    target = Target(EVENTS, namespace, field_selector=each.field_selector)
                    tasks.create_task(self._reflector(target, each).run())


class _Stream:
    """A reflector's sink that passes every event on, and keeps when there was none to be had."""

    def __init__(
        self,
        field_selector: str,
        take: Callable[[Event], None],
        changed: Callable[[], None],
        now: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self.field_selector = field_selector
        self.link = Link(LinkState.CONNECTING, 0.0)
        self.since: float | None = None
        self.lost: list[Interval] = []
        self._take = take
        self._changed = changed
        self._now = now
        self._wall = wall
        self._listed_anew = False

    def list_began(self) -> None:
        """A list begins."""

    def page(self, objects: Sequence[Any], remaining: int | None) -> None:
        """A page of the list."""
        for event in objects:
            self._take(event)

    def list_ended(self) -> None:
        """The list is whole."""
        self._listed_anew = True
        if self.since is None:
            self.since = self._now()

    def put(self, obj: Any) -> None:
        """It happened, perhaps again."""
        self._take(obj)

    def remove(self, obj: Any) -> None:
        """It is an hour old: what was seen of it is known."""

    def linked(self, link: Link) -> None:
        """The reflector's link changed."""
        self.link = link
        if link.state is LinkState.LIVE:
            self._regained()
        elif self.since is not None and not self._is_lost:
            stale = self._wall() - link.since if link.state is LinkState.STALE else 0.0
            self.lost = [*self.lost[1 - LONGEST :], (max(self._now() - stale, self.since), None)]
            self._listed_anew = False
        self._changed()

    @property
    def _is_lost(self) -> bool:
        return bool(self.lost) and self.lost[-1][1] is None

    def _regained(self) -> None:
        """A watch that goes on where it was tells of everything that came meanwhile: then nothing was lost."""
        if self._is_lost:
            (begin, _), now = self.lost.pop(), self._now()
            if self._listed_anew and now - begin > BRIEF:
                self.lost.append((begin, now))


def _merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Those that overlap as one, the earliest first."""
    merged: list[Interval] = []
    for begin, end in sorted(intervals, key=lambda interval: interval[0]):
        if merged and (merged[-1][1] is None or begin <= merged[-1][1]):
            latest = max(inf if each is None else each for each in (merged[-1][1], end))
            merged[-1] = (merged[-1][0], None if latest == inf else latest)
        else:
            merged.append((begin, end))
    return tuple(merged)
