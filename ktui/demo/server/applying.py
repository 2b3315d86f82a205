"""Server-side apply: who says what a field should be, and what happens when two do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ktui.demo.server import statuses
from ktui.demo.server.bodies import bad, check_place, media_type
from ktui.demo.server.field_errors import FieldErrors
from ktui.demo.server.managed_fields import (
    SELF,
    Fields,
    applied,
    common,
    in_order,
    key_of,
    leaves,
    made_entry,
    union,
    value_of,
    without,
)
from ktui.demo.server.schema import Field, MisfitError, decoded, parse, types
from ktui.demo.server.statuses import RefusalError
from ktui.demo.server.store import copied, timestamp

if TYPE_CHECKING:
    from ktui.demo.server.bodies import WriteOptions
    from ktui.demo.server.call import Call
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw

_ANYTHING = Field("object", whole=True)


def apply(call: Call, registry: Registry, options: WriteOptions) -> tuple[int, Raw]:
    """Make what is there what the request says, creating it if need be: the answer's code and the object."""
    assert call.resource is not None
    resource, plural = call.resource, call.resource.plural
    if not call.query.get("fieldManager"):
        errors = FieldErrors()
        errors.required("fieldManager", "is required for apply patch")
        errors.refuse("PatchOptions", "meta.k8s.io", "")
    wanted = _wanted(call)
    place = (call.namespace or "", call.name or "")
    there = registry.get(plural, *place)
    version, now = resource.api_version(resource.versions[0]), timestamp(registry.store.now())
    mine = applied(wanted, resource.kind)
    entry = made_entry(options.manager, "Apply", version, now, mine, call.subresource)
    if there is None:
        made = registry.create(plural, wanted, dry_run=options.dry_run, entries=[entry])
        return 201, made
    entries = list(there["metadata"].get("managedFields", ()))
    before = next((one for one in entries if _is_mine(one, options.manager, call.subresource)), None)
    others = [one for one in entries if one is not before]
    _check_conflicts(there, wanted, mine, others, resource.kind, force=options.force)
    dropped = without(before.get("fieldsV1", {}), mine) if before else {}
    for one in others:
        dropped = without(dropped, common(dropped, one.get("fieldsV1", {})))
    new = _merged(copied(there), wanted, types().get(resource.kind, {}))
    _drop(new, dropped, types().get(resource.kind, {}))
    if options.force:
        others = [
            {**one, "fieldsV1": without(one.get("fieldsV1", {}), _differing(one, there, wanted, mine))}
            for one in others
        ]
    if before is not None and before.get("fieldsV1") == mine:
        entry = before
    new["metadata"]["resourceVersion"] = wanted["metadata"].get("resourceVersion", there["metadata"]["resourceVersion"])
    made = registry.update(
        plural, new, subresource=call.subresource, dry_run=options.dry_run, entries=in_order([*others, entry])
    )
    return 200, made


def _wanted(call: Call) -> Raw:
    assert call.resource is not None
    kind, version = call.resource.kind, call.resource.api_version(call.version)
    try:
        body = parse(call.body.decode(errors="replace"))
    except ValueError:
        body = _yaml(call.body)
    if not isinstance(body, dict):
        raise bad(f"error decoding YAML: {media_type(call)}")
    if (body.get("kind"), body.get("apiVersion")) != (kind, version):
        raise bad(f"invalid object type: {body.get('apiVersion', '')}, Kind={body.get('kind', '')}")
    if body.get("metadata", {}).get("managedFields"):
        raise bad("metadata.managedFields must be nil")
    if kind in types():
        try:
            read = decoded(kind, body)
        except MisfitError as error:
            raise bad(f"failed to create typed patch object: {error}") from None
        unknown = [one.split('"')[1] for one in read.odd if one.startswith("unknown")]
        if unknown:
            told = [f".{_by_keys(path, body, kind)}: field not declared in schema" for path in unknown]
            listed = told[0] if len(told) == 1 else "errors:\n" + "\n".join(f"  {one}" for one in told)
            meta = body.get("metadata", {})
            where = f"({meta.get('namespace', '')}/{meta.get('name', '')}; {version}, Kind={kind})"
            message = f"failed to create typed patch object {where}: {listed}"
            raise RefusalError(500, statuses.status(500, None, message))
        body = read.obj
    check_place(body, call)
    return body  # type: ignore[no-any-return]


def _by_keys(path: str, obj: Any, kind: str) -> str:
    """A path with its list elements named by what tells them apart: `containers[name="a"].b` for `containers[0].b`."""
    made = []
    for part in path.split("."):
        name, _, at = part.partition("[")
        field = types().get(kind, {}).get(name, _ANYTHING)
        obj = obj.get(name) if isinstance(obj, dict) else None
        kind = field.kind
        if at and isinstance(obj, list):
            obj, kind = obj[int(at.rstrip("]"))], field.element
            if field.keys and isinstance(obj, dict):
                part = f"{name}[" + ",".join(f"{key}={json.dumps(obj[key])}" for key in field.keys if key in obj) + "]"
        made.append(part)
    return ".".join(made)


def _yaml(body: bytes) -> Any:
    import yaml  # noqa: PLC0415  # of all clients, only those that write YAML by hand need it

    try:
        return yaml.safe_load(body)
    except yaml.YAMLError as error:
        raise bad(f"error decoding YAML: {error}") from None


def _is_mine(entry: Raw, manager: str, subresource: str) -> bool:
    same = entry.get("manager") == manager and entry.get("operation") == "Apply"
    return same and entry.get("subresource", "") == subresource


def _check_conflicts(there: Raw, wanted: Raw, mine: Fields, others: list[Raw], kind: str, *, force: bool) -> None:
    if force:
        return
    causes = []
    lines: dict[str, list[str]] = {}
    for entry in others:
        who = f'"{entry["manager"]}"' + (
            f' with subresource "{entry["subresource"]}"' if "subresource" in entry else ""
        )
        who += f" using {entry['apiVersion']}" if entry.get("operation") == "Update" else ""
        for path in leaves(common(mine, entry.get("fieldsV1", {}))):
            if _at(there, path) != _at(wanted, path):
                field = _shown(path)
                causes.append({"reason": "FieldManagerConflict", "message": f"conflict with {who}", "field": field})
                lines.setdefault(who, []).append(field)
    if not causes:
        return
    if len(causes) == 1:
        message = f"Apply failed with 1 conflict: {causes[0]['message']}: {causes[0]['field']}"
    else:
        told = "\n".join(
            f"conflicts with {who}:\n" + "\n".join(f"- {field}" for field in fields) for who, fields in lines.items()
        )
        message = f"Apply failed with {len(causes)} conflicts: {told}"
    raise RefusalError(409, statuses.status(409, "Conflict", message, {"causes": causes}))


def _differing(entry: Raw, there: Raw, wanted: Raw, mine: Fields) -> Fields:
    made: Fields = {}
    for path in leaves(common(mine, entry.get("fieldsV1", {}))):
        if _at(there, path) != _at(wanted, path):
            inner: Fields = {}
            for part in reversed(path):
                inner = {part: inner}
            made = union(made, inner)
    return made


def _merged(old: Raw, new: Raw, known: dict[str, Field]) -> Raw:
    for key, value in new.items():
        field = known.get(key, _ANYTHING)
        was = old.get(key)
        if isinstance(value, dict) and isinstance(was, dict) and not field.whole:
            old[key] = _merged(was, value, types().get(field.kind, {}))
        elif isinstance(value, list) and isinstance(was, list) and not field.whole:
            old[key] = _merged_list(was, value, field)
        else:
            old[key] = value
    return old


def _merged_list(old: list[Any], new: list[Any], field: Field) -> list[Any]:
    if not field.keys:
        return old + [item for item in new if item not in old]
    made = list(old)
    for item in new:
        name = key_of(item, field.keys)
        at = next((at for at, there in enumerate(made) if key_of(there, field.keys) == name), None)
        if at is None:
            made.append(item)
        else:
            made[at] = _merged(made[at], item, types().get(field.element, {}))
    return made


def _drop(obj: Any, fields: Fields, known: dict[str, Field]) -> None:
    """Take away what nobody asks for any more."""
    for key, inner in fields.items():
        if not key.startswith("f:") or not isinstance(obj, dict) or key[2:] not in obj:
            continue
        name = key[2:]
        field = known.get(name, _ANYTHING)
        nested = {part: more for part, more in inner.items() if part != SELF}
        if not nested:
            del obj[name]
        elif isinstance(obj[name], list):
            obj[name] = [item for item in obj[name] if not _is_dropped(item, nested, field)]
            if not obj[name]:
                del obj[name]
        else:
            _drop(obj[name], nested, types().get(field.kind, {}))
            if not obj[name]:
                del obj[name]


def _is_dropped(item: Any, fields: Fields, field: Field) -> bool:
    name = key_of(item, field.keys) if field.keys and isinstance(item, dict) else value_of(item)
    if name not in fields:
        return False
    if not field.keys or SELF in fields[name]:
        return True
    _drop(item, fields[name], types().get(field.element, {}))
    return False


def _at(obj: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        if part.startswith("f:"):
            obj = obj.get(part[2:]) if isinstance(obj, dict) else None
        elif part.startswith("k:"):
            keys = json.loads(part[2:])
            items = obj if isinstance(obj, list) else []
            obj = next((item for item in items if keys.items() <= item.items()), None)
        else:
            obj = json.loads(part[2:]) in obj if isinstance(obj, list) else None
    return obj


def _shown(path: tuple[str, ...]) -> str:
    made = ""
    for part in path:
        if part.startswith("f:"):
            made += f".{part[2:]}"
        else:
            keys = json.loads(part[2:])
            made += (
                "[" + ",".join(f"{k}={json.dumps(v)}" for k, v in keys.items()) + "]"
                if part[0] == "k"
                else f"[={json.dumps(keys)}]"
            )
    return made
