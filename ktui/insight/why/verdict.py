"""Verdicts as values. Times are Unix seconds, by the cluster's clock; texts may hold the cluster's own words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.model.evidence import EventWrite
    from ktui.model.objects import Node


class Cause(StrEnum):
    """Why a container ended, or why a pod is as it is."""

    LIVENESS_PROBE = "liveness-probe"
    STARTUP_PROBE = "startup-probe"
    OOM_KILLED = "oom-killed"
    EXIT = "exit"
    SIGNAL = "signal"
    START_ERROR = "start-error"
    IMAGE = "image"
    CONFIG = "config"
    EVICTED = "evicted"
    PREEMPTED = "preempted"
    NODE_LOST = "node-lost"
    DELETED = "deleted"
    UNSCHEDULABLE = "unschedulable"
    GATED = "gated"
    VOLUME = "volume"
    INIT = "init"
    READINESS = "readiness"
    COMPLETED = "completed"
    RUNNING = "running"
    UNKNOWN = "unknown"


class Around(msgspec.Struct, frozen=True):
    """What stands around a pod, as far as it is known."""

    node: Node | None = None
    """The one it runs on."""
    owner_events: Sequence[EventWrite] = ()
    """What is told of the object that the pod belongs to, in any order."""


Source = Literal["event", "status", "spec", "history"]
"""Where a piece of evidence stands: an event, the pod's status, its spec, or our own file alone."""


class Clue(msgspec.Struct, frozen=True):
    """One piece of evidence."""

    at: float | None
    """When it was; None for what has no time, as a spec."""
    source: Source
    text: str


class Now(msgspec.Struct, frozen=True):
    """Why a pod is as it is."""

    cause: Cause
    sentence: str
    short: str
    """Its shortest form, for a column: `liveness: HTTP 500, 3 of 3`."""
    clues: tuple[Clue, ...] = ()
    """In the order of time."""
    container: str = ""
    """Which container it is about; "" where it is about the pod."""


class Restart(msgspec.Struct, frozen=True):
    """Why a container ended and another took its place; or `count` such ends of which no exit is told."""

    container: str
    at: float | None
    """When it ended; None: not told."""
    cause: Cause
    exit_code: int | None
    signal: int | None
    """The one that ended it, also where only the code says so (137: 9)."""
    sentence: str
    clues: tuple[Clue, ...] = ()
    missing: tuple[str, ...] = ()
    """What would be evidence too and is not there, in sentences."""
    count: int = 1
    replaced: bool = True
    """Whether another container has taken its place; False: that is still to come, or never will."""


class Verdict(msgspec.Struct, frozen=True):
    """All of it, the newest restart first."""

    now: Now
    restarts: tuple[Restart, ...] = ()
