"""What is known of a pod's past, as lanes over time."""

from __future__ import annotations

from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from ktui.insight.probes.budget import silences
from ktui.insight.probes.gaps import unseen, untold, unwatched
from ktui.insight.probes.lane import GapReason, Lane, Mark, MarkKind, Timeline
from ktui.insight.probes.lives import life_of, life_of_pod, not_asked
from ktui.insight.probes.occurrences import NOBODY, Whose, occurrences
from ktui.insight.probes.probed import probed
from ktui.insight.probes.runs import Run, marks_of_runs, runs_of
from ktui.insight.probes.spans import without
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ktui.insight.evidence import Evidence
    from ktui.insight.probes.lane import Gap
    from ktui.model.evidence import Watched
    from ktui.model.objects import Pod
    from ktui.model.version import ServerVersion


def timeline(pod: Pod, evidence: Evidence, watched: Watched, now: float, version: ServerVersion) -> Timeline:
    """The lanes of a pod: the same for the same set of observations, in whatever order they came.

    `now` in Unix seconds, by the cluster's clock. The pod may be gone: then it is as it was last seen.
    """
    containers = {each.name: each for each in probed(pod)}
    asked = {name: frozenset(probe for probe, _ in each.probes) for name, each in containers.items()}
    runs = {name: runs_of(name, evidence) for name in (*containers, *(_that_ran(evidence) - containers.keys()))}
    marks = _marks(asked, runs, evidence)
    unheard = unwatched(evidence, watched)
    silent = {**unheard, GapReason.BUDGET: silences(evidence, watched, version)}

    def gaps(container: str | None, probe: ProbeType | None) -> tuple[Gap, ...]:
        told = marks[container, probe]
        if container is None:
            return untold(unheard, life_of_pod(pod, evidence), told, now)
        if probe is None:
            return unseen(container, pod, evidence, runs.get(container, ()), now)
        if not any(silent.values()) or probe not in asked.get(container, ()):
            return ()
        life = life_of(container, pod, evidence, runs[container])
        starting = marks.get((container, ProbeType.STARTUP), ())
        asleep = not_asked(probe, containers[container], pod, runs[container], starting)
        return untold(silent, without(life, asleep), told, now)

    names = list(containers)
    return Timeline(
        tuple(
            Lane(*whose, tuple(marks[whose]), gaps(*whose), configured=_configured(whose, asked))
            for whose in sorted(marks, key=lambda whose: _place(whose, names))
        )
    )


def _marks(
    asked: Mapping[str, frozenset[ProbeType]], runs: Mapping[str, Sequence[Run]], evidence: Evidence
) -> dict[Whose, list[Mark]]:
    """What each lane tells, in order; a lane for all that a pod can tell, and for what it tells beside that."""
    marks: dict[Whose, list[Mark]] = {}
    for container, probes in asked.items():
        marks |= {(container, probe): [] for probe in probes}
    for whose, mark in occurrences(evidence, asked):
        marks.setdefault(whose, []).append(mark)
    for found in marks.values():
        found.sort(key=_moment)
    for container, known in runs.items():
        marks[container, None] = _in_order(marks.get((container, None), ()), marks_of_runs(container, evidence, known))
    marks[NOBODY] = _in_order(marks.get(NOBODY, ()), _of_the_pod(evidence))
    return marks


def _configured(whose: Whose, asked: dict[str, frozenset[ProbeType]]) -> bool:
    container, probe = whose
    return container is None or probe is None or probe in asked.get(container, ())


_PROBES = [*ProbeType, None]


def _place(whose: Whose, names: list[str]) -> tuple[int, str, int]:
    """Where a lane stands: a container that the pod does not have comes after those it has."""
    container, probe = whose
    if container is None:
        return len(names) + 1, "", 0
    known = names.index(container) if container in names else len(names)
    return known, container, _PROBES.index(probe)


def _moment(mark: Mark) -> tuple[float, bool, float, str, int]:
    """By when it happened last; of one second a kill comes last, after what it is for."""
    return mark.end, mark.kind is MarkKind.KILLING, mark.start, mark.message, mark.count


def _in_order(*marks: Iterable[Mark]) -> list[Mark]:
    """By when it happened last; those of one second stay as they are."""
    return sorted(chain(*marks), key=attrgetter("end"))


def _that_ran(evidence: Evidence) -> set[str]:
    return {start.container for start in evidence.starts.values()} | {
        each.container for each in evidence.exits.values()
    }


def _of_the_pod(evidence: Evidence) -> Iterator[Mark]:
    """Its readiness, where it changed, and its deletion."""
    ready: bool | None = None
    for _, turns in groupby(sorted(evidence.readiness.values(), key=attrgetter("at")), key=attrgetter("at")):
        for turn in sorted(turns, key=lambda turn: turn.ready is ready):  # of two in one second the change comes first
            if turn.ready is not ready:
                kind = MarkKind.READY if turn.ready else MarkKind.NOT_READY
                yield Mark(kind, turn.at, turn.at, remembered=turn in evidence.remembered)
                ready = turn.ready
    asked = evidence.deletion or evidence.gone
    if asked is not None:
        yield Mark(MarkKind.DELETED, asked.at, asked.at, remembered=asked in evidence.remembered)
