"""What a pod's evidence tells of its containers, as rules need it."""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.probes.occurrences import occurrences
from ktui.insight.probes.probed import is_alone, probed

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


class Past:
    """What is known of a pod's past, made of its evidence as it is asked for: of most pods next to nothing is."""

    def __init__(self, pod: Pod, evidence: Evidence) -> None:
        self._pod = pod
        self._evidence = evidence

    @cached_property
    def marks(self) -> dict[Whose, list[Mark]]:
        """What the probes did, in the order of time; empty where no event is known."""
        if not self._evidence.series:
            return {}
        asked = {each.name: frozenset(type_ for type_, _ in each.probes) for each in probed(self._pod)}
        marks: dict[Whose, list[Mark]] = {}
        for whose, mark in occurrences(self._evidence, asked):
            marks.setdefault(whose, []).append(mark)
        for told in marks.values():
            told.sort(key=attrgetter("end"))
        return marks

    @cached_property
    def turns(self) -> Sequence[Readiness]:
        """When the pod became ready or ceased to be, in order."""
        return sorted(self._evidence.readiness.values(), key=attrgetter("at"))

    @property
    def ready_now(self) -> bool:
        """Whether the pod was ready when last told of."""
        return bool(self.turns) and self.turns[-1].ready

    def told(self, container: str, probe: ProbeType, kind: MarkKind) -> list[Mark]:
        """Each time that something happened, or as many as are told at once."""
        return [mark for mark in self.marks.get((container, probe), ()) if mark.kind is kind]

    def times(self, container: str, probe: ProbeType, kind: MarkKind) -> int:
        """How often something happened, as far as it is told."""
        return sum(mark.count for mark in self.told(container, probe, kind))

    def starts(self, container: str) -> list[float]:
        """When a container was started, in order."""
        return sorted(start.at for start in self._evidence.starts.values() if start.container == container)

    def start_ups(self, container: str) -> list[StartUp]:
        """Those of which the end is known: the pod was not ready, and became so for this container."""
        if not self.turns or not is_alone(self._pod):
            return []
        starts = self.starts(container)
        found = []
        for number, start in enumerate(starts, 1):
            until = min([start + LONGEST_START_UP, *starts[number : number + 1]])
            index = next((i for i, turn in enumerate(self.turns) if turn.ready and start <= turn.at < until), None)
            # To have ceased to be ready since the start is another story, of which the beginning may be unknown.
            if index is not None and (index == 0 or self.turns[index - 1].at <= start + SLACK):
                found.append(StartUp(start, self.turns[index].at))
        return found
