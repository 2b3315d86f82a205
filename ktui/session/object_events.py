"""The events of one object and of what controls it, live for as long as somebody looks at them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ktui.insight.events import EventGroup
from ktui.insight.pod_events import tells_of
from ktui.kube.reflector import Target
from ktui.model.kinds import EVENTS, NODES, PODS, Kind
from ktui.model.reference import Reference
from ktui.session.feed import Feed

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.kube.reflector import Reflector, Sink
    from ktui.model.objects import Event, Meta, OwnerReference

NODE = "Node"
"""The API's word for the kind of a node."""


class ObjectEvents:
    """The events of one object, then those of its controller, as they stand.

    Nothing is asked before `run`, and nothing stays open once that is cancelled.
    """

    def __init__(
        self,
        kind: Kind,
        obj: Any,
        reflector: Callable[[Target, Sink], Reflector],
        changed: Callable[[], None],
    ) -> None:
        """`reflector` makes one that keeps a sink; `changed` is called on the loop, at most once a frame."""
        self._changed = changed
        self._reflector = reflector
        self._due: asyncio.TimerHandle | None = None
        meta: Meta = obj.meta
        owner = next((owner for owner in meta.owner_references or () if owner.controller), None)
        self._watched = [self._own(kind, obj)]
        if owner is not None:
            self._watched.append(self._owners(meta, owner))

    @property
    def groups(self) -> list[EventGroup]:
        """What is known now, the object's own first; `events_page` makes a page of them."""
        return [watched.group for watched in self._watched]

    async def run(self) -> None:
        """Keep them live, until cancelled. What goes wrong stands in each group's link, and is tried again."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for watched in self._watched:
                    tasks.create_task(self._reflector(watched.target, watched.feed).run())
        finally:
            if self._due is not None:
                self._due.cancel()
                self._due = None

    def _own(self, kind: Kind, obj: Any) -> _Watched:
        meta: Meta = obj.meta
        if kind is NODES:
            return self._watch(_of_node(meta.name), _by_uid(meta.uid, meta.name))
        if kind is PODS:
            # By name: who takes pods off a lost node does not tell their uids, and of a pod of the node's own files
            # the kubelet tells by the uid that the file gave it.
            target = Target(EVENTS, meta.namespace, field_selector=_named("Pod", meta.name))
            return self._watch(target, lambda event: tells_of(event, obj))
        return self._watch(Target(EVENTS, meta.namespace, field_selector=f"involvedObject.uid={meta.uid}"))

    def _owners(self, meta: Meta, owner: OwnerReference) -> _Watched:
        title = f"of its owner {owner.kind.lower()}/{owner.name}"
        namespace = "" if owner.kind == NODE else meta.namespace
        about = Reference(owner.kind, namespace, owner.name, owner.api_version, owner.uid)
        if owner.kind == NODE:
            return self._watch(_of_node(owner.name), _by_uid(owner.uid, owner.name), title, about)
        target = Target(EVENTS, meta.namespace, field_selector=f"involvedObject.uid={owner.uid}")
        return self._watch(target, title=title, about=about)

    def _watch(
        self,
        target: Target,
        means: Callable[[Event], bool] = lambda _event: True,
        title: str = "",
        about: Reference | None = None,
    ) -> _Watched:
        return _Watched(target, Feed(EVENTS, lambda _event, _now: None, self._schedule), means, title, about)

    def _schedule(self, feed: Feed, frame: float) -> None:
        """Take in what is pending after a frame, so that what comes together is told once."""
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(frame, self._take_in)

    def _take_in(self) -> None:
        self._due = None
        for feed in (watched.feed for watched in self._watched):
            feed.store.apply(feed.take(), 0.0)
        self._changed()


class _Watched:
    """The events of one object: what is asked for, and what of it is meant."""

    def __init__(
        self, target: Target, feed: Feed, means: Callable[[Event], bool], title: str, about: Reference | None
    ) -> None:
        self.target = target
        self.feed = feed
        self._means = means
        self._title = title
        self._about = about

    @property
    def group(self) -> EventGroup:
        """As it stands."""
        events: list[Event] = [event for event in self.feed.store.objects.values() if self._means(event)]
        return EventGroup(self._title, events, self.feed.link, self.feed.loaded, self._about)


def _by_uid(*uids: str) -> Callable[[Event], bool]:
    return lambda event: event.involved_object.uid in uids


def _of_node(name: str) -> Target:
    """A node's events have two uids, for the kubelet knows only its name; they lie in namespaces of the cluster's."""
    return Target(EVENTS, None, field_selector=_named(NODE, name))


def _named(kind: str, name: str) -> str:
    return f"involvedObject.kind={kind},involvedObject.name={name}"
