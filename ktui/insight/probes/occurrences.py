"""What a pod's events tell of its probes: when which of them failed, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ktui.insight.probes.lane import Mark, MarkKind
from ktui.insight.probes.wording import COMBINED, REASONS, told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ktui.insight.evidence import Evidence
    from ktui.model.evidence import EventWrite, Observation, ProbeType

Whose: TypeAlias = "tuple[str | None, ProbeType | None]"
"""A lane: container and probe."""

NOBODY: Whose = (None, None)
"""Where it is not told whose it is."""


def occurrences(evidence: Evidence, asked: Mapping[str, frozenset[ProbeType]]) -> Iterator[tuple[Whose, Mark]]:
    """Each with the lane that it is in; in no order.

    From one count of an event to the next that is known follows how often it happened in between.
    """
    for series in evidence.series.values():
        some = next(iter(series.values()))
        if some.reason not in REASONS or some.source != "kubelet":
            continue
        writes = [series[count] for count in sorted(series)] if len(series) > 1 else [some]
        if any(write.message.startswith(COMBINED) for write in writes):
            yield from _combined(writes, asked, evidence)
            continue
        kind, probe = told(some.reason, some.message)
        whose = (some.container, probe) if some.container else NOBODY
        for mark in _marks(writes, (kind,) * len(writes), evidence.remembered):
            yield whose, mark


def _combined(
    writes: Sequence[EventWrite], asked: Mapping[str, frozenset[ProbeType]], evidence: Evidence
) -> Iterator[tuple[Whose, Mark]]:
    """An event that stands for several: each write has the message of the last of them, and a jump may be of any."""
    tells = [told(write.reason, write.message) for write in writes]
    named = [_named(write, probe, asked) for write, (_, probe) in zip(writes, tells, strict=True)]
    several = len(set(named)) > 1
    for whose, mark in zip(named, _marks(writes, [kind for kind, _ in tells], evidence.remembered), strict=True):
        yield NOBODY if several and mark.count > 1 else whose, mark


def _named(write: EventWrite, probe: ProbeType | None, asked: Mapping[str, frozenset[ProbeType]]) -> Whose:
    """The lane that a message names. Its container is that of the first of those that were combined.

    That one may have no such probe: then it is the one container's that has.
    """
    container = write.container
    if probe is not None and probe not in asked.get(container, ()):
        others = [name for name, probes in asked.items() if probe in probes]
        if len(others) == 1:
            container = others[0]
    return (container, probe) if container else NOBODY


def _marks(
    writes: Sequence[EventWrite], kinds: Sequence[MarkKind], remembered: Collection[Observation]
) -> Iterator[Mark]:
    """A mark for each write of one event: how often it happened after the write before it."""
    counted, before = 0, min(writes[0].first, writes[0].last)
    for write, kind in zip(writes, kinds, strict=True):
        at, count = write.last, write.count - counted
        # A clock that was set back may tell of a beginning that comes last.
        start = at if count == 1 or before > at else before
        known = bool(remembered) and write in remembered
        yield Mark(kind, start, at, count, write.message, first_known=count > 1 and not counted, remembered=known)
        counted, before = write.count, at
