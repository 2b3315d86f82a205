"""Lines of the screen as values: pieces of text with a tone, and how they fill a width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import split_graphemes

from ktui.insight.text import fit, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.page import Span, Spans


def width(spans: Sequence[Span]) -> int:
    """The width in cells."""
    return sum(width_of(text) for text, _ in spans)


def cut(spans: Sequence[Span], room: int) -> Spans:
    """The spans in at most `room` cells; the one that does not fit is cut with an ellipsis, those behind it go."""
    kept: list[Span] = []
    for text, tone in spans:
        needed = width_of(text)
        if needed > room:
            if room > 0:
                kept.append((fit(text, room), tone))
            break
        kept.append((text, tone))
        room -= needed
    return tuple(kept)


def justified(left: Sequence[Span], right: Sequence[Span], room: int) -> Spans:
    """Left and right at the ends of exactly `room` cells; where both do not fit, the left one is cut."""
    right = cut(right, room)
    free = room - width(right)
    left = cut(left, max(free - 1, 0) if right else free)
    return (*left, (" " * (free - width(left)), ""), *right)


def first_fitting(choices: Sequence[Spans], room: int) -> Spans:
    """The first of the choices, given from the richest to the barest, that fits; the last one cut if none does."""
    for choice in choices:
        if width(choice) <= room:
            return choice
    return cut(choices[-1], room)


def changed_cells(before: Sequence[Span], after: Sequence[Span]) -> tuple[int, int] | None:
    """The cells from the first that differs to behind the last; None where nothing does.

    Repainting only these is what keeps a ticking count from costing a whole line over a slow link.
    """
    if before == after:
        return None
    old, new = _cells(before), _cells(after)
    length = max(len(old), len(new))
    old += [("", "")] * (length - len(old))
    new += [("", "")] * (length - len(new))
    differing = [index for index in range(length) if old[index] != new[index]]
    return (differing[0], differing[-1] + 1) if differing else None


def _cells(spans: Sequence[Span]) -> list[Span]:
    """One entry for each cell: its character (the second cell of a wide one has none) and its tone."""
    cells: list[Span] = []
    for text, tone in spans:
        for grapheme in text if text.isascii() else (text[start:end] for start, end, _ in split_graphemes(text)[0]):
            cells.append((grapheme, tone))
            cells += [("", tone)] * (width_of(grapheme) - 1)
    return cells
