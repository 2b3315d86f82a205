"""An end to a computation that Python cannot be asked to leave: matching a regular expression.

An expression such as `(a+)+$` takes longer than the universe has for a name of fifty letters, and `.*error.*` seconds
for a line of thirty thousand. Nothing tells such expressions from others for certain, but the matcher looks for signals
now and then, so a timer of the process's own time ends it.
"""

from __future__ import annotations

import gc
import signal
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

T = TypeVar("T")

LONGEST_MATCH = 0.008
"""Seconds of processor time that one object may take; an ordinary expression takes a hundredth of them. Timers are no
finer than four milliseconds."""

TRIES = 2
"""How often one object is tried: the timer counts the other threads' time too."""


class TooLongError(Exception):
    """A computation did not end in its time."""


class _Alarm(BaseException):
    """Raised in the midst of what takes too long; no `except Exception` in it may keep it."""


_running = False


def _ring(_signal: int, _frame: FrameType | None) -> None:
    if _running:
        raise _Alarm


def bounded(ask: Callable[..., T], *arguments: Any, limit: float = LONGEST_MATCH, tries: int = TRIES) -> T:
    """What `ask(*arguments)` gives within `limit` seconds of processor time; raises `TooLongError`.

    It may be left in the midst of anything and asked again, so it must not leave anything half done. Main thread only.
    No garbage is collected meanwhile: what an object's end calls may not raise anything, so the alarm would be lost
    there, and a word about it would stand on the screen.
    """
    global _running
    collects = gc.isenabled()
    gc.disable()
    try:
        for _ in range(tries):
            try:
                _running = True
                signal.setitimer(signal.ITIMER_VIRTUAL, limit)
                try:
                    return ask(*arguments)
                finally:
                    _running = False
                    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            except _Alarm:
                _running = False
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        raise TooLongError
    finally:
        if collects:
            gc.enable()


def heed_alarms() -> None:
    """Before anything is `bounded`: the signal ends it, and not the process."""
    signal.signal(signal.SIGVTALRM, _ring)


class Limited:
    """`matches` with an end.

    Once an object took too long, nothing is asked any more and everything matches: an answer that is not known hides
    no row.
    """

    def __init__(self, matches: Callable[[Any], bool], *, limit: float = LONGEST_MATCH) -> None:
        """`limit`: seconds of processor time for one object."""
        self._matches = matches
        self._limit = limit
        self.given_up = False
        """Whether an object took too long."""
        heed_alarms()

    def __call__(self, obj: Any) -> bool:
        """Whether it matches."""
        if self.given_up:
            return True
        try:
            return bounded(self._matches, obj, limit=self._limit)
        except TooLongError:
            self.given_up = True
            return True
