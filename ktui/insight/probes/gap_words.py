"""Why nothing can be known of a time, in words: said once for each reason, beneath the lanes."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from ktui.insight.moments import gap_words
from ktui.insight.page import line
from ktui.insight.probes.cells import HATCHED
from ktui.insight.probes.lane import GapReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.page import PageLine
    from ktui.insight.probes.lane import Gap
    from ktui.insight.probes.view import Window

FEW = 2
"""Times that are all told."""

_WORDS = {
    GapReason.BUDGET: "the pod's event budget is spent, one event in 5 min is told",
    GapReason.TTL: "nobody watched yet, and a cluster keeps events for an hour",
    GapReason.DISCONNECTED: "without a connection, and not told afterwards",
    GapReason.UNSEEN: "started again more often than its ends are known",
}


def gap_lines(gaps: Iterable[Gap], window: Window, now: float) -> list[PageLine]:
    """A line for each reason among the gaps in sight, with the times it holds for."""
    found: dict[GapReason, dict[tuple[float, float | None], None]] = {}
    for gap in gaps:
        if (now if gap.end is None else gap.end) >= window.start and gap.start < window.end:
            found.setdefault(gap.reason, {})[gap.start, gap.end] = None
    return [
        line((f"{HATCHED[0]} {_listed(sorted(times, key=_end))}: {_WORDS[reason]}", "muted"), hang=2)
        for reason, times in found.items()
    ]


def _end(gap: tuple[float, float | None]) -> tuple[float, float]:
    return inf if gap[1] is None else gap[1], gap[0]


def _listed(times: list[tuple[float, float | None]]) -> str:
    """All of a few times; of many the latest, and how many more there are."""
    if len(times) > FEW:
        return f"{gap_words(times[-1])} and {len(times) - 1} times before"
    return ", ".join(dict.fromkeys(map(gap_words, times)))
