"""Which columns of a kind a user wants, in which order, labels' values among them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ktui.insight.columns import table_of
from ktui.insight.columns.any_kind import NONE
from ktui.insight.columns.own import OWN_HEADERS
from ktui.insight.columns.sort_keys import natural
from ktui.insight.table import Column, Table
from ktui.model.version import NEWEST, ServerVersion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ktui.model.kinds import Kind

LABEL = "label:"
"""Before a label's key, where its value is wanted as a column: `label:app`."""

NAME = "NAME"
"""The column that is never left out: it says which object a row is."""

LABEL_WIDTH = 12
"""Cells kept for a label's value before one has been seen: most are names of applications, teams and zones."""

_OLDEST = ServerVersion(1, 20)
"""The oldest release whose tables are known; what a release between them brought, the newest has."""

LABEL_KEY = re.compile(r"(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")
"""The API's rule for a label's key."""


@cache
def headers_of(kind: Kind) -> tuple[str, ...]:
    """The headers a kind can have, on servers old and new, in the newest's order; behind them ktui's own."""
    tables = (table_of(kind, NEWEST), table_of(kind, _OLDEST))
    headers = (column.header for table in tables for column in table.columns)
    return tuple(dict.fromkeys((*headers, *OWN_HEADERS.get(kind.name, ()))))


def column_named(kind: Kind, word: str) -> str | None:
    """The column a user means by `word`: a header in any case, or `label:KEY`; None where there is no such thing."""
    if word.startswith(LABEL):
        return word if LABEL_KEY.fullmatch(word[len(LABEL) :]) else None
    return word.upper() if word.upper() in headers_of(kind) else None


def chosen(kind: Kind, table: Table, wanted: Sequence[str]) -> Table:
    """The table with the columns `wanted` alone, in their order; all of them where none is wanted.

    NAME comes first where it was left out. What this server's release does not have is not shown. Where the screen is
    narrow, the columns named last go first: to name one is to want it, wide or not.
    """
    if not wanted:
        return table
    known = {column.header: index for index, column in enumerate(table.columns)}
    picks: list[Callable[[Any, tuple[str, ...]], str]] = []
    columns: list[Column] = []
    for word in dict.fromkeys(wanted if NAME in wanted else (NAME, *wanted)):
        if word.startswith(LABEL):
            label = word[len(LABEL) :]
            header = _label_header(label, {*headers_of(kind), *(column.header for column in columns)})
            columns.append(Column(header, _label_sort(label), width=LABEL_WIDTH, rank=len(columns)))
            picks.append(_label_pick(label))
        elif word in known:
            index = known[word]
            rank = 0 if word == NAME else len(columns)
            columns.append(table.columns[index]._replace(wide=False, rank=rank))
            picks.append(_cell_pick(index))

    def cells(obj: Any, now: float) -> tuple[str, ...]:
        all_cells = table.cells(obj, now)
        return tuple(pick(obj, all_cells) for pick in picks)

    return table._replace(columns=tuple(columns), cells=cells)


def _label_header(label: str, taken: set[str]) -> str:
    """As kubectl has it, the part after the slash in capitals; the whole where another column is called so."""
    short = label.rpartition("/")[2].upper()
    return short if short not in taken else LABEL + label


def _label_sort(label: str) -> Callable[[Any, float], object]:
    return lambda obj, _now: natural((obj.meta.labels or {}).get(label, ""))


def _label_pick(label: str) -> Callable[[Any, tuple[str, ...]], str]:
    return lambda obj, _cells: (obj.meta.labels or {}).get(label, NONE)


def _cell_pick(index: int) -> Callable[[Any, tuple[str, ...]], str]:
    return lambda _obj, cells: cells[index]
