"""Which part of a log stands on the screen: arithmetic on lines that may take several rows, without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Height = Callable[[int], int]
    """The rows that the line at an index takes, at least one."""


class Spot(NamedTuple):
    """A row of a log: the index of its line, and which of the line's rows it is."""

    line: int
    row: int = 0


def moved(spot: Spot, rows: int, height: Height, total: int) -> Spot:
    """The spot so many rows further down (up if negative), or the first or last there is.

    Only the lines between are measured: a log has too many to measure them all.
    """
    line, row = spot.line, spot.row + rows
    while row < 0 and line > 0:
        line -= 1
        row += height(line)
    if row < 0:
        return Spot(0, 0)
    while row >= (tall := height(line)):
        if line + 1 >= total:
            return Spot(line, tall - 1)
        row -= tall
        line += 1
    return Spot(line, row)


def last_top(page: int, height: Height, total: int) -> Spot:
    """The spot at the top when the last row stands at the bottom."""
    end = Spot(total - 1, height(total - 1) - 1)
    return moved(end, 1 - max(page, 1), height, total)


def bringing(line: int, top: Spot, page: int, height: Height, total: int) -> Spot:
    """The top that shows the line, as little moved as possible: whole, or its beginning where it is taller."""
    if Spot(line) < top:
        return Spot(line)
    whole = moved(Spot(line, height(line) - 1), 1 - max(page, 1), height, total)
    return max(top, min(whole, Spot(line)))


def spots(top: Spot, page: int, height: Height, total: int) -> list[Spot]:
    """The rows from `top` on, at most `page` of them."""
    found: list[Spot] = []
    line, row = top
    while len(found) < page and line < total:
        for each in range(row, height(line)):
            found.append(Spot(line, each))
            if len(found) == page:
                break
        line, row = line + 1, 0
    return found
