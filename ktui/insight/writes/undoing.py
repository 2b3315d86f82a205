"""A change taken back: the exact inverse, or the reason why there is none."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ktui.errors import KtuiError
from ktui.insight.writes.commands import label_words
from ktui.insight.writes.labels import label_command, label_warnings
from ktui.insight.writes.lifecycle import delete
from ktui.insight.writes.objects import kubectl_words
from ktui.insight.writes.outcomes import moved, subject
from ktui.insight.writes.patches import patching
from ktui.insight.writes.switches import CORDONED, SUSPENDED
from ktui.model.kinds import JOBS, KINDS, Kind
from ktui.model.verbs import VERBS
from ktui.model.writes import Change, Danger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.model.writes import FieldChange, Write


class NoWayBackError(KtuiError):
    """A change that cannot be taken back; the sentence says why."""


def inverse(change: Change, obj: Mapping[str, Any] | None, *, goes: str = "") -> Write:
    """What takes `change` back from the object as it is now (None: it is not there); raises `NoWayBackError`.

    `goes`: what goes with an object that was made.
    """
    if change.no_inverse:
        raise NoWayBackError(f"{change.verb} of {subject(change.ref)} cannot be undone: {change.no_inverse}")
    if not change.fields and not change.ref.uid:
        raise NoWayBackError(f"not undone: whether {subject(change.ref)} was made by this is not known")
    fields = tuple(field.reversed for field in change.fields)
    back = Change(VERBS[change.verb].inverse, change.ref, change.path, "", fields)
    if reason := moved(back, obj):
        raise NoWayBackError(f"not undone: {reason}")
    assert obj is not None
    kind = next(kind for kind in KINDS if kind.name == change.ref.kind)
    if not change.fields:
        assert kind is JOBS
        # No name is asked for: what goes is what the change has made.
        return replace(delete(JOBS, obj, goes=goes), danger=Danger.ENTER)
    return patching(
        back.verb, kind, obj, fields, kubectl=_command(kind, change, fields), warnings=label_warnings(label_words(back))
    )


def _command(kind: Kind, change: Change, fields: Sequence[FieldChange]) -> str:
    ref = change.ref
    if fields[0].path == CORDONED:
        return kubectl_words(VERBS[change.verb].inverse, ref.name)
    if fields[0].path == SUSPENDED:
        patch = json.dumps({"spec": {"suspend": fields[0].after}}, separators=(",", ":"))
        return kubectl_words(
            "patch", kind.singular, ref.name, "--type=merge", f"--patch={patch}", namespace=ref.namespace
        )
    return label_command([ref.name], label_words(Change(change.verb, ref, change.path, "", tuple(fields))))
