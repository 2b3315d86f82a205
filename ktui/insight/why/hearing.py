"""Whether an event of the kubelet's would have been heard of, and if not, why not.

client-go's recorder (tools/record/events_cache.go) lets 25 events of one object go and then one in 300 seconds; since
1.32 Normal ones and Warnings each have such a budget.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from ktui.insight.moments import clock_text
from ktui.insight.why.words import brief

if TYPE_CHECKING:
    from ktui.insight.why.case import Case
    from ktui.model.evidence import EventWrite

BURST = 25.0
"""Events that may be written at once."""

REFILL = 300.0
"""Seconds after which one more may be."""

ENOUGH = 1.15
"""What of the budget one event takes: times are told in whole seconds, so that it is not known to a hundredth."""

_MOST = 100
"""Occurrences of one count that are looked at: more than the budget of some hours."""


def unheard(case: Case, event_type: str, begins: float, ends: float) -> str | None:
    """Why an event of `event_type`, of some time from `begins` to `ends`, cannot be known of; None: it would.

    The words are the end of a sentence.
    """
    watched = case.watched
    if watched.since is None:
        return "the pod's events were not watched"
    if ends + watched.ttl < watched.since:
        since = clock_text(watched.since - watched.ttl)
        return f"it was before {since}, and the cluster keeps events for no longer than {brief(watched.ttl)}"
    for lost, back in watched.lost:
        if lost <= ends and (back is None or back - watched.ttl > begins):
            until = f"to {clock_text(back)}" if back is not None else "on"
            return f"there was no connection from {clock_text(lost)} {until}"
    if _spent(case, event_type, begins, ends):
        shared = "" if case.version.at_least(1, 32) else ", which all its containers and all reasons share"
        return (
            f"the kubelet had told {BURST:.0f} events of the pod and after that tells one in"
            f" {REFILL / 60:.0f} minutes{shared}"
        )
    return None


def _spent(case: Case, event_type: str, begins: float, ends: float) -> bool:
    """Whether the budget was spent, as far as can be told, at some time from `begins` to `ends`."""
    left = BURST
    at = float("-inf")
    seen = _written(case, event_type)
    for moment in seen[: bisect_left(seen, ends)]:
        left = min(BURST, left + (moment - at) / REFILL)
        at = moment
        if left < ENOUGH and moment >= begins:
            return True
        left = max(left - 1, 0.0)
    return min(BURST, left + max(begins - at, 0.0) / REFILL) < ENOUGH


def _written(case: Case, event_type: str) -> list[float]:
    """When the kubelet spent of the budget, in order.

    Whatever may be written is written and seen, so what was only counted cost nothing: where a count goes up by many,
    one was written. Of what was counted before anyone watched, each may have been, and so it is taken.
    """
    apart = case.version.at_least(1, 32)
    times: list[float] = []
    for series in case.evidence.series.values():
        before: EventWrite | None = None
        for count in sorted(series):
            write = series[count]
            if write.source != "kubelet" or (apart and write.type != event_type):
                break
            if before is None:
                times += _evenly(write.first, write.last, count)
            elif any(lost < write.last and (back is None or back > before.last) for lost, back in case.watched.lost):
                times += _evenly(before.last, write.last, count - before.count)
            else:
                times.append(write.last)
            before = write
    times.sort()
    return times


def _evenly(begins: float, ends: float, count: int) -> list[float]:
    step = (ends - begins) / max(count - 1, 1)
    return [ends - step * index for index in range(min(count, _MOST))]
