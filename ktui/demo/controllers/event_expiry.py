"""Events go some time after they were last written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.moments import moment

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda, Appointment
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw

TTL = 3600.0
"""Seconds, `--event-ttl`."""


class EventExpiry:
    """The API server's own clock for events: no controller stops it."""

    def __init__(self, registry: Registry, agenda: Agenda, hearing: Hearing) -> None:
        self._registry = registry
        self._agenda = agenda
        self._ends: dict[Key, Appointment] = {}
        hearing.on("events", self._event_changed)

    def _event_changed(self, before: Raw | None, after: Raw | None) -> None:
        meta = (after or before or {})["metadata"]
        key = (meta["namespace"], meta["name"])
        planned = self._ends.pop(key, None)
        if planned is not None:
            planned.cancel()
        if after is not None:
            written = _told(after) if before is None else self._agenda.now
            self._ends[key] = self._agenda.at(written + TTL, lambda: self._end(key))

    def _end(self, key: Key) -> None:
        if self._registry.get("events", *key) is not None:
            self._registry.delete("events", *key)


def _told(event: Raw) -> float:
    """When an event was last told, by its own word; Unix seconds."""
    series = event.get("series") or {}
    times = (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"))
    return moment(next(filter(None, times), event["metadata"]["creationTimestamp"]))
