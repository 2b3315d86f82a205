"""What is known of one pod's past: a set of observations, the same in whatever order and however often they came.

Two streams tell of a pod, its own and that of its events, each may be cut and begin again, and a file may tell of what
was seen before. So nothing here counts what arrives: each observation has an identity, and what is made of them
(`insight/probes`, `insight/why`) is a function of the set.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from ktui.insight.events import last_seen, times
from ktui.model.evidence import Deletion, EventWrite, Exit, Gone, Readiness, Start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ktui.model.evidence import Observation
    from ktui.model.objects import ContainerStatus, Event, Pod, Terminated

MAX_WRITES = 400
"""Writes of one pod's events that are kept, the latest: those before them are still in the count of the first."""

MAX_OTHERS = 200
"""Exits, starts and turns of readiness that are kept of one pod, the latest of each."""

LONGEST_TEXT = 1000
"""Characters that are kept of what was told: an event's message has 1,024 at most, a container's last words 4,096."""

_PART = re.compile(r"spec\.\w+\{(.+)\}")

Series = tuple[str, float]
"""The name of an event and its `first`: one of that name with another beginning is counted anew."""

K = TypeVar("K")
V = TypeVar("V", bound="Observation")


class Evidence(msgspec.Struct, eq=False, gc=False):
    """What is known of the past of one pod, by its uid; `note_pod` and its like tell what of it was new.

    Where one thing was told in two ways, one of them stands, whichever came first. Where there is too much, the
    earliest is forgotten. So the set is the same in whatever order its parts came.
    """

    uid: str
    series: dict[Series, dict[int, EventWrite]] = {}
    """The writes of each event by their count; in no order."""
    exits: dict[tuple[str, str, float | None], Exit] = {}
    """By container, its id and its end; one that has neither is told from others by its ordinal."""
    starts: dict[tuple[str, float], Start] = {}
    readiness: dict[tuple[float, bool], Readiness] = {}
    deletion: Deletion | None = None
    """The first that was asked for: the kubelet asks once more when all has ended, with no grace."""
    gone: Gone | None = None
    remembered: dict[Observation, None] = {}
    """Those of which nothing but a file of ours tells; no set, which garbage collections would walk."""
    revision: int = 0
    """Grows with whatever is new."""
    _writes: int = 0

    # -- what comes in

    def note(self, each: Observation) -> bool:
        """An observation as the cluster tells it; whether it was not known, or known otherwise."""
        return self._add(each)

    def note_pod(self, pod: Pod) -> list[Observation]:
        """A pod as it stands; what it tells that was not known."""
        return [each for each in seen_in_pod(pod) if self._add(each)]

    def note_event(self, event: Event) -> list[Observation]:
        """An event as it stands; what it tells that was not known."""
        write = seen_in_event(event)
        return [write] if write is not None and self._add(write) else []

    def note_gone(self, at: float) -> list[Observation]:
        """The pod is there no more, as was heard at `at`."""
        gone = Gone(at=at)
        return [gone] if self._add(gone) else []

    def remember(self, observations: Iterable[Observation]) -> None:
        """What a file tells of the pod."""
        for each in observations:
            self._add(each, from_file=True)

    # -- what is known

    def writes(self) -> Iterator[EventWrite]:
        """All of them, in no order."""
        for series in self.series.values():
            yield from series.values()

    def __bool__(self) -> bool:
        return bool(self.series or self.exits or self.starts)

    # -- one observation

    def _add(self, each: Observation, *, from_file: bool = False) -> bool:
        """Whether it is among what is known now, and was not, or was told otherwise."""
        known = self._known(each)
        if known is None:
            kept = self._put(each)
            if kept and from_file:
                self.remembered[each] = None
            self.revision += kept
            return kept
        stands = known if _standing(known) <= _standing(each) else each
        remembered = known in self.remembered
        if stands is not known:
            self.remembered.pop(known, None)
            self._put(stands)
        if remembered and from_file:
            self.remembered[stands] = None
        else:
            self.remembered.pop(stands, None)
        self.revision += stands is not known or (remembered and not from_file)
        return stands is not known

    def _known(self, each: Observation) -> Observation | None:
        """The same thing as it was told before."""
        match each:
            case EventWrite():
                return self.series.get((each.name, each.first), {}).get(each.count)
            case Exit():
                return self.exits.get(_which_exit(each))
            case Start():
                return self.starts.get((each.container, each.at))
            case Readiness():
                return self.readiness.get((each.at, each.ready))
            case Deletion():
                return self.deletion
            case Gone():
                return self.gone

    def _put(self, each: Observation) -> bool:
        """Keep it, in the place of the same thing or as another one; False: it is too old to be kept."""
        match each:
            case EventWrite():
                return self._put_write(each)
            case Exit():
                return self._bound(self.exits, _which_exit(each), each)
            case Start():
                return self._bound(self.starts, (each.container, each.at), each)
            case Readiness():
                return self._bound(self.readiness, (each.at, each.ready), each)
            case Deletion():
                self.deletion = each
            case Gone():
                self.gone = each
        return True

    def _put_write(self, write: EventWrite) -> bool:
        series = self.series.setdefault((write.name, write.first), {})
        self._writes += write.count not in series
        series[write.count] = write
        if self._writes <= MAX_WRITES:
            return True
        oldest = min(self.writes(), key=_age)
        self._writes -= 1
        self.remembered.pop(oldest, None)
        series = self.series[oldest.name, oldest.first]
        del series[oldest.count]
        if not series:
            del self.series[oldest.name, oldest.first]
        return oldest is not write

    def _bound(self, known: dict[K, V], key: K, value: V) -> bool:
        known[key] = value
        if len(known) <= MAX_OTHERS:
            return True
        oldest = min(known, key=lambda key: _age(known[key]))
        self.remembered.pop(known.pop(oldest), None)
        return oldest != key


def _which_exit(each: Exit) -> tuple[str, str, float | None]:
    if each.container_id or each.finished is not None:
        return each.container, each.container_id, each.finished
    return each.container, f"#{each.ordinal}", None


def _age(each: Observation) -> tuple[Any, ...]:
    """The earliest first; no two that are kept are alike in it."""
    match each:
        case EventWrite():
            return each.last, each.name, each.first, each.count
        case Exit():
            at = each.finished or each.started or 0.0
            return at, each.finished is None, each.ordinal, each.container, each.container_id
        case Start():
            return each.at, each.container
        case Readiness():
            return each.at, each.ready
    return (each.at,)


def _standing(each: Observation) -> tuple[Any, ...]:
    """Which of two ways to tell one thing stands: that with the least of this."""
    match each:
        case EventWrite():
            return -each.last, each.message, each.reason, each.type, each.container, each.source, each.host
        case Exit():
            # Between two runs the status counts for a moment as if the one that is made had been there already.
            began = (each.started is None, each.started or 0.0)
            return each.ordinal, began, each.exit_code, each.signal, each.reason, each.message
        case Start():
            return (each.ordinal,)
        case Deletion():
            return each.at, not each.grace, each.grace
    return (each.at,)


def seen_in_event(event: Event) -> EventWrite | None:
    """The write of an event that stands there; None for one without a time."""
    last = last_seen(event)
    if last is None:
        return None
    first = event.first_timestamp or event.event_time or event.meta.creation_timestamp or last
    part = _PART.fullmatch(event.involved_object.field_path)
    return EventWrite(
        name=event.meta.name,
        count=max(times(event), 1),
        reason=sys.intern(event.reason),
        type=sys.intern(event.type),
        message=sys.intern(event.message[:LONGEST_TEXT]),
        container=sys.intern(part[1]) if part else "",
        first=first.timestamp(),
        last=last.timestamp(),
        source=sys.intern(event.source.component or event.reporting_component),
        host=sys.intern(event.source.host),
    )


def seen_in_pod(pod: Pod) -> Iterator[Observation]:
    """What a pod's status tells of its past."""
    status = pod.status
    for statuses in (status.init_container_statuses, status.container_statuses, status.ephemeral_container_statuses):
        for container in statuses or ():
            yield from _seen_in_container(container)
    for condition in status.conditions or ():
        if condition.type == "Ready" and condition.last_transition_time is not None:
            yield Readiness(at=condition.last_transition_time.timestamp(), ready=condition.status == "True")
    asked = pod.meta.deletion_timestamp
    if asked is not None:
        grace = float(pod.meta.deletion_grace_period_seconds or 0)
        yield Deletion(at=asked.timestamp() - grace, grace=grace)


def _seen_in_container(status: ContainerStatus) -> Iterator[Observation]:
    now, before = status.state, status.last_state
    # A container that waits to be started again is told as the last one already, and is not counted yet.
    ended_before = status.restart_count - (now.waiting is None)
    for ended, ordinal in ((before.terminated, ended_before), (now.terminated, status.restart_count)):
        if ended is not None:
            exit_ = _exit(status.name, ended, max(ordinal, 0))
            yield exit_
            if exit_.started is not None:
                yield Start(container=status.name, at=exit_.started, ordinal=exit_.ordinal)
    began = _seconds(now.running.started_at) if now.running is not None else None
    if began is not None:
        yield Start(container=status.name, at=began, ordinal=status.restart_count)


def _exit(container: str, ended: Terminated, ordinal: int) -> Exit:
    return Exit(
        container=container,
        container_id=ended.container_id,
        started=_seconds(ended.started_at),
        finished=_seconds(ended.finished_at),
        exit_code=ended.exit_code,
        signal=ended.signal,
        reason=ended.reason,
        message=ended.message[:LONGEST_TEXT],
        ordinal=ordinal,
    )


def _seconds(moment: datetime | None) -> float | None:
    """None also for 1970: what never began is told to have begun then."""
    return (moment.timestamp() or None) if moment is not None else None
