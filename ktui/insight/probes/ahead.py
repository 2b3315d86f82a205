"""What lies ahead of a pod as a value. Times are Unix seconds, by the cluster's clock; names are the cluster's own."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from ktui.model.evidence import ProbeType


class Ahead(StrEnum):
    """What an item is about, the most pressing first."""

    TERMINATING = "terminating"
    """The pod is being deleted; failing probes mean nothing now."""
    KILLED = "killed"
    """A probe's verdict has been reached, and the container is about to end."""
    MISSES = "misses"
    """A probe fails, and not yet as often as its threshold."""
    BACK_OFF = "backOff"
    """A container that keeps ending is held back."""
    START_UP = "startUp"
    """A start-up probe has not been answered yet."""
    IMAGE_BACK_OFF = "imageBackOff"
    """An image could not be pulled, and is tried again."""
    NOT_READY = "notReady"
    """A running container is out of service."""
    FLAPPING = "flapping"
    """The pod ceased to be ready again and again."""
    ERRORED = "errored"
    """A probe could not be asked, which counts towards no threshold."""
    SILENT = "silent"
    """A probe has failed, and nothing has been told since; that proves nothing."""


class Item(NamedTuple):
    """One thing that lies ahead, in words and in numbers; what is not known, or has no meaning, is None."""

    kind: Ahead
    sentence: str
    """`liveness: 2 of 3 misses, kill due within 9 s`."""
    short: str
    """Its shortest form: `kill within 9 s`."""
    tone: str
    """As of a page's spans (`insight/page.py`): it repeats what the words say."""
    container: str | None = None
    probe: ProbeType | None = None
    misses: int | None = None
    """Failures in a row, never more than are proven, and never more than the threshold."""
    threshold: int | None = None
    at_least: bool | None = None
    """Whether there may have been more misses."""
    within: float | None = None
    """Seconds until it has happened, or is due, at the latest; 0: it should have."""
    used: float | None = None
    """Seconds of the budget that have passed."""
    budget: float | None = None
    delay: float | None = None
    """Seconds of a back-off, all in all."""
    times: int | None = None
    """How often it happened within `RECENT`."""
    since: float | None = None
    """Since when it is so; of a silence, when the last failure was told."""

    def json(self) -> dict[str, Any]:
        """One of the `items` of `now` of `ktui probes`."""
        return {
            "kind": self.kind,
            "container": self.container,
            "probe": self.probe,
            "sentence": self.sentence,
            "short": self.short,
            "misses": self.misses,
            "threshold": self.threshold,
            "atLeast": self.at_least,
            "withinSeconds": self.within,
            "usedSeconds": self.used,
            "budgetSeconds": self.budget,
            "delaySeconds": self.delay,
            "times": self.times,
            "since": _stamp(self.since) if self.since is not None else None,
        }


RECENT = 600.0
"""Seconds that count as now: for flapping, for failures below the threshold."""


class Outlook(msgspec.Struct, frozen=True):
    """What lies ahead, the most pressing first; empty where nothing does."""

    items: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def first(self) -> Item | None:
        """The most pressing; its sentence stands for all where there is room for one."""
        return self.items[0] if self.items else None

    @property
    def flapping(self) -> bool:
        """Whether the pod ceased to be ready again and again of late, without a restart that explains it."""
        return any(item.kind is Ahead.FLAPPING for item in self.items)

    @property
    def near_miss(self) -> bool:
        """Whether a probe failed of late, below its threshold as far as is known."""
        return any(item.kind in (Ahead.MISSES, Ahead.SILENT) for item in self.items)

    def json(self) -> dict[str, Any]:
        """The `now` of `ktui probes`; all keys are always there."""
        first = self.first
        return {
            "sentence": None if first is None else first.sentence,
            "short": None if first is None else first.short,
            "items": [item.json() for item in self.items],
        }


def _stamp(at: float) -> str | None:
    """As the API writes times; None for one that has no year of four figures."""
    try:
        return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None
