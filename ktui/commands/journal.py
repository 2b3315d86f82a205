"""`ktui journal`: what ktui has changed in this cluster."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ktui.commands.output import columns, document, write
from ktui.commands.times import rfc3339
from ktui.commands.writing import object_item, tell_open_ends, writing_at
from ktui.errors import KtuiError
from ktui.insight.writes.outcomes import subject
from ktui.model.writes import Outcome

if TYPE_CHECKING:
    from ktui.cli_writes import JournalCommand
    from ktui.model.writes import Entry


async def run_journal(command: JournalCommand) -> int:
    """Run it; raises `KtuiError` where the journal, or the cluster whose journal is meant, cannot be had."""
    async with writing_at(command.where) as (_, writing):
        await tell_open_ends(writing)
        if problem := await writing.unrecorded():
            raise KtuiError(problem)
        entries = await writing.entries()
    if command.output in ("json", "yaml"):
        write(document({"items": [_item(entry) for entry in entries]}, command.output))
        return 0
    rows: list[tuple[str, ...]] = [("ID", "AT", "VERB", "OBJECT", "CHANGE", "RESULT", "UNDONE BY")]
    rows += [_row(entry) for entry in entries]
    write("".join(f"{line}\n" for line in columns(rows, [])))
    return 0


def _item(entry: Entry) -> dict[str, Any]:
    change = entry.change
    return {
        "id": str(entry.number),
        "at": rfc3339(int(entry.at)),
        "context": entry.context,
        "verb": change.verb,
        "object": object_item(change.ref),
        "before": dict(change.before) or ({} if change.fields else None),
        "after": dict(change.after) or ({} if change.fields else None),
        "kubectl": change.kubectl,
        "result": entry.outcome.value,
        "message": entry.message or None,
        "undoes": None if entry.undoes is None else str(entry.undoes),
        "undoneBy": None if entry.undone_by is None else str(entry.undone_by),
    }


def _row(entry: Entry) -> tuple[str, ...]:
    change = entry.change
    fields = ", ".join(f"{field.path[-1]}: {_value(field.before)} -> {_value(field.after)}" for field in change.fields)
    undoes = f" (undoes {entry.undoes})" if entry.undoes is not None else ""
    return (
        str(entry.number),
        rfc3339(int(entry.at)),
        f"{change.verb}{undoes}",
        subject(change.ref),
        fields or "-",
        entry.outcome.value if entry.outcome is not Outcome.PENDING else "being sent",
        "-" if entry.undone_by is None else str(entry.undone_by),
    )


def _value(value: Any) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) and value else json.dumps(value)
