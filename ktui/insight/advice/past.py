"""What a pod's evidence tells of its containers, as rules need it."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.probes.occurrences import occurrences
from ktui.insight.probes.probed import probed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.evidence import Evidence
    from ktui.insight.probes.lane import Mark, MarkKind
    from ktui.insight.probes.occurrences import Whose
    from ktui.model.evidence import ProbeType, Readiness
    from ktui.model.objects import Pod

LONGEST_START_UP = 600.0
"""Seconds after a start from which on the pod's becoming ready is no longer taken for the end of that start-up."""

SLACK = 1.0
"""Seconds by which times that belong together may differ: each is cut off to whole ones."""


class StartUp(NamedTuple):
    """A start of a container, and when it was ready after it."""

    started: float
    ready: float

    @property
    def took(self) -> float:
        """Seconds."""
        return self.ready - self.started


class Past(NamedTuple):
    """What is known of a pod's past."""

    marks: dict[Whose, list[Mark]]
    """What its probes did, in the order of time."""
    starts: dict[str, list[float]]
    """When each container was started, in order."""
    turns: Sequence[Readiness]
    """When the pod became ready or ceased to be, in order."""
    alone: bool
    """Whether the pod's readiness is that of one container and nothing else."""

    @property
    def ready_now(self) -> bool:
        """Whether the pod was ready when last told of."""
        return bool(self.turns) and self.turns[-1].ready

    def times(self, container: str, probe: ProbeType, kind: MarkKind) -> int:
        """How often something happened, as far as it is told."""
        return sum(mark.count for mark in self.marks.get((container, probe), ()) if mark.kind is kind)

    def told(self, container: str, probe: ProbeType, kind: MarkKind) -> list[Mark]:
        """Each time that something happened, or as many as are told at once."""
        return [mark for mark in self.marks.get((container, probe), ()) if mark.kind is kind]

    def start_before(self, container: str, at: float) -> float | None:
        """When the run of a container began that was on at a time."""
        return max((start for start in self.starts.get(container, ()) if start <= at), default=None)

    def start_ups(self, container: str) -> list[StartUp]:
        """Those of which the end is known: the pod was not ready, and became so for this container."""
        if not self.alone:
            return []
        starts = self.starts.get(container, [])
        found = []
        for number, start in enumerate(starts, 1):
            until = min([start + LONGEST_START_UP, *starts[number : number + 1]])
            index = next((i for i, turn in enumerate(self.turns) if turn.ready and start <= turn.at < until), None)
            # To have ceased to be ready since the start is another story, of which the beginning may be unknown.
            if index is not None and (index == 0 or self.turns[index - 1].at <= start + SLACK):
                found.append(StartUp(start, self.turns[index].at))
        return found


def past_of(pod: Pod, evidence: Evidence) -> Past:
    """What the evidence tells."""
    containers = probed(pod)
    asked = {each.name: frozenset(type_ for type_, _ in each.probes) for each in containers}
    marks: dict[Whose, list[Mark]] = {}
    for whose, mark in occurrences(evidence, asked):
        marks.setdefault(whose, []).append(mark)
    for told in marks.values():
        told.sort(key=attrgetter("end"))
    starts: dict[str, list[float]] = {}
    for start in sorted(evidence.starts.values(), key=attrgetter("at")):
        starts.setdefault(start.container, []).append(start.at)
    turns = sorted(evidence.readiness.values(), key=attrgetter("at"))
    alone = len(containers) == 1 and not pod.spec.readiness_gates
    return Past(marks, starts, turns, alone)
