"""What a pod's events tell of its probes: when which of them failed, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ktui.insight.probes.lane import Mark, MarkKind
from ktui.insight.probes.wording import COMBINED, REASONS, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ktui.insight.evidence import Evidence
    from ktui.model.evidence import EventWrite, ProbeType

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
        yield from _of_one_event(writes, asked, evidence)


def _of_one_event(
    writes: Sequence[EventWrite], asked: Mapping[str, frozenset[ProbeType]], evidence: Evidence
) -> Iterator[tuple[Whose, Mark]]:
    combined = any(write.message.startswith(COMBINED) for write in writes)
    named = {whose_of(write, asked) for write in writes} if combined else set()
    before: EventWrite | None = None
    for write in writes:
        tells = told(write.reason, write.message)
        if tells is not None:
            mark = _mark(before, write, tells[0], write in evidence.remembered)
            yield (NOBODY if mark.count > 1 and len(named) > 1 else whose_of(write, asked)), mark
        before = write


def _mark(before: EventWrite | None, write: EventWrite, kind: MarkKind, remembered: bool) -> Mark:
    count = write.count - (before.count if before is not None else 0)
    # A clock that was set back may tell of a beginning that comes last.
    start = write.last if count == 1 else min(write.first if before is None else before.last, write.last)
    return Mark(
        kind,
        start,
        write.last,
        count,
        write.message,
        first_known=count > 1 and before is None,
        remembered=remembered,
    )


def whose_of(write: EventWrite, asked: Mapping[str, frozenset[ProbeType]]) -> Whose:
    """The lane that an event names; of those that were combined, it may say another's container."""
    tells = told(write.reason, write.message)
    if tells is None:
        return NOBODY
    container, probe = write.container or None, tells[1]
    if probe is not None and write.message.startswith(COMBINED) and probe not in asked.get(write.container, ()):
        others = [name for name, probes in asked.items() if probe in probes]
        if len(others) == 1:
            container = others[0]
    return (container, probe) if container is not None else NOBODY
