"""Kubernetes' own patches, which know the lists of a kind: `application/strategic-merge-patch+json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.demo.server.schema import Field, types
from ktui.demo.server.store import copied

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.statuses import Raw

PATCH, RETAIN = "$patch", "$retainKeys"
ORDER, DELETE = "$setElementOrder/", "$deleteFromPrimitiveList/"
_ANYTHING = Field("object")


class StrategicError(Exception):
    """A patch that cannot be; the text is the server's."""


def apply_strategic(obj: Raw, patch: Raw, kind: str) -> Raw:
    """The patched copy of an object of type `kind`; raises `StrategicError`."""
    return _map(copied(obj), patch, kind)


def _map(old: Raw, patch: Raw, kind: str) -> Raw:
    match patch.get(PATCH):
        case None | "merge":
            pass
        case "replace":
            return _plain({key: value for key, value in patch.items() if key != PATCH})  # type: ignore[no-any-return]
        case "delete":
            return {}
        case other:
            raise StrategicError(f"unknown patch type: {other} in map: {_go(patch)}")
    if RETAIN in patch:
        old = {key: value for key, value in old.items() if key in patch[RETAIN]}
    fields = types().get(kind, {})
    for key, value in patch.items():
        if key in (PATCH, RETAIN) or key.startswith(ORDER):
            continue
        if key.startswith(DELETE):
            name = key.removeprefix(DELETE)
            old[name] = [item for item in old.get(name) or [] if item not in value]
            continue
        known = fields.get(key, _element(kind))
        if value is None:
            old.pop(key, None)
        elif isinstance(value, dict) and isinstance(old.get(key), dict):
            old[key] = _map(old[key], value, known.kind)
        elif isinstance(value, list) and isinstance(old.get(key), list) and known.merge is not None:
            old[key] = _list(old[key], value, known, patch.get(ORDER + key))
        else:
            old[key] = _plain(value, known)
    for key in patch:
        name = key.removeprefix(ORDER)
        if key != name and name not in patch and isinstance(old.get(name), list):
            merge = fields.get(name, _ANYTHING).merge
            old[name] = _ordered(old[name], old[name], patch[key], _key_of(merge or ""))
    return old


def _element(kind: str) -> Field:
    return Field(kind[2:]) if kind.startswith("{}") else _ANYTHING


def _list(old: list[Any], patch: list[Any], known: Field, order: list[Any] | None) -> list[Any]:
    assert known.merge is not None
    key = _key_of(known.merge)
    if not known.merge:
        merged = old + [item for item in dict.fromkeys(patch) if item not in old]
        return _ordered(merged, old, patch if order is None else order, key)
    if any(isinstance(item, dict) and item.get(PATCH) == "replace" for item in patch):
        return [_plain(item) for item in patch if item.get(PATCH) != "replace"]
    for item in patch:
        if known.merge not in item:
            raise StrategicError(f"map: {_go(item)} does not contain declared merge key: {known.merge}")
    merged = list(old)
    for item in patch:
        at = next((at for at, there in enumerate(merged) if key(there) == key(item)), None)
        if item.get(PATCH) == "delete":
            merged = [there for there in merged if key(there) != key(item)]
        elif at is None:
            merged.append(_plain(item))
        else:
            merged[at] = _map(merged[at], item, known.element)
    return _ordered(merged, old, patch if order is None else order, key)


def _ordered(merged: list[Any], old: list[Any], order: list[Any], key: Callable[[Any], Any]) -> list[Any]:
    """What the patch names in its order, and between it, where it stood before, what it does not name."""
    places = [key(item) for item in order]
    before = [key(item) for item in old]
    named = sorted((item for item in merged if key(item) in places), key=lambda item: places.index(key(item)))
    others = [item for item in merged if key(item) not in places]
    made: list[Any] = []
    while named and others:
        first, other = key(named[0]), key(others[0])
        stood = first in before and other in before and before.index(other) < before.index(first)
        made.append(others.pop(0) if stood else named.pop(0))
    return made + named + others


def _key_of(merge: str) -> Callable[[Any], Any]:
    return (lambda item: item.get(merge)) if merge else (lambda item: item)


def _plain(value: Any, known: Field = _ANYTHING) -> Any:
    """What is new as it is stored: without nulls, and without the words that speak of what was there."""
    if isinstance(value, dict):
        if value.get(PATCH) == "delete":
            return {}
        return {key: _plain(item) for key, item in value.items() if item is not None and not key.startswith("$")}
    if isinstance(value, list):
        return [
            _plain(item) for item in value if not (isinstance(item, dict) and item.get(PATCH) in ("delete", "replace"))
        ]
    return value


def _go(value: Any) -> str:
    """As Go prints a value."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_go(value[key])}' for key in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(_go, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "<nil>" if value is None else str(value)
