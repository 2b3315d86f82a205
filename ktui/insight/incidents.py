"""What went wrong in a course of events, one thing after the other: kills, exits, failures.

What is told of an object's past when it is first heard of is no news: only what differs from what was known before is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ktui.insight.events import last_seen, times
from ktui.model.objects import Event, Job, Pod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.model.objects import Condition, ContainerStatus, Terminated

FRESH = 60.0
"""Seconds within which an event is heard of that has just happened: one that a first list tells may be an hour old."""


class Sort(Enum):
    """What a thing that went wrong is."""

    KILL = "kill"
    """The kubelet ends a container."""
    EXIT = "exit"
    """A container has ended, or a pod has failed as a whole."""
    FAILURE = "failure"
    """A probe or a Job has failed."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that went wrong."""

    at: float
    """When it was heard of, in Unix seconds."""
    sort: Sort
    namespace: str
    name: str
    """Whose it is: a pod's or a Job's."""
    words: str
    """What happened, in a few words; of the cluster's own text, so not fit to be shown as it is."""
    count: int = 1
    """How often, where several are told at once."""


Known = Pod | Event | Job
"""What tells of such things."""


class Incidents:
    """Takes in objects as they are heard of, and tells what went wrong since each was heard of last."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], Known] = {}

    def note(self, at: float, resource: str, key: tuple[str, str], obj: Known | None) -> Iterator[Incident]:
        """What an object tells that is new; None: it is gone."""
        before = self._known.pop((resource, *key), None)
        if obj is None:
            return
        self._known[resource, *key] = obj
        if before is not None and before.meta.uid != obj.meta.uid:
            before = None
        if isinstance(obj, Event):
            yield from _of_event(at, before if isinstance(before, Event) else None, obj)
        elif isinstance(obj, Pod) and isinstance(before, Pod):
            yield from _of_pod(at, before, obj)
        elif isinstance(obj, Job) and isinstance(before, Job):
            yield from _of_job(at, before, obj)


_EVENTS = {"Killing": Sort.KILL, "Unhealthy": Sort.FAILURE}
"""Reasons of events that count."""


def _of_event(at: float, before: Event | None, event: Event) -> Iterator[Incident]:
    sort = _EVENTS.get(event.reason)
    if sort is None:
        return
    seen = last_seen(event)
    more = times(event) - (times(before) if before is not None else 0)
    if before is None and (seen is None or at - seen.timestamp() > FRESH):
        return
    if more > 0:
        about = event.involved_object
        words = "killed" if sort is Sort.KILL else event.message.partition(":")[0] or event.reason
        yield Incident(at, sort, about.namespace, about.name, words, more)


def _of_pod(at: float, before: Pod, pod: Pod) -> Iterator[Incident]:
    known = {status.name: status for status in _statuses(before)}
    for status in _statuses(pod):
        old = known.get(status.name)
        ended = _ended(old, status) if old is not None else None
        if ended is not None:
            yield Incident(at, Sort.EXIT, *pod.key, _exit_words(ended))
    if pod.status.phase == "Failed" and before.status.phase != "Failed" and pod.status.reason:
        yield Incident(at, Sort.EXIT, *pod.key, pod.status.reason)


def _statuses(pod: Pod) -> Iterator[ContainerStatus]:
    yield from pod.status.init_container_statuses or ()
    yield from pod.status.container_statuses or ()


def _ended(before: ContainerStatus, status: ContainerStatus) -> Terminated | None:
    """How a container has ended since; one that did its work is not told of, unless it is started again for that."""
    earlier = (before.state.terminated, before.last_state.terminated)
    for ended in (status.state.terminated, status.last_state.terminated):
        if ended is not None and ended.exit_code and ended not in earlier:
            return ended
    again = status.restart_count > before.restart_count
    last = status.last_state.terminated
    return last if again and last is not None and not last.exit_code else None


def _exit_words(ended: Terminated) -> str:
    reason = f" {ended.reason}" if ended.reason not in ("", "Error", "Completed") else ""
    return f"exit {ended.exit_code}{reason}"


def _of_job(at: float, before: Job, job: Job) -> Iterator[Incident]:
    failed = _failed(job)
    if failed is not None and _failed(before) is None:
        yield Incident(at, Sort.FAILURE, *job.key, f"failed {failed.reason}".strip())


def _failed(job: Job) -> Condition | None:
    return next(
        (each for each in job.status.conditions or () if each.type == "Failed" and each.status == "True"),
        None,
    )
