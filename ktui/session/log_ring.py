"""The last lines of a log, as many as memory may hold, and which of them match a search."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.log_lines import LogLine
    from ktui.session.log_search import LogSearch

MOST_LINES = 50_000
"""Lines kept; about 20 MB of usual ones."""
MOST_CHARACTERS = 32_000_000
"""Characters kept, for logs whose lines are long."""
SLICE = 4_000
"""Lines judged at a time: a few milliseconds' work, so that no key waits for a search."""

_STAMP = attrgetter("stamp")


class LogRing:
    """Lines in their order, each with a number that it keeps: how many there were before it."""

    def __init__(self, most: int = MOST_LINES) -> None:
        self._most = most
        self._characters = 0
        self.lines: list[LogLine] = []
        self.dropped = 0
        """How many of the oldest were dropped: the number of the first line there is."""

    @property
    def total(self) -> int:
        """How many lines there ever were: the number of the line that comes next."""
        return self.dropped + len(self.lines)

    def append(self, lines: Sequence[LogLine]) -> None:
        """Lines in the order of their arrival."""
        self.lines += lines
        self._characters += sum(len(line.text) for line in lines)
        self._trim()

    def merge(self, backlog: Sequence[LogLine]) -> int:
        """Lines from before, by their time among those there are; the number of the first line that is another now."""
        first = min(line.stamp for line in backlog)
        at = len(self.lines)
        while at and self.lines[at - 1].stamp >= first:
            at -= 1
        self.lines[at:] = sorted((*self.lines[at:], *backlog), key=_STAMP)
        self._characters += sum(len(line.text) for line in backlog)
        number = self.dropped + at
        self._trim()
        return max(number, self.dropped)

    def _trim(self) -> None:
        over = max(0, len(self.lines) - self._most)
        left = self._characters - sum(len(line.text) for line in self.lines[:over])
        while left > MOST_CHARACTERS:
            left -= len(self.lines[over].text)
            over += 1
        self._characters = left
        if over:
            del self.lines[:over]
            self.dropped += over


class Matches:
    """The numbers of the lines of a ring that a search finds, in order; judged slice by slice."""

    def __init__(self, search: LogSearch, ring: LogRing) -> None:
        self.search = search
        self._ring = ring
        self.numbers: list[int] = []
        self.unknown: list[int] = []
        """Of the lines that took too long to look into."""
        self._judged = ring.dropped
        """All lines before this number were looked at."""

    def look(self, most: int = SLICE) -> bool:
        """Judge lines not judged yet, for a turn of the loop at most; whether there are more."""
        ring = self._ring
        for numbers in (self.numbers, self.unknown):
            if numbers and numbers[0] < ring.dropped:
                del numbers[: bisect_left(numbers, ring.dropped)]
        begin = max(self._judged, ring.dropped)
        end = min(begin + most, ring.total)
        looked = self.search.look(ring.lines[begin - ring.dropped : end - ring.dropped])
        self.numbers += [begin + index for index in looked.found]
        self.unknown += [begin + index for index in looked.unknown]
        self._judged = begin + looked.seen
        return self._judged < ring.total and not self.search.too_slow

    def forget_from(self, number: int) -> None:
        """Other lines bear the numbers from here on."""
        for numbers in (self.numbers, self.unknown):
            del numbers[bisect_left(numbers, number) :]
        self._judged = min(self._judged, number)
