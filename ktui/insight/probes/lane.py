"""The timeline of a pod as a value: lanes with marks and gaps. Times are Unix seconds, by the cluster's clock."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from ktui.model.evidence import ProbeType


class MarkKind(StrEnum):
    """What happened."""

    FAILED = "failed"
    """A probe's answer was no."""
    ERRORED = "errored"
    """A probe could not be asked; it counts towards no threshold."""
    WARNED = "warned"
    """A probe's answer was yes, with a warning."""
    KILLING = "killing"
    """The kubelet ends a container."""
    STARTED = "started"
    EXITED = "exited"
    READY = "ready"
    NOT_READY = "notReady"
    DELETED = "deleted"


class GapReason(StrEnum):
    """Why nothing can be known of a time."""

    BUDGET = "budget"
    """The kubelet had told so many events of the pod that it told no more but one in five minutes."""
    TTL = "ttl"
    """The cluster had forgotten it before anyone watched."""
    DISCONNECTED = "disconnected"
    """Nobody watched: the connection was lost, or it is not permitted."""
    UNSEEN = "unseen"
    """Something happened, but not told is what: a container was started again more often than ends are known."""


class Mark(msgspec.Struct, frozen=True, gc=False):
    """What happened `count` times, the last time at `end`.

    Once: `start` and `end` are the same. More often: in the time after `start` up to `end`, at unknown times but for
    the last, and where `first_known` the first, which then was at `start`. (A struct, as a pod may have hundreds.)
    """

    kind: MarkKind
    start: float
    end: float
    count: int = 1
    message: str = ""
    """What was told, of the last time; the cluster's own text, not fit to be shown as it is."""
    exit_code: int | None = None
    reason: str = ""
    """An exit's."""
    first_known: bool = False
    remembered: bool = False
    """Whether nothing but our own file tells of it."""


class Gap(msgspec.Struct, frozen=True):
    """A time of which nothing can be known."""

    start: float
    end: float | None
    """None: it goes on."""
    reason: GapReason


class Lane(msgspec.Struct, frozen=True):
    """What is known of one probe of one container, in the order of time.

    Without `probe`: what a container tells otherwise (its starts and exits, kills that are no probe's). Without
    `container` as well: what is told of the whole pod (its readiness, its deletion), and occurrences of which it is not
    told whose they are.
    """

    container: str | None
    probe: ProbeType | None
    marks: tuple[Mark, ...] = ()
    """By their `end`; of one second a failure comes before the kill that it led to, and that before the exit."""
    gaps: tuple[Gap, ...] = ()
    """In order, none over another; for the budget or the TTL none over a mark that tells the count of its time."""
    configured: bool = True
    """Whether the container has such a probe now."""

    def count(self, kind: MarkKind) -> int:
        """How often something happened, as far as it is told."""
        return sum(mark.count for mark in self.marks if mark.kind is kind)


class Timeline(msgspec.Struct, frozen=True):
    """The lanes of a pod.

    Of its containers in their order (init containers first), their probes in the order in which they are asked, then
    what the container tells otherwise; the pod's own lane comes last. A lane is there where there is such a probe, or a
    mark in it; the others always.
    """

    lanes: tuple[Lane, ...] = ()

    def lane(self, container: str | None, probe: ProbeType | None) -> Lane | None:
        """One of them."""
        return next((lane for lane in self.lanes if (lane.container, lane.probe) == (container, probe)), None)
