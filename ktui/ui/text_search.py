"""Finding a text in lines: the rule of every `/` in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def finder(wanted: str) -> Callable[[str], list[tuple[int, int]]]:
    """(line) -> where `wanted` stands in it, as (start, end) in characters.

    A regular expression without regard to case, or the plain text where it does not compile; nothing is nowhere.
    """
    if not wanted:
        return lambda _: []
    try:
        pattern = re.compile(wanted, re.IGNORECASE)
    except re.error:
        pattern = re.compile(re.escape(wanted), re.IGNORECASE)
    return lambda line: [found.span() for found in pattern.finditer(line) if found.end() > found.start()]
