"""Lines of a page in the cells there are: wrapped at blanks where possible, with a hanging indent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import split_graphemes

from ktui.insight.page import merged
from ktui.insight.text import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.page import PageLine, Span, Spans

LEAST = 12
"""Cells of text that a hanging indent must leave on each line, or it is given up: a narrow strip reads worse."""


def wrapped(line: PageLine, room: int) -> list[Spans]:
    """The line as the screen lines it takes, each at most `room` cells; at least one, for an empty line too."""
    if room <= 0:
        return [()]
    if sum(width_of(text) for text, _ in line.spans) <= room:
        return [line.spans]
    hang = line.hang if room - line.hang >= LEAST else 0
    cells = list(_graphemes(line.spans))
    lines: list[Spans] = []
    start = 0
    while start < len(cells):
        indent = hang if lines else 0
        end = _break(cells, start, room - indent)
        pieces = cells[start:end]
        while pieces and pieces[-1][0] == " " and end < len(cells):
            pieces.pop()
        spans = merged(pieces)
        lines.append(((" " * indent, ""), *spans) if indent else spans)
        start = end
        while start < len(cells) and cells[start][0] == " ":
            start += 1
    return lines or [()]


def _break(cells: list[Span], start: int, room: int) -> int:
    """Where the line that begins at `start` ends: behind the last blank that fits, or where it is full."""
    used, end, blank = 0, start, 0
    while end < len(cells):
        used += width_of(cells[end][0])
        if used > room:
            break
        end += 1
        if cells[end - 1][0] == " " and any(cell != " " for cell, _ in cells[start : end - 1][-1:]):
            blank = end
    if end == len(cells) or cells[end][0] == " ":
        return max(end, start + 1)
    return blank or max(end, start + 1)


def _graphemes(spans: Spans) -> Iterator[Span]:
    for text, tone in spans:
        if text.isascii():
            yield from ((character, tone) for character in text)
        else:
            yield from ((text[start:end], tone) for start, end, _ in split_graphemes(text)[0])
