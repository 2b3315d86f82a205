"""What an API server does with a JSON patch (RFC 6902): all of it, or none."""

from __future__ import annotations

import copy
from typing import Any


class PatchRefusedError(Exception):
    """A test that failed, or an operation on what is not there."""


def apply_json_patch(obj: dict[str, Any], operations: list[dict[str, Any]]) -> dict[str, Any]:
    """The patched copy; raises `PatchRefusedError`. Objects only, which is all that is ever patched here."""
    patched = copy.deepcopy(obj)
    for operation in operations:
        *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
        place: Any = patched
        for part in parents:
            place = place.get(part) if isinstance(place, dict) else None
        if not isinstance(place, dict):
            raise PatchRefusedError(f"{operation['path']}: missing path")
        match operation["op"]:
            case "test" if place.get(last) != operation["value"]:
                raise PatchRefusedError(f"testing value {operation['path']} failed")
            case "test":
                pass
            case "remove" if last not in place:
                raise PatchRefusedError(f"{operation['path']}: nothing to remove")
            case "remove":
                del place[last]
            case "replace" if last not in place:
                raise PatchRefusedError(f"{operation['path']}: nothing to replace")
            case "add" | "replace":
                place[last] = operation["value"]
            case other:
                raise AssertionError(other)
    return patched
