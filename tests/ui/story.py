"""What the pictures show: pods in trouble, recorded on a real kubelet, and a small cluster around them."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.model.objects import Event, Pod

if TYPE_CHECKING:
    from tests.ui.fake_session import FakeSession

RECORDING = Path(__file__).parents[1] / "data" / "recordings" / "probes-1.35.jsonl"
NOW = 1_795_481_944.0
"""The moment of the recording that is shown, in Unix seconds: 17 minutes after the pods were made."""
NAMESPACE = "probes"


def at(seconds_ago: float) -> str:
    """A time of the API, so long before `NOW`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(NOW - seconds_ago))


MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@cache
def _recorded(resource: str) -> tuple[str, ...]:
    """Every state of a resource's objects before `NOW`, as JSON, in the order of time."""
    lines = (line for line in RECORDING.read_text().splitlines() if f'"resource":"{resource}"' in line)
    return tuple(json.dumps(told["object"]) for line in lines if (told := json.loads(line))["at"] <= NOW)


@cache
def _pasts() -> tuple[tuple[Pod, ...], tuple[Event, ...]]:
    pods = tuple(msgspec.json.decode(told, type=Pod) for told in _recorded("pods"))
    events = tuple(msgspec.json.decode(told, type=Event) for told in _recorded("events"))
    return pods, tuple(event for event in events if event.involved_object.kind == "Pod")


def pods() -> list[dict[str, Any]]:
    """The last state of each."""
    last = {pod["metadata"]["name"]: pod for pod in map(json.loads, _recorded("pods"))}
    return list(last.values())


def _meta(name: str, age: float, *, namespace: str = NAMESPACE, **more: Any) -> dict[str, Any]:
    meta = {"name": name, "uid": f"uid-{name}", "resourceVersion": "1", "creationTimestamp": at(age), **more}
    return {**meta, "namespace": namespace} if namespace else meta


def daemonset(
    name: str, desired: int, *, available: int | None = None, selector: str = "", age: float
) -> dict[str, Any]:
    available = desired if available is None else available
    key, _, value = selector.partition("=")
    return {
        "metadata": _meta(name, age),
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "spec": {
                    "containers": [{"name": "main", "image": f"registry.example/{name}:1.4"}],
                    "nodeSelector": {key: value} if key else {},
                }
            },
        },
        "status": {
            "desiredNumberScheduled": desired,
            "currentNumberScheduled": desired,
            "updatedNumberScheduled": desired,
            "numberReady": available,
            "numberAvailable": available,
        },
    }


def job(
    name: str, *, age: float, done: int = 0, of: int = 1, failed: int = 0, took: float | None = None, owner: str = ""
) -> dict[str, Any]:
    """`took` is set for a finished Job: failed unless all that was wanted is done."""
    status: dict[str, Any] = {"startTime": at(age), "succeeded": done, "failed": failed}
    if took is None:
        status["active"] = 1
    elif done == of:
        status["completionTime"] = at(age - took)
        status["conditions"] = [{"type": "Complete", "status": "True"}]
    else:
        status["conditions"] = [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}]
    owners = [{"kind": "CronJob", "name": owner, "uid": f"uid-{owner}", "controller": True}] if owner else []
    return {
        "metadata": _meta(name, age, ownerReferences=owners),
        "spec": {
            "completions": of,
            "parallelism": min(of, 2),
            "selector": {"matchLabels": {"job-name": name}},
            "template": {"spec": {"containers": [{"name": "main", "image": "registry.example/batch:7"}]}},
        },
        "status": status,
    }


def cronjob(
    name: str,
    schedule: str,
    *,
    zone: str | None = None,
    suspended: bool = False,
    last: float | None = None,
    active: int = 0,
) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "schedule": schedule,
        "suspend": suspended,
        "jobTemplate": {
            "spec": {"template": {"spec": {"containers": [{"name": "m", "image": "registry.example/batch:7"}]}}}
        },
    }
    if zone:
        spec["timeZone"] = zone
    status: dict[str, Any] = {"active": [{"name": name}] * active}
    if last is not None:
        status["lastScheduleTime"] = at(last)
    return {"metadata": _meta(name, 40 * DAY), "spec": spec, "status": status}


def node(name: str, *, role: str = "", ready: str = "True", pressure: str = "", address: str) -> dict[str, Any]:
    conditions = [{"type": "Ready", "status": ready}]
    if pressure:
        conditions.insert(0, {"type": pressure, "status": "True"})
    labels = {f"node-role.kubernetes.io/{role}": ""} if role else {}
    return {
        "metadata": _meta(name, 41 * DAY, namespace="", labels=labels),
        "spec": {},
        "status": {
            "conditions": conditions,
            "addresses": [{"type": "InternalIP", "address": address}],
            "nodeInfo": {
                "kubeletVersion": "v1.35.4",
                "osImage": "Debian GNU/Linux 13 (trixie)",
                "kernelVersion": "6.12.48",
                "containerRuntimeVersion": "containerd://2.1.4",
            },
        },
    }


def daemonsets() -> list[dict[str, Any]]:
    return [
        daemonset("log-shipper", 4, available=3, age=40 * DAY),
        daemonset("node-exporter", 4, age=40 * DAY),
        daemonset("ssd-monitor", 0, selector="disk=ssd", age=16 * MINUTE),
    ]


def jobs() -> list[dict[str, Any]]:
    return [
        job("batch-job", age=3 * MINUTE, done=3, of=5),
        job("fails", age=14 * MINUTE, of=1, failed=3, took=90),
        job("nightly-29400120", age=8 * HOUR, took=252, done=1, owner="nightly"),
        job("report-29400585", age=21 * MINUTE, of=1, failed=7, took=400, owner="report"),
    ]


def cronjobs() -> list[dict[str, Any]]:
    return [
        cronjob("nightly", "0 2 * * *", zone="Asia/Seoul", last=8 * HOUR),
        cronjob("purge", "@weekly", suspended=True, last=9 * DAY),
        cronjob("report", "*/15 * * * *", last=21 * MINUTE),
    ]


def nodes() -> list[dict[str, Any]]:
    return [
        node("cp-1", role="control-plane", address="10.0.0.10"),
        node("db-1", address="10.0.0.21", pressure="DiskPressure"),
        node("node-1", address="10.0.0.31"),
        node("node-2", address="10.0.0.32", ready="Unknown"),
    ]


def fill(session: FakeSession) -> None:
    """All of it, live."""
    session.live(pods=pods(), daemonsets=daemonsets(), jobs=jobs(), cronjobs=cronjobs(), nodes=nodes())
    remember(session)


def remember(session: FakeSession) -> None:
    """What became of the pods until `NOW`, as one knows it who has watched from the beginning."""
    session.watch_events(since=NOW - 17 * MINUTE)
    past, events = _pasts()
    for pod in past:
        session.memory.look(pod)
    for event in events:
        session.memory.note_events(event.involved_object.uid, [event])
