"""How the parts of the cluster make events: as client-go's two recorders would have written them."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ktui.demo.correlation import Correlator, Occurrence
from ktui.demo.moments import micro_text, seconds_text
from ktui.demo.server.statuses import RefusalError
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

SERIES_LOOK = 360.0
"""Seconds without another one after which a series of events.k8s.io is over, and how often that is looked at."""
LOOKS_PER_REFRESH = 5
"""Every half hour a series that goes on is written, or its TTL would end it."""

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")


def node_reference(name: str) -> Raw:
    """What a kubelet's events about its own node are about: a node whose uid is its name."""
    return {"kind": "Node", "metadata": {"name": name, "uid": name}}


class EventRecorder:
    """Events of one component, `host` says where it runs.

    `reporting` is the API through which it tells: `v1` with a count (kubelets and most controllers), or
    `events.k8s.io` with series (the scheduler). An event that the server refuses is lost, as with a real one.
    """

    def __init__(
        self,
        registry: Registry,
        agenda: Agenda,
        *,
        component: str,
        host: str = "",
        version: ServerVersion = NEWEST,
        reporting: Literal["v1", "events.k8s.io"] = "v1",
    ) -> None:
        self._counting = _Counting(registry, agenda, component, host, version)
        self._series = _InSeries(registry, agenda, component, host, version)
        self._in_series = reporting == "events.k8s.io"

    def event(
        self, about: Raw, event_type: str, reason: str, message: str, *, field_path: str = "", action: str = "Binding"
    ) -> None:
        """Something happened to `about`, any object with kind, apiVersion and metadata.

        `event_type` is `Normal` or `Warning`; `field_path` the part of the object that is meant. `action` is told
        through `events.k8s.io` alone.
        """
        if self._in_series:
            self._series.event(_reference(about, field_path), event_type, reason, message, action)
        else:
            self._counting.event(_reference(about, field_path), event_type, reason, message)

    def forget(self) -> None:
        """The component starts anew: it remembers nothing of what it has told."""
        self._counting.forget()
        self._series.forget()


def _reference(about: Raw, field_path: str) -> Raw:
    meta = about["metadata"]
    wanted = {
        "kind": about.get("kind"),
        "namespace": meta.get("namespace"),
        "name": meta.get("name"),
        "uid": meta.get("uid"),
        "apiVersion": about.get("apiVersion"),
        "resourceVersion": meta.get("resourceVersion"),
        "fieldPath": field_path,
    }
    return {key: value for key, value in wanted.items() if value}


class _Writer:
    """What both ways of telling share: who tells, and free names."""

    def __init__(self, registry: Registry, agenda: Agenda, component: str, host: str, version: ServerVersion) -> None:
        self.registry = registry
        self.agenda = agenda
        self.component = component
        self.host = host
        self.version = version

    def free_name(self, reference: Raw) -> str:
        """`{object}.{nanoseconds in hex}`. Here several things happen in one nanosecond, in a real cluster never."""
        namespace = reference.get("namespace", "default")
        nanoseconds = int(self.agenda.now * 1e6) * 1000
        while True:
            name = f"{reference['name']}.{nanoseconds:x}"
            if not _NAME.fullmatch(name):
                return str(uuid.UUID(int=self.agenda.random.getrandbits(128), version=4))
            if self.registry.get("events", namespace, name) is None:
                return name
            nanoseconds += 1

    def create(self, event: Raw) -> None:
        """Write a new event, if the server takes it (a namespace that is going takes none)."""
        try:
            self.registry.create("events", event, manager=self.component)
        except RefusalError:
            return


class _Counting(_Writer):
    """Through core/v1: one object for all that are alike, with their number."""

    def __init__(self, registry: Registry, agenda: Agenda, component: str, host: str, version: ServerVersion) -> None:
        super().__init__(registry, agenda, component, host, version)
        self.forget()

    def forget(self) -> None:
        """Count from one again."""
        self._correlator = Correlator(self.agenda.random, budget_by_type=self.version.at_least(1, 32))

    def event(self, reference: Raw, event_type: str, reason: str, message: str) -> None:
        about = tuple(reference.get(key, "") for key in ("kind", "namespace", "name", "uid", "apiVersion"))
        happened = Occurrence(about, reference.get("fieldPath", ""), event_type, reason, message)
        tally = self._correlator.observe(happened, self.agenda.now, self.free_name(reference))
        if tally is None:
            return
        namespace = reference.get("namespace", "default")

        def again(event: Raw) -> None:
            event["count"] = tally.count
            event["message"] = tally.message
            event["lastTimestamp"] = seconds_text(self.agenda.now)

        if tally.count > 1 and self.registry.change("events", namespace, tally.name, again) is not None:
            return
        # One that has expired comes back under its old name, with all that was counted.
        said_by = self.version.at_least(1, 28)
        self.create(
            {
                "kind": "Event",
                "apiVersion": "v1",
                "metadata": {"name": tally.name, "namespace": namespace},
                "involvedObject": reference,
                "reason": reason,
                "message": tally.message,
                "source": {"component": self.component} | ({"host": self.host} if self.host else {}),
                "firstTimestamp": seconds_text(tally.first),
                "lastTimestamp": seconds_text(self.agenda.now),
                "count": tally.count,
                "type": event_type,
                "eventTime": None,
                "reportingComponent": self.component if said_by else "",
                "reportingInstance": self.host if said_by else "",
            }
        )


@dataclass(slots=True)
class _Series:
    """All that were alike since the last long pause."""

    event: Raw
    latest: float
    """Unix seconds of the last one."""
    count: int = 0
    """As `series.count`; 0: there was but one, and no series."""


class _InSeries(_Writer):
    """Through events.k8s.io: the second one makes a series, which is written when it begins and ends."""

    def __init__(self, registry: Registry, agenda: Agenda, component: str, host: str, version: ServerVersion) -> None:
        super().__init__(registry, agenda, component, host, version)
        self.forget()

    def forget(self) -> None:
        """Begin each series anew."""
        self._known: dict[tuple[str, ...], _Series] = {}
        self._looks = 0

    def event(self, reference: Raw, event_type: str, reason: str, message: str, action: str) -> None:
        now = self.agenda.now
        alike = (event_type, action, reason, *(f"{key}={reference[key]}" for key in sorted(reference)))
        known = self._known.get(alike)
        if known is not None:
            known.latest = now
            known.count += 1
            if known.count == 1:
                # Before 1.26 the first one was not counted in.
                known.count += self.version.at_least(1, 26)
                self._write(known)
            return
        event: Raw = {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": {"name": self.free_name(reference), "namespace": reference.get("namespace", "default")},
            "involvedObject": reference,
            "reason": reason,
            "message": message,
            "source": {},
            "firstTimestamp": None,
            "lastTimestamp": None,
            "type": event_type,
            "eventTime": micro_text(now),
            "action": action,
            "reportingComponent": self.component,
            "reportingInstance": f"{self.component}-{self.host}",
        }
        if not self._known:
            self.agenda.after(SERIES_LOOK, self._look)
        self._known[alike] = _Series(event, now)
        self.create(event)

    def _look(self) -> None:
        """Close what has ended, keep what goes on from expiring; as long as there is something to look at."""
        now = self.agenda.now
        self._looks += 1
        for alike, series in list(self._known.items()):
            if series.latest < now - SERIES_LOOK:
                if series.count:
                    self._write(series)
                del self._known[alike]
            elif series.count and self._looks % LOOKS_PER_REFRESH == 0:
                self._write(series)
        if self._known:
            self.agenda.after(SERIES_LOOK, self._look)

    def _write(self, series: _Series) -> None:
        told = {"count": series.count, "lastObservedTime": micro_text(series.latest)}
        series.event["series"] = told
        meta = series.event["metadata"]
        if (
            self.registry.change("events", meta["namespace"], meta["name"], lambda event: event.update(series=told))
            is None
        ):
            self.create(series.event)
