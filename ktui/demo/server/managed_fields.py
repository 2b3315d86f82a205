"""Who wrote which fields of an object last: `metadata.managedFields`.

A set of fields is a nested dict as the API writes it (`fieldsV1`): `f:name` for a field, `k:{"name":"a"}` for an
element of a list that has keys, `v:"a"` for one of a list of values, `.` for the thing itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ktui.demo.server.resources import RESOURCES
from ktui.demo.server.schema import Field, types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.demo.server.statuses import Raw

Fields = dict[str, Any]
Path = tuple[str, ...]

SELF = "."
_NOT_COUNTED = ("apiVersion", "kind")
_NOT_COUNTED_OF_METADATA = (
    "name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink",
    "deletionTimestamp", "deletionGracePeriodSeconds",
)  # fmt: skip
_ALWAYS_THERE = (
    "spec", "status", "template", "strategy", "updateStrategy", "jobTemplate", "containers", "metadata", "source",
    "nodeInfo", "daemonEndpoints", "kubeletEndpoint", "loadBalancer",
)  # fmt: skip
"""What Go's structs hold even when it is empty: nobody adds the thing itself."""
_ANYTHING = Field("object", whole=True)
_NOWHERE = object()


def applied(obj: Raw, kind: str) -> Fields:
    """All fields that an object has, as those are told that somebody applies."""
    return _without_selves(everything(obj, kind))


def _without_selves(fields: Fields) -> Fields:
    """Maps and lists come with what is in them; only an element of a list is there by itself."""
    return {
        key: {**({SELF: {}} if key.startswith("k:") and SELF in inner else {}), **_without_selves(inner)}
        for key, inner in fields.items()
        if key != SELF
    }


def record(
    obj: Raw, before: Raw | None, plural: str, manager: str, now: str, subresource: str = "", *, status: bool
) -> None:
    """Write into `obj` that `manager` made it what it is now, but for the status unless told.

    `before` is None for a new one.
    """
    resource = RESOURCES[plural]
    version = resource.api_version(resource.versions[0])
    written = changed_fields(obj, before, resource.kind)
    if not status:
        written.pop("f:status", None)
    entries = [dict(entry) for entry in obj["metadata"].get("managedFields", ()) if entry.get("fieldsV1") is not None]
    there = everything(obj, resource.kind)
    kept = []
    mine: Raw | None = None
    for entry in entries:
        fields = common(entry["fieldsV1"], there)
        if _is(entry, manager, "Update", subresource):
            mine = (
                {**entry, "fieldsV1": union(fields, written), "time": now} if written else {**entry, "fieldsV1": fields}
            )
            kept.append(mine)
        elif left := without(fields, written):
            kept.append({**entry, "fieldsV1": left})
    if mine is None and written:
        kept.append(made_entry(manager, "Update", version, now, written, subresource))
    obj["metadata"]["managedFields"] = in_order(kept)


def in_order(entries: list[Raw]) -> list[Raw]:
    """What is applied first, then by time."""
    return sorted(
        entries, key=lambda entry: (entry.get("operation", ""), entry.get("time", ""), entry.get("manager", ""))
    )


def made_entry(manager: str, operation: str, version: str, now: str, fields: Fields, subresource: str = "") -> Raw:
    """One entry."""
    entry: Raw = {"manager": manager, "operation": operation, "apiVersion": version, "time": now}
    entry |= {"fieldsType": "FieldsV1", "fieldsV1": fields}
    if subresource:
        entry["subresource"] = subresource
    return entry


def everything(obj: Raw, kind: str) -> Fields:
    """All fields that an object has."""
    return changed_fields(obj, None, kind)


def changed_fields(new: Raw, old: Raw | None, kind: str) -> Fields:
    """The fields of `new` that `old` has not, or has otherwise."""
    found: Fields = {}
    known = types().get(kind, {})
    for key, value in new.items():
        if key in _NOT_COUNTED:
            continue
        was = None if old is None else old.get(key)
        if key == "metadata":
            value = {name: item for name, item in value.items() if name not in _NOT_COUNTED_OF_METADATA}
            was = (
                None
                if was is None
                else {name: item for name, item in was.items() if name not in _NOT_COUNTED_OF_METADATA}
            )
            inner = _struct(value, was or {}, "ObjectMeta")
        elif value == was:
            continue
        else:
            inner = _of(value, was, known.get(key, _ANYTHING), key)
        if inner or (key != "metadata" and value not in (was, "", {})):
            found[f"f:{key}"] = inner
    return found


def union(one: Fields, other: Fields) -> Fields:
    """Those in either."""
    made = dict(one)
    for key, inner in other.items():
        made[key] = union(made[key], inner) if key in made else inner
    return made


def without(one: Fields, other: Fields) -> Fields:
    """Those in the first alone: of what both have, the leaves go, and what is empty then."""
    made: Fields = {}
    for key, inner in one.items():
        if key not in other:
            made[key] = inner
        elif inner and (left := without(inner, other[key])) and set(left) != {SELF}:
            made[key] = left
    return made


def common(one: Fields, other: Fields) -> Fields:
    """Those in both."""
    made: Fields = {}
    for key, inner in one.items():
        if key in other:
            both = common(inner, other[key])
            if both or not (inner and other[key]):
                made[key] = both
    return made


def leaves(fields: Fields, path: Path = ()) -> Iterator[Path]:
    """The paths to what holds nothing further."""
    for key, inner in fields.items():
        if inner and set(inner) != {SELF}:
            yield from leaves({name: item for name, item in inner.items() if name != SELF}, (*path, key))
        elif key != SELF:
            yield (*path, key)


def key_of(item: Raw, keys: tuple[str, ...]) -> str:
    """An element of a list with keys, as a set of fields names it."""
    return "k:" + json.dumps({key: item[key] for key in keys if key in item}, separators=(",", ":"))


def value_of(item: Any) -> str:
    """An element of a list of values, as a set of fields names it."""
    return "v:" + json.dumps(item, separators=(",", ":"), ensure_ascii=False)


def _of(new: Any, old: Any, field: Field, key: str) -> Fields:
    if field.kind.startswith("[]") and isinstance(new, list):
        return _list(new, old if isinstance(old, list) else None, field, key)
    if field.kind.startswith("{}") and isinstance(new, dict) and not field.whole:
        made: Fields = {} if isinstance(old, dict) else {SELF: {}}
        was = old if isinstance(old, dict) else {}
        made |= {f"f:{key}": {} for key, value in new.items() if was.get(key) != value}
        return made
    if field.kind in types() and isinstance(new, dict) and not field.whole:
        if not new:
            return {}
        inner = _struct(new, old if isinstance(old, dict) else {}, field.kind)
        return inner if isinstance(old, dict) or key in _ALWAYS_THERE else {SELF: {}, **inner}
    return {}


def _struct(new: Raw, old: Raw, kind: str) -> Fields:
    known = types()[kind]
    made: Fields = {}
    for key, value in new.items():
        was = old.get(key, _NOWHERE)
        if was == value or (key, value) == ("metadata", {}):
            continue
        field = known.get(key, _ANYTHING)
        inner = _of(value, None if was is _NOWHERE else was, field, key)
        nested = isinstance(value, dict | list) and value and not field.whole and field.kind != "object"
        # What has only become less, nobody has written.
        if inner or not (nested and isinstance(was, type(value))):
            made[f"f:{key}"] = inner
    return made


def _list(new: list[Any], old: list[Any] | None, field: Field, key: str) -> Fields:
    if field.whole:
        return {}
    made: Fields = {} if old is not None or key in _ALWAYS_THERE else {SELF: {}}
    if not field.keys:
        made |= {value_of(item): {} for item in new if old is None or item not in old}
        return made
    before = {key_of(item, field.keys): item for item in old or ()}
    for item in new:
        name = key_of(item, field.keys)
        was = before.get(name)
        if was != item and field.atoms:
            made[name] = {}
        elif was != item:
            inner = _struct(item, was or {}, field.element)
            made[name] = inner if was is not None else {SELF: {}, **inner}
    return made


def _is(entry: Raw, manager: str, operation: str, subresource: str) -> bool:
    same = entry.get("manager") == manager and entry.get("operation") == operation
    return same and entry.get("subresource", "") == subresource
