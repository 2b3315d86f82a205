"""`ktui undo`: the latest change of this cluster, or another, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.commands.change import change_answer
from ktui.commands.label import label_answer
from ktui.commands.output import document, write
from ktui.commands.writing import carry_out, exit_code, lines_of, tell_open_ends, writing_at
from ktui.errors import KtuiError
from ktui.model.writes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.cli_writes import UndoCommand
    from ktui.model.writes import Plan, Result


async def run_undo(command: UndoCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError` where there is nothing to take back."""
    async with writing_at(command.where) as (_, writing):
        writing.require_writing()
        await tell_open_ends(writing)
        if problem := await writing.unrecorded():
            raise KtuiError(problem)
        plan = await writing.undo_plan(command.number)
        results = await carry_out(writing, plan, dry_run=False)
        if command.output in ("json", "yaml"):
            answer = _answer(plan, results, writing.command(plan))
            if answer is not None:
                write(document(answer, command.output))
        else:
            write(lines_of(results, plan.verb))
        return exit_code(results)


def _answer(plan: Plan, results: Sequence[Result], kubectl: str) -> dict[str, Any] | None:
    """In the JSON of the verb that is undone; None where that has no answer but the Job, and it is still there."""
    if plan.verb == "label":
        touched = [field.path[-1] for write in plan.writes for field in write.change.fields]
        return label_answer(results, dict.fromkeys(touched), kubectl)
    if plan.verb in ("trigger", "rerun"):
        jobs = [result.write.change.before for result in results if result.write and result.outcome is Outcome.APPLIED]
        if len(jobs) > 1:
            return {"items": [dict(job) for job in jobs]}
        return dict(jobs[0]) if jobs else None
    if len(results) == 1:
        return change_answer(results[0], kubectl)
    return {"items": [change_answer(result, result.write.change.kubectl if result.write else "") for result in results]}
