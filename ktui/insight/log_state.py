"""What becomes of a log's stream, and what is known of the container that writes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.model.objects import ContainerStatus, Pod, Terminated


class LogState(Enum):
    """What a stream does."""

    CONNECTING = "connecting"
    WAITING = "waiting"
    """The container has not started; it is asked for again."""
    FOLLOWING = "following"
    FAILED = "no log yet"
    """It could not be had; it is asked for again."""
    BROKEN = "link lost"
    """The stream broke off; it is asked for again."""
    ENDED = "ended"
    """All there is was read: the container ended, or its log of before was asked for."""
    GONE = "gone"
    """There is no such pod any more."""
    DENIED = "denied"
    NONE = "none"
    """There is no such log."""


@dataclass(frozen=True, slots=True)
class StreamState:
    """A stream's state and what there is to say about it."""

    state: LogState
    words: str = ""
    """Why: safe to show only through `visible`."""
    retry_at: float | None = None
    """When it is asked for again, in Unix seconds by this machine's clock."""


class FateIs(Enum):
    """Where a container is in its life."""

    UNKNOWN = "unknown"
    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Fate:
    """A container as the pods' watch last told of it."""

    now: FateIs
    restarts: int = 0
    words: str = ""
    """How it ended (`exit 1, Error`), or for what it waits."""
    before: str = ""
    """How the one before it ended."""


def ending(terminated: Terminated) -> str:
    """How a container ended, in a few words."""
    words = f"signal {terminated.signal}" if terminated.signal else f"exit {terminated.exit_code}"
    told = terminated.reason
    return f"{words}, {told}" if told and told not in ("Completed", "Error") else words


def fate_of(pod: Pod | None, container: str, *, uid: str) -> Fate:
    """What is known of a pod's container; `pod` is what goes by that name now, if it is still the one of `uid`."""
    if pod is None or pod.meta.uid != uid:
        return Fate(FateIs.GONE)
    status = next((status for status in statuses(pod) if status.name == container), None)
    if status is None:
        return Fate(FateIs.UNKNOWN)
    last = status.last_state.terminated
    before = ending(last) if last is not None else ""
    restarts = status.restart_count
    if status.state.running is not None:
        return Fate(FateIs.RUNNING, restarts, before=before)
    if status.state.terminated is not None:
        return Fate(FateIs.ENDED, restarts, ending(status.state.terminated), before)
    reason = status.state.waiting.reason if status.state.waiting is not None else ""
    if last is not None:
        return Fate(FateIs.ENDED, restarts, f"{before}; {reason}" if reason else before, before)
    return Fate(FateIs.WAITING, restarts, reason)


def statuses(pod: Pod) -> Iterator[ContainerStatus]:
    """Of all containers of a pod, its own first."""
    yield from pod.status.container_statuses or ()
    yield from pod.status.init_container_statuses or ()
    yield from pod.status.ephemeral_container_statuses or ()
