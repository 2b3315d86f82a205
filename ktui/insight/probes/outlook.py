"""What lies ahead of a pod: kills that are due, budgets that run out, starts to come; and what cannot be known of it.

A probe's bounds are those of its arithmetic and hold as long as it goes on failing: a success, which nobody tells, ends
the run, and silence is not taken for one. Clocks may be some seconds apart, so nothing here relies on an order of times
that a clock could turn.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.durations import human_duration
from ktui.insight.probes.ahead import RECENT, Ahead, Item, Outlook
from ktui.insight.probes.arithmetic import acts_after, arithmetic, kill_grace, pace
from ktui.insight.probes.back_off import back_off_delay
from ktui.insight.probes.lane import GapReason, MarkKind
from ktui.insight.probes.misses import ROUNDING, Misses, misses
from ktui.insight.probes.probed import is_alone, pod_grace, probed
from ktui.model.evidence import ProbeType
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.probes.lane import Lane, Timeline
    from ktui.insight.probes.probed import Probed
    from ktui.model.objects import ContainerStatus, Pod, Probe
    from ktui.model.version import ServerVersion

FLAPS = 2
"""So many times not ready within `RECENT`, that no restart explains, are flapping."""

_FINISHED = frozenset({"Succeeded", "Failed"})
_ANSWERS = frozenset({MarkKind.FAILED, MarkKind.ERRORED, MarkKind.WARNED})
_ORDER = {kind: place for place, kind in enumerate(Ahead)}

_SILENCES = {
    GapReason.BUDGET: "the kubelet's event budget is spent",
    GapReason.DISCONNECTED: "there is no connection",
    GapReason.TTL: "the events have expired",
    GapReason.UNSEEN: "not all was seen",
}


def outlook(pod: Pod, timeline: Timeline, now: float, version: ServerVersion = NEWEST) -> Outlook:
    """What lies ahead of a pod at `now`, in Unix seconds by the cluster's clock; its past is what `timeline` tells.

    `version` is the kubelet's, as far as it is known. Nothing does of one that has finished, or that is gone.
    """
    if pod.meta.deletion_timestamp is not None:
        return Outlook((_terminating(pod, pod.meta.deletion_timestamp.timestamp(), now),))
    if pod.status.phase in _FINISHED:
        return Outlook()
    pod_lane = timeline.lane(None, None)
    if pod_lane is not None and pod_lane.count(MarkKind.DELETED):
        return Outlook()
    scene = _Scene(pod, timeline, now, version, several=len(probed(pod)) > 1)
    items = [item for each in probed(pod) for item in _of_container(each, scene)]
    items += _flapping(scene)
    return Outlook(tuple(sorted(items, key=_urgency)))


def _urgency(item: Item) -> tuple[int, float]:
    """By kind, but to be out of service is less than to be held back; then by how soon it is."""
    mild = item.kind is Ahead.MISSES and item.probe is ProbeType.READINESS
    return _ORDER[Ahead.NOT_READY if mild else item.kind], math.inf if item.within is None else item.within


class _Scene(NamedTuple):
    """What all of a pod's containers are looked at with."""

    pod: Pod
    timeline: Timeline
    now: float
    version: ServerVersion
    several: bool

    def status(self, name: str) -> ContainerStatus | None:
        status = self.pod.status
        for statuses in (status.container_statuses, status.init_container_statuses):
            for each in statuses or ():
                if each.name == name:
                    return each
        return None

    def words(self, container: str, what: str) -> str:
        """Who it is about: the container too, where there are several."""
        return f"{container} {what}" if self.several else what


def _terminating(pod: Pod, until: float, now: float) -> Item:
    left = until - now
    when = f"ends within {_span(left)}" if left > 0 else f"overdue by {_span(-left)}"
    grace = pod.meta.deletion_grace_period_seconds
    return Item(
        Ahead.TERMINATING,
        sentence=f"terminating: {when}; probes that fail mean nothing now",
        short=when,
        tone="busy",
        within=max(left, 0.0),
        budget=None if grace is None else max(float(grace), 0.0),
        since=None if grace is None else until - max(grace, 0),
    )


def _of_container(each: Probed, scene: _Scene) -> Iterator[Item]:
    status = scene.status(each.name)
    if status is None:
        return
    if status.state.waiting is not None:
        yield from _waiting(each.name, status, scene)
    running = status.state.running
    if running is None or running.started_at is None:
        return
    started = running.started_at.timestamp()
    life = _Life(each.name, status, started, scene)
    killed = _killed(each, life)
    if killed is not None:
        yield killed
        return
    for type_, probe in each.probes:
        if type_ is ProbeType.STARTUP:
            if status.started:
                continue
            yield _starting_up(probe, life)
        if type_ is ProbeType.READINESS and not status.ready:
            yield _not_ready(probe, life)
        else:
            yield from _failing(type_, probe, life)
        yield from _errored(type_, life)
        if type_ is ProbeType.STARTUP:
            return  # the others wait for it


# -- a container that is held back


def _waiting(name: str, status: ContainerStatus, scene: _Scene) -> Iterator[Item]:
    waiting, ended = status.state.waiting, status.last_state.terminated
    reason = waiting.reason if waiting is not None else ""
    delay = back_off_delay(waiting.message) if waiting is not None else None
    if delay is not None or reason == "CrashLoopBackOff":
        said = "" if delay is None else f" {_span(delay)}"
        left = None
        when = "next start not told"
        if delay is not None:
            when = "next start so long after its end"
            if ended is not None and ended.finished_at is not None:
                left = ended.finished_at.timestamp() + delay - scene.now
                when = f"next start in {_span(left)}" if left > 0 else "next start due"
        yield Item(
            Ahead.BACK_OFF,
            sentence=scene.words(name, f"CrashLoopBackOff{said}, {when}"),
            short=when,
            tone="bad",
            container=name,
            delay=delay,
            within=None if left is None else max(left, 0.0),
            since=None if ended is None or ended.finished_at is None else ended.finished_at.timestamp(),
        )
    elif reason == "ImagePullBackOff":
        yield Item(
            Ahead.IMAGE_BACK_OFF,
            sentence=scene.words(name, "ImagePullBackOff: it is tried again, when is not told"),
            short="image is tried again",
            tone="bad",
            container=name,
        )


# -- a container that runs


class _Life(NamedTuple):
    """A container's present run."""

    container: str
    status: ContainerStatus
    started: float
    scene: _Scene

    def counts(self, at: float) -> bool:
        """Whether what was told at a time is of this run: within the second of its start, only if it is the first."""
        return at > self.started or (at == self.started and self.status.restart_count == 0)

    def lane(self, type_: ProbeType) -> Lane | None:
        return self.scene.timeline.lane(self.container, type_)


def _killed(each: Probed, life: _Life) -> Item | None:
    """A container whose end a probe has brought about, and that has not ended yet."""
    for type_, probe in each.probes:
        lane = life.lane(type_)
        kills = [mark.end for mark in (lane.marks if lane else ()) if mark.kind is MarkKind.KILLING]
        at = max(filter(life.counts, kills), default=None)
        if at is not None:
            return _ending(type_, probe, at, "killed", life)
    return None


def _ending(type_: ProbeType, probe: Probe, at: float, said: str, life: _Life) -> Item:
    """What comes of a probe's verdict at `at`: SIGTERM, and SIGKILL once the grace is over."""
    grace = kill_grace(probe, pod_grace(life.scene.pod))
    left = at + grace + ROUNDING - life.scene.now
    when = f"SIGKILL within {_span(left)}" if left > 0 else f"its end is overdue by {_span(-left)}"
    return Item(
        Ahead.KILLED,
        sentence=life.scene.words(life.container, f"{type_}: {said}, {when}"),
        short=when,
        tone="bad",
        container=life.container,
        probe=type_,
        threshold=pace(probe).failures,
        within=max(left, 0.0),
        budget=float(grace),
        since=at,
    )


def _starting_up(probe: Probe, life: _Life) -> Item:
    numbers = arithmetic(probe, ProbeType.STARTUP, pod_grace(life.scene.pod), life.scene.version)
    used = max(life.scene.now - life.started, 0.0)
    budget, verdict = numbers.start_up, numbers.verdict
    assert budget is not None  # a start-up probe has both
    assert verdict is not None
    left = life.started + verdict.by + ROUNDING - life.scene.now
    said = f"start-up: {_number(min(used, budget))} of {_span(budget)} used"
    return Item(
        Ahead.START_UP,
        sentence=life.scene.words(life.container, said if used < budget else f"{said}, kill due"),
        short=said,
        tone="busy" if used < verdict.after else "bad",
        container=life.container,
        probe=ProbeType.STARTUP,
        within=max(left, 0.0),
        used=used,
        budget=budget,
        since=life.started,
    )


def _failing(type_: ProbeType, probe: Probe, life: _Life) -> Iterator[Item]:
    """A probe that has failed of late, and the container is still what it was."""
    lane = life.lane(type_)
    answered = _answered(life) if type_ is ProbeType.READINESS else None
    unanswered = type_ is ProbeType.STARTUP
    found = misses(lane, probe, life.counts, unanswered=unanswered, answered=answered) if lane else None
    if lane is None or found is None:
        return
    numbers, now = pace(probe), life.scene.now
    readiness = type_ is ProbeType.READINESS
    reached = found.proven >= found.threshold
    acted_on = found.last + acts_after(type_, life.scene.version)
    if reached and not readiness and now >= acted_on:
        # The kubelet may have had no budget left to tell of the kill.
        yield _ending(type_, probe, acted_on, found.text, life)
        return
    if not _fresh(found, probe, now) and (readiness or not reached):
        # A container that has not started up proves by itself that it has not recovered.
        if now - found.last <= RECENT and type_ is not ProbeType.STARTUP:
            yield _silent(type_, found, lane, life)
        return
    left = 0.0
    when = "out of service"
    if not (reached and readiness):
        still = 0 if reached else (found.threshold - found.proven) * numbers.slowest + numbers.timeout
        left = max(acted_on + still + ROUNDING - now, 0.0)
        when = f"{'out of service' if readiness else 'kill due'} within {_span(left)}"
    yield Item(
        Ahead.MISSES,
        sentence=life.scene.words(life.container, f"{type_}: {found.text}, {when}"),
        short=f"{type_} {_share(found)}, {when}",
        tone="busy" if readiness else "bad",
        container=life.container,
        probe=type_,
        misses=found.proven,
        threshold=found.threshold,
        at_least=found.at_least,
        within=left,
        times=_recently(lane, life),
        since=found.last,
    )


def _silent(type_: ProbeType, found: Misses, lane: Lane, life: _Life) -> Item:
    """The next attempt is over and nothing was told of it: it was a success, or it was not told."""
    now = life.scene.now
    ago = _span(now - found.last)
    proves = "still in service" if type_ is ProbeType.READINESS else "which proves no recovery"
    return Item(
        Ahead.SILENT,
        sentence=life.scene.words(
            life.container,
            f"{type_}: {found.text}, the last {ago} ago; nothing told since{_why_silent(lane, now)}, {proves}",
        ),
        short=f"{type_} {_share(found)}, {ago} ago",
        tone="muted",
        container=life.container,
        probe=type_,
        misses=found.proven,
        threshold=found.threshold,
        at_least=found.at_least,
        times=_recently(lane, life),
        since=found.last,
    )


def _errored(type_: ProbeType, life: _Life) -> Iterator[Item]:
    """A probe that cannot be asked, as far as is told."""
    lane, now = life.lane(type_), life.scene.now
    told = [mark for mark in (lane.marks if lane else ()) if life.counts(mark.end) and mark.kind in _ANSWERS]
    if lane is None or not told or told[-1].kind is not MarkKind.ERRORED or now - told[-1].end > RECENT:
        return
    times = _recently(lane, life, MarkKind.ERRORED)
    yield Item(
        Ahead.ERRORED,
        sentence=life.scene.words(
            life.container, f"{type_}: could not be asked, {_times(times)} in {_span(RECENT)}; that counts for nothing"
        ),
        short=f"{type_} not asked",
        tone="busy",
        container=life.container,
        probe=type_,
        times=times,
        since=told[-1].end,
    )


def _not_ready(probe: Probe, life: _Life) -> Item:
    """A container that runs and is out of service."""
    lane, now = life.lane(ProbeType.READINESS), life.scene.now
    found = misses(lane, probe, life.counts, answered=_answered(life)) if lane else None
    since = _not_ready_since(life)
    said = "not ready" if since is None else f"not ready for {_span(now - since)}"
    told = f", no failure told{_why_silent(lane, now)}"
    numbers = arithmetic(probe, ProbeType.READINESS, 0)
    young = found is None and now - life.started <= numbers.first_failure_by + ROUNDING
    if found is not None:
        told = f", {found.text}" + ("" if _fresh(found, probe, now) else f", the last {_span(now - found.last)} ago")
    return Item(
        Ahead.NOT_READY,
        sentence=life.scene.words(life.container, f"readiness: {said}{told}"),
        short=said,
        tone="busy" if young else "bad",
        container=life.container,
        probe=ProbeType.READINESS,
        misses=None if found is None else found.proven,
        threshold=pace(probe).failures,
        at_least=None if found is None else found.at_least,
        times=_recently(lane, life) if lane else None,
        since=since,
    )


def _not_ready_since(life: _Life) -> float | None:
    """Since when a container is not ready: the pod's own time, where no other container can have been the reason."""
    for condition in life.scene.pod.status.conditions or ():
        if condition.type == "Ready" and condition.status != "True" and condition.last_transition_time is not None:
            since = condition.last_transition_time.timestamp()
            return max(since, life.started) if is_alone(life.scene.pod) else None
    return None


def _answered(life: _Life) -> float | None:
    """When readiness was answered well in this run, as the pod's having become ready proves."""
    pod_lane = life.scene.timeline.lane(None, None)
    if not is_alone(life.scene.pod) or pod_lane is None:
        return None
    turns = [mark.end for mark in pod_lane.marks if mark.kind is MarkKind.READY]
    return max(filter(life.counts, turns), default=None)


# -- a pod that comes and goes


def _flapping(scene: _Scene) -> Iterator[Item]:
    since = scene.now - RECENT
    pod_lane = scene.timeline.lane(None, None)
    ready, falls = False, []
    for mark in pod_lane.marks if pod_lane else ():
        if mark.kind is MarkKind.NOT_READY and ready and mark.end > since:
            falls.append(mark.end)
        if mark.kind in (MarkKind.READY, MarkKind.NOT_READY):
            ready = mark.kind is MarkKind.READY
    exits = sum(
        mark.kind is MarkKind.EXITED and mark.end > since
        for lane in scene.timeline.lanes
        if lane.container is not None
        for mark in lane.marks
    )
    times = len(falls) - exits
    if times >= FLAPS:
        restarts = "no restart" if not exits else f"{exits} restart{'s' if exits > 1 else ''} besides"
        yield Item(
            Ahead.FLAPPING,
            sentence=f"readiness flapped {times} times in {_span(RECENT)}, {restarts}",
            short=f"flapped {times} times",
            tone="busy",
            probe=ProbeType.READINESS,
            times=times,
            since=min(falls),
        )


# -- words and numbers


def _why_silent(lane: Lane | None, now: float) -> str:
    """What keeps the kubelet from telling, or us from hearing, where something is known to: ` (there is ...)`."""
    gaps = lane.gaps if lane else ()
    reasons = [gap.reason for gap in gaps if gap.start <= now and (gap.end is None or gap.end > now)]
    return f" ({_SILENCES[reasons[-1]]})" if reasons else ""


def _fresh(found: Misses, probe: Probe, now: float) -> bool:
    numbers = pace(probe)
    return now - found.last <= numbers.slowest + numbers.timeout + ROUNDING


def _recently(lane: Lane, life: _Life, kind: MarkKind = MarkKind.FAILED) -> int:
    """How often in this run, within `RECENT`; of those at unknown times, only the last is sure to be of it."""
    since = life.scene.now - RECENT
    return sum(
        mark.count if mark.start > since and life.counts(mark.start) else 1
        for mark in lane.marks
        if mark.kind is kind and mark.end > since and life.counts(mark.end)
    )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _share(found: Misses) -> str:
    return f"{'≥' if found.at_least else ''}{found.proven}/{found.threshold}"


def _number(seconds: float) -> str:
    return str(math.floor(max(seconds, 0.0)))


def _span(seconds: float) -> str:
    """Seconds as one reads them: `9 s`, and from two minutes on as ages are, `4m46s`; a bound is never cut short."""
    whole = max(math.ceil(seconds), 0)
    return f"{whole} s" if whole < 120 else human_duration(whole)
