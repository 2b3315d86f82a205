"""What the journal knows of a change, in a line: what was done to whom, when, and whether it was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.durations import human_duration
from ktui.insight.page import line
from ktui.insight.text import visible
from ktui.insight.writes.page import ASIDE
from ktui.insight.writes.words import names_words, objects_words, value_words
from ktui.model.writes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ktui.insight.page import PageLine
    from ktui.model.writes import Entry

FIELDS = 3
"""So many fields are named in a line."""

_ENDS = {
    Outcome.REFUSED: "refused",
    Outcome.FAILED: "failed",
    Outcome.UNKNOWN: "end unknown",
    Outcome.PENDING: "being sent",
}


def by_number(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    """The entries of each change, in the order in which they come."""
    changes: dict[int, list[Entry]] = {}
    for entry in entries:
        changes.setdefault(entry.number, []).append(entry)
    return changes


def change_words(entries: Sequence[Entry]) -> str:
    """`12  label Node n1  disk: hdd → ssd`, `13  undo 12  label 500 Nodes  disk: hdd → ssd`; of one change."""
    first = entries[0]
    undoes = f"undo {first.undoes}  " if first.undoes is not None else ""
    what = f"{first.change.verb} {objects_words([entry.change.ref for entry in entries])}"
    fields = _fields(entries)
    return f"{first.number}  {undoes}{what}{f'  {fields}' if fields else ''}"


def change_note(entries: Sequence[Entry], now: float) -> str:
    """`3m ago`, `2h ago, undone by 13`, `5s ago, 3 of 500 refused`; `now` in Unix seconds."""
    first = entries[0]
    ended = [
        f"{word} {end}"
        for outcome, end in _ENDS.items()
        if (count := sum(entry.outcome is outcome for entry in entries))
        for word in ([f"{count:,} of {len(entries):,}"] if len(entries) > 1 else [""])
    ]
    undone = next((entry.undone_by for entry in entries if entry.undone_by is not None), None)
    parts = [
        _ago(first, now),
        *(end.strip() for end in ended),
        *([f"undone by {undone}"] if undone is not None else []),
    ]
    return ", ".join(parts)


def undone_line(entries: Sequence[Entry], now: float) -> PageLine:
    """What is taken back, for a page: `undoes    label of n0, n1, disk: hdd → ssd, 3m ago`."""
    fields = _fields(entries)
    what = f"{entries[0].change.verb} of {names_words([entry.change.ref for entry in entries])}"
    words = f"{what}{f', {fields}' if fields else ''}, {_ago(entries[0], now)}"
    return line((f"{'undoes':<{ASIDE}}", "muted"), words, hang=ASIDE)


def _ago(entry: Entry, now: float) -> str:
    return f"{human_duration(max(now - entry.at, 0.0))} ago"


def _fields(entries: Sequence[Entry]) -> str:
    """`disk: hdd → ssd`; where it was another value on each, only what it was to be."""
    ways: dict[str, set[tuple[str, str]]] = {}
    for entry in entries:
        for field in entry.change.fields:
            ways.setdefault(visible(field.path[-1]), set()).add((value_words(field.before), value_words(field.after)))
    told = []
    for name, found in list(ways.items())[:FIELDS]:
        before = {way[0] for way in found}
        after = sorted({way[1] for way in found})
        told.append(f"{name}: {next(iter(before)) if len(before) == 1 else '…'} → {', '.join(after[:FIELDS])}")
    return ", ".join([*told, *(["…"] if len(ways) > FIELDS else [])])
