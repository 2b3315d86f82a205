"""What the log's widget asks of the lines it shows: all of a ring's, or only those that match."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ktui.insight.log_lines import LogLine
    from ktui.session.log_ring import LogRing, Matches


class LogRows(Protocol):
    """Lines in their order, by index; each has a number that it keeps when older ones are dropped."""

    def __len__(self) -> int:
        """How many there are."""

    def line(self, index: int) -> LogLine:
        """The line at `index`, 0 <= index < len."""

    def number(self, index: int) -> int:
        """Its number."""

    def index(self, number: int) -> int:
        """The index of the first line whose number is not smaller, 0 <= index <= len."""


class AllLines:
    """Every line of a ring."""

    def __init__(self, ring: LogRing) -> None:
        self._ring = ring

    def __len__(self) -> int:
        return len(self._ring.lines)

    def line(self, index: int) -> LogLine:
        """The line at `index`."""
        return self._ring.lines[index]

    def number(self, index: int) -> int:
        """Its number."""
        return self._ring.dropped + index

    def index(self, number: int) -> int:
        """The index of the line with this number, or the nearest there is behind it."""
        return min(max(0, number - self._ring.dropped), len(self))


class MatchingLines:
    """The lines of a ring that match."""

    def __init__(self, ring: LogRing, matches: Matches) -> None:
        self._ring = ring
        self._matches = matches

    def __len__(self) -> int:
        return len(self._matches.numbers)

    def line(self, index: int) -> LogLine:
        """The line at `index`."""
        return self._ring.lines[self._matches.numbers[index] - self._ring.dropped]

    def number(self, index: int) -> int:
        """Its number."""
        return self._matches.numbers[index]

    def index(self, number: int) -> int:
        """The index of the first match whose number is not smaller."""
        return bisect_left(self._matches.numbers, number)
