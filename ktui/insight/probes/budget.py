"""When the kubelet could tell nothing of a pod, because it had told so much.

client-go's recorder has a bucket for what it tells of one object: 25 at once, and one more every 300 seconds, whatever
the reason, whichever the container; since 1.32 warnings have one of their own. What finds it empty is counted and not
told, so the next count that is told jumps. (client-go's tools/record/events_cache.go; the same figures everywhere.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.events import WARNING
from ktui.insight.probes.spans import merged

if TYPE_CHECKING:
    from ktui.insight.evidence import Evidence
    from ktui.insight.probes.spans import Span
    from ktui.model.evidence import EventWrite, Watched
    from ktui.model.version import ServerVersion

BURST = 25
"""How much can be told at once."""
REFILL = 300.0
"""Seconds until one more can be told."""
SLACK = 0.01
"""Of one: the times that are told are whole seconds."""


_Told = tuple[float, str, float, int, int, float, "EventWrite", "EventWrite | None"]
"""A write and what its count says of those before it.

When, the event's name and beginning, the count (no two have the same of these four); how often it had happened since
the write before it that is known; when that was, or when it first happened; this write and the one before it.
"""


def silences(evidence: Evidence, watched: Watched, version: ServerVersion, event_type: str = WARNING) -> list[Span]:
    """The times in which an event of this type would not have been told of the pod, in order; the last may be to come.

    The bucket is taken to be full before the first write that is known. Where it was not, a count shows that grew by
    more than one while all writes were heard, or one that is higher than there can have been writes.
    """
    told = _told(evidence, version, event_type)
    if len(told) < BURST and all(each[4] == 1 for each in told):
        return []
    told.sort()
    spans: list[Span] = []
    left, at = float(BURST), told[0][0]
    counted, began = 0, at
    for now, _, _, _, times, since, write, before in told:
        if left < 1:
            spans.append((at, min(at + REFILL * (1 - left), now)))
        if now > at:
            left = min(left + (now - at) / REFILL, BURST)
        if left < 1 - SLACK:
            left = float(BURST)  # another bucket: the kubelet has been started again
        if before is None:
            counted, began = counted + times, min(began, since)
        if times > 1 and not (spans and spans[-1][1] > since):
            spacing = (now - since) / times
            if before is None:
                if counted > BURST + (now - began) / REFILL + 1:
                    left = min(left, 1 + spacing / REFILL)
            elif spacing <= REFILL and _all_were_heard(before, write, watched, evidence):
                spans.append((since, now))
                left = min(left, 1 + spacing / REFILL)
        left, at = left - 1, max(at, now)
    if left < 1:
        spans.append((at, at + REFILL * (1 - left)))
    return merged(spans)


def _told(evidence: Evidence, version: ServerVersion, event_type: str) -> list[_Told]:
    """The writes that took from the bucket of this type, which is all that the kubelet writes before 1.32."""
    apart = version.at_least(1, 32)
    told: list[_Told] = []
    for series in evidence.series.values():
        some = next(iter(series.values()))
        if some.source != "kubelet" or (apart and some.type != event_type):
            continue
        before: EventWrite | None = None
        since, counted = some.first, 0
        for count in sorted(series):
            write = series[count]
            at = write.last
            told.append((at, write.name, write.first, count, count - counted, min(since, at), write, before))
            since, counted, before = at, count, write
    return told


def _all_were_heard(before: EventWrite, write: EventWrite, watched: Watched, evidence: Evidence) -> bool:
    """Whether every write between the two was heard of, had there been any."""
    if watched.since is None or write.last <= watched.since:
        return False
    if before in evidence.remembered or write in evidence.remembered:
        return False
    return all(write.last <= begins or (ends is not None and ends <= before.last) for begins, ends in watched.lost)
