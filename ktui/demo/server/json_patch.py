"""What an API server does with patches of RFC 6902 (JSON patch) and RFC 7396 (merge patch): all of it, or none."""

from __future__ import annotations

from typing import Any

from ktui.demo.server.store import copied


class PatchRefusedError(Exception):
    """A test that failed, or an operation on what is not there."""


def apply_json_patch(obj: dict[str, Any], operations: list[dict[str, Any]]) -> dict[str, Any]:
    """The patched copy; raises `PatchRefusedError`."""
    patched: dict[str, Any] = copied(obj)
    for operation in operations:
        path = operation.get("path", "")
        match operation.get("op"):
            case "test":
                # What is absent counts as null.
                if _get(patched, path, missing=None) != operation.get("value"):
                    raise PatchRefusedError(f"testing value {path} failed")
            case "remove":
                _remove(patched, path)
            case "replace":
                _remove(patched, path)
                _add(patched, path, copied(operation.get("value")))
            case "add":
                _add(patched, path, copied(operation.get("value")))
            case "copy":
                _add(patched, path, copied(_get(patched, operation.get("from", ""))))
            case "move":
                moved = _get(patched, operation.get("from", ""))
                _remove(patched, operation.get("from", ""))
                _add(patched, path, moved)
            case other:
                raise PatchRefusedError(f"unexpected kind: {other}")
    return patched


def merged(old: Any, new: Any) -> Any:
    """A merge patch done."""
    if not isinstance(new, dict):
        return new
    made = dict(old) if isinstance(old, dict) else {}
    for key, value in new.items():
        if value is None:
            made.pop(key, None)
        else:
            made[key] = merged(made.get(key), value)
    return made


_NOTHING = object()


def _parts(path: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def _place(obj: Any, path: str) -> tuple[Any, str]:
    *parents, last = _parts(path) or [""]
    place = obj
    for part in parents:
        place = _child(place, part)
        if place is _NOTHING:
            raise PatchRefusedError(f"{path}: missing path")
    if not isinstance(place, dict | list):
        raise PatchRefusedError(f"{path}: missing path")
    return place, last


def _child(place: Any, part: str) -> Any:
    if isinstance(place, dict):
        return place.get(part, _NOTHING)
    if isinstance(place, list) and part.isdigit() and int(part) < len(place):
        return place[int(part)]
    return _NOTHING


def _get(obj: Any, path: str, missing: Any = _NOTHING) -> Any:
    place, last = _place(obj, path)
    found = _child(place, last)
    if found is _NOTHING:
        found = missing
    if found is _NOTHING:
        raise PatchRefusedError(f"{path}: nothing there")
    return found


def _remove(obj: Any, path: str) -> None:
    place, last = _place(obj, path)
    if _child(place, last) is _NOTHING:
        raise PatchRefusedError(f"{path}: nothing there")
    if isinstance(place, dict):
        del place[last]
    else:
        del place[int(last)]


def _add(obj: Any, path: str, value: Any) -> None:
    place, last = _place(obj, path)
    if isinstance(place, dict):
        place[last] = value
    elif last == "-":
        place.append(value)
    elif last.isdigit() and int(last) <= len(place):
        place.insert(int(last), value)
    else:
        raise PatchRefusedError(f"{path}: no such index")
