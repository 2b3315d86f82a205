"""What a server's table is made of, and the one of a kind that the server knows no columns for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.insight.columns.any_kind import NONE
from ktui.insight.columns.selectors import selector_text
from ktui.insight.durations import age
from ktui.model.objects import LabelSelector

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.store import Stored
    from ktui.model.version import ServerVersion

Cells = list[Any]
"""One JSON value for each column."""

KindTables = dict[str, Callable[["ServerVersion"], "KindTable"]]
"""By plural, made for a server's release."""


@dataclass(frozen=True, slots=True)
class KindTable:
    """How a server prints one kind."""

    definitions: tuple[Raw, ...]
    """`columnDefinitions`; the descriptions of a real server's are left empty."""
    cells: Callable[[Stored, float], Cells]
    """(object, now in Unix seconds) -> its row."""
    conditions: Callable[[Raw], list[Raw]] = lambda obj: []
    """What is told of the row beside its cells."""


def column(name: str, type: str = "string", *, wide: bool = False, format: str = "") -> Raw:  # noqa: A002
    """A column definition; `wide` ones are printed with `-o wide` alone."""
    return {"name": name, "type": type, "format": format, "description": "", "priority": int(wide)}


NAME = column("Name", format="name")
AGE = column("Age")
CONTAINERS = (column("Containers", wide=True), column("Images", wide=True))


def table(definitions: tuple[Raw, ...], cells: Callable[[Raw, float], Cells]) -> KindTable:
    """A table whose cells are read from the object as it is."""
    return KindTable(definitions, lambda stored, now: cells(stored.obj, now))


def table_of_any() -> KindTable:
    """The one of a kind that a server has no printer for."""
    definitions = (NAME, column("Created At", "date"))
    return table(definitions, lambda obj, now: [name(obj), obj["metadata"].get("creationTimestamp")])


def name(obj: Raw) -> str:
    """The object's name."""
    found: str = obj["metadata"]["name"]
    return found


def part(obj: Any, *path: str) -> Any:
    """What is at a path, None where nothing is."""
    for key in path:
        obj = obj.get(key) if isinstance(obj, dict) else None
    return obj


def number(obj: Any, *path: str) -> int:
    """The number at a path, 0 where there is none."""
    found = part(obj, *path)
    return found if isinstance(found, int) else 0


def since(moment: Any, now: float) -> str:
    """How long a time of the API is ago: `5m33s`; `<unknown>` where there is none."""
    return age(datetime.fromisoformat(moment) if moment else None, now)


def created(obj: Raw, now: float) -> str:
    """The object's age."""
    return since(obj["metadata"].get("creationTimestamp"), now)


def containers(spec: Any) -> tuple[str, str]:
    """Names and images of a pod's containers."""
    found = part(spec, "containers") or []
    return ",".join(item.get("name", "") for item in found), ",".join(item.get("image", "") for item in found)


def selector(obj: Any) -> str:
    """A label selector in kubectl's words."""
    return NONE if obj is None else selector_text(msgspec.convert(obj, LabelSelector))


def more(items: list[str]) -> str:
    """Three of them, and how many more there are."""
    shown = ",".join(items[:3])
    return f"{shown} + {len(items) - 3} more..." if len(items) > 3 else shown
