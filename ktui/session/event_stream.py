"""The events of a scope as news: each is told once, and none is kept."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ktui.insight.events import newest_first
from ktui.kube.reflector import Target
from ktui.model.kinds import EVENTS
from ktui.model.link import Link, LinkState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ktui.kube.reflector import Reflector, Sink
    from ktui.model.objects import Event
    from ktui.store.store import Key


_WORST_LAST = (
    LinkState.LIVE,
    LinkState.ABSENT,
    LinkState.UNRECORDED,
    LinkState.LOADING,
    LinkState.CONNECTING,
    LinkState.STALE,
    LinkState.DENIED,
)


def worst(links: Iterable[Link]) -> Link:
    """The one of several links to events that says most against them."""
    return max(links, key=lambda link: _WORST_LAST.index(link.state))


class ScopeEvents:
    """The events of some namespaces as news: one watch each, for as long as somebody runs it."""

    def __init__(
        self,
        namespaces: Sequence[str | None],
        reflector: Callable[[Target, Sink], Reflector],
        news: Callable[[Event], None],
        changed: Callable[[], None],
    ) -> None:
        """`namespaces`: None is all of them. `changed` hears of the link."""
        self._reflector = reflector
        self._streams = {namespace: EventStream(news, changed) for namespace in namespaces}

    @property
    def link(self) -> Link:
        """The worst of them."""
        return worst(stream.link for stream in self._streams.values())

    async def run(self) -> None:
        """Tell of them, until cancelled. What goes wrong stands in the link, and is tried again."""
        async with asyncio.TaskGroup() as tasks:
            for namespace, stream in self._streams.items():
                tasks.create_task(self._reflector(Target(EVENTS, namespace), stream).run())


class EventStream:
    """A reflector's sink that tells of events that came or happened again. Those of its first list are no news."""

    def __init__(self, news: Callable[[Event], None], changed: Callable[[], None]) -> None:
        """`changed` is called when the link has changed."""
        self.link = Link(LinkState.CONNECTING, 0.0)
        self._news = news
        self._changed = changed
        self._versions: dict[Key, str] | None = None
        """The resourceVersion of each event there is; None before the first list has ended."""
        self._listing: dict[Key, str] = {}
        self._missed: list[Event] = []

    def list_began(self) -> None:
        """A list begins."""
        self._listing = {}
        self._missed = []

    def page(self, objects: Sequence[Any], remaining: int | None) -> None:
        """A page of the list: after an outage there is news in it."""
        for event in objects:
            self._listing[event.key] = event.meta.resource_version
            if self._versions is not None and self._versions.get(event.key) != event.meta.resource_version:
                self._missed.append(event)

    def list_ended(self) -> None:
        """What was missed is told in the order in which it happened."""
        self._versions, self._listing = self._listing, {}
        missed, self._missed = self._missed, []
        for event in reversed(newest_first(missed)):
            self._news(event)

    def put(self, obj: Any) -> None:
        """It happened, perhaps again."""
        versions = self._versions if self._versions is not None else {}
        if versions.get(obj.key) != obj.meta.resource_version:
            versions[obj.key] = obj.meta.resource_version
            self._news(obj)

    def remove(self, obj: Any) -> None:
        """It is an hour old: that is no news."""
        if self._versions is not None:
            self._versions.pop(obj.key, None)

    def linked(self, link: Link) -> None:
        """The reflector's link changed."""
        self.link = link
        self._changed()
