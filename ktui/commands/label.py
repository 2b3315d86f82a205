"""`ktui label`: labels of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.commands.output import document, write
from ktui.commands.writing import carry_out, exit_code, lines_of, tell_open_ends, writing_at
from ktui.insight.writes.labels import LABELS, parse_labels
from ktui.insight.writes.objects import value_at
from ktui.model.writes import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ktui.cli_writes import LabelCommand
    from ktui.model.writes import Result


async def run_label(command: LabelCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError`."""
    changes = parse_labels(command.labels)
    async with writing_at(command.where) as (_, writing):
        writing.require_writing()
        await tell_open_ends(writing)
        plan = await writing.planner.label(command.nodes, changes, overwrite=command.overwrite)
        results = await carry_out(writing, plan, dry_run=command.dry_run)
        if command.output in ("json", "yaml"):
            keys = [change.key for change in changes]
            write(document(label_answer(results, keys, writing.command(plan)), command.output))
        else:
            write(lines_of(results, "label"))
        return exit_code(results)


def label_answer(results: Sequence[Result], keys: Collection[str], kubectl: str) -> dict[str, Any]:
    """What became of the labels `keys` of each node; what follows for DaemonSets and pods is not computed."""
    return {
        "changes": [_item(result, keys) for result in results],
        "effects": {"daemonSets": [], "podsDeleted": [], "podsSchedulable": []},
        "kubectl": kubectl,
    }


def _item(result: Result, keys: Collection[str]) -> dict[str, Any]:
    before = _before(result, keys)
    return {
        "node": result.ref.name,
        "before": before,
        "after": _after(result, before),
        "result": result.outcome.value,
        "message": result.message or None,
        "warnings": list(result.write.warnings) if result.write is not None else [],
    }


def _before(result: Result, keys: Collection[str]) -> Mapping[str, Any]:
    """The labels as they were that were to be changed."""
    if result.write is not None:
        unchanged = _held(result.answer, set(keys) - {field.path[-1] for field in result.write.change.fields})
        return {**unchanged, **result.write.change.before}
    return _held(result.answer, keys)


def _after(result: Result, before: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The labels as they are then; None where nobody knows."""
    if result.outcome is Outcome.UNKNOWN:
        return None
    if result.write is None or result.outcome in (Outcome.REFUSED, Outcome.FAILED):
        return before
    gone = result.write.change.before.keys()
    return {**{key: value for key, value in before.items() if key not in gone}, **result.write.change.after}


def _held(node: Mapping[str, Any] | None, keys: Collection[str]) -> dict[str, Any]:
    labels = (value_at(node, LABELS) if node is not None else None) or {}
    return {key: labels[key] for key in keys if key in labels}
