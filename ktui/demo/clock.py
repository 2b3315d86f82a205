"""A demo's time: a straight line over this machine's, which a cluster and a screen in two processes can share."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoTime:
    """Which demo time belongs to which time of this machine.

    This machine's time is its monotonic clock, which is the same for all processes and stands still while the machine
    is suspended: a laptop that sleeps a night through does not have to make up for the cluster's night.
    """

    begun: float
    """A second of the monotonic clock ..."""
    start: float
    """... at which the demo's clock said this: Unix seconds."""
    speed: float = 1.0
    """Demo seconds in one of this machine's; above 0."""

    def at(self, monotonic: float) -> float:
        """The demo's time, in Unix seconds, at a second of the monotonic clock."""
        return self.start + (monotonic - self.begun) * self.speed

    def when(self, demo: float) -> float:
        """At which second of the monotonic clock the demo's clock says `demo`."""
        return self.begun + (demo - self.start) / self.speed

    def now(self) -> float:
        """The demo's time, in Unix seconds."""
        return self.at(time.monotonic())

    def __str__(self) -> str:
        """Its three numbers, as `parse` reads them."""
        return f"{self.begun!r},{self.start!r},{self.speed!r}"

    @classmethod
    def parse(cls, text: str) -> DemoTime:
        """What another process was told; raises `ValueError`."""
        begun, start, speed = (float(part) for part in text.split(","))
        return cls(begun, start, speed)


def time_from_now(speed: float = 1.0) -> DemoTime:
    """A demo's time that begins now, and agrees with this machine's as long as its speed is 1."""
    return DemoTime(begun=time.monotonic(), start=time.time(), speed=speed)


class DemoClock:
    """A demo's time as a session wants a cluster's: nothing need be learnt from answers, and no skew is said."""

    skew = 0.0

    def __init__(self, shared: DemoTime) -> None:
        self._shared = shared

    def time(self) -> float:
        """Unix seconds by the demo's clock."""
        return self._shared.now()

    def lasting(self, seconds: float) -> float:
        """How many of this machine's seconds go by with so many of the demo's."""
        return seconds / self._shared.speed

    def observe(self, date: str | None, *, sent: float, received: float) -> None:
        """An answer's `Date` says nothing new."""
