"""`ktui cordon`, `uncordon`, `suspend`, `resume`, `restart` and `delete`: one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ktui.commands.output import document, write
from ktui.commands.writing import carry_out, exit_code, lines_of, object_item, tell_open_ends, writing_at

if TYPE_CHECKING:
    from ktui.cli_writes import ChangeCommand
    from ktui.insight.writes.lifecycle import Cascade
    from ktui.model.writes import Result


async def run_change(command: ChangeCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError`."""
    async with writing_at(command.where) as (connection, writing):
        writing.require_writing()
        await tell_open_ends(writing)
        key = (connection.namespace or "" if command.kind.namespaced else "", command.name)
        if command.verb == "delete":
            plan = await writing.planner.delete(command.kind, [key], cascade=cast("Cascade", command.cascade))
        else:
            plan = await writing.planner.switch(command.verb, command.kind, [key])
        results = await carry_out(writing, plan, dry_run=command.dry_run)
        if command.output in ("json", "yaml"):
            write(document(change_answer(results[0], writing.command(plan)), command.output))
        else:
            write(lines_of(results, command.verb))
        return exit_code(results)


def change_answer(result: Result, kubectl: str) -> dict[str, Any]:
    """What became of one object."""
    change = result.write
    goes = f"with it {change.goes}" if change is not None and change.goes else ""
    return {
        "object": object_item(result.ref),
        "result": result.outcome.value,
        "message": result.message or goes or None,
        "warnings": list(change.warnings) if change is not None else [],
        "kubectl": kubectl or None,
    }
