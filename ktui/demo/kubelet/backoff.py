"""How long a kubelet waits before it tries the same again: client-go's `flowcontrol.Backoff` with its figures."""

from __future__ import annotations

FIRST = 10.0
"""Seconds after the first failure; each one after it doubles them."""
MOST = 300.0
"""Seconds; twice as long without a failure, and it begins anew."""


class BackOff:
    """Delays by key, which says what is tried: a container, or an image of a pod. All times in Unix seconds."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[float, float]] = {}

    def delay(self, key: str) -> float:
        """The delay in force, in seconds; 0: none."""
        return self._entries.get(key, (0.0, 0.0))[0]

    def next(self, key: str, failed: float, now: float) -> None:
        """It is tried again now, after a failure at `failed`: the next delay is longer."""
        delay, updated = self._entries.get(key, (0.0, 0.0))
        fresh = not delay or failed - updated > 2 * MOST
        self._entries[key] = (FIRST if fresh else min(MOST, 2 * delay), now)

    def waits(self, key: str, failed: float, now: float) -> bool:
        """Whether what failed then must wait still."""
        delay, updated = self._entries.get(key, (0.0, 0.0))
        return failed - updated <= 2 * MOST and now - failed < delay

    def waits_since_try(self, key: str, now: float) -> bool:
        """Whether it must wait still, counted from the last `next`: as for images."""
        delay, updated = self._entries.get(key, (0.0, 0.0))
        return now - updated < delay
