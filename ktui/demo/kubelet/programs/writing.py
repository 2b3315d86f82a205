"""What programs write to their logs, as a function of time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.demo.moments import seconds_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.demo.kubelet.program import Writing

Line = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Once:
    """Lines at fixed times since the start; `{time}` in a line is the time at which it is written."""

    lines: tuple[tuple[float, str], ...]

    def __call__(self, started: float, after: float, upto: float) -> Iterator[Line]:
        """Those of the stretch."""
        for at, text in self.lines:
            if after < at <= upto:
                yield at, text.replace("{time}", seconds_text(started + at)) + "\n"


@dataclass(frozen=True, slots=True)
class Every:
    """The same lines in turn, one each so many seconds, from the first one at the start."""

    seconds: float
    lines: tuple[str, ...]

    def __call__(self, started: float, after: float, upto: float) -> Iterator[Line]:
        """Those of the stretch."""
        for number in range(max(0, math.floor(after / self.seconds) + 1), math.floor(upto / self.seconds) + 1):
            at = number * self.seconds
            text = self.lines[number % len(self.lines)]
            yield at, text.replace("{time}", seconds_text(started + at)).replace("{number}", str(number)) + "\n"


@dataclass(frozen=True, slots=True)
class Both:
    """Two programs' lines in one log."""

    one: Writing
    other: Writing

    def __call__(self, started: float, after: float, upto: float) -> Iterator[Line]:
        """Those of the stretch, in order."""
        yield from sorted((*self.one(started, after, upto), *self.other(started, after, upto)))
