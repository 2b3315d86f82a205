"""Objects as `ktui get` prints them: columns, JSON, YAML."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from ktui.commands.output import columns, document, json_text, write
from ktui.errors import UsageError
from ktui.insight.text import visible
from ktui.model.kinds import PODS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.cli import GetCommand
    from ktui.insight.table import Table

    Extra = Callable[[Any, float], dict[str, Any]]
    """(object, now in Unix seconds) -> what is ktui's own of it."""


def wants_extras(command: GetCommand) -> bool:
    """Whether there is a place for what is ktui's own, and something to put there."""
    return command.kind is PODS and command.output in ("json", "yaml")


def nothing_more(_obj: Any, _now: float) -> dict[str, Any]:
    """What is ktui's own of kinds that have no columns of it."""
    return {}


class Printer:
    """Objects to stdout in the form that was asked for."""

    def __init__(
        self,
        command: GetCommand,
        table: Table,
        now: Callable[[], float],
        *,
        namespace: str | None,
    ) -> None:
        """`now` gives the time of the answer, in Unix seconds; `namespace` is its scope, None: all of them."""
        self.extra: Extra = nothing_more
        """What is ktui's own of an object, for JSON and YAML."""
        self._command = command
        self._table = table
        self._namespace = namespace
        self._now = now
        self._widths: list[int] = []
        self._shown = [
            index for index, column in enumerate(table.columns) if command.output == "wide" or not column.wide
        ]
        self._namespaces = namespace is None and command.kind.namespaced
        self._order = self._sort_value()

    def _sort_value(self) -> Callable[[Any], Any] | None:
        wanted = self._command.sort_by
        if wanted is None:
            return None
        for column in self._table.columns:
            if column.header.casefold() == wanted.casefold():
                return lambda obj: column.sort_value(obj, self._now())
        known = ", ".join(column.header for column in self._table.columns)
        raise UsageError(f"{self._command.kind.title} have no column {wanted!r}: the columns are {known}")

    def sorted(self, objects: Sequence[Any]) -> Sequence[Any]:
        """As `--sort-by` wants them; equal ones keep the server's order."""
        return objects if self._order is None else sorted(objects, key=self._order)

    def all(self, objects: Sequence[Any]) -> None:
        """One answer."""
        objects = self.sorted(objects)
        if self._command.output in ("json", "yaml"):
            write(document({"items": [self._item(obj) for obj in objects]}, self._command.output))
        elif objects:
            write("\n".join(self._lines(objects, headers=self._command.headers)) + "\n")
        else:
            self.nothing()

    def nothing(self) -> None:
        """Say that there is none, where that is not the answer itself."""
        namespaced = self._command.kind.namespaced
        where = f" in {visible(self._namespace)} namespace" if namespaced and self._namespace else ""
        print(f"No resources found{where}.", file=sys.stderr)

    def change(self, kind: str, obj: Any) -> None:
        """One change of a watch: ADDED, MODIFIED or DELETED."""
        self.changes(kind, [obj], headers=False)

    def changes(self, kind: str, objects: Sequence[Any], *, headers: bool) -> None:
        """Several of one kind."""
        if self._command.output == "json":
            write("".join(json_text({"type": kind, **self._item(obj)}) + "\n" for obj in objects))
        elif self._command.output == "yaml":
            write("".join("---\n" + document({"type": kind, **self._item(obj)}, "yaml") for obj in objects))
        else:
            lines = self._lines(objects, headers=headers and self._command.headers)
            write("".join(line + "\n" for line in lines))

    def _item(self, obj: Any) -> dict[str, Any]:
        now = self._now()
        cells = self._table.cells(obj, now)
        headers = [column.header for column in self._table.columns]
        return {
            "namespace": obj.meta.namespace or None,
            "name": obj.meta.name,
            "uid": obj.meta.uid,
            "cells": dict(zip(headers, cells, strict=True)),
            "extra": self.extra(obj, now),
        }

    def _lines(self, objects: Sequence[Any], *, headers: bool) -> list[str]:
        rows: list[list[str]] = []
        if headers:
            names = [self._table.columns[index].header for index in self._shown]
            rows.append(["NAMESPACE", *names] if self._namespaces else names)
        now = self._now()
        for obj in objects:
            cells = self._table.cells(obj, now)
            row = [cells[index] for index in self._shown]
            rows.append([obj.meta.namespace, *row] if self._namespaces else row)
        return columns(rows, self._widths)
