"""Labels of several nodes as lines of a page: those they have, and what of them changes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ktui.insight.page import line
from ktui.insight.text import fit, visible, width_of
from ktui.insight.writes.words import counted, names_words, value_words
from ktui.model.kinds import NODES
from ktui.model.writes import FieldChange, ObjectRef

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.insight.page import PageLine, Span

BETWEEN = 3
"""Cells between two columns."""
VALUES = 3
"""So many values of a label are named, the most frequent ones."""

Row = tuple[ObjectRef, "Sequence[FieldChange]"]
"""A node, and what is to change of its labels."""


def changes_table(rows: Sequence[Row], room: int) -> list[PageLine]:
    """Label by label what changes, `room` cells wide: a column for each node where they fit, else a line for each way.

    What a node has already stands there in a word.
    """
    keys = list(dict.fromkeys(field.path[-1] for _, fields in rows for field in fields))
    if not keys:
        return []
    return _columns(keys, rows, room) or _ways(keys, rows)


def _columns(keys: Sequence[str], rows: Sequence[Row], room: int) -> list[PageLine]:
    """One column for each node; empty where they have not enough room."""
    cells = [{field.path[-1]: _way(field) for field in fields} for _, fields in rows]
    table = [["", *(visible(ref.name) for ref, _ in rows)]]
    table += [[visible(key), *(each.get(key, "as it is") for each in cells)] for key in keys]
    widths = [max(map(width_of, column)) for column in zip(*table, strict=True)]
    if sum(widths) + BETWEEN * len(rows) > room:
        return []
    lines = []
    for number, row in enumerate(table):
        tone = "strong" if number else "muted"
        spans: list[Span] = [(fit(row[0], widths[0] + BETWEEN), "")]
        for text, width in zip(row[1:], widths[1:], strict=True):
            spans.append((fit(text, width + BETWEEN), tone if text != "as it is" else "muted"))
        lines.append(line(*spans))
    return lines


def _ways(keys: Sequence[str], rows: Sequence[Row]) -> list[PageLine]:
    """A line for each label and each way it changes, the most frequent first, with the nodes."""
    lines = []
    width = max(width_of(visible(key)) for key in keys) + BETWEEN
    for key in keys:
        ways: dict[str, list[ObjectRef]] = {}
        for ref, fields in rows:
            way = next((_way(field) for field in fields if field.path[-1] == key), "as it is")
            ways.setdefault(way, []).append(ref)
        head = visible(key)
        for way, refs in sorted(ways.items(), key=lambda item: (item[0] == "as it is", -len(item[1]))):
            tone = "strong" if way != "as it is" else "muted"
            lines.append(line(fit(head, width), (way, tone), (f"  {names_words(refs)}", "muted"), hang=width))
            head = ""
    return lines


def _way(field: FieldChange) -> str:
    return f"{value_words(field.before)} → {value_words(field.after)}"


def held_table(labels: Sequence[Mapping[str, str]]) -> list[PageLine]:
    """The labels that one node has, or that any of several has, by key."""
    values: dict[str, Counter[str]] = {}
    for each in labels:
        for key, value in each.items():
            values.setdefault(key, Counter())[value] += 1
    lines = []
    for key, found in sorted(values.items()):
        spans: list[Span] = [(visible(key), ""), ("=", "muted"), *_values(found, len(labels))]
        lines.append(line(*spans, hang=2))
    return lines


def _values(found: Counter[str], nodes: int) -> list[Span]:
    """`ssd`; `ssd on 3, hdd on 2 of 6 Nodes`."""
    if len(found) == 1 and found.total() == nodes:
        return [(value_words(next(iter(found))), "")]
    named = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    if len(named) > VALUES + 1:
        more = [f"{len(named) - VALUES:,} other values"]
        named = named[:VALUES]
    else:
        more = []
    told = ", ".join([*(f"{value_words(value)} on {count:,}" for value, count in named), *more])
    return [(f"{told} of {counted(nodes, NODES)}", "")]
