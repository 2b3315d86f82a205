"""What is known of one pod's past: a set of observations, the same in whatever order and however often they came.

Two streams tell of a pod, its own and that of its events, each may be cut and begin again, and a file may tell of what
was seen before. So nothing here counts what arrives: each observation has an identity, and what is made of them
(`insight/probes`, `insight/why`) is a function of the set.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, TypeVar

from ktui.insight.events import last_seen, times
from ktui.model.evidence import Deletion, EventWrite, Exit, Gone, Readiness, Start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from ktui.model.evidence import Observation
    from ktui.model.objects import ContainerStatus, Event, Pod, Terminated

MAX_WRITES = 400
"""Writes of one pod's events that are kept: of a series of counts any may be left out, and two ticks become `x2`."""

MAX_OTHERS = 200
"""Exits and starts, and turns of readiness, that are kept of one pod, the latest of each."""

LONGEST_TEXT = 1000
"""Characters that are kept of what was told: an event's message has 1,024 at most, a container's last words 4,096."""

_PART = re.compile(r"spec\.\w+\{(.+)\}")

K = TypeVar("K")
V = TypeVar("V")


class Evidence:
    """What is known of the past of one pod, by its uid; `note` and its like tell what of it was new."""

    def __init__(self, uid: str) -> None:
        self.uid = uid
        self.series: dict[str, dict[int, EventWrite]] = {}
        """The writes of each event by the event's name, and by their count; in no order."""
        self.exits: dict[tuple[str, str, float | None], Exit] = {}
        self.starts: dict[tuple[str, float], Start] = {}
        self.readiness: dict[float, Readiness] = {}
        self.deletion: Deletion | None = None
        self.gone: Gone | None = None
        self.remembered: set[Observation] = set()
        """Those of which nothing but a file of ours tells."""
        self.revision = 0
        """Grows with whatever is new."""
        self._writes = 0

    # -- what comes in

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
            if self._add(each):
                self.remembered.add(each)

    # -- what is known

    def writes(self) -> Iterator[EventWrite]:
        """All of them, in no order."""
        for series in self.series.values():
            yield from series.values()

    def __bool__(self) -> bool:
        return bool(self.series or self.exits or self.starts)

    # -- one observation

    def _add(self, each: Observation) -> bool:
        known = self._known(each)
        if known is not None:
            if known in self.remembered:
                self.remembered.discard(known)
                self.revision += 1
            return False
        self.revision += 1
        match each:
            case EventWrite():
                self.series.setdefault(each.name, {})[each.count] = each
                self._writes += 1
                if self._writes > MAX_WRITES:
                    self._thin()
            case Exit():
                self.exits[each.container, each.container_id, each.finished] = each
                _bound(self.exits, lambda one: one.finished or 0.0)
            case Start():
                self.starts[each.container, each.at] = each
                _bound(self.starts, lambda one: one.at)
            case Readiness():
                self.readiness[each.at] = each
                _bound(self.readiness, lambda one: one.at)
            case Deletion():
                self.deletion = each
            case Gone():
                self.gone = each
        return True

    def _known(self, each: Observation) -> Observation | None:
        """The same thing as it was told before."""
        match each:
            case EventWrite():
                return self.series.get(each.name, {}).get(each.count)
            case Exit():
                return self.exits.get((each.container, each.container_id, each.finished))
            case Start():
                return self.starts.get((each.container, each.at))
            case Readiness():
                return self.readiness.get(each.at)
            case Deletion():
                return self.deletion
            case Gone():
                return self.gone

    def _thin(self) -> None:
        """Leave out every second of the older writes between the first and the last of each event."""
        between = [
            write
            for series in self.series.values()
            for count, write in series.items()
            if min(series) < count < max(series)
        ]
        between.sort(key=lambda write: (write.last, write.name, write.count))
        for write in between[: MAX_WRITES // 2 : 2]:
            del self.series[write.name][write.count]
            self.remembered.discard(write)
            self._writes -= 1


def _bound(known: dict[K, V], at: Callable[[V], float]) -> None:
    """Forget the earliest, where there are too many."""
    if len(known) > MAX_OTHERS:
        del known[min(known, key=lambda key: at(known[key]))]


def seen_in_event(event: Event) -> EventWrite | None:
    """The write of an event that stands there; None for one without a time."""
    last = last_seen(event)
    if last is None:
        return None
    first = event.first_timestamp or event.event_time or last
    part = _PART.fullmatch(event.involved_object.field_path)
    return EventWrite(
        name=event.meta.name,
        count=max(times(event), 1),
        reason=sys.intern(event.reason),
        type=sys.intern(event.type),
        message=sys.intern(event.message[:LONGEST_TEXT]),
        container=sys.intern(part[1]) if part else "",
        first=min(first, last).timestamp(),
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
            yield _exit(status.name, ended, max(ordinal, 0))
            if ended.started_at is not None:
                yield Start(container=status.name, at=ended.started_at.timestamp(), ordinal=max(ordinal, 0))
    if now.running is not None and now.running.started_at is not None:
        yield Start(container=status.name, at=now.running.started_at.timestamp(), ordinal=status.restart_count)


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
    return None if moment is None else moment.timestamp()
