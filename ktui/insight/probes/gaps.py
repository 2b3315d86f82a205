"""The times of which nothing can be known, of each lane, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.probes.lane import Gap, GapReason
from ktui.insight.probes.lives import pod_began, pod_ended, status_of
from ktui.insight.probes.spans import FOREVER, Span, merged, within, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ktui.insight.evidence import Evidence
    from ktui.insight.probes.lane import Mark
    from ktui.insight.probes.runs import Run
    from ktui.model.evidence import Watched
    from ktui.model.objects import Pod


def unwatched(evidence: Evidence, watched: Watched) -> dict[GapReason, list[Span]]:
    """The times of which no event of a pod is told because nobody listened."""
    if watched.since is None:
        return {GapReason.DISCONNECTED: [(-FOREVER, FOREVER)]}
    lost = merged((begins, FOREVER if ends is None else ends) for begins, ends in watched.lost)
    forgotten = watched.since - watched.ttl
    before = [write.last for write in evidence.writes() if write.last < forgotten]
    known = [(min(before), max(before))] if before else []
    return {
        GapReason.DISCONNECTED: lost,
        GapReason.TTL: without([(-FOREVER, forgotten)], known),
    }


def untold(
    spans: Mapping[GapReason, Sequence[Span]], life: Sequence[Span], marks: Iterable[Mark], now: float
) -> tuple[Gap, ...]:
    """The gaps of one lane until `now`: only while something can have happened, and of some times for one reason alone.

    Lost connections are shown whatever is known of them meanwhile. Of others is left out where the `marks` tell how
    often it happened. `spans` are in the order of importance.
    """
    counted = merged((mark.start, mark.end) for mark in marks if mark.count > 1)
    found: list[Gap] = []
    left = list(life)
    for reason, times in spans.items():
        here = within(times, left)
        left = without(left, here)
        if reason is not GapReason.DISCONNECTED:
            here = without(here, counted)
        found += _until(here, reason, now)
    return tuple(sorted(found, key=lambda gap: gap.start))


def _until(spans: Iterable[Span], reason: GapReason, now: float) -> list[Gap]:
    return [Gap(start, end if end <= now else None, reason) for start, end in spans if start < now]


def unseen(container: str, pod: Pod, evidence: Evidence, runs: Sequence[Run], now: float) -> tuple[Gap, ...]:
    """Between the runs that are known: where a container must have ended, and it is not told how."""
    status = status_of(pod, container)
    restarts = status.restart_count if status is not None else 0
    gaps = []
    until = min(now, pod_ended(pod, evidence))
    for first, last in _missing([run.ordinal for run in runs if run.exit is not None], restarts):
        before = [run for run in runs if run.ordinal <= first]
        after = [run for run in runs if run.ordinal > last]
        start = (before[-1].ended or before[-1].started if before else None) or pod_began(pod) or until
        end = (after[0].started or after[0].ended if after else None) or until
        gaps.append(Gap(min(start, end), end, GapReason.UNSEEN))
    return tuple(gaps)


def _missing(known: Iterable[int], below: int) -> list[tuple[int, int]]:
    """The stretches of the numbers below one that are not among those in order, each from which to which."""
    found = []
    following = 0
    for number in known:
        if following < min(number, below):
            found.append((following, min(number, below) - 1))
        following = number + 1
    if following < below:
        found.append((following, below - 1))
    return found
