"""A search in a log, with an end: no expression, and no line, holds up the screen for longer than a moment."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.log_lines import Search
from ktui.session.pace import TOO_SLOW, Pace
from ktui.session.time_limit import TooLongError, bounded, heed_alarms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ktui.insight.log_lines import LogLine

PIECE = 64
"""Lines looked into under one alarm: setting it takes longer than to look into a usual line."""
MARKING = 0.03
"""Seconds of processor time that may go into marking what is on the screen, which is painted all at once; where it is
more, what each line takes on the average counts."""
PIECE_CHARACTERS = 1 << 16
"""Characters of them: an ordinary expression takes a quarter of the time there is."""


class Looked(NamedTuple):
    """What a look into lines has shown; they are told by their index."""

    found: list[int]
    unknown: list[int]
    """Those that took too long: whether they have it is not known."""
    seen: int
    """How many were looked into; the others are for another turn."""


class LogSearch:
    """What is searched for, and whether that is worth going on with. Its alarms need the main thread."""

    def __init__(self, words: str, *, cpu: Callable[[], float] = time.process_time) -> None:
        """`words`: as the user typed them, not empty; `cpu` tells the seconds of processor time spent."""
        self.words = words
        self._search = Search(words)
        self._pace = Pace(cpu)
        self._marking = Pace(cpu)
        self._alone = 0
        """Lines to be looked into one by one, as one of them takes too long."""
        self._tried = False
        """Whether the first of them took too long once: that may have been another thread's time."""
        heed_alarms()

    @property
    def too_slow(self) -> bool:
        """Whether it takes too long to be of use: nothing is looked into any more."""
        return self._pace.too_slow

    @property
    def unmarked(self) -> bool:
        """Whether it takes too long to mark it in the lines on the screen, which are painted all at once."""
        return self._marking.spent > max(MARKING, self._marking.examined * TOO_SLOW)

    def look(self, lines: Sequence[LogLine]) -> Looked:
        """Which of these lines have it: as many as a turn of the loop has time for, from the first one on."""
        found: list[int] = []
        unknown: list[int] = []
        at = 0
        self._pace.begin()
        while at < len(lines) and not self.too_slow:
            count = 1 if self._alone else self._piece(lines, at)
            try:
                hits = bounded(self._find, lines[at : at + count], tries=1)
            except TooLongError:
                if count > 1:
                    self._alone, count = count, 0
                elif not self._tried:
                    self._tried, count = True, 0
                else:
                    unknown.append(at)
            else:
                found += [at + index for index in hits]
            if count:
                at += count
                self._alone = max(0, self._alone - 1)
                self._tried = False
            if self._pace.note(count):
                break
        return Looked(found, unknown, at)

    def _piece(self, lines: Sequence[LogLine], at: int) -> int:
        """How many lines are looked into together."""
        count = min(PIECE, len(lines) - at)
        while count > 1 and sum([len(line.text) for line in lines[at : at + count]]) > PIECE_CHARACTERS:
            count //= 2
        return count

    def _find(self, lines: Sequence[LogLine]) -> list[int]:
        finds = self._search.finds
        return [index for index, line in enumerate(lines) if finds(line)]

    def marks(self, text: str) -> Marks:
        """Where a visible text has it."""
        return Marks(self._search.spans(text), self._in_time)

    def _in_time(self, pull: Callable[[], None]) -> bool:
        """Call it, unless too much time went into such calls; whether it came to its end."""
        if self.too_slow or self.unmarked:
            return False
        self._marking.begin()
        try:
            bounded(pull, tries=1)
        except TooLongError:
            return False
        finally:
            self._marking.note(1)
        return True


class Marks:
    """Where a text has what is searched for, as far as anyone has asked."""

    def __init__(self, rest: Iterator[tuple[int, int]], in_time: Callable[[Callable[[], None]], bool]) -> None:
        """`rest`: all places, in their order; `in_time` calls what asks for them, and tells whether there was time."""
        self._rest: Iterator[tuple[int, int]] | None = rest
        self._in_time = in_time
        self._places: list[tuple[int, int]] = []

    def within(self, begin: int, end: int) -> list[tuple[int, int]]:
        """Those that have a part in the characters from `begin` to `end`; those that are not known are none."""
        rest, places = self._rest, self._places

        def pull() -> None:
            for place in rest or ():
                places.append(place)
                if place[0] >= end:
                    return
            self._rest = None

        if rest is not None and (not places or places[-1][0] < end) and not self._in_time(pull):
            self._rest = None
        first = bisect_right(places, begin, key=itemgetter(1))
        return places[first : bisect_left(places, end, key=itemgetter(0))]
