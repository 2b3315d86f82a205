"""Evidence made up for a test; times are seconds after `T`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.insight.evidence import Evidence
from ktui.insight.probes.timeline import timeline
from ktui.model.evidence import EventWrite, Exit, Start, Watched
from ktui.model.objects import Pod
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from ktui.insight.probes.lane import Lane, Timeline
    from ktui.model.evidence import Observation, ProbeType
    from ktui.model.version import ServerVersion

T = 1_790_000_000.0
STARTED = "2026-09-21T14:13:20Z"  # T
LIVENESS_FAILED = "Liveness probe failed: HTTP probe failed with statuscode: 500"
READINESS_FAILED = "Readiness probe failed: dial tcp 10.0.0.1:80: connect: connection refused"


BOTH: dict[str, Any] = {"livenessProbe": {}, "readinessProbe": {}}
RUNNING: dict[str, Any] = {"running": {}}
WAITING: dict[str, Any] = {"waiting": {"reason": "CrashLoopBackOff"}}


def made_pod(
    *containers: dict[str, Any],
    restarts: int = 0,
    started: bool = True,
    state: dict[str, Any] = RUNNING,
    phase: str = "Running",
) -> Pod:
    """A pod that began at `T`, with its containers all in one state; of one with both probes unless told otherwise."""
    containers = containers or ({"name": "app", **BOTH},)
    statuses = [
        {"name": each["name"], "restartCount": restarts, "started": started, "state": state} for each in containers
    ]
    status = {"phase": phase, "startTime": STARTED, "containerStatuses": statuses}
    raw = {"metadata": {"name": "web"}, "spec": {"containers": containers}, "status": status}
    return msgspec.json.decode(json.dumps(raw), type=Pod)


PLAIN = made_pod()


def write(message: str, count: int, last: float, **fields: Any) -> EventWrite:
    """An event as the kubelet wrote it."""
    told: dict[str, Any] = {
        "name": message,
        "reason": "Unhealthy",
        "type": "Warning",
        "container": "app",
        "first": T,
        "source": "kubelet",
    } | fields
    return EventWrite(message=message, count=count, last=T + last, **told)


def start(at: float, ordinal: int = 0, container: str = "app") -> Start:
    return Start(container=container, at=T + at, ordinal=ordinal)


def end(at: float, ordinal: int = 0, container: str = "app", **fields: Any) -> Exit:
    told: dict[str, Any] = {"container_id": f"{container}-{ordinal}", "exit_code": 1, **fields}
    return Exit(container=container, finished=T + at, ordinal=ordinal, **told)


def lanes(
    *told: Observation,
    pod: Pod = PLAIN,
    watched: Watched | None = None,
    now: float = 3600.0,
    version: ServerVersion = NEWEST,
    remembered: tuple[Observation, ...] = (),
) -> Timeline:
    """The timeline of a pod that was watched from its beginning, unless told otherwise."""
    evidence = Evidence("u-1")
    evidence.remember(remembered)
    for each in told:
        evidence.note(each)
    return timeline(pod, evidence, watched or Watched(since=T - 60), T + now, version)


def lane(shown: Timeline, container: str | None, probe: ProbeType | None) -> Lane:
    found = shown.lane(container, probe)
    assert found is not None
    return found


def gaps(one: Lane) -> list[tuple[str, float, float | None]]:
    """Reason, start and end in whole seconds after T."""
    return [(gap.reason.value, round(gap.start - T), gap.end and round(gap.end - T)) for gap in one.gaps]


def marks(one: Lane) -> list[tuple[str, float, float, int]]:
    """Kind, start and end after T, and how often."""
    return [(mark.kind.value, mark.start - T, mark.end - T, mark.count) for mark in one.marks]
