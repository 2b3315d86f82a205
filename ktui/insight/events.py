"""Events in `kubectl describe`'s words, and the page that shows them.

The ages are those of `DescribeEvents` in kubectl's pkg/describe/describe.go, 1.20 to 1.35 alike. Which container is
meant, which newer ones write before the message (`spec.containers{app}: `), is told beside who tells it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.durations import age
from ktui.insight.page import PageLine, line
from ktui.insight.text import fit, visible, width_of
from ktui.model.link import Link, LinkState
from ktui.model.reference import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ktui.model.objects import Event

WARNING = "Warning"
"""The type of an event that tells of trouble; the other one is Normal."""

HANG = 2
"""Cells by which a message stands under the line that says whose it is."""

GAP = "  "
"""Between two columns, as wide as kubectl's own least."""

LONGEST_REASON = 24
"""Cells a reason may take before it is cut: `BackoffLimitExceeded` and all that Kubernetes itself has are shorter."""

_PART = re.compile(r"spec\.(containers|initContainers|ephemeralContainers)\{(.+)\}")

_PARTS = {
    "containers": "container",
    "initContainers": "init container",
    "ephemeralContainers": "ephemeral container",
}


class EventGroup(NamedTuple):
    """The events of one object, and how fresh they are."""

    title: str
    """The heading above them; "" for the object's own, which come first."""
    events: Sequence[Event]
    """In any order."""
    link: Link
    loaded: bool
    """Whether their first list has ended: until then, none does not mean that there are none."""
    about: Reference | None = None
    """The object that the heading names."""


MEANINGS = {
    ("CronJob", "UnexpectedJob"): (
        "Harmless: the Job was made by hand (ktui, kubectl create job --from), and so the schedule does not know it.",
    ),
}
"""What events mean that alarm without need, by the kind of their object and their reason."""


def last_seen(event: Event) -> datetime | None:
    """When it happened last, in whichever of its fields the reporter says so."""
    if event.series is not None and event.series.last_observed_time is not None:
        return event.series.last_observed_time
    return event.last_timestamp or event.event_time or event.meta.creation_timestamp


def times(event: Event) -> int:
    """How often it happened, as `kubectl describe` counts; 1 where that is not told."""
    return event.series.count if event.series is not None else max(event.count, 1)


def event_age(event: Event, now: float) -> str:
    """The AGE that kubectl prints: `62s`, or `5m (x49 over 62m)` for what happened more than once."""
    first = age(event.event_time or event.first_timestamp, now)
    if event.series is not None:
        return f"{age(event.series.last_observed_time, now)} (x{event.series.count} over {first})"
    if event.count > 1:
        return f"{age(event.last_timestamp, now)} (x{event.count} over {first})"
    return first


def event_source(event: Event) -> str:
    """Who tells of it, on which node, and of which container: `kubelet on node-1, container app`."""
    words = event.source.component or event.reporting_component
    if event.source.host:
        words = f"{words} on {event.source.host}"
    part = _PART.fullmatch(event.involved_object.field_path)
    about = f"{_PARTS[part[1]]} {part[2]}" if part else event.involved_object.field_path
    return ", ".join(filter(None, (words, about)))


def event_about(event: Event) -> Reference | None:
    """The object an event tells of; None for an odd one that does not say.

    Not by its uid: a node's is its name to the kubelet, and a static pod's is that of its file.
    """
    about = event.involved_object
    if not about.kind or not about.name:
        return None
    return Reference(about.kind, about.namespace, about.name, about.api_version)


def newest_first(events: Iterable[Event]) -> list[Event]:
    """By the time of the last occurrence; of one second, what was written last comes first."""
    return sorted(events, key=_moment, reverse=True)


def _moment(event: Event) -> tuple[float, int]:
    seen = last_seen(event)
    version = event.meta.resource_version
    return (seen.timestamp() if seen else 0.0, int(version) if version.isdecimal() else 0)


def events_page(groups: Sequence[EventGroup], now: float) -> list[PageLine]:
    """The page at `now` (Unix seconds by the cluster's clock): two lines or more for each event, the newest first.

    What is told in columns stands above the message, which so has the whole width: legible from 40 cells on.
    """
    shown = [(group, [_Row(event, now) for event in newest_first(group.events)]) for group in groups]
    rows = [row for _, group_rows in shown for row in group_rows]
    reason_width = min(max((width_of(row.reason) for row in rows), default=0), LONGEST_REASON)
    age_width = max((width_of(row.age) for row in rows), default=0)
    page: list[PageLine] = []
    if rows:
        columns = [
            fit("TYPE", len(WARNING)),
            fit("REASON", max(reason_width, 6)),
            fit("AGE", max(age_width, 3)),
            "FROM",
        ]
        page.append(line((GAP.join(columns), "muted")))
    for group, group_rows in shown:
        if group.title:
            page += [*([line()] if page else []), line((visible(group.title), "strong"), about=group.about)]
        page += _state_lines(group)
        for row in group_rows:
            page += row.lines(max(reason_width, 6), max(age_width, 3))
    return page


class _Row:
    """What the page says of one event."""

    def __init__(self, event: Event, now: float) -> None:
        self._type = visible(event.type)
        self.reason = visible(event.reason)
        self.age = event_age(event, now)
        self._source = visible(event_source(event))
        self._about = event_about(event)
        self._message = [visible(part) for part in event.message.strip().split("\n")]
        self._meanings = MEANINGS.get((event.involved_object.kind, event.reason), ())

    def lines(self, reason_width: int, age_width: int) -> list[PageLine]:
        bad = "bad" if self._type == WARNING else ""
        head = line(
            (fit(self._type, len(WARNING)) + GAP, bad or "muted"),
            (fit(self.reason, reason_width) + GAP, bad or "strong"),
            fit(self.age, age_width) + GAP,
            (self._source, "muted"),
            hang=HANG,
            about=self._about,
        )
        told = [*((part, "") for part in self._message if part), *((each, "muted") for each in self._meanings)]
        return [head, *(line((" " * HANG + part, tone), hang=HANG, about=self._about) for part, tone in told)]


def _state_lines(group: EventGroup) -> list[PageLine]:
    """Why there may be none, or not the latest."""
    link = group.link
    if link.state is LinkState.DENIED:
        return [line((f"You may not {visible(link.reason)} here; asked again every minute.", "bad"), hang=HANG)]
    if link.state is LinkState.ABSENT:
        return [line(("This server has no events.", "muted"), hang=HANG)]
    if link.state is LinkState.UNRECORDED:
        return [line(("Events were not recorded.", "muted"), hang=HANG)]
    reason = f": {visible(link.reason)}" if link.reason else ""
    if not group.loaded:
        words = "No connection" if reason else "Loading events…"
        return [line((f"{words}{reason}", "bad" if reason else "muted"), hang=HANG)]
    if link.state is LinkState.STALE:
        return [line((f"Not up to date{reason}", "bad"), hang=HANG)]
    if not group.events:
        return [line(("No events. A cluster keeps them for an hour, unless it is told otherwise.", "muted"), hang=HANG)]
    return []
