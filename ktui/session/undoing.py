"""From the journal to a plan that takes a change back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.errors import KtuiError, NotFoundError, UnreachableError
from ktui.insight.writes.commands import commands_of
from ktui.insight.writes.undoing import inverse
from ktui.model.verbs import VERBS
from ktui.model.writes import Outcome, Plan, Planned, Result
from ktui.session.bounded import bounded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from typing import Any

    from ktui.kube.gateway import Gateway
    from ktui.model.kinds import Kind
    from ktui.model.writes import Entry

IN_FORCE = (Outcome.APPLIED, Outcome.UNKNOWN)
"""How a change has ended that there may be something to take back of."""


def to_undo(entries: Sequence[Entry], number: int | None) -> list[Entry]:
    """Those entries of a change that are still in force; raises `KtuiError` where there are none.

    `number` is what was asked for, None: the latest.
    """
    if not entries:
        if number is None:
            raise KtuiError("there is nothing to undo: ktui has changed nothing in this cluster that is not undone")
        raise NotFoundError(f"there is no change {number} of this cluster: ktui journal lists them")
    number = entries[0].number
    done = [entry for entry in entries if entry.outcome in IN_FORCE]
    if not done:
        if any(entry.outcome is Outcome.PENDING for entry in entries):
            raise KtuiError(f"change {number} is being made right now: wait for its end")
        raise KtuiError(f"change {number} has changed nothing: there is nothing to undo")
    left = [entry for entry in done if entry.undone_by is None]
    if not left:
        raise KtuiError(f"change {number} is undone already, by change {done[0].undone_by}")
    return left


async def undoing(
    gateway: Gateway, entries: Sequence[Entry], owned: Callable[[Kind, Mapping[str, Any]], Awaitable[str]]
) -> Plan:
    """What takes these back, each from its object as it is now; raises `KtuiError` for a cluster that does not answer.

    `owned` says what goes with an object that was made. An entry that cannot be taken back has the reason for its
    result.
    """

    async def item(index: int) -> Planned:
        change = entries[index].change
        try:
            obj = None if change.no_inverse else await gateway.read(change.path)
            made = VERBS[change.verb].makes
            goes = await owned(made, obj) if made is not None and obj is not None else ""
            write = inverse(change, obj, goes=goes)
        except UnreachableError:
            raise
        except KtuiError as error:
            return Planned(change.ref, result=Result(change.ref, Outcome.REFUSED, str(error), error))
        return Planned(change.ref, write)

    items = tuple(await bounded(len(entries), item))
    commands = commands_of([item.write.change for item in items if item.write is not None])
    return Plan(entries[0].change.verb, items, commands, undoes=entries[0].number)
