"""Events, of either of their groups, as a server prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.tables.any_kind import column, name, number, part, since, table

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.tables.any_kind import Cells, KindTables


def _event(obj: Raw, now: float) -> Cells:
    about = obj.get("involvedObject") or {}
    first = since(obj.get("firstTimestamp") or obj.get("eventTime"), now)
    last = since(obj["lastTimestamp"], now) if obj.get("lastTimestamp") else first
    count = number(obj, "count") or 1
    if series := obj.get("series"):
        last, count = since(series.get("lastObservedTime"), now), number(series, "count")
    kind = about.get("kind", "").lower()
    return [
        last,
        obj.get("type", ""),
        obj.get("reason", ""),
        f"{kind}/{about['name']}" if about.get("name") else kind,
        about.get("fieldPath", ""),
        _source(obj),
        obj.get("message", "").strip(),
        first,
        count,
        name(obj),
    ]


def _source(obj: Raw) -> str:
    component = part(obj, "source", "component") or obj.get("reportingComponent") or ""
    host = part(obj, "source", "host") or obj.get("reportingInstance") or ""
    return f"{component}, {host}" if host else component


_EVENT = (
    *map(column, ("Last Seen", "Type", "Reason", "Object")),
    column("Subobject", wide=True),
    column("Source", wide=True),
    column("Message"),
    column("First Seen", wide=True),
    column("Count", wide=True),
    column("Name", format="name", wide=True),
)

EVENTS: KindTables = {"events": lambda release: table(_EVENT, _event)}
