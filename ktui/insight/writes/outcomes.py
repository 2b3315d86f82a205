"""What is so: a server's answer, or the object as it is read again, held against the change that was wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.writes.objects import value_at
from ktui.model.kinds import JOBS, KINDS
from ktui.model.writes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.model.writes import Change, FieldChange, ObjectRef

MANAGER = "ktui"
"""By what name the API server keeps in mind who set a field."""

_SINGULAR = {kind.name: kind.singular for kind in KINDS}


def subject(ref: ObjectRef) -> str:
    """`node n1`, `job web/backup`."""
    return f"{_SINGULAR[ref.kind]} {ref.words}"


def not_taken(change: Change, answer: Mapping[str, Any]) -> str:
    """What a server that said yes did not do, in a sentence; empty: it did all of it."""
    for field in change.fields:
        value = value_at(answer, field.path)
        if value == field.after:
            continue
        if change.ref.kind == JOBS.name and field.path == ("spec", "suspend") and value is None:
            return "this server does not know how to suspend a Job (1.21 is the first that does): nothing has changed"
        return (
            f"the server has made {_name(field)} {_value(value)}, not {_value(field.after)}: something there decides it"
        )
    return ""


def moved(change: Change, obj: Mapping[str, Any] | None) -> str:
    """Why a change does not fit the object that is there (None: none is), in a sentence; empty: it fits."""
    if obj is None:
        return f"{subject(change.ref)} is not there any more"
    if change.ref.uid and value_at(obj, ("metadata", "uid")) != change.ref.uid:
        return f"{subject(change.ref)} is another one now: it was deleted and made anew"
    for field in change.fields:
        value = value_at(obj, field.path)
        if value != field.before:
            return f"{_name(field)} of {change.ref.words} is {_value(value)} now, no longer {_value(field.before)}"
    return ""


def read_back(change: Change, obj: Mapping[str, Any] | None) -> tuple[Outcome, str]:
    """How a change has ended whose answer never came, from the object as it is now (None: it is not there).

    What is so is told as the end of a sentence that begins with why there is no answer.
    """
    if change.verb == "delete":
        return _deleted(change, obj)
    if not change.fields:
        return _made(change, obj)
    if obj is None:
        return Outcome.UNKNOWN, f"{subject(change.ref)} is not there any more"
    if value_at(obj, ("metadata", "uid")) != change.ref.uid:
        return Outcome.UNKNOWN, f"{subject(change.ref)} is another one now"
    values = [value_at(obj, field.path) for field in change.fields]
    if values == [field.after for field in change.fields]:
        return Outcome.APPLIED, "it was done"
    if values == [field.before for field in change.fields]:
        return Outcome.FAILED, "nothing has changed"
    found = ", ".join(f"{_name(field)} is {_value(value)}" for field, value in zip(change.fields, values, strict=True))
    return Outcome.UNKNOWN, f"{found} now: something else has changed it as well"


def _deleted(change: Change, obj: Mapping[str, Any] | None) -> tuple[Outcome, str]:
    if obj is None or value_at(obj, ("metadata", "uid")) != change.ref.uid:
        return Outcome.APPLIED, "it is gone"
    if value_at(obj, ("metadata", "deletionTimestamp")):
        return Outcome.APPLIED, "it is going"
    return Outcome.FAILED, "it is still there"


def _made(change: Change, obj: Mapping[str, Any] | None) -> tuple[Outcome, str]:
    if obj is None:
        return Outcome.FAILED, "it was not made"
    managers = value_at(obj, ("metadata", "managedFields")) or ()
    if any(isinstance(each, dict) and each.get("manager") == MANAGER for each in managers):
        return Outcome.APPLIED, "it was made"
    return Outcome.UNKNOWN, f"{subject(change.ref)} is there, and may have been made by somebody else"


def _name(field: FieldChange) -> str:
    return field.path[-1]


def _value(value: Any) -> str:
    """A field's value in a sentence."""
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if value == "" else str(value)
