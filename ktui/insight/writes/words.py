"""A change of one object or of many in a few words: what it is called, whom it is about, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.relations import kind_word
from ktui.insight.text import visible
from ktui.model.kinds import KINDS
from ktui.model.verbs import VERBS
from ktui.model.writes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.model.kinds import Kind
    from ktui.model.writes import ObjectRef, Plan, Result

NAMED = 5
"""So many objects are named in a line; of more, the first three and how many there are."""
_FIRST = 3

_KINDS = {kind.name: kind for kind in KINDS}


def kind_of_ref(ref: ObjectRef) -> Kind:
    """The kind of an object."""
    return _KINDS[ref.kind]


def counted(count: int, kind: Kind) -> str:
    """`1 DaemonSet`, `500 Nodes`."""
    return f"{count:,} {kind_word(kind) if count == 1 else kind.title}"


def objects_words(refs: Sequence[ObjectRef]) -> str:
    """`DaemonSet web/agent`, `3 Nodes`: objects of one kind, at least one."""
    kind = kind_of_ref(refs[0])
    return f"{kind_word(kind)} {visible(refs[0].words)}" if len(refs) == 1 else counted(len(refs), kind)


def names_words(refs: Sequence[ObjectRef]) -> str:
    """`node-2, node-4`, `500 Nodes (n000, n001, n002 …)`."""
    names = [visible(ref.words) for ref in refs]
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{counted(len(refs), kind_of_ref(refs[0]))} ({', '.join(names[:_FIRST])} …)"


def title_words(verb: str, kind: Kind, names: Sequence[str]) -> str:
    """What is about to be done, before more is known: `Cordon Node node-1`, `Delete 3 DaemonSets`."""
    what = f"{kind_word(kind)} {visible(names[0])}" if len(names) == 1 else counted(len(names), kind)
    return f"{verb.capitalize()} {what}"


def heading(plan: Plan) -> str:
    """What is about to be done: `Cordon Node node-1`, `Undo change 12: uncordon Node node-1`."""
    refs = [item.ref for item in plan.items]
    what = f"{plan.verb} {objects_words(refs)}" if refs else plan.verb
    return f"Undo change {plan.undoes}: {what}" if plan.undoes is not None else f"{what[:1].upper()}{what[1:]}"


def value_words(value: Any) -> str:
    """A field's value: `ssd`, `true`, `(none)`, `""`."""
    if value is None:
        return "(none)"
    if isinstance(value, bool):
        return "true" if value else "false"
    return visible(str(value)) if value != "" else '""'


def typed_word(plan: Plan) -> str:
    """What a user types before more goes than one object: its name, or how many objects are deleted."""
    writes = plan.writes
    return writes[0].change.ref.name if len(writes) == 1 else str(len(writes))


def asked_word(plan: Plan) -> str:
    """How that is asked for: `To delete DaemonSet web/agent, type agent and press enter.`."""
    refs = [write.change.ref for write in plan.writes]
    return f"To {plan.verb} {objects_words(refs)}, type {typed_word(plan)} and press enter."


def done_words(plan: Plan, results: Sequence[Result]) -> str:
    """What was done, where all of it was: `Node node-1 cordoned`, `500 Nodes labeled`, `3 Jobs created`."""
    applied = [result for result in results if result.outcome is Outcome.APPLIED]
    refs = [result.write.change.ref if result.write is not None else result.ref for result in applied]
    if not refs:
        return "nothing had to change"
    if plan.undoes is not None:
        return f"change {plan.undoes} of {objects_words(refs)} undone"
    return f"{objects_words(refs)} {VERBS[plan.verb].done}"


def can_be_undone(results: Sequence[Result]) -> bool:
    """Whether anything of what was done can be taken back."""
    return any(
        result.outcome is Outcome.APPLIED and result.write is not None and not result.write.change.no_inverse
        for result in results
    )


def made_by(results: Sequence[Result]) -> ObjectRef | None:
    """The object that was made, where it was one."""
    made = [
        result.write.change.ref
        for result in results
        if result.outcome is Outcome.APPLIED and result.write is not None and VERBS[result.write.change.verb].makes
    ]
    return made[0] if len(made) == 1 else None
