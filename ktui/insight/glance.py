"""What a row says of a pod beyond kubectl's words: what its probes did of late, and why it is as it is.

A row has room for a glance. Most pods are well and nothing is told of them: those cost next to nothing, for a table may
be ordered by this, and then it is asked of each of ten thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ktui.insight.advice.rules import advice_on
from ktui.insight.evidence import Evidence
from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.recent import NO_PROBE, NOTHING, PASSES, UNKNOWN, recent, window
from ktui.insight.probes.timeline import timeline
from ktui.insight.traits import FLAPPING, NEAR_MISS, NO_LIVENESS
from ktui.insight.why.case import Case
from ktui.insight.why.present import present
from ktui.insight.why.verdict import Around, Cause
from ktui.insight.why.words import probe_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.probes.lane import Lane, Timeline
    from ktui.insight.why.verdict import Now
    from ktui.model.evidence import Watched
    from ktui.model.objects import ContainerStatus, Node, Pod, PodContainer
    from ktui.model.version import ServerVersion

FLAPS = 2
"""Times within ten minutes at which a pod ceased to be ready: once may be a deployment, twice is a habit."""

_SEVERITY = {
    cause: len(Cause) - rank
    for rank, cause in enumerate(
        (
            Cause.LIVENESS_PROBE,
            Cause.OOM_KILLED,
            Cause.STARTUP_PROBE,
            Cause.EXIT,
            Cause.SIGNAL,
            Cause.START_ERROR,
            Cause.CONFIG,
            Cause.IMAGE,
            Cause.INIT,
            Cause.VOLUME,
            Cause.NODE_LOST,
            Cause.EVICTED,
            Cause.PREEMPTED,
            Cause.UNSCHEDULABLE,
            Cause.READINESS,
            Cause.GATED,
            Cause.UNKNOWN,
            Cause.DELETED,
            Cause.COMPLETED,
            Cause.RUNNING,
        )
    )
}
"""What is looked at first: what kills containers, what keeps them from starting, what keeps pods from a node."""


_WELL = (Cause.RUNNING, Cause.COMPLETED)
_FINISHED = ("Succeeded", "Failed")


class Glance(msgspec.Struct, frozen=True):
    """What a row says of one pod."""

    probes: str
    """Which probes fail and ten minutes of marks, or a sign for all of them."""
    why: str
    """The verdict in its shortest form, the cluster's words in it as they came; empty for a pod that is well."""
    probes_value: tuple[int, int] = (0, 0)
    """(kills, failures) within the ten minutes: the most, the worst."""
    why_value: tuple[int, str] = (0, "")
    """(severity of the cause, words): the most, the worst."""
    traits: frozenset[str] = frozenset()
    """Of `near-miss`, `flapping`, `no-liveness`."""
    advice: int = 0
    """How many pieces of it there are."""
    moves: bool = False
    """Whether it may say something else in a minute's time, though nothing is told meanwhile."""


def glance(
    pod: Pod,
    evidence: Evidence | None,
    watched: Watched,
    now: float,
    version: ServerVersion,
    node: Node | None = None,
) -> Glance:
    """What is seen of a pod at `now` (Unix seconds, by the cluster's clock).

    `evidence` None: nothing of its past is known but what it tells itself. `node`: the one it is on, where known.
    """
    advice = len(advice_on(pod, evidence))
    if is_well(pod, now) and (evidence is None or not _told_lately(evidence, now)):
        return quiet_glance(pod, watched=watched.since is not None, advice=advice)
    if evidence is None:
        evidence = Evidence(pod.meta.uid)
        evidence.note_pod(pod)
    past = timeline(pod, evidence, watched, now, version)
    why = present(Case(pod, evidence, watched, now, version, Around(node), past))
    return seen(pod, past, why, now, watched=watched.since is not None, advice=advice)


def _told_lately(evidence: Evidence, now: float) -> bool:
    """Whether there is anything within the ten minutes of a row."""
    begin = window(now)
    return any(write.last >= begin for write in evidence.writes()) or any(
        turn.at >= begin for turn in evidence.readiness.values()
    )


def is_well(pod: Pod, now: float) -> bool:
    """Whether a pod's status tells of nothing: all its containers run and are ready, none was started again of late.

    Also a pod all of whose containers have completed.
    """
    status = pod.status
    if pod.meta.deletion_timestamp is not None:
        return False
    if status.phase == "Succeeded":
        return True
    if status.phase != "Running":
        return False
    for container in status.container_statuses or ():
        if not container.ready or container.state.running is None or _ended_lately(container, now):
            return False
    for container in status.init_container_statuses or ():
        state = container.state
        ended_well = state.terminated is not None and state.terminated.exit_code == 0
        runs = state.running is not None and container.started
        if not (ended_well or runs) or _ended_lately(container, now):
            return False
    return all(c.status == "True" for c in status.conditions or () if c.type == "Ready")


def _ended_lately(container: ContainerStatus, now: float) -> bool:
    ended = container.last_state.terminated
    return ended is not None and (ended.finished_at is None or ended.finished_at.timestamp() >= window(now))


def lacks_liveness(pod: Pod) -> bool:
    """Whether a container that is to run for ever has no liveness probe: nothing would notice that it hangs."""
    spec = pod.spec
    if pod.status.phase in _FINISHED:
        return False
    return spec.restart_policy in ("", "Always") and any(c.liveness_probe is None for c in spec.containers or ())


def quiet_glance(pod: Pod, *, watched: bool, advice: int = 0) -> Glance:
    """Of a pod that is well, of whose probes nothing was told for ten minutes; `watched`: which would have been."""
    lacking = lacks_liveness(pod)
    return Glance(_quiet(pod, watched=watched), "", traits=_LACKING if lacking else _NONE, advice=advice)


_NONE: frozenset[str] = frozenset()
_LACKING = frozenset((NO_LIVENESS,))


def seen(pod: Pod, timeline: Timeline, why: Now, now: float, *, watched: bool, advice: int = 0) -> Glance:
    """What is seen of a pod at a glance, of all that is known of it."""
    created = pod.meta.creation_timestamp
    lately = recent(timeline, now, since=created.timestamp() if created is not None else float("-inf"))
    traits = set(_LACKING) if lacks_liveness(pod) else set()
    words, severity = ("", 0) if why.cause in _WELL else (why.short, _SEVERITY[why.cause])
    flaps = 0 if _any_ended(timeline, now) else _turns_away(timeline, now)
    if flaps >= FLAPS:
        traits.add(FLAPPING)
    near = next((lane for lane in timeline.lanes if _is_near_miss(pod, lane, now)), None)
    if near is not None:
        traits.add(NEAR_MISS)
    if not words and (flaps >= FLAPS or near is not None):
        words, severity = _passing(flaps, near), _SEVERITY[Cause.GATED]
    lively = lately is not NOTHING or bool(traits - _LACKING)
    heard = watched and why.cause is not Cause.NODE_LOST
    return Glance(
        probes=lately.text or _quiet(pod, watched=heard),
        why=words,
        probes_value=(lately.kills, lately.failed),
        why_value=(severity, words) if words else (0, ""),
        traits=frozenset(traits),
        advice=advice,
        moves=lively or (bool(words) and pod.status.phase not in _FINISHED),
    )


def _passing(flaps: int, near: Lane | None) -> str:
    """What a pod that is ready now was a short time ago."""
    if flaps >= FLAPS or near is None:
        return f"flapped {flaps} times, no restart"
    return f"{probe_name(near.probe)} fails at times" if near.probe is not None else ""


def _quiet(pod: Pod, *, watched: bool) -> str:
    """The sign of a pod of whose probes nothing was told for ten minutes; `watched`: what fails would have been."""
    asked = False
    waits = ""
    for container, status in _asked(pod):
        if container.startup_probe is not None and not status.started:
            waits = "S"
        elif container.readiness_probe is not None and not status.ready:
            waits = waits or "R"
        asked |= any((container.startup_probe, container.liveness_probe, container.readiness_probe))
    if not asked:
        return NO_PROBE
    return waits or (PASSES if watched else UNKNOWN)


def _asked(pod: Pod) -> Iterator[tuple[PodContainer, ContainerStatus]]:
    """The containers that run, and so may be asked."""
    spec, status = pod.spec, pod.status
    for containers, statuses in (
        (spec.containers, status.container_statuses),
        (spec.init_containers, status.init_container_statuses),
    ):
        running = {each.name: each for each in statuses or () if each.state.running is not None}
        for container in containers or ():
            if container.name in running:
                yield container, running[container.name]


def _is_near_miss(pod: Pod, lane: Lane, now: float) -> bool:
    """Whether a probe failed within ten minutes without coming to its threshold.

    A container may be slow to start, and its startup probe is there for that: more than half of what it may take is
    near to too much.
    """
    if lane.probe is None:
        return False
    begin = window(now)
    lately = [mark for mark in lane.marks if mark.end >= begin]
    failed = sum(mark.count for mark in lately if mark.kind is MarkKind.FAILED)
    if not failed or any(mark.kind is MarkKind.KILLING for mark in lately):
        return False
    for container, status in _asked(pod):
        if container.name != lane.container:
            continue
        if lane.probe == "readiness":
            return status.ready
        if _ended_lately(status, now):  # perhaps by this very probe: kills are told no more often than failures
            return False
        startup = container.startup_probe
        return lane.probe == "liveness" or (startup is not None and 2 * failed > startup.failure_threshold)
    return False


def _turns_away(timeline: Timeline, now: float) -> int:
    """How often the pod, being ready, ceased to be within ten minutes and before its deletion."""
    begin, turns, ready = window(now), 0, False
    for lane in timeline.lanes:
        if lane.container is not None or lane.probe is not None:
            continue
        for mark in lane.marks:
            if mark.kind is MarkKind.DELETED:
                break
            if mark.kind is MarkKind.NOT_READY:
                turns += ready and mark.end >= begin
            if mark.kind in (MarkKind.READY, MarkKind.NOT_READY):
                ready = mark.kind is MarkKind.READY
    return turns


def _any_ended(timeline: Timeline, now: float) -> bool:
    """Whether a container ended within ten minutes: whoever starts again is not ready meanwhile."""
    begin = window(now)
    return any(mark.kind is MarkKind.EXITED and mark.end >= begin for lane in timeline.lanes for mark in lane.marks)
