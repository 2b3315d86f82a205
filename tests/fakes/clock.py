"""A clock that moves only when told, and ways to wait for real socket traffic without guessing how long it takes."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SETTLE_TURNS = 30
"""Turns of the loop given before and after each wake-up: more than any await chain of the code under test is long."""
POLL_SECONDS = 0.002
"""Real seconds between two looks at a condition that depends on sockets."""
QUIET_SECONDS = 0.01
"""Real seconds without a ready callback after which loopback traffic is taken to be at rest."""
START = 1_700_000_000.0
"""Unix seconds at which a fake clock starts unless told otherwise: 2023-11-14T22:13:20Z."""


@dataclass(slots=True)
class Sleeper:
    """One caller waiting on a `FakeClock`."""

    seconds: float
    """How long it asked to wait."""
    due: float
    """The monotonic second at which it wakes."""
    future: asyncio.Future[None]


class FakeClock:
    """Time for code under test: `advance` moves it, `sleepers` tells who waits and for how long."""

    def __init__(self, start: float = START) -> None:
        self._wall = start
        self._steady = 0.0
        self._sleepers: list[Sleeper] = []
        self.slept: list[float] = []
        """Every duration that was ever asked for, in order."""

    def time(self) -> float:
        """Unix seconds."""
        return self._wall

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        return self._steady

    @property
    def sleepers(self) -> list[Sleeper]:
        """Who waits now, the first to wake first."""
        return sorted(self._sleepers, key=lambda sleeper: sleeper.due)

    async def sleep(self, seconds: float) -> None:
        """Wait until `advance` has passed `seconds`; one turn of the loop if that is not positive."""
        self.slept.append(seconds)
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper = Sleeper(seconds, self._steady + seconds, asyncio.get_running_loop().create_future())
        self._sleepers.append(sleeper)
        try:
            await sleeper.future
        finally:
            self._sleepers.remove(sleeper)

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass: sleepers wake in order, each at its own second, and the loop runs in between."""
        end = self._steady + seconds
        await turns()
        while True:
            due = [sleeper for sleeper in self.sleepers if sleeper.due <= end and not sleeper.future.done()]
            if not due:
                break
            self._move(max(0.0, due[0].due - self._steady))
            due[0].future.set_result(None)
            await turns()
        self._move(end - self._steady)
        await turns()

    async def advance_to_next(self) -> float:
        """Let time pass until the next sleeper wakes; how many seconds. Raises `AssertionError` if none waits."""
        waiting = self.sleepers
        assert waiting, "nobody sleeps on the clock"
        seconds = waiting[0].due - self._steady
        await self.advance(seconds)
        return seconds

    def jump(self, seconds: float) -> None:
        """Move the wall clock alone, as a suspended laptop or a set clock does: nobody wakes."""
        self._wall += seconds

    def _move(self, seconds: float) -> None:
        self._wall += seconds
        self._steady += seconds


async def turns(count: int = SETTLE_TURNS) -> None:
    """Let the loop run `count` times without waiting for anything."""
    for _ in range(count):
        await asyncio.sleep(0)


async def until(predicate: Callable[[], object], timeout: float = 5.0, *, what: str | Callable[[], str] = "") -> None:
    """Wait in real time until `predicate()` is true; raises `AssertionError` after `timeout` seconds."""
    end = time.monotonic() + timeout
    while not predicate():
        if time.monotonic() > end:
            awaited = what() if callable(what) else what
            raise AssertionError(f"not within {timeout:g} s: {awaited or 'the condition'}")
        await asyncio.sleep(0)
        if not predicate():
            await asyncio.sleep(POLL_SECONDS)


async def settle(timeout: float = 5.0) -> None:
    """Run the loop, real sockets included, until it has been at rest for a moment; at most `timeout` real seconds.

    At rest: nothing was ready for `QUIET_SECONDS` but this very wait. To wait for something to happen use `until`;
    this is for showing that something does not happen.
    """
    loop = asyncio.get_running_loop()
    end = time.monotonic() + timeout
    quiet_since = time.monotonic()
    while time.monotonic() < end:
        await turns(3)
        if _ready(loop):
            quiet_since = time.monotonic()
        elif time.monotonic() - quiet_since >= QUIET_SECONDS:
            return
        await asyncio.sleep(POLL_SECONDS)


def _ready(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether callbacks wait for their turn: asyncio's own queue, as there is no public way to see it."""
    return bool(getattr(loop, "_ready", ()))
