"""What is to happen when, in the demo's own time: the same seed and the same calls, the same course of events."""

from __future__ import annotations

import heapq
import itertools
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Appointment:
    """Something that is to happen, and can be called off."""

    __slots__ = ("do", "due")

    def __init__(self, due: float, do: Callable[[], None]) -> None:
        self.due = due
        """When, in Unix seconds."""
        self.do: Callable[[], None] | None = do

    def cancel(self) -> None:
        """It shall not happen; does nothing where it has."""
        self.do = None


class Agenda:
    """Calls in order of their time; those of one time in the order in which they were made.

    Nothing here waits: whoever holds it says how far time has come (`run_until`). `random` and `stream` are the only
    sources of chance for what happens in the cluster.
    """

    def __init__(self, start: float, seed: int = 0) -> None:
        """`start` in Unix seconds."""
        self.now = start
        """Unix seconds: while something happens, the time for which it was planned."""
        self.random = Random(seed)
        self._seed = seed
        self.sooner: Callable[[], None] = lambda: None
        """Told whenever something is planned that is due before all else."""
        self._heap: list[tuple[float, int, Appointment]] = []
        """When, the number in the order in which they were made, and what."""
        self._numbers = itertools.count()

    def at(self, when: float, do: Callable[[], None]) -> Appointment:
        """Do it then; what lies in the past, next."""
        made = Appointment(max(when, self.now), do)
        heapq.heappush(self._heap, (made.due, next(self._numbers), made))
        if self._heap[0][2] is made:
            self.sooner()
        return made

    def after(self, seconds: float, do: Callable[[], None]) -> Appointment:
        """Do it so much later."""
        return self.at(self.now + seconds, do)

    def stream(self, about: str) -> Random:
        """The chance of one thing alone: with the same seed it is the same, whatever else has happened before."""
        return Random(f"{self._seed} {about}")

    @property
    def due(self) -> float | None:
        """When the next thing happens, in Unix seconds; None: nothing is planned."""
        while self._heap and self._heap[0][2].do is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def run_until(self, when: float, most: int | None = None) -> bool:
        """Let everything up to `when` happen; False if that was more than `most`, and time stands where it got to."""
        done = 0
        while (due := self.due) is not None and due <= when:
            if done == most:
                return False
            done += 1
            appointment = heapq.heappop(self._heap)[2]
            self.now = max(self.now, appointment.due)
            do, appointment.do = appointment.do, None
            assert do is not None
            do()
        self.now = max(self.now, when)
        return True
