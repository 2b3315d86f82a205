"""What is asked for more often than anybody looks: done at once after silence, then a few times a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Throttle:
    """Does a piece of work when it is asked for, the first time at once; while it rests, it notes that it was asked.

    So what is shown is never older than one rest, and a storm costs no more than one piece of work in each.
    """

    def __init__(
        self, work: Callable[[], None], rest: float, later: Callable[[float, Callable[[], None]], object]
    ) -> None:
        """`rest`: seconds between two pieces of `work`; `later` calls back after seconds, as a widget's `set_timer`."""
        self._work = work
        self._rest = rest
        self._later = later
        self._resting = False
        self._asked = False

    def ask(self) -> None:
        """Do the work now, or as soon as it has rested."""
        if self._resting:
            self._asked = True
            return
        self._resting = True
        self._later(self._rest, self.rested)
        self._work()

    def rested(self) -> None:
        """The rest is over: what was asked for meanwhile is done, and silence begins otherwise."""
        self._resting = False
        if self._asked:
            self._asked = False
            self.ask()
