"""Which fields an API's schema has, and which of them objects hold: to know that tests have left none out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Schemas = dict[str, Any]
"""A group version's `components.schemas` as `/openapi/v3/apis/GROUP/VERSION` has them, by name."""

Fields = set[tuple[str, str]]
"""(the type's short name, the field's name)."""


def fields_below(schemas: Schemas, root: str, without: Fields) -> Fields:
    """All fields of `root` and of the types it is made of, but those of `without` and what they lead to."""
    found: Fields = set()
    todo, seen = [root], set[str]()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for field, schema in schemas[name].get("properties", {}).items():
            if (_short(name), field) in without:
                continue
            found.add((_short(name), field))
            todo += [] if (below := _type_of(schema)) is None else [below]
    return found


def fields_held(schemas: Schemas, name: str, value: Any) -> Iterator[tuple[str, str]]:
    """The fields that `value`, of the type `name`, holds."""
    properties = schemas[name].get("properties", {})
    for field, item in value.items() if isinstance(value, dict) else ():
        if field not in properties:
            continue
        yield _short(name), field
        below = _type_of(properties[field])
        if below is not None:
            for one in item if isinstance(item, list) else [item]:
                yield from fields_held(schemas, below, one)


def _type_of(schema: Any) -> str | None:
    """The type that a field's schema refers to, for itself or for its items."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    parts = [*schema.get("allOf", ()), *([schema["items"]] if "items" in schema else [])]
    return next((found for part in parts if (found := _type_of(part)) is not None), None)


def _short(name: str) -> str:
    return name.rpartition(".")[2]
