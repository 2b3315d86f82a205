"""When a container can have run, and so a probe of it have been asked."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.spans import FOREVER, Span, merged, without
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ktui.insight.evidence import Evidence
    from ktui.insight.probes.lane import Mark
    from ktui.insight.probes.probed import Probed
    from ktui.insight.probes.runs import Run
    from ktui.model.objects import ContainerStatus, Pod, Probe


def status_of(pod: Pod, container: str) -> ContainerStatus | None:
    """How one of its containers is; None where nothing is told of it."""
    status = pod.status
    for statuses in (status.container_statuses, status.init_container_statuses, status.ephemeral_container_statuses):
        for each in statuses or ():
            if each.name == container:
                return each
    return None


def pod_began(pod: Pod) -> float | None:
    """When the kubelet took it on, or else when it was made."""
    at = pod.status.start_time or pod.meta.creation_timestamp
    return at.timestamp() if at is not None else None


def pod_ended(pod: Pod, evidence: Evidence) -> float:
    """When it was gone, or its containers had ended for good; `FOREVER`: it goes on."""
    if pod.status.phase in ("Succeeded", "Failed"):
        told = [each.finished for each in evidence.exits.values() if each.finished is not None]
        told += [turn.at for turn in evidence.readiness.values()]
        if told:
            return max(told)
    return evidence.gone.at if evidence.gone is not None else FOREVER


def life_of_pod(pod: Pod, evidence: Evidence) -> list[Span]:
    """The time in which something can have happened to a pod; none before a kubelet took it on."""
    began = pod.status.start_time
    return merged([(began.timestamp(), pod_ended(pod, evidence))]) if began is not None else []


def life_of(container: str, pod: Pod, evidence: Evidence, runs: Sequence[Run]) -> list[Span]:
    """The times in which a container can have run; none where it has not begun."""
    status = status_of(pod, container)
    restarts = status.restart_count if status is not None else 0
    if not runs and not restarts:
        return []
    began = runs[0].started if runs and runs[0].ordinal == 0 else None
    if began is None:
        began = pod_began(pod)
    if began is None:
        return []
    running = status is not None and status.state.running is not None
    between: list[Span] = []
    for run, after in pairwise(runs):
        if run.ended is not None and after.ordinal == run.ordinal + 1 and after.started is not None:
            between.append((run.ended, after.started))
    if runs and runs[-1].ended is not None and not running and runs[-1].ordinal >= restarts:
        between.append((runs[-1].ended, FOREVER))
    return without([(began, max(began, pod_ended(pod, evidence)))], merged(between))


def not_asked(
    probe: ProbeType, container: Probed, pod: Pod, runs: Sequence[Run], starting: Sequence[Mark]
) -> list[Span]:
    """The times in which a container ran and this probe of it was not asked: its startup probe comes before the others.

    `starting`: the marks of the startup probe's lane.
    """
    startup = container.probe(ProbeType.STARTUP)
    if startup is None:
        return []
    return merged(_not_asked(probe, startup, status_of(pod, container.name), runs, starting))


def _not_asked(
    probe: ProbeType,
    startup: Probe,
    status: ContainerStatus | None,
    runs: Sequence[Run],
    starting: Sequence[Mark],
) -> Iterator[Span]:
    longest = startup.initial_delay_seconds + startup.failure_threshold * startup.period_seconds
    longest += startup.timeout_seconds
    kills = sorted(mark.end for mark in starting if mark.kind is MarkKind.KILLING)
    for run in runs:
        if run.started is None:
            continue
        current = run.exit is None and status is not None and run.ordinal == status.restart_count
        if not current and run.ended is None:
            continue
        ended = FOREVER if run.ended is None else run.ended
        if current and not (status is not None and status.started):
            passed = False
        else:
            passed = bisect_right(kills, run.started) == bisect_right(kills, ended)
        if probe is ProbeType.STARTUP:
            if passed:
                yield run.started + longest, ended
        elif not passed:
            yield run.started, ended
