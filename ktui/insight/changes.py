"""What changed between two states of one object, in the words of its row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ktui.insight.events import WARNING, times
from ktui.insight.text import visible

if TYPE_CHECKING:
    from ktui.insight.page import Span, Spans
    from ktui.insight.table import Table
    from ktui.model.objects import Event

TICKING = frozenset({"AGE", "LAST SCHEDULE", "DURATION"})
"""Columns that say how long ago or how long: what made them jump shows in another column, or as another object."""

ADDED: Spans = (("added", ""),)
DELETED: Spans = (("deleted", "muted"),)
REPLACED: Spans = (("replaced by another of its name", ""),)

_AGO = re.compile(r" \([^()]* ago\)")
"""The part of a cell that ticks: `2 (5m33s ago)`."""


def row_changes(table: Table, old: Any, new: Any, now: float) -> Spans:
    """`READY 0/1 → 1/1  STATUS Running → Error`: the cells that differ, the ticking ones left out; nothing if none do.

    Both rows are read at the same moment, so what only counts on differs in neither.
    """
    if _alike(old, new):
        return ()
    before, after = table.cells(old, now), table.cells(new, now)
    if before == after:
        return ()
    spans: list[Span] = []
    for column, was, is_now in zip(table.columns, before, after, strict=True):
        if was == is_now or column.header in TICKING:
            continue
        was, is_now = _AGO.sub("", was), _AGO.sub("", is_now)
        if was == is_now:
            continue
        tone = table.tone(new, now) if column.header == table.state_column else ""
        spans.append((f"{'  ' if spans else ''}{column.header} {visible(was)} → ", "muted"))
        spans.append((visible(is_now), tone))
    return tuple(spans)


def _alike(old: Any, new: Any) -> bool:
    """Whether all that rows are made of is the same, as after most patches: known much sooner than cells are made."""
    before, after = old.meta, new.meta
    return bool(
        old.status == new.status
        and old.spec == new.spec
        and before.labels == after.labels
        and before.deletion_timestamp == after.deletion_timestamp
    )


def row_state(table: Table, obj: Any, now: float) -> Spans:
    """`  STATUS Pending`, for an object that is new; nothing for a kind without such a column."""
    if table.state_column != "STATUS":
        return ()
    index = next(index for index, column in enumerate(table.columns) if column.header == table.state_column)
    return (("  STATUS ", "muted"), (visible(table.cells(obj, now)[index]), table.tone(obj, now)))


def event_words(event: Event) -> Spans:
    """`Warning Unhealthy x9  Liveness probe failed`, as a line has it."""
    bad = "bad" if event.type == WARNING else ""
    count = times(event)
    many = f" x{count}" if count > 1 else ""
    message = visible(" ".join(event.message.split()))
    return (
        (f"{visible(event.type)} ", bad or "muted"),
        (f"{visible(event.reason)}{many}", bad or "strong"),
        (f"  {message}" if message else "", ""),
    )
