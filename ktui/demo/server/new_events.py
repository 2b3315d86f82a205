"""Events in the shape of their newer group, `events.k8s.io/v1`: the same objects under other names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

_NAMES = {
    "involvedObject": "regarding",
    "message": "note",
    "reportingComponent": "reportingController",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
}


def as_new_event(event: Raw) -> Raw:
    """An event of the core group as the newer group has it."""
    return {"eventTime": None, **{_NAMES.get(name, name): value for name, value in event.items()}}
