"""What a pretend container does in one run: whether it starts, how it answers probes, when it ends, what it writes.

A kubelet asks its `Programs` before each attempt to start a container, so runs may differ: the third one may work, the
second pull may find the image. A program is a value without memory of its own; all that its answers may depend on is
handed to it, and chance comes from `random` alone (a stream of the agenda's), so the same seed gives the same story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from random import Random

    from ktui.demo.server.statuses import Raw

ProbeKind = Literal["startup", "liveness", "readiness"]
"""The three probes of a container."""


@dataclass(frozen=True, slots=True)
class Launch:
    """One attempt to start a container."""

    pod: Raw
    """As the kubelet knows it; not to be changed."""
    container: Raw
    """Of the pod's spec: a container or an init container."""
    run: int
    """How often it has been started before: the restart count to be."""
    tries: int
    """How many attempts of this run have failed before it started: pulls, missing configuration."""
    at: float
    """Unix seconds."""
    random: Random

    @property
    def env(self) -> dict[str, str]:
        """The variables that have a plain value."""
        return {each["name"]: each["value"] for each in self.container.get("env", ()) if "value" in each}


@dataclass(frozen=True, slots=True)
class Image:
    """Where the container's image comes from."""

    local: bool = True
    """It is on every node from the beginning."""
    pull_seconds: float = 1.5
    """How long a pull takes, also one that fails."""
    size: int = 5_254_880
    """Bytes, as the kubelet tells after a pull."""
    failure: str = ""
    """The runtime's words for why it cannot be pulled; "": it can."""


@dataclass(frozen=True, slots=True)
class StartFailure:
    """The container does not get to run.

    | step | waiting reason, then | message |
    |---|---|---|
    | `config` | CreateContainerConfigError | `configmap "settings" not found` |
    | `create` | CreateContainerError | the runtime's |
    | `start` | RunContainerError, then terminated StartError | `exec: "x": executable file not found` |
    """

    step: Literal["config", "create", "start"]
    message: str
    code: int = 128
    """Of a `start`: 128 with containerd, 126 and 127 with older runtimes."""


@dataclass(frozen=True, slots=True)
class Exit:
    """The container ends by itself."""

    after: float
    """Seconds since it started."""
    code: int = 0
    """More than 128: killed by the signal that is left."""
    reason: str = ""
    """`OOMKilled`; "": `Completed` or `Error`, as the code has it."""
    message: str = ""
    """What it left in its termination message."""


@dataclass(frozen=True, slots=True)
class OnTerm:
    """What SIGTERM does."""

    after: float = 0.05
    """Seconds until it is gone; `inf`: it ignores the signal, and is killed when its time is up (137)."""
    code: int = 143


IGNORES_TERM = OnTerm(inf)
"""As process 1 does that has set no handler."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One probe, as the program meets it."""

    probe: ProbeKind
    spec: Raw
    """The probe's own: its handler, `timeoutSeconds`."""
    since: float
    """Seconds since the container started."""
    at: float
    """Unix seconds."""
    number: int
    """How many probes this run has been asked before, of all kinds: 0 is the first."""
    address: str
    """The pod's IP."""
    random: Random


@dataclass(frozen=True, slots=True)
class Answer:
    """What a probe finds."""

    kind: Literal["success", "failed", "errored", "warning"]
    message: str = ""
    """What follows `probe failed: ` (or errored, warning) in the event: see `wording.py` for the real texts."""
    seconds: float = 0.0
    """How long it takes to come; a timeout takes the whole `timeoutSeconds`."""
    until: float = 0.0
    """Seconds since start. Until then each probe of this kind gets the same answer and need not be asked: `inf` costs a
    healthy container nothing."""


HEALTHY = Answer("success", until=inf)
"""For good."""


def always_healthy(attempt: Attempt) -> Answer:
    """What answers where nothing else is said."""
    return HEALTHY


Answers = Callable[[Attempt], Answer]


def silent(started: float, after: float, upto: float) -> Iterable[tuple[float, str]]:
    """Nothing is written."""
    return ()


Writing = Callable[[float, float, float], Iterable[tuple[float, str]]]
"""`(started, after, upto)`: the lines of a run that began at `started` (Unix seconds), those of the time since start
that lies in `(after, upto]`, in order, as (seconds since start, line with its end). It is asked when somebody reads,
and may be asked about any stretch of time, so a line depends on its own time alone."""


@dataclass(frozen=True, slots=True)
class Program:
    """One run of a container; unless told otherwise it runs for ever, is healthy, and ends when it is asked to."""

    image: Image = field(default_factory=Image)
    failure: StartFailure | None = None
    exit: Exit | None = None
    """None: never by itself."""
    on_term: OnTerm = field(default_factory=OnTerm)
    answers: Answers = always_healthy
    writes: Writing = silent
    create_seconds: float = 0.05
    """From `Pulled` to `Created`."""
    start_seconds: float = 0.05
    """From `Created` to `Started`."""


Programs = Callable[[Launch], Program]
"""What each container of a cluster does."""


def healthy(launch: Launch) -> Program:
    """All run, and run well."""
    return Program()
