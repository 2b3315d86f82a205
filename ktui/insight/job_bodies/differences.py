"""In what two objects differ, field by field, to be shown."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ktui.model.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = re.compile(r"\w+", re.ASCII)
_ABSENT = object()

_RECORDS = ("status", "metadata.managedFields")
"""What a server writes down about one object: long, and nothing of it is asked for by anybody. It is counted."""
_ORDER = ("metadata.name", "spec", "metadata.labels", "metadata.annotations", "metadata.ownerReferences", "metadata")
"""What comes first: what somebody asked for before what the server noted."""


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[Difference, ...]:
    """From `before` to `after`; a field that is null is one that is not there."""
    return tuple(sorted(_walk("", before, after), key=_rank))


def _walk(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    fields = [{} if each is _ABSENT else each for each in (before, after)]
    if path in _RECORDS:
        yield Difference(path, _counted(before), _counted(after))
    elif all(isinstance(each, dict) for each in fields) and any(fields):
        yield from _walk_fields(path, *fields)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _walk(f"{path}[{index}]", old, new)
    else:
        yield Difference(path, _text(before), _text(after))


def _walk_fields(path: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*before, *after]):
        old, new = (_ABSENT if (value := each.get(key)) is None else value for each in (before, after))
        yield from _walk(_below(path, key), old, new)


def _below(path: str, key: str) -> str:
    if not _PLAIN.fullmatch(key):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key


def _text(value: Any) -> str | None:
    if value is _ABSENT:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _counted(value: Any) -> str | None:
    if not isinstance(value, dict | list):
        return _text(value)
    one, more = ("field", "fields") if isinstance(value, dict) else ("entry", "entries")
    return f"{len(value)} {one if len(value) == 1 else more}"


def _rank(difference: Difference) -> int:
    return next((rank for rank, start in enumerate(_ORDER) if difference.field.startswith(start)), len(_ORDER))
