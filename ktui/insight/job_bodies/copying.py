"""Parts of an object for another one to hold."""

from __future__ import annotations

from typing import Any


def copied(value: Any) -> Any:
    """`value` anew to the last leaf, without the fields that are null: to the API those are not there."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items() if item is not None}
    return [copied(item) for item in value] if isinstance(value, list) else value


def filled(**fields: Any) -> dict[str, Any]:
    """Those of `fields` that hold anything."""
    return {name: value for name, value in fields.items() if value}
