"""Pods, events and verdicts made for a test, as an API server and a kubelet would write them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.insight.evidence import Evidence
from ktui.insight.why.judging import verdict
from ktui.insight.why.verdict import Around
from ktui.model.evidence import EventWrite, Watched
from ktui.model.objects import Node, Pod
from ktui.model.version import ServerVersion
from tests.insight.objects import NOW, at

if TYPE_CHECKING:
    from ktui.insight.why.verdict import Verdict
    from ktui.model.evidence import Observation

V135 = ServerVersion(1, 35)
REPLICASET = [{"kind": "ReplicaSet", "name": "web-5d4f8", "uid": "r", "controller": True}]
HTTP = {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 10, "timeoutSeconds": 1, "failureThreshold": 3}


def condition(kind: str, status: str, ago: float = 60, reason: str = "", message: str = "") -> dict[str, str]:
    return {"type": kind, "status": status, "lastTransitionTime": at(ago), "reason": reason, "message": message}


def container(name: str = "app", **fields: Any) -> dict[str, Any]:
    """One of a spec's."""
    return {"name": name, "image": "registry.example/web:1.0", **fields}


def status(
    name: str = "app",
    state: dict[str, Any] | None = None,
    *,
    last: dict[str, Any] | None = None,
    restarts: int = 0,
    ready: bool = False,
    started: bool | None = True,
) -> dict[str, Any]:
    """A container's status."""
    return {
        "name": name,
        "state": state or {},
        "lastState": last or {},
        "restartCount": restarts,
        "ready": ready,
        "started": started,
    }


def running(ago: float) -> dict[str, Any]:
    return {"running": {"startedAt": at(ago)}}


def waiting(reason: str, message: str = "") -> dict[str, Any]:
    return {"waiting": {"reason": reason, "message": message}}


def ended(
    code: int, reason: str = "Error", *, ago: float = 5, lasted: float = 60, message: str = "", **fields: Any
) -> dict[str, Any]:
    """Of a container that ended `ago` seconds ago after it had run for `lasted`."""
    times = {"startedAt": at(ago + lasted), "finishedAt": at(ago)}
    told = {"exitCode": code, "reason": reason, "message": message, "containerID": f"containerd://{ago}", **times}
    return {"terminated": {**told, **fields}}


def pod(
    *statuses: dict[str, Any],
    phase: str = "Running",
    conditions: list[dict[str, str]] | None = None,
    containers: list[dict[str, Any]] | None = None,
    init: list[dict[str, Any]] | None = None,
    init_statuses: list[dict[str, Any]] | None = None,
    node: str = "node-1",
    deleted: float | None = None,
    grace: int = 30,
    reason: str = "",
    message: str = "",
    owned: bool = True,
    **spec: Any,
) -> Pod:
    """A pod, of one container unless told otherwise; `deleted`: so many seconds ago its deletion was asked for."""
    meta: dict[str, Any] = {"name": "web", "namespace": "default", "uid": "1", "creationTimestamp": at(3600)}
    if owned:
        meta["ownerReferences"] = REPLICASET
    if deleted is not None:
        meta |= {"deletionTimestamp": at(deleted - grace), "deletionGracePeriodSeconds": grace}
    return msgspec.json.decode(
        json.dumps(
            {
                "metadata": meta,
                "spec": {
                    "containers": [container()] if containers is None else containers,
                    "initContainers": init,
                    "nodeName": node,
                    "terminationGracePeriodSeconds": 30,
                    "restartPolicy": "Always",
                    **spec,
                },
                "status": {
                    "phase": phase,
                    "reason": reason,
                    "message": message,
                    "startTime": at(3600) if node else None,
                    "conditions": conditions or [],
                    "containerStatuses": list(statuses),
                    "initContainerStatuses": init_statuses,
                },
            }
        ),
        type=Pod,
    )


def event(
    reason: str,
    message: str,
    ago: float = 10,
    *,
    count: int = 1,
    first: float | None = None,
    container: str = "app",
    source: str = "kubelet",
    warning: bool = True,
    name: str = "",
) -> EventWrite:
    return EventWrite(
        name=name or f"web.{reason}.{message[:20]}",
        count=count,
        reason=reason,
        type="Warning" if warning else "Normal",
        message=message,
        container=container,
        first=NOW - (ago if first is None else first),
        last=NOW - ago,
        source=source,
    )


def node(ready: str = "True", ago: float = 90, name: str = "node-1") -> Node:
    words = {
        "True": ("KubeletReady", "kubelet is posting ready status"),
        "False": ("KubeletNotReady", "container runtime is down"),
        "Unknown": ("NodeStatusUnknown", "Kubelet stopped posting node status."),
    }
    told = {"metadata": {"name": name}, "status": {"conditions": [condition("Ready", ready, ago, *words[ready])]}}
    return msgspec.json.decode(json.dumps(told), type=Node)


def judged(
    one: Pod,
    *told: Observation,
    watched: Watched | None = None,
    version: ServerVersion = V135,
    around: Around | None = None,
    remembered: tuple[Observation, ...] = (),
) -> Verdict:
    """The verdict on a pod at `NOW`, with these observations besides its own; its events were watched all the time."""
    known = Evidence("1")
    known.note_pod(one)
    for each in told:
        known._add(each)
    known.remember(remembered)
    seen = Watched(since=NOW - 7200) if watched is None else watched
    return verdict(one, known, seen, NOW, version, Around() if around is None else around)
