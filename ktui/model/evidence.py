"""What was seen of a pod's past, one thing at a time: each is the same thing whoever tells of it again.

Each may be kept in a file and read again, so that a past outlives the cluster's memory of it. Times are Unix seconds,
by the cluster's clock; the API tells whole seconds.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class ProbeType(StrEnum):
    """Which question a probe asks, in the order in which they are asked."""

    STARTUP = "startup"
    LIVENESS = "liveness"
    READINESS = "readiness"


class EventWrite(msgspec.Struct, frozen=True, gc=False, tag_field="seen", tag="event", kw_only=True):
    """An event as it stood when it was written: the `count`-th time that it happened.

    `name`, `first` and `count` make it the same one. An event keeps its name and its beginning while it goes on, even
    where the server had forgotten it meanwhile and it was made again; its message may change where it stands for
    similar ones.
    """

    name: str
    """The event object's."""
    count: int
    """How often it had happened then, at least once; one more than the one before means: once, at `last`."""
    reason: str
    type: str
    """Normal or Warning."""
    message: str
    container: str = ""
    """Which container it is about; "" where it is about the whole pod."""
    first: float
    """Later than `last` where the teller's clock was set back."""
    last: float
    source: str = ""
    """Who tells: `kubelet`."""
    host: str = ""


class Exit(msgspec.Struct, frozen=True, gc=False, tag_field="seen", tag="exit", kw_only=True):
    """A container's end. `container`, `container_id` and `finished` make it the same one, else `ordinal`."""

    container: str
    container_id: str = ""
    started: float | None = None
    finished: float | None = None
    exit_code: int = 0
    signal: int = 0
    reason: str = ""
    message: str = ""
    ordinal: int = 0
    """How often the container had been started again before this run of it: 0 for the first."""


class Start(msgspec.Struct, frozen=True, gc=False, tag_field="seen", tag="start", kw_only=True):
    """A container's beginning. `container` and `at` make it the same one."""

    container: str
    at: float
    ordinal: int = 0
    """How often it had been started again before, as for `Exit`."""


class Readiness(msgspec.Struct, frozen=True, gc=False, tag_field="seen", tag="ready", kw_only=True):
    """The pod became ready, or ceased to be: in one second it may do both."""

    at: float
    ready: bool


class Deletion(msgspec.Struct, frozen=True, gc=False, tag_field="seen", tag="deletion", kw_only=True):
    """The pod's deletion was asked for at `at`, to be done within `grace` seconds."""

    at: float
    grace: float = 0.0


class Gone(msgspec.Struct, frozen=True, gc=False, tag_field="seen", tag="gone", kw_only=True):
    """The pod was there no more, as was heard at `at`."""

    at: float


Observation = EventWrite | Exit | Start | Readiness | Deletion | Gone


class Watched(msgspec.Struct, frozen=True, gc=False):
    """What of a pod's events can have been seen at all."""

    since: float | None = None
    """From when on they were watched; None: never, as where it is not permitted."""
    lost: tuple[tuple[float, float | None], ...] = ()
    """Times without a connection, each from when until when (None: still), the earliest first."""
    ttl: float = 3600.0
    """Seconds for which a cluster keeps an event after its last write, unless it is told otherwise."""
