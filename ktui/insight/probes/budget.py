"""When the kubelet could tell nothing of a pod, because it had told so much.

client-go's recorder has a bucket for what it tells of one object: 25 at once, and one more every 300 seconds, whatever
the reason, whichever the container; since 1.32 warnings have one of their own. What finds it empty is counted and not
told, so the next count that is told jumps. (client-go's tools/record/events_cache.go; the same figures everywhere.)
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from ktui.insight.events import WARNING
from ktui.insight.probes.spans import FOREVER, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

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


STARTING = frozenset(("Pulled", "Created", "Started"))
"""Reasons of what the kubelet tells of each start of a container."""

_Told = tuple[float, str, float, int, int, float, "EventWrite", "EventWrite | None"]
"""A write and what its count says of those before it.

When, the event's name and beginning, the count (no two have the same of these four); how often it had happened since
the write before it that is known; when that was, or when it first happened; this write and the one before it.
"""


class _Bucket:
    """As full as it can be by what is known to have been taken from it."""

    def __init__(self, at: float) -> None:
        self.left = float(BURST)
        self.at = at
        self.empty: list[Span] = []
        """The times with less than one left, in order."""
        self._guessed = False

    def wait(self, until: float) -> None:
        """It is filled."""
        if self.left < 1:
            self.empty.append((self.at, min(self.at + REFILL * (1 - self.left), until)))
        if until > self.at:
            self.left = min(self.left + (until - self.at) / REFILL, BURST)
            self.at = until

    def take(self) -> None:
        """One was there to be taken."""
        if self.left < 1 - SLACK:
            # There was more than was guessed, or it is another one: the kubelet has been started again.
            self.left = 1.0 if self._guessed else float(BURST)
            self._guessed = False
        self.left -= 1

    def take_if_any(self) -> None:
        """One was taken, or there was less than one."""
        if self.left > 1:
            self.left = max(self.left - 1, 1.0)

    def guess_empty_until(self, moment: float) -> None:
        """What goes on at an even pace was not told at that time."""
        most = 1 + (self.at - moment) / REFILL
        if most < self.left:
            self.left, self._guessed = most, True

    def was_empty_since(self, moment: float) -> bool:
        """Whether it is known to have been, at some time after that."""
        return bool(self.empty) and self.empty[-1][1] > moment


def silences(evidence: Evidence, watched: Watched, version: ServerVersion, event_type: str = WARNING) -> list[Span]:
    """The times in which an event of this type would not have been told of the pod, in order; the last may be to come.

    The bucket is taken to be full before the first write that is known. Where not all writes are known, there was less
    in it: a count shows that which grew by more than one, or one that is higher than there can have been writes.
    """
    told = _told(evidence, version, event_type)
    starts = _unheard_starts(evidence, version, event_type)
    if len(told) + len(starts) < BURST and all(each[4] == 1 for each in told):
        return []
    told.sort()
    bucket = _Bucket(min([*starts[:1], *(each[0] for each in told[:1])]))
    all_known = not starts and _heard_from_the_first(told, watched)
    counted, began = 0, bucket.at
    position = 0
    for now, _, _, _, times, since, write, before in told:
        while position < len(starts) and starts[position] <= now:
            bucket.wait(starts[position])
            bucket.take_if_any()
            position += 1
        told_before = bucket.at
        bucket.wait(now)
        if before is None:
            counted, began = counted + times, min(began, since)
        if times > 1 and not all_known:
            spacing = (now - since) / times
            if before is None:
                if counted > BURST + (now - began) / REFILL + 1:
                    bucket.guess_empty_until(now - spacing)
            elif spacing <= REFILL and _all_were_heard(before, write, watched, evidence):
                if not bucket.was_empty_since(since):
                    bucket.empty.append((max(since, told_before), now))
                bucket.guess_empty_until(now - spacing)
        bucket.take()
    for at in starts[position:]:
        bucket.wait(at)
        bucket.take_if_any()
    bucket.wait(FOREVER)
    return merged(bucket.empty)


def _unheard_starts(evidence: Evidence, version: ServerVersion, event_type: str) -> list[float]:
    """When the kubelet told of starts to nobody, once for each thing that it told: warnings alone may be watched."""
    if event_type == WARNING and version.at_least(1, 32):
        return []
    if any(some.reason in STARTING for some in _one_of_each(evidence)):
        return []
    return [at for at in sorted(start.at for start in evidence.starts.values()) for _ in STARTING]


def _one_of_each(evidence: Evidence) -> Iterator[EventWrite]:
    return (next(iter(series.values())) for series in evidence.series.values())


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


def _heard_from_the_first(told: list[_Told], watched: Watched) -> bool:
    """Whether each write is known that was ever made of the pod, so that nothing needs to be guessed."""
    if watched.since is None or watched.lost:
        return False
    return all(first >= floor(watched.since) for _, _, first, *_ in told)


def _all_were_heard(before: EventWrite, write: EventWrite, watched: Watched, evidence: Evidence) -> bool:
    """Whether every write between the two was heard of, had there been any."""
    if watched.since is None or write.last <= watched.since:
        return False
    if before in evidence.remembered or write in evidence.remembered:
        return False
    return all(write.last <= begins or (ends is not None and ends <= before.last) for begins, ends in watched.lost)
