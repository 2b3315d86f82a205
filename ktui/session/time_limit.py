"""An end to a computation that Python cannot be asked to leave: matching a regular expression.

An expression such as `(a+)+$` takes longer than the universe has for a name of fifty letters. Nothing tells such
expressions from others for certain, but the matcher looks for signals now and then, so a timer of the process's own
time ends it.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

LONGEST_MATCH = 0.008
"""Seconds of processor time that one object may take; an ordinary expression takes a hundredth of them. Timers are no
finer than four milliseconds."""

TRIES = 2
"""How often one object is tried: the first time may be long for a collection of garbage in the midst of it."""


class _Alarm(BaseException):
    """Raised in the midst of what takes too long; no `except Exception` in it may keep it."""


_running = False


def _ring(_signal: int, _frame: FrameType | None) -> None:
    if _running:
        raise _Alarm


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
        signal.signal(signal.SIGVTALRM, _ring)

    def __call__(self, obj: Any) -> bool:
        """Whether it matches."""
        global _running
        if self.given_up:
            return True
        for _ in range(TRIES):
            try:
                _running = True
                signal.setitimer(signal.ITIMER_VIRTUAL, self._limit)
                try:
                    return self._matches(obj)
                finally:
                    _running = False
                    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            except _Alarm:
                _running = False
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        self.given_up = True
        return True
