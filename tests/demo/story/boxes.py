"""A demo's cluster without its server, at a time that never changes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ktui.demo.box import Box
from ktui.demo.options import DemoOptions

if TYPE_CHECKING:
    from ktui.demo.server.store import Change

OPENING = 1_795_700_123.0
"""2026-11-26T13:35:23Z, a Thursday."""


def box(opening: float = OPENING, **options: Any) -> Box:
    """As it opens."""
    return Box(DemoOptions(**options), opening)


@cache
def opened() -> Box:
    """The usual one, to be looked at only."""
    return box()


def objects(box: Box, plural: str) -> dict[tuple[str, str], dict[str, Any]]:
    """By namespace and name."""
    found = box.server.registry.each(plural)
    return {(obj["metadata"].get("namespace", ""), obj["metadata"]["name"]): obj for obj in found}


def pods_of(box: Box, namespace: str, app: str) -> list[dict[str, Any]]:
    """Those with this label that are not being deleted."""
    return [
        pod
        for (where, _), pod in objects(box, "pods").items()
        if where == namespace
        and pod["metadata"].get("labels", {}).get("app") == app
        and "deletionTimestamp" not in pod["metadata"]
    ]


def reasons(box: Box, name: str) -> set[str]:
    """Of the events about objects whose name begins so."""
    events = box.server.registry.each("events")
    return {event["reason"] for event in events if event["involvedObject"]["name"].startswith(name)}


def trace(box: Box, seconds: float) -> list[tuple[float, str, str, str, str]]:
    """What changes meanwhile: when since the opening, the plural, namespace, name and what happened."""
    told: list[tuple[float, str, str, str, str]] = []

    def heard(change: Change) -> None:
        there = change.after or change.before
        assert there is not None
        verb = "new" if change.before is None else "gone" if change.after is None else "changed"
        told.append((round(box.agenda.now - OPENING, 6), change.plural, *there.key, verb))

    unlisten = box.server.store.listen(heard)
    box.agenda.run_until(box.agenda.now + seconds)
    unlisten()
    return told
