"""Which columns of a table fit a given width, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.table import Column, Cut

GAP = 2
"""Cells between two columns: one blank reads as a space within a text such as `9 (14s ago)`."""


CUT_ORDER: tuple[Cut, ...] = ("end", "middle", "first")
"""Whose texts miss most when they are cut, first: sentences, then names, then figures with something behind them."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One column that is shown."""

    index: int
    """Its place among all columns of the table."""
    x: int
    """Its first cell, counted from the first cell of the first column."""
    width: int
    """Its cells, without the gap."""
    right: bool = False
    """Whether its texts are aligned to the right."""
    cut: Cut | None = None
    """How its texts are cut that need more cells than it has; None: none of them should."""

    @property
    def end(self) -> int:
        """The cell after its last."""
        return self.x + self.width


class Goes(NamedTuple):
    """When a column goes where the screen is narrow: the greatest goes first."""

    wide: bool
    rank: int


STAYS = Goes(wide=False, rank=0)
"""It does not."""


def first_widths(columns: Sequence[Column]) -> list[int]:
    """The cells each column is given before a text of it has been seen: its header's or its usual width."""
    return [max(len(column.header), column.width) for column in columns]


def place_columns(
    columns: Sequence[Column], widths: Sequence[int], room: int, ordering: str = ""
) -> tuple[Placed, ...]:
    """The columns that fit `room` cells with `widths` cells for each, from left to right.

    Columns go whole: wide ones first, then the highest rank, and of equals the one furthest to the right. Those of
    rank 0 stay, and the one with the header `ordering`, for it tells why the rows stand as they do; when they alone do
    not fit, the widest of them is cut until they do. One that is of use with fewer cells than its texts need stays
    with those; wide ones come back when it has all that it needs. Room that is left over stays at the right.
    """
    if room <= 0:
        return ()
    order = sorted(range(len(columns)), key=lambda i: (*_goes(columns[i], ordering), i))
    needed = -GAP
    given: dict[int, int] = {}
    full = False
    for index in order:
        if _goes(columns[index], ordering).wide and not full:
            needed = _grow(given, columns, widths, needed, room)
            full = True
        least = _least(columns[index], widths[index])
        if needed + GAP + least > room:
            break
        given[index] = least
        needed += GAP + least
    _grow(given, columns, widths, needed, room)
    staying = [index for index in order if _goes(columns[index], ordering) == STAYS] or order[:1]
    if len(given) < len(staying):
        given = _cut_to(room, staying, columns, widths)
    placed: list[Placed] = []
    x = 0
    for index in sorted(given):
        column = columns[index]
        cut = column.cut if column.least and given[index] < widths[index] else None
        placed.append(Placed(index, x, given[index], column.right, cut))
        x += given[index] + GAP
    return tuple(placed)


def _goes(column: Column, ordering: str) -> Goes:
    """When it goes."""
    return STAYS if ordering and column.header == ordering else Goes(column.wide, column.rank)


def _least(column: Column, width: int) -> int:
    """The cells with which a column is of use."""
    return min(column.least or width, width)


def _grow(given: dict[int, int], columns: Sequence[Column], widths: Sequence[int], needed: int, room: int) -> int:
    """Give those that could use more what room there is; the cells needed then.

    Those come first that miss most when they are cut.
    """
    for index in sorted(given, key=lambda i: CUT_ORDER.index(columns[i].cut)):
        more = min(widths[index] - given[index], room - needed)
        given[index] += more
        needed += more
    return needed


def _cut_to(room: int, staying: list[int], columns: Sequence[Column], widths: Sequence[int]) -> dict[int, int]:
    """Widths for the columns that stay although they do not fit, by index: the widest gives way first.

    No column gets less than its header; where not even the headers fit, those at the right go too, and
    the first is cut.
    """
    floors = {index: min(len(columns[index].header), widths[index]) for index in staying}
    staying = staying[:]
    while len(staying) > 1 and sum(floors[i] for i in staying) + GAP * (len(staying) - 1) > room:
        staying.pop()
    given = {index: widths[index] for index in staying}
    excess = sum(given.values()) + GAP * (len(staying) - 1) - room
    while excess > 0:
        if len(staying) == 1:
            return {staying[0]: room}
        widest = max((i for i in staying if given[i] > floors[i]), key=given.__getitem__)
        given[widest] -= 1
        excess -= 1
    return given
