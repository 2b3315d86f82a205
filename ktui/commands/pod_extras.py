"""What `ktui get pods -o json` tells beyond kubectl's cells: what the screen's own columns say."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from ktui.errors import ForbiddenError, NotFoundError
from ktui.insight.evidence import Evidence
from ktui.insight.glance import glance, is_well
from ktui.insight.pod_events import tells_of
from ktui.kube.reads import read_all, read_one
from ktui.model.evidence import Watched
from ktui.model.kinds import EVENTS, NODES
from ktui.session.pod_events import WANTED, PodEvents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ktui.cli import GetCommand
    from ktui.commands.printing import Extra
    from ktui.commands.recorded import Then
    from ktui.kube.clock import Clock
    from ktui.kube.connect import Connection
    from ktui.kube.reflector import Reflector, Sink, Target
    from ktui.kube.transport import Transport
    from ktui.model.objects import Event, Node, Pod
    from ktui.model.version import ServerVersion


NODES_AT_ONCE = 8
"""Nodes that are read one by one; of more, all are listed."""

STRANGERS = 2000
"""Pods that events tell of, and that were not seen, whose events are kept: the list of pods may be the later one."""

EVENTS_PATIENCE = 5.0
"""Seconds for which a watch of pods waits for the first list of events."""


def extra_of(
    pod: Pod, evidence: Evidence | None, watched: Watched, now: float, version: ServerVersion, node: Node | None = None
) -> dict[str, Any]:
    """PROBES, WHY and traits, None where there are no events to tell them from, and how much ADVICE there is."""
    seen = glance(pod, evidence, watched, now, version, node)
    heard = watched.since is not None
    return {
        "PROBES": seen.probes if heard else None,
        "WHY": seen.why if heard else None,
        "ADVICE": seen.advice,
        "traits": sorted(seen.traits) if heard else None,
    }


def extras_then(then: Then) -> Extra:
    """As a recording tells them."""

    def extra(pod: Pod, now: float) -> dict[str, Any]:
        node = then.node(pod.spec.node_name) if pod.spec.node_name else None
        return extra_of(pod, then.evidence(pod.meta.uid), then.watched, now, then.recording.version, node)

    return extra


async def extras_now(command: GetCommand, connection: Connection, version: ServerVersion, pods: Sequence[Pod]) -> Extra:
    """As a cluster tells them, in two lists of events and the nodes of pods that are not well; raises `KtuiError`."""
    transport = connection.transport
    one = f",involvedObject.name={command.names[0]}" if len(command.names) == 1 else ""

    async def events(wanted: str) -> list[Event] | None:
        try:
            listed = read_all(
                transport, EVENTS, connection.namespace, field_selector=wanted + one, gzip=connection.gzip
            )
            return (await listed).objects
        except ForbiddenError:
            return None

    told = await asyncio.gather(*map(events, WANTED))
    now = transport.server_clock.time()
    nodes = await _nodes(transport, {pod.spec.node_name for pod in pods if not is_well(pod, now)} - {""})
    pasts = PodPasts()
    pasts.note_pods(pods)
    for some in told:
        pasts.note_events(some or ())
    watched = Watched() if any(some is None for some in told) else Watched(since=now)
    return lambda pod, at: extra_of(pod, pasts.of(pod), watched, at, version, nodes.get(pod.spec.node_name))


async def _nodes(transport: Transport, names: set[str]) -> Mapping[str, Node]:
    """These, by their names; none of those that are not there or may not be read."""

    async def one(name: str) -> list[Node]:
        try:
            return [await read_one(transport, NODES, None, name)]
        except (ForbiddenError, NotFoundError):
            return []

    if len(names) <= NODES_AT_ONCE:
        found = [node for some in await asyncio.gather(*map(one, sorted(names))) for node in some]
    else:
        try:
            found = (await read_all(transport, NODES, None)).objects
        except ForbiddenError:
            found = []
    return {node.meta.name: node for node in found}


class PodPasts:
    """What is known of the pods of one answer, whichever came first, they or what tells of them."""

    def __init__(self) -> None:
        self._pods: dict[tuple[str, str], Pod] = {}
        self._evidence: dict[str, Evidence] = {}
        """By the pod's uid."""
        self._strangers: OrderedDict[tuple[str, str], list[Event]] = OrderedDict()

    def of(self, pod: Pod) -> Evidence:
        """The past of one of them."""
        return self._evidence.setdefault(pod.meta.uid, Evidence(pod.meta.uid))

    def note_pods(self, pods: Iterable[Pod]) -> None:
        """Pods as they stand."""
        for pod in pods:
            self._pods[pod.key] = pod
            evidence = self.of(pod)
            evidence.note_pod(pod)
            for event in self._strangers.pop(pod.key, ()):
                if tells_of(event, pod):
                    evidence.note_event(event)

    def note_events(self, events: Iterable[Event]) -> None:
        """Events as they stand."""
        for event in events:
            key = (event.involved_object.namespace, event.involved_object.name)
            pod = self._pods.get(key)
            if pod is not None and tells_of(event, pod):
                self.of(pod).note_event(event)
            else:
                self._strangers.setdefault(key, []).append(event)
                if len(self._strangers) > STRANGERS:
                    self._strangers.popitem(last=False)

    def forget(self, pod: Pod) -> None:
        """It is gone, and has been told of."""
        self._evidence.pop(pod.meta.uid, None)
        known = self._pods.get(pod.key)
        if known is not None and known.meta.uid == pod.meta.uid:
            del self._pods[pod.key]


class WatchedExtras:
    """What is told of pods that are watched, beside watches of their events; `run` keeps these."""

    def __init__(
        self,
        namespace: str | None,
        version: ServerVersion,
        reflector: Callable[[Target, Sink], Reflector],
        *,
        now: Callable[[], float],
        clock: Clock,
    ) -> None:
        """`now` is the cluster's time in Unix seconds; `namespace` None: all of them."""
        self._version = version
        self._clock = clock
        self._pasts = PodPasts()
        self._changed = asyncio.Event()
        self._events = PodEvents(
            (namespace,) if namespace is not None else (),
            reflector,
            take=lambda event: self._pasts.note_events((event,)),
            changed=self._changed.set,
            now=now,
            wall=clock.time,
            version=lambda: version,
        )

    async def run(self) -> None:
        """Watch the events, until cancelled."""
        await self._events.run()

    async def begun(self) -> None:
        """Wait until the events are there, or are not to be had, or let wait too long."""
        waiting = asyncio.ensure_future(self._known())
        late = asyncio.ensure_future(self._clock.sleep(EVENTS_PATIENCE))
        try:
            await asyncio.wait({waiting, late}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            late.cancel()

    async def _known(self) -> None:
        while self._events.watched().since is None and not self._events.link.reason:
            self._changed.clear()
            await self._changed.wait()

    def extra(self, pod: Pod, now: float) -> dict[str, Any]:
        """What is told of a pod that came, changed or went."""
        self._pasts.note_pods((pod,))
        return extra_of(pod, self._pasts.of(pod), self._events.watched(), now, self._version)

    def forget(self, pod: Pod) -> None:
        """It is gone, and has been told of."""
        self._pasts.forget(pod)
