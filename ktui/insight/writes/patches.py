"""Changes of single fields, as JSON patches that are refused where the object is not what was looked at.

Each patch tests the object's uid and the old value of every field it changes: the API server makes all of it or none
(RFC 6902). A test of `null` passes where the field is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.writes.objects import path_of, prefix_of, ref_of, value_at
from ktui.model.verbs import VERBS
from ktui.model.writes import Change, FieldChange, Request, Write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.model.kinds import Kind

JSON_PATCH = "application/json-patch+json"

UID = ("metadata", "uid")


def pointer(path: Sequence[str]) -> str:
    """A JSON pointer (RFC 6901): `/metadata/labels/example.com~1disk`."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


def json_patch(obj: Mapping[str, Any], fields: Sequence[FieldChange]) -> list[dict[str, Any]]:
    """The operations that make these changes of `obj`, and of nothing else that has its name."""
    tests: list[dict[str, Any]] = [{"op": "test", "path": pointer(UID), "value": value_at(obj, UID)}]
    changes: list[dict[str, Any]] = []
    made: set[tuple[str, ...]] = set()
    for change in fields:
        for depth in range(1, len(change.path)):
            parent = change.path[:depth]
            if value_at(obj, parent) is None and parent not in made and change.after is not None:
                made.add(parent)
                if parent[:-1] not in made:
                    tests.append({"op": "test", "path": pointer(parent), "value": None})
                changes.append({"op": "add", "path": pointer(parent), "value": {}})
        if change.path[:-1] not in made:
            tests.append({"op": "test", "path": pointer(change.path), "value": change.before})
        if change.after is None:
            changes.append({"op": "remove", "path": pointer(change.path)})
        else:
            operation = "add" if change.before is None else "replace"
            changes.append({"op": operation, "path": pointer(change.path), "value": change.after})
    return tests + changes


def field_changes(obj: Mapping[str, Any], wanted: Mapping[tuple[str, ...], Any]) -> tuple[FieldChange, ...]:
    """From how an object is to how its fields are wanted (None: not there); what is so already is left out."""
    found = ((path, value_at(obj, path), value) for path, value in wanted.items())
    return tuple(FieldChange(path, before, after) for path, before, after in found if before != after)


def patching(
    verb: str,
    kind: Kind,
    obj: Mapping[str, Any],
    fields: Sequence[FieldChange],
    *,
    kubectl: str,
    no_inverse: str = "",
    warnings: Sequence[str] = (),
) -> Write:
    """A change of an object's fields; what a journal shows of it goes by the last key of each field's path."""
    ref = ref_of(kind, obj)
    path = path_of(kind, prefix_of(kind, obj), ref.namespace, ref.name)
    change = Change(
        verb=verb,
        ref=ref,
        path=path,
        kubectl=kubectl,
        fields=tuple(fields),
        before={each.path[-1]: each.before for each in fields if each.before is not None},
        after={each.path[-1]: each.after for each in fields if each.after is not None},
        no_inverse=no_inverse,
    )
    request = Request("PATCH", path, json_patch(obj, fields), JSON_PATCH)
    return Write(change, request, VERBS[verb].needs(kind), warnings=tuple(warnings))
