"""How much of a turn of the loop is taken by work that is done row by row, and whether it is worth going on with."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

T = TypeVar("T")

TURN = 0.006
"""Seconds of processor time in one turn of the loop; a slice takes half of them, unless its expressions are slow."""

TOO_SLOW = 0.001
"""Seconds of processor time for a row, on the average, from which a search is given up: ten thousand rows would take
ten seconds. An ordinary expression takes a fiftieth."""

ENOUGH = 50
"""Rows for an average."""


AT_ONCE = 5
"""Rows after which the time is looked at, where a row may take a millisecond."""


class Pace:
    """The processor time that rows took."""

    def __init__(self, cpu: Callable[[], float] = time.process_time) -> None:
        """`cpu` tells the seconds of processor time spent."""
        self._cpu = cpu
        self._at = 0.0
        self._turn = 0.0
        self.spent = 0.0
        """Seconds, in all turns."""
        self.examined = 0
        """Rows, in all turns."""

    def begin(self) -> None:
        """A turn begins."""
        self._at = self._cpu()
        self._turn = 0.0

    def note(self, examined: int) -> bool:
        """So many more rows were examined; whether the turn is over."""
        now = self._cpu()
        self._turn += now - self._at
        self.spent += now - self._at
        self.examined += examined
        self._at = now
        return self._turn > TURN

    @property
    def too_slow(self) -> bool:
        """Whether a row takes too long, on the average of enough of them."""
        return self.examined >= ENOUGH and self.spent > self.examined * TOO_SLOW


async def in_turns(
    rows: Sequence[T], *, at_once: int = AT_ONCE, cpu: Callable[[], float] = time.process_time
) -> AsyncIterator[Sequence[T]]:
    """All of them, some at a time, so that whoever does something with them lets the screen live meanwhile."""
    pace = Pace(cpu)
    pace.begin()
    for first in range(0, len(rows), at_once):
        some = rows[first : first + at_once]
        yield some
        if pace.note(len(some)):
            await asyncio.sleep(0)
            pace.begin()
