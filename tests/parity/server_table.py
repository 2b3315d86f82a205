"""The server's own table of a kind, and how it compares with another's."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ktui.insight.table import Table
    from tests.lab.api import Api

ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io"
"""What kubectl asks for when it is to print a table."""

Cells = dict[str, str]
"""An object's texts by header."""


@dataclass(frozen=True, slots=True)
class Row:
    """One object as the server prints it."""

    name: str
    resource_version: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class ServerTable:
    """All objects of a kind, as `kubectl get -o wide` prints them."""

    headers: tuple[str, ...]
    wide: tuple[bool, ...]
    """For each header, whether it is shown in `-o wide` alone."""
    rows: Mapping[str, Row]
    """By uid."""
    began: float
    ended: float
    """Unix seconds: the server read its clock in between."""

    def only(self, uids: Collection[str]) -> ServerTable:
        """The same table with the rows of `uids` alone."""
        return replace(self, rows={uid: row for uid, row in self.rows.items() if uid in uids})


def fetch_table(api: Api, path: str) -> ServerTable:
    """The table of the collection at `path`, in one request, so that the time of its ages is known."""
    began = time.time()
    table = api.get(f"{path}?includeObject=Metadata", accept=ACCEPT)
    ended = time.time()
    headers = tuple(column["name"].upper() for column in table["columnDefinitions"])
    wide = tuple(column["priority"] != 0 for column in table["columnDefinitions"])
    rows = {}
    for row in table["rows"] or ():
        meta = row["object"]["metadata"]
        cells = dict(zip(headers, map(str, row["cells"]), strict=True))
        rows[meta["uid"]] = Row(meta["name"], meta["resourceVersion"], cells)
    return ServerTable(headers, wide, rows, began, ended)


def differences(table: ServerTable, *answers: Mapping[str, Cells]) -> list[str]:
    """How `answers` differ from the server's table, one line each; none where they say the same.

    Each answer has one kind's cells by uid, as they were at some time while the server printed its own or just before
    or after. A cell is right if one of the answers has it to the letter: ages tick meanwhile.
    """
    found = []
    for uid, row in table.rows.items():
        told = [answer[uid] for answer in answers if uid in answer]
        if not told:
            found.append(f"{row.name}: not among the answers")
            continue
        found += [
            f"{row.name}: the headers are {list(cells)}, the server's {list(table.headers)}"
            for cells in told
            if list(cells) != list(table.headers)
        ]
        for header in table.headers:
            texts = {cells.get(header) for cells in told}
            if row.cells[header] not in texts:
                found.append(f"{row.name}: {header} is {_either(texts)}, the server's {row.cells[header]!r}")
    strangers = {uid for answer in answers for uid in answer} - set(table.rows)
    found += [f"{uid}: the server's table has no such object" for uid in sorted(strangers)]
    return found


def _either(texts: set[Any]) -> str:
    return " or ".join(sorted(map(repr, texts)))


def cells_of(table: Table, objects: Mapping[str, Any], now: float) -> dict[str, Cells]:
    """ktui's cells of all objects by uid, as they are at `now` (Unix seconds)."""
    headers = [column.header for column in table.columns]
    return {uid: dict(zip(headers, table.cells(obj, now), strict=True)) for uid, obj in objects.items()}


def moments(table: ServerTable, step: float = 0.25) -> Sequence[float]:
    """Times at which the server may have read its clock for a cell, `step` seconds apart, its answer's end the last."""
    count = int((table.ended - table.began) / step)
    return [*(table.began + step * i for i in range(count + 1)), table.ended]
