"""Finding a text in lines: the rule of every `/` in a text."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 300
"""Characters of what is searched for, at most: to compile more would take time."""


def pattern_of(wanted: str) -> re.Pattern[str]:
    """A regular expression, or the plain text where it is none; upper and lower case are alike."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of forms that may mean something else one day
            return re.compile(wanted, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return re.compile(re.escape(wanted), re.IGNORECASE)


def places_of(pattern: re.Pattern[str], line: str) -> Iterator[tuple[int, int]]:
    """Where `line` has it, as (start, end) in characters, one by one; nothing is nowhere."""
    return (found.span() for found in pattern.finditer(line) if found.end() > found.start())


def finder(wanted: str) -> Callable[[str], list[tuple[int, int]]]:
    """(line) -> where `wanted` stands in it; what is empty stands nowhere."""
    if not wanted:
        return lambda _: []
    pattern = pattern_of(wanted)
    return lambda line: list(places_of(pattern, line))
