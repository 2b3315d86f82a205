"""Time as the network code sees it; tests put their own in its place."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Wall time, a clock that never jumps, and waiting."""

    def time(self) -> float:
        """Unix seconds by this machine's clock."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever go forward; they stand still while the machine is suspended."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own."""

    def time(self) -> float:
        """Unix seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some start."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait without blocking the loop."""
        await asyncio.sleep(seconds)
