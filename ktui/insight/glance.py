"""What a row says of a pod beyond kubectl's words: what its probes did of late, and why it is as it is.

A row has room for a glance. Most pods are well and nothing is told of them: those cost next to nothing, for a table may
be ordered by this, and then it is asked of each of ten thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.recent import NOTHING, UNKNOWN, recent, window
from ktui.insight.traits import FLAPPING, NEAR_MISS, NO_LIVENESS
from ktui.insight.why.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.probes.lane import Lane, Timeline
    from ktui.insight.why.verdict import Now
    from ktui.model.objects import ContainerStatus, Pod, PodContainer

PASSES = "✓"
"""All probes pass, as far as is known."""

NO_PROBE = "·"
"""There is none, or no container runs that could be asked."""

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


@dataclass(frozen=True, slots=True)
class Glance:
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
    if any(_is_near_miss(pod, lane, now) for lane in timeline.lanes):
        traits.add(NEAR_MISS)
    if _turns_away(timeline, now) >= FLAPS:
        traits.add(FLAPPING)
    words = "" if why.cause is Cause.RUNNING and is_well(pod, now) and not traits - _LACKING else why.short
    lively = lately is not NOTHING or bool(traits - _LACKING)
    return Glance(
        probes=lately.text or _quiet(pod, watched=watched),
        why=words,
        probes_value=(lately.kills, lately.failed),
        why_value=(_SEVERITY[why.cause], words) if words else (0, ""),
        traits=frozenset(traits),
        advice=advice,
        moves=lively or (bool(words) and pod.status.phase not in ("Succeeded", "Failed")),
    )


def _quiet(pod: Pod, *, watched: bool) -> str:
    """The sign of a pod of whose probes nothing was told for ten minutes."""
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
    if lane.probe == "liveness":
        return True
    for container, status in _asked(pod):
        if container.name == lane.container:
            if lane.probe == "readiness":
                return status.ready
            probe = container.startup_probe
            return probe is not None and 2 * failed > probe.failure_threshold
    return False


def _turns_away(timeline: Timeline, now: float) -> int:
    """How often the pod ceased to be ready within ten minutes, before its deletion."""
    begin = window(now)
    turns = 0
    for lane in timeline.lanes:
        if lane.container is not None or lane.probe is not None:
            continue
        deleted = min((mark.start for mark in lane.marks if mark.kind is MarkKind.DELETED), default=float("inf"))
        turns += sum(
            mark.count for mark in lane.marks if mark.kind is MarkKind.NOT_READY and begin <= mark.end < deleted
        )
    return turns
