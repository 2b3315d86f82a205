"""What is known of a pod's past, as lanes over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.probes.lane import Lane, Mark, MarkKind, Timeline
from ktui.insight.probes.occurrences import NOBODY, Whose, occurrences
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.evidence import Evidence
    from ktui.model.evidence import Watched
    from ktui.model.objects import Pod, PodContainer
    from ktui.model.version import ServerVersion


def timeline(pod: Pod, evidence: Evidence, watched: Watched, now: float, version: ServerVersion) -> Timeline:
    """The lanes of a pod: the same for the same set of observations, in whatever order they came.

    `now` in Unix seconds, by the cluster's clock. The pod may be gone: then it is as it was last seen.
    """
    containers = list(containers_of(pod))
    asked = {container.name: probes_of(container) for container in containers}
    marks: dict[Whose, list[Mark]] = {}
    for container in containers:
        marks |= {(container.name, probe): [] for probe in ProbeType if probe in asked[container.name]}
        marks[container.name, None] = []
    for whose, mark in occurrences(evidence, asked):
        marks.setdefault(whose, []).append(mark)
    for name, mark in _runs(evidence):
        marks.setdefault((name, None), []).append(mark)
    marks.setdefault(NOBODY, []).extend(_of_the_pod(evidence))
    return Timeline(
        tuple(
            Lane(whose[0], whose[1], tuple(sorted(told, key=_moment)), configured=_configured(whose, asked))
            for whose, told in sorted(marks.items(), key=lambda item: _place(item[0], list(asked)))
        )
    )


def containers_of(pod: Pod) -> Iterator[PodContainer]:
    """All of a pod's containers, in the order of their lanes."""
    for containers in (pod.spec.init_containers, pod.spec.containers, pod.spec.ephemeral_containers):
        yield from containers or ()


def probes_of(container: PodContainer) -> frozenset[ProbeType]:
    """Which probes a container has."""
    has = {
        ProbeType.STARTUP: container.startup_probe,
        ProbeType.LIVENESS: container.liveness_probe,
        ProbeType.READINESS: container.readiness_probe,
    }
    return frozenset(probe for probe, configured in has.items() if configured is not None)


def _configured(whose: Whose, asked: dict[str, frozenset[ProbeType]]) -> bool:
    container, probe = whose
    return container is None or (container in asked and (probe is None or probe in asked[container]))


_PROBES = [*ProbeType, None]


def _place(whose: Whose, names: list[str]) -> tuple[int, str, int]:
    """Where a lane stands: a container that the pod does not have comes after those it has."""
    container, probe = whose
    if container is None:
        return len(names) + 1, "", 0
    known = names.index(container) if container in names else len(names)
    return known, container, _PROBES.index(probe)


_RANKS = {MarkKind.KILLING: 1, MarkKind.EXITED: 2, MarkKind.STARTED: 3}
"""What comes first of one second."""


def _moment(mark: Mark) -> tuple[float, int, float, str]:
    return mark.end, _RANKS.get(mark.kind, 0), mark.start, mark.message


def _runs(evidence: Evidence) -> Iterator[tuple[str, Mark]]:
    """The beginning and the end of each container's runs."""
    for start in evidence.starts.values():
        yield start.container, Mark(MarkKind.STARTED, start.at, start.at, remembered=start in evidence.remembered)
    for each in evidence.exits.values():
        at = each.finished if each.finished is not None else each.started
        if at is None:
            continue
        yield (
            each.container,
            Mark(
                MarkKind.EXITED,
                at,
                at,
                message=each.message,
                exit_code=each.exit_code,
                reason=each.reason,
                remembered=each in evidence.remembered,
            ),
        )


def _of_the_pod(evidence: Evidence) -> Iterator[Mark]:
    """Its readiness, where it changed, and its deletion."""
    ready: bool | None = None
    for turn in sorted(evidence.readiness.values(), key=lambda turn: (turn.at, turn.ready)):
        if turn.ready is not ready:
            kind = MarkKind.READY if turn.ready else MarkKind.NOT_READY
            yield Mark(kind, turn.at, turn.at, remembered=turn in evidence.remembered)
            ready = turn.ready
    asked = evidence.deletion or evidence.gone
    if asked is not None:
        yield Mark(MarkKind.DELETED, asked.at, asked.at, remembered=asked in evidence.remembered)
