"""Why nothing can be known of a time, in words: said once for each reason, beneath the lanes."""

from __future__ import annotations

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

_WORDS = {
    GapReason.BUDGET: "the pod's event budget is spent, one event in 5 min is told",
    GapReason.TTL: "nobody watched yet, and a cluster keeps events for an hour",
    GapReason.DISCONNECTED: "without a connection, and not told afterwards",
    GapReason.UNSEEN: "started again more often than its ends are known",
}


def gap_lines(gaps: Iterable[Gap], window: Window, now: float) -> list[PageLine]:
    """A line for each reason among the gaps in sight, with the times it holds for."""
    times: dict[GapReason, list[str]] = {}
    for gap in sorted(set(gaps), key=lambda gap: (gap.start, gap.end is None, gap.end or 0.0)):
        if (now if gap.end is None else gap.end) >= window.start and gap.start < window.end:
            told = times.setdefault(gap.reason, [])
            if (words := gap_words((gap.start, gap.end))) not in told:
                told.append(words)
    return [
        line((f"{HATCHED[0]} {_listed(told)}: {_WORDS[reason]}", "muted"), hang=2) for reason, told in times.items()
    ]


def _listed(times: list[str]) -> str:
    """All of a few times; of many the latest, and how many more there are."""
    few = 2
    return ", ".join(times) if len(times) <= few else f"{times[-1]} and {len(times) - 1} times before"
