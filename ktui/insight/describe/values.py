"""Reading a decoded JSON object that may be odd: a field that is missing, null or of another type is not there.

What an object of a cluster holds is checked by its server, which may be of any release, or replaced by something that
merely speaks its protocol; a description must show what can be read of it and never fail over the rest.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def at(value: Any, *path: str) -> Any:
    """What is at `path` below `value`; None where there is nothing."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def text_at(value: Any, *path: str) -> str:
    """The text or number at `path`, as text; "" where there is neither."""
    found = at(value, *path)
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, str | int | float) else ""


def number_at(value: Any, *path: str) -> int | None:
    """The whole number at `path`; None where there is none."""
    found = at(value, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def holds(value: Any, *path: str) -> bool:
    """Whether `true` is at `path`."""
    return at(value, *path) is True


def mapping_at(value: Any, *path: str) -> dict[str, Any]:
    """The mapping at `path`; an empty one where there is none."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def list_at(value: Any, *path: str) -> list[Any]:
    """The list at `path`; an empty one where there is none."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def mappings_at(value: Any, *path: str) -> list[dict[str, Any]]:
    """The mappings in the list at `path`."""
    return [item for item in list_at(value, *path) if isinstance(item, dict)]


def texts_at(value: Any, *path: str) -> list[str]:
    """The texts and numbers in the list at `path`, as texts."""
    return [text for item in list_at(value, *path) if (text := text_at({"": item}, ""))]


def moment_at(value: Any, *path: str) -> datetime | None:
    """The time at `path`, in UTC; None where there is none."""
    found = at(value, *path)
    if not isinstance(found, str):
        return None
    try:
        moment = datetime.fromisoformat(found)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
