"""What an answer about a pod is made from, wherever it comes from: a cluster, or a recording as it stood at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.commands.output import write
from ktui.commands.painting import coloured, painted
from ktui.commands.recorded import recording_then, warn
from ktui.commands.remembered import remembered
from ktui.errors import ForbiddenError, NotFoundError
from ktui.insight.evidence import Evidence, seen_in_event
from ktui.insight.moments import moment_text
from ktui.insight.page import line
from ktui.insight.pod_events import tells_of
from ktui.insight.text import visible
from ktui.kube.connect import connect
from ktui.kube.reads import read_all, read_one
from ktui.kube.version import fetch_version
from ktui.model.evidence import EventWrite, Watched
from ktui.model.kinds import EVENTS, NODES, PODS
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.cli_pods import PodCommand
    from ktui.commands.recorded import Then
    from ktui.insight.page import PageLine
    from ktui.kube.connect import Connection
    from ktui.kube.transport import Transport
    from ktui.model.objects import Event, Node, Pod
    from ktui.model.version import ServerVersion


@dataclass(frozen=True, slots=True)
class PodFacts:
    """A pod, what is known of its past, and what stands around it."""

    pod: Pod
    evidence: Evidence
    watched: Watched
    now: float
    """The time of the answer, in Unix seconds by the cluster's clock."""
    version: ServerVersion
    node: Node | None
    """Where it runs; None: nowhere yet, or the node is not there or may not be read."""
    owner_events: tuple[EventWrite, ...]
    """What was told of its controller."""
    deleted: bool = False
    """Whether it was there no more, and is told of as it was last known."""


async def facts_of(command: PodCommand) -> PodFacts:
    """The pod that is named, in a recording, with nothing else consulted, or in a cluster; raises `KtuiError`."""
    where = command.where
    assert command.name is not None
    if where.recording is not None:
        return facts_then(recording_then(where), command.name)
    connection = await connect(where)
    try:
        facts = await facts_now(connection, command.name)
        if not where.no_history:
            facts.evidence.remember(await remembered(connection.transport, facts.pod.meta.uid, command.config))
        return facts
    finally:
        await connection.transport.close()


async def facts_now(connection: Connection, name: str) -> PodFacts:
    """A pod as it is, from a few reads; raises `KtuiError`.

    Events that may not be read are done without, which is said on stderr.
    """
    transport = connection.transport
    pod: Pod = await read_one(transport, PODS, connection.namespace, name)
    version, events, owner_events, node = await asyncio.gather(
        _version(transport), _events(connection, pod), _owner_events(connection, pod), _node(transport, pod)
    )
    evidence = Evidence(pod.meta.uid)
    evidence.note_pod(pod)
    for event in events or ():
        evidence.note_event(event)
    now = transport.server_clock.time()
    watched = Watched(since=None if events is None else now)
    return PodFacts(pod, evidence, watched, now, version, node, owner_events)


def facts_then(then: Then, name: str) -> PodFacts:
    """A pod as it stood in a recording; raises `KtuiError`."""
    pod, deleted = then.pod(name)
    owner = _controller(pod)
    return PodFacts(
        pod,
        then.evidence(pod.meta.uid),
        then.watched,
        then.at,
        then.recording.version,
        then.node(pod.spec.node_name) if pod.spec.node_name else None,
        tuple(then.events_of(owner)) if owner else (),
        deleted,
    )


async def _version(transport: Transport) -> ServerVersion:
    try:
        return await fetch_version(transport)
    except ForbiddenError:  # a hardened cluster may hide its version, and still show the pod
        return NEWEST


async def _events(connection: Connection, pod: Pod) -> list[Event] | None:
    """The pod's; None where they may not be read."""
    # By name: some who tell of a pod do not tell its uid.
    about = f"involvedObject.kind=Pod,involvedObject.name={pod.meta.name}"
    try:
        found = await read_all(
            connection.transport, EVENTS, pod.meta.namespace, field_selector=about, gzip=connection.gzip
        )
    except ForbiddenError as error:
        warn(f"{error}; the answer is made from what the pod tells of itself")
        return None
    return [event for event in found.objects if tells_of(event, pod)]


async def _owner_events(connection: Connection, pod: Pod) -> tuple[EventWrite, ...]:
    uid = _controller(pod)
    if not uid:
        return ()
    try:
        found = await read_all(
            connection.transport,
            EVENTS,
            pod.meta.namespace,
            field_selector=f"involvedObject.uid={uid}",
            gzip=connection.gzip,
        )
    except ForbiddenError:  # as are the pod's own, which is said
        return ()
    return tuple(write for event in found.objects if (write := seen_in_event(event)) is not None)


async def _node(transport: Transport, pod: Pod) -> Node | None:
    if not pod.spec.node_name:
        return None
    try:
        node: Node = await read_one(transport, NODES, None, pod.spec.node_name)
    except (ForbiddenError, NotFoundError):  # most users of one namespace may not read nodes
        return None
    return node


def write_prose(facts: PodFacts, page: Sequence[PageLine]) -> None:
    """A page to stdout, under a line that says which pod is meant, and when."""
    head = line((f"pod {visible('/'.join(facts.pod.key))}", "strong"), (f", {moment_text(facts.now)}", "muted"))
    write(painted([head, *page], colour=coloured()))


def _controller(pod: Pod) -> str:
    """The uid of what made the pod and would replace it; "" where nothing would."""
    return next((owner.uid for owner in pod.meta.owner_references or () if owner.controller), "")
