"""How long to wait before the next try: exponential, with jitter, forgotten after a healthy while."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.kube.clock import Clock

# The figures of client-go's reflector (tools/cache/reflector.go), so that ktui is no heavier on a struggling API
# server than the cluster's own components are.
FIRST = 0.8
"""Seconds before the second try."""
FACTOR = 2.0
CAP = 30.0
"""Seconds; with full jitter the longest wait is twice this."""
FORGET = 120.0
"""Seconds without a failure after which the next one starts from `FIRST` again."""


class Backoff:
    """The delays of one caller; `rand` gives numbers in [0, 1)."""

    def __init__(self, clock: Clock, rand: Callable[[], float]) -> None:
        self._clock = clock
        self._rand = rand
        self._delay = FIRST
        self._last: float | None = None

    def next(self, at_least: float = 0.0) -> float:
        """The delay in seconds before the next try, no shorter than what the server asked for."""
        now = self._clock.monotonic()
        if self._last is not None and now - self._last > FORGET:
            self._delay = FIRST
        delay = self._delay * (1.0 + self._rand())
        self._delay = min(self._delay * FACTOR, CAP)
        self._last = now + max(delay, at_least)
        return max(delay, at_least)

    def reset(self) -> None:
        """Begin again from the shortest delay."""
        self._delay = FIRST
        self._last = None
