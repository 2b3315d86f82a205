"""What the starts of containers cost of the budget that the kubelet has to tell of a pod.

Whoever watches for trouble alone does not hear of `Pulled`, `Created` and `Started`; but they are told for each start,
out of the budget that `Killing` has as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.probes.budget import BURST, REFILL, STARTING

if TYPE_CHECKING:
    from ktui.insight.probes.spans import Span
    from ktui.insight.why.case import Case

_MOST = 50
"""Of one count or of starts of which no time is known, as many are looked at: twice the budget."""


def after_starts(case: Case, event_type: str) -> list[Span]:
    """The times in which an event of this type would not have been told, for what starts had taken from the budget."""
    apart = case.version.at_least(1, 32)
    if apart and event_type != "Normal":
        return []
    wanted: list[tuple[float, int]] = []
    heard = False
    since = case.watched.since
    before = 0
    for series in case.evidence.series.values():
        first = series[min(series)]
        if first.source == "kubelet" and (not apart or first.type == event_type):
            heard = heard or first.reason in STARTING
            # Each of those that were counted before anyone watched may have been told.
            wanted += [(at, 1) for at in _evenly(first.first, first.last, first.count)]
            wanted += [(write.last, 1) for write in series.values() if write is not first]
            before += first.count if since is not None and first.last <= since else 0
    if not heard:
        wanted += [(at, len(STARTING)) for at in _starts(case)]
    wanted.sort()
    spans = _spent(wanted)
    if since is not None and before >= BURST:
        # It was spent at some time before anyone watched; when, nobody knows.
        spans.append((wanted[0][0], since))
    return spans


def _evenly(begins: float, ends: float, count: int) -> list[float]:
    step = (ends - begins) / max(count - 1, 1)
    return [ends - step * index for index in range(min(count, _MOST))]


def _spent(wanted: list[tuple[float, int]]) -> list[Span]:
    """From when until when less is left than one event takes, if so much is to be told at each time."""
    spans: list[Span] = []
    left, before = float(BURST), float("-inf")
    for at, count in wanted:
        left = min(float(BURST), left + (at - before) / REFILL)
        left -= min(count, int(left))
        before = at
        if left < 1:
            spans.append((at, at + (1 - left) * REFILL))
    return spans


def _starts(case: Case) -> list[float]:
    """When the pod's containers started; those of which no time is known, evenly before the first that is."""
    found: list[float] = []
    began = case.pod.status.start_time
    for member in case.members:
        known = case.starts(member.name)
        found += known
        unknown = min(member.status.restart_count + 1 - len(known), _MOST)
        if unknown > 0 and known and began is not None:
            step = (known[0] - began.timestamp()) / unknown
            found += [known[0] - step * (index + 1) for index in range(unknown)]
    return found
