"""A container's log as values: lines, their times, how they are shown, and what a search finds in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import split_graphemes

from ktui.insight.text import visible, width_of
from ktui.insight.text_search import pattern_of, places_of

if TYPE_CHECKING:
    from collections.abc import Iterator

TAB = 8
"""Cells between two tab stops, as every terminal has them."""

STAMP_LENGTH = 30
"""Characters of a time as the kubelet writes it: `2026-11-24T18:38:50.116645070Z`."""

_SECONDS = 19
"""Characters of a time up to its whole seconds."""

_FRACTION = re.compile(r"\.(\d+)")


class LogLine(NamedTuple):
    """One line. A tuple, as ten thousand of them a second may be made."""

    source: int
    """Whose line it is: an index into the sources of the log."""
    stamp: str
    """When it was written: UTC with nine digits of a second, so that texts compare as times do; "" where unknown."""
    text: str
    """As it was written, without its end; not safe to show (see `shown`)."""
    note: bool = False
    """Whether it is not the container's own but says what happened to the log."""


def canonical(stamp: str) -> str:
    """A time of RFC 3339 in any zone and with any number of digits as `LogLine.stamp` has it; "" if it is none."""
    if len(stamp) == STAMP_LENGTH and stamp[-1] == "Z" and stamp[10] == "T" and stamp[_SECONDS] == ".":
        return stamp
    if len(stamp) <= _SECONDS or stamp[10] != "T":
        return ""
    found = _FRACTION.search(stamp)
    digits = found[1] if found else ""
    try:
        when = datetime.fromisoformat(stamp[: found.start()] + stamp[found.end() :] if found else stamp)
    except ValueError:
        return ""
    if when.tzinfo is None:
        return ""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{digits[:9]:0<9}Z"


def stamp_of(seconds: float) -> str:
    """Unix seconds as a stamp."""
    whole = int(seconds)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{int((seconds - whole) * 1e9):09d}Z"


def stamped(raw: str) -> tuple[str, str]:
    """A line as the server sends it, divided into its time ("" if it has none) and the rest."""
    head, blank, text = raw.partition(" ")
    stamp = canonical(head) if blank or head[-1:] == "Z" else ""
    return (stamp, text) if stamp else ("", raw)


def short_stamp(stamp: str) -> str:
    """A stamp as the screen has it: `11-24 18:38:50.116Z`."""
    return f"{stamp[5:10]} {stamp[11:23]}Z" if stamp else ""


def shown(text: str) -> str:
    """A line's text, safe to show: tabs are blanks, whatever else would steer a terminal is seen."""
    text = text.removesuffix("\r")
    if "\t" in text:
        text = text.expandtabs(TAB)
    return visible(text)


def text_of(line: LogLine) -> str:
    """What is shown of a line; a note says without colours that it is none of the container's."""
    return f"-- {shown(line.text)}" if line.note else shown(line.text)


# How a text fills rows


def rows_of(text: str, width: int) -> list[tuple[int, int]]:
    """Where visible `text` is broken to fit `width` cells: the first and the end of each row's characters."""
    if width_of(text) <= width or width <= 0:
        return [(0, len(text))]
    if text.isascii():
        return [(start, min(start + width, len(text))) for start in range(0, len(text), width)]
    rows: list[tuple[int, int]] = []
    begin = used = 0
    for start, _stop, cells in split_graphemes(text)[0]:
        if used + cells > width and start > begin:
            rows.append((begin, start))
            begin, used = start, 0
        used += cells
    rows.append((begin, len(text)))
    return rows


def behind(text: str, cells: int) -> tuple[int, int]:
    """The first character of visible `text` behind its first `cells` cells, and the blank cells left before it."""
    if text.isascii():
        return min(cells, len(text)), 0
    used = 0
    for start, _stop, width in split_graphemes(text)[0]:
        if used >= cells:
            return start, used - cells
        used += width
    return len(text), 0


def character_at(text: str, cell: int) -> tuple[int, int]:
    """The first and the end of the characters of visible `text` that fill the cell; beyond its end twice the end."""
    if text.isascii():
        return min(cell, len(text)), min(cell + 1, len(text))
    used = 0
    for start, stop, width in split_graphemes(text)[0]:
        used += width
        if used > cell:
            return start, stop
    return len(text), len(text)


# Finding


class Search:
    """What is looked for: a regular expression, or the plain text where it is none; upper and lower case are alike.

    It may take longer than there is time: `session/log_search.py` puts an end to it.
    """

    __slots__ = ("_pattern", "words")

    def __init__(self, words: str) -> None:
        """`words`: as the user typed them, not empty."""
        self.words = words
        self._pattern = pattern_of(words)

    def finds(self, line: LogLine) -> bool:
        """Whether the line, as it is shown, has it."""
        return not line.note and self._pattern.search(shown(line.text)) is not None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in visible `text` it is, one by one: the first and the end of each match's characters."""
        return places_of(self._pattern, text)


# Naming sources


def source_names(sources: list[tuple[str, str]]) -> list[str]:
    """What stands before the lines of each (pod, container): no more than it takes to tell them apart."""
    pods = {pod for pod, _ in sources}
    containers = {container for _, container in sources}
    if len(pods) <= 1:
        return [container for _, container in sources]
    if len(containers) <= 1:
        return [pod for pod, _ in sources]
    return [f"{pod}/{container}" for pod, container in sources]
