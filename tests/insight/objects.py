"""Objects for the tests of this folder, decoded from what their JSON would hold."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec

from ktui.model.objects import CronJob, DaemonSet, Job, Node, Pod

NOW = 1_790_000_000.0
"""Unix seconds."""


def at(seconds_ago: float) -> str:
    """The time `seconds_ago` before NOW, as the API writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW - seconds_ago))


def _json(status: dict[str, Any] | None, spec: dict[str, Any], *, deleted: bool = False) -> str:
    meta = {"name": "web", "namespace": "default", "creationTimestamp": at(60)}
    if deleted:
        meta["deletionTimestamp"] = at(0)
    return json.dumps({"metadata": meta, "spec": spec, "status": status or {}})


def pod(status: dict[str, Any] | None = None, *, deleted: bool = False, **spec: Any) -> Pod:
    """A pod, of one container unless `spec` says otherwise."""
    return msgspec.json.decode(_json(status, {"containers": [{"name": "main"}], **spec}, deleted=deleted), type=Pod)


def daemonset(**status: int) -> DaemonSet:
    """A DaemonSet with these counts."""
    return msgspec.json.decode(_json(status, {}), type=DaemonSet)


def job(status: dict[str, Any] | None = None, *, deleted: bool = False, **spec: Any) -> Job:
    """A Job."""
    return msgspec.json.decode(_json(status, spec, deleted=deleted), type=Job)


def cronjob(status: dict[str, Any] | None = None, **spec: Any) -> CronJob:
    """A CronJob."""
    return msgspec.json.decode(_json(status, spec), type=CronJob)


def node(*conditions: tuple[str, str], **spec: Any) -> Node:
    """A node with conditions of these (type, status)."""
    told = [{"type": kind, "status": status} for kind, status in conditions]
    return msgspec.json.decode(_json({"conditions": told}, spec), type=Node)


def container(
    *, name: str = "main", ready: bool = False, restarts: int = 0, state: Any = None, last: Any = None
) -> Any:
    """A container's status."""
    status = {"name": name, "ready": ready, "restartCount": restarts, "state": state or {}, "lastState": last or {}}
    return {**status, "started": True}


def ended(code: int = 0, reason: str = "", *, ago: float = 0.0) -> dict[str, Any]:
    """The state of a container that ended `ago` seconds before NOW."""
    return {"terminated": {"exitCode": code, "reason": reason, "finishedAt": at(ago)}}


RUNNING: dict[str, Any] = {"running": {}}
READY: list[dict[str, str]] = [{"type": "Ready", "status": "True"}]
