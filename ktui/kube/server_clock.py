"""The cluster's clock, from the `Date` of its answers: a bastion's own may be wrong."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ktui.kube.clock import Clock

TOLERATED = 2.0
"""Seconds of difference that are not said: `Date` counts whole seconds, and a network adds its own."""


class ClusterClock(Protocol):
    """The time of one cluster, whoever knows it: ages, countdowns and schedules follow it."""

    def time(self) -> float:
        """Unix seconds by the cluster's clock."""
        ...

    @property
    def skew(self) -> float:
        """Seconds by which it is ahead of this machine's where that is worth saying, else 0."""
        ...

    def lasting(self, seconds: float) -> float:
        """How many of this machine's seconds go by with so many of the cluster's; infinite while its time stands."""
        ...

    def observe(self, date: str | None, *, sent: float, received: float) -> None:
        """Take an answer's `Date`; `sent` and `received` are this machine's Unix seconds."""
        ...


class ServerClock:
    """Knows by how much this machine's clock differs from the cluster's.

    `Date` is the server's time cut to the second, set between sending the request and receiving the answer's head:
    each answer bounds the difference from both sides, and the bounds of all answers together soon leave a narrow
    range. As long as that range holds zero, the clocks are taken to agree.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._low = float("-inf")
        self._high = float("inf")

    def observe(self, date: str | None, *, sent: float, received: float) -> None:
        """Take an answer's `Date`; `sent` and `received` are this machine's Unix seconds. Nonsense is ignored."""
        if not date:
            return
        try:
            stamp = parsedate_to_datetime(date).timestamp()
        except (ValueError, TypeError, OverflowError):
            return
        low, high = stamp - received, stamp + 1.0 - sent
        if high < self._low or low > self._high:  # one of the two clocks was set meanwhile: begin anew
            self._low, self._high = low, high
        else:
            self._low, self._high = max(self._low, low), min(self._high, high)

    @property
    def offset(self) -> float:
        """Seconds to add to this machine's time to have the cluster's; 0 while they may agree."""
        if self._low <= 0.0 <= self._high:
            return 0.0
        return self._low if self._low > 0.0 else self._high

    @property
    def skew(self) -> float:
        """The difference where it is worth saying, else 0."""
        return self.offset if abs(self.offset) > TOLERATED else 0.0

    def time(self) -> float:
        """Unix seconds by the cluster's clock."""
        return self._clock.time() + self.offset

    def lasting(self, seconds: float) -> float:
        """The same: the cluster's seconds are as long as this machine's."""
        return seconds
