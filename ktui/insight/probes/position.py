"""Which of a row a failure is: `3 of 3`, as far as what was told proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ktui.insight.probes.lane import Lane, Mark, MarkKind
from ktui.insight.probes.misses import misses
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.model.objects import Probe


def position(lane: Lane, mark: Mark, probe: Probe, starts: Iterable[float]) -> str:
    """`2 of 3`, `at least 1 of 3`; empty for what is no single failure.

    `mark` is one of the lane's own; `starts`: the container's, in any order.
    """
    if mark.kind is not MarkKind.FAILED or mark.count > 1:
        return ""
    began = max((start for start in starts if start <= mark.end), default=None)
    enough = probe.failure_threshold + 2
    told: list[Mark] = []
    for each in reversed(lane.marks):
        if (told or each is mark) and each.kind in (MarkKind.FAILED, MarkKind.WARNED):
            told.insert(0, each)
            if len(told) == enough:
                break
    found = misses(
        msgspec.structs.replace(lane, marks=tuple(told)),
        probe,
        lambda at: began is None or at >= began,
        unanswered=lane.probe is ProbeType.STARTUP,
    )
    return "" if found is None else found.text.removesuffix(" misses")
