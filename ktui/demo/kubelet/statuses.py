"""A pod's status as its kubelet writes it: a pure function of its containers and of what was written before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.demo.kubelet.containers import container_id
from ktui.demo.moments import seconds_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ktui.demo.kubelet.containers import Container, PodContainers
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

OWNED = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
"""The conditions that a kubelet writes, in its order; it keeps all others."""

FINAL = ("Succeeded", "Failed")
"""Phases that a pod does not leave."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a container could not be started at the last attempt."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a pod is ended from above: evicted, or past its deadline."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What a status is made from."""

    pod: Raw
    """The API's object: spec, metadata, and conditions that others wrote."""
    old: Raw
    """The status that was written last."""
    containers: PodContainers
    waiting: Mapping[str, Waiting]
    """By container: those whose last start failed."""
    sandbox: bool
    """Whether it is there, with its network."""
    host_ip: str
    pod_ip: str
    """"" before there is a sandbox."""
    version: ServerVersion
    now: float
    over: bool = False
    """Every container has ended and none will start again."""
    ended: Ended | None = None


def is_sidecar(container: Raw) -> bool:
    """An init container that goes on running (since 1.28)."""
    return container.get("restartPolicy") == "Always"


def restarts(pod: Raw, spec: Raw, container: Container | None) -> bool:
    """Whether the kubelet is to start the container (again)."""
    if "deletionTimestamp" in pod["metadata"]:
        return False
    if container is None:
        return True
    if container.state != "exited":
        return container.state == "created"
    if is_sidecar(spec):
        return True
    policy = pod["spec"].get("restartPolicy", "Always")
    return policy == "Always" or (policy == "OnFailure" and container.code != 0)


def pod_status(sight: Sight) -> Raw:
    """The whole status."""
    spec = sight.pod["spec"]
    inits = spec.get("initContainers", [])
    init_statuses = [_container_status(sight, each, init=True) for each in inits]
    statuses = [_container_status(sight, each, init=False) for each in spec["containers"]]
    phase = _phase(sight, init_statuses, statuses)
    old = sight.old
    if old.get("phase") in FINAL and phase not in FINAL:
        phase = old["phase"]
    new = sight.version.at_least(1, 34)
    status: Raw = {}
    if new and "generation" in sight.pod["metadata"]:
        status["observedGeneration"] = sight.pod["metadata"]["generation"]
    status["phase"] = phase
    status["conditions"] = _conditions(sight, phase, init_statuses, statuses)
    for key in ("message", "reason"):
        if sight.ended is not None:
            status[key] = getattr(sight.ended, key)
        elif phase == old.get("phase") and old.get(key):
            status[key] = old[key]
    status["hostIP"] = sight.host_ip
    if sight.version.at_least(1, 29):
        status["hostIPs"] = [{"ip": sight.host_ip}]
    address = sight.host_ip if spec.get("hostNetwork") else sight.pod_ip
    if address:
        status["podIP"] = address
        status["podIPs"] = [{"ip": address}]
    status["startTime"] = old.get("startTime") or seconds_text(sight.now)
    if init_statuses:
        status["initContainerStatuses"] = init_statuses
    status["containerStatuses"] = sorted(statuses, key=lambda each: str(each["name"]))
    qos = sight.pod.get("status", {}).get("qosClass")
    if qos:
        status["qosClass"] = qos
    for key in ("nominatedNodeName", "resize", "ephemeralContainerStatuses"):
        if key in old:
            status[key] = old[key]
    return status


def with_readiness(sight: Sight, name: str, *, ready: bool) -> Raw | None:
    """The last status with one container's readiness changed at once; None where it is not known, or so already."""
    return _with_flag(sight, name, "ready", ready)


def with_started(sight: Sight, name: str, *, started: bool) -> Raw | None:
    """The same for `started`."""
    return _with_flag(sight, name, "started", started)


def _with_flag(sight: Sight, name: str, flag: str, value: bool) -> Raw | None:
    old = sight.old
    lists = {key: [dict(each) for each in old.get(key, ())] for key in ("initContainerStatuses", "containerStatuses")}
    found = next((each for each_list in lists.values() for each in each_list if each["name"] == name), None)
    if found is None or bool(found.get(flag)) == value:
        return None
    found[flag] = value
    status = {**old, **{key: value for key, value in lists.items() if value}}
    inits, statuses = lists["initContainerStatuses"], lists["containerStatuses"]
    renewed = {each["type"]: each for each in _conditions(sight, old["phase"], inits, statuses)}
    taken = ("Ready", "ContainersReady", "Initialized")
    status["conditions"] = [
        renewed[each["type"]] if each["type"] in taken else each for each in old.get("conditions", ())
    ]
    return status


def _container_status(sight: Sight, spec: Raw, *, init: bool) -> Raw:
    of = sight.containers.of(spec["name"])
    newest = of[0] if of else None
    key = "initContainerStatuses" if init else "containerStatuses"
    old: Raw = next((each for each in sight.old.get(key, ()) if each["name"] == spec["name"]), {})
    if newest is None:
        creating = "PodInitializing" if sight.pod["spec"].get("initContainers") else "ContainerCreating"
        state: Raw = {"waiting": {"reason": creating}}
        last = old.get("lastState", {})
    else:
        state = _state(newest)
        last = _state(of[1]) if len(of) > 1 else {}
    done = init and newest is not None and newest.state == "exited" and newest.code == 0 and not is_sidecar(spec)
    waiting = sight.waiting.get(spec["name"])
    if waiting is not None and not done and restarts(sight.pod, spec, newest):
        if "terminated" in state:
            last = state
        state = {"waiting": {key: value for key, value in vars_of(waiting) if value}}
    status: Raw = {
        "name": spec["name"],
        "state": state,
        "lastState": last,
        "ready": _ready(spec, newest, init=init),
        "restartCount": newest.attempt if newest is not None else old.get("restartCount", 0),
        "image": spec["image"] if newest is None else newest.image,
        "imageID": "" if newest is None else image_id(spec["image"]),
    }
    if newest is not None:
        status["containerID"] = f"containerd://{newest.id}"
    if sight.version.at_least(1, 28) or not init:
        status["started"] = is_started(spec, newest)
    if sight.version.at_least(1, 33) and newest is not None:
        resources = spec.get("resources", {})
        if resources.get("requests"):
            status["allocatedResources"] = resources["requests"]
        status["resources"] = resources
    if sight.version.at_least(1, 31) and spec.get("volumeMounts"):
        status["volumeMounts"] = [_mount(each) for each in spec["volumeMounts"]]
    return status


def vars_of(waiting: Waiting) -> Iterable[tuple[str, str]]:
    """Its fields, as the API orders them."""
    return (("reason", waiting.reason), ("message", waiting.message))


def image_id(image: str) -> str:
    """The same for the same image."""
    return f"sha256:{container_id('image', image)}"


def full_image(image: str) -> str:
    """As the runtime names it: with its registry and tag."""
    head, _, rest = image.partition("/")
    if not rest:
        image = f"docker.io/library/{image}"
    elif "." not in head and ":" not in head and head != "localhost":
        image = f"docker.io/{image}"
    last = image.rpartition("/")[2]
    return image if ":" in last or "@" in last else f"{image}:latest"


def _mount(mount: Raw) -> Raw:
    made: Raw = {"name": mount["name"], "mountPath": mount["mountPath"]}
    if mount.get("readOnly"):
        made |= {"readOnly": True, "recursiveReadOnly": "Disabled"}
    return made


def _state(container: Container) -> Raw:
    if container.state == "created":
        return {"waiting": {}}
    if container.state == "running":
        return {"running": {"startedAt": seconds_text(container.started)}}
    terminated: Raw = {"exitCode": container.code, "reason": container.reason}
    if container.message:
        terminated["message"] = container.message
    terminated["startedAt"] = seconds_text(container.started)
    terminated["finishedAt"] = seconds_text(container.finished)
    terminated["containerID"] = f"containerd://{container.id}"
    return {"terminated": terminated}


def is_started(spec: Raw, container: Container | None) -> bool:
    """It runs, and its startup probe, if it has one, has passed."""
    if container is None or container.state != "running":
        return False
    return container.verdicts.get("startup") is True if "startupProbe" in spec else True


def _ready(spec: Raw, container: Container | None, *, init: bool) -> bool:
    if init and not is_sidecar(spec):
        return container is not None and container.state == "exited" and container.code == 0
    if not is_started(spec, container) or container is None:
        return False
    return container.verdicts.get("readiness") is True if "readinessProbe" in spec else True


def _phase(sight: Sight, init_statuses: list[Raw], statuses: list[Raw]) -> str:
    if sight.ended is not None:
        return "Failed"
    spec = sight.pod["spec"]
    policy = spec.get("restartPolicy", "Always")
    initialized = any(
        newest is not None and newest.state != "created"
        for newest in (sight.containers.newest(each["name"]) for each in spec["containers"])
    )
    pending = sidecars = 0
    for each, status in zip(spec.get("initContainers", ()), init_statuses, strict=True):
        if is_sidecar(each):
            if "running" in status["state"]:
                pending += not status.get("started") and not initialized
                sidecars += not sight.over
            elif "waiting" in status["state"] and "terminated" not in status["lastState"]:
                pending += not initialized
            continue
        ended = status["state"].get("terminated") or (
            status["lastState"].get("terminated") if "waiting" in status["state"] else None
        )
        if ended is None:
            pending += 1
        elif ended["exitCode"] != 0 and policy == "Never":
            return "Failed"
        elif ended["exitCode"] != 0:
            pending += 1
    waiting = running = stopped = succeeded = 0
    for status in statuses:
        state = status["state"]
        if "running" in state:
            running += 1
        elif "terminated" in state:
            stopped += 1
            succeeded += state["terminated"]["exitCode"] == 0
        elif "terminated" in status["lastState"]:
            stopped += 1
        else:
            waiting += 1
    if pending or waiting:
        return "Failed" if sight.over and not waiting else "Pending"
    if running or sidecars:
        return "Running"
    if not sight.over and (policy == "Always" or (policy == "OnFailure" and stopped != succeeded)):
        return "Running"
    return "Succeeded" if stopped == succeeded else "Failed"


def _conditions(sight: Sight, phase: str, inits: list[Raw], statuses: list[Raw]) -> list[Raw]:
    pod = sight.pod
    made: list[Raw] = []
    known = {
        each["type"]: each for each in (*pod.get("status", {}).get("conditions", ()), *sight.old.get("conditions", ()))
    }

    def add(name: str, holds: bool, reason: str = "", message: str = "") -> None:
        made.append(_condition(sight, known.get(name, {}), name, holds, reason, message))

    others = [each for each in pod.get("status", {}).get("conditions", ()) if each["type"] not in OWNED]
    containers_ready = _containers_ready(sight, phase, inits, statuses)
    if sight.version.at_least(1, 29):
        add("PodReadyToStartContainers", sight.sandbox and not sight.over)
    add("Initialized", *_initialized(sight, phase, inits, statuses))
    add("Ready", *(_gates(pod, others) if containers_ready[0] else containers_ready))
    add("ContainersReady", *containers_ready)
    add("PodScheduled", True)
    return [*others, *made]


def _condition(sight: Sight, old: Raw, name: str, holds: bool, reason: str, message: str) -> Raw:
    status = "True" if holds else "False"
    made: Raw = {"type": name}
    if sight.version.at_least(1, 34) and "generation" in sight.pod["metadata"]:
        made["observedGeneration"] = sight.pod["metadata"]["generation"]
    since = old["lastTransitionTime"] if old.get("status") == status else seconds_text(sight.now)
    made |= {"status": status, "lastProbeTime": None, "lastTransitionTime": since}
    if reason:
        made["reason"] = reason
    if message:
        made["message"] = message
    return made


def _names(what: str, names: list[str]) -> str:
    return f"containers with {what} status: [{' '.join(names)}]"


def _initialized(sight: Sight, phase: str, inits: list[Raw], statuses: list[Raw]) -> tuple[bool, str, str]:
    if phase == "Succeeded":
        return True, "PodCompleted", ""
    began = any("running" in each["state"] or "terminated" in (each["state"] | each["lastState"]) for each in statuses)
    specs = sight.pod["spec"].get("initContainers", [])
    left = [
        status["name"]
        for spec, status in zip(specs, inits, strict=True)
        if not (status.get("started") if is_sidecar(spec) else status["ready"])
    ]
    if left and not (began and sight.version.at_least(1, 28)):
        return False, "ContainersNotInitialized", _names("incomplete", left)
    return True, "", ""


def _containers_ready(sight: Sight, phase: str, inits: list[Raw], statuses: list[Raw]) -> tuple[bool, str, str]:
    if phase == "Succeeded":
        return False, "PodCompleted", ""
    if phase == "Failed" and sight.version.at_least(1, 28):
        return False, "PodFailed", ""
    specs = sight.pod["spec"].get("initContainers", [])
    sidecars = [status for spec, status in zip(specs, inits, strict=True) if is_sidecar(spec)]
    by_name = {each["name"]: each for each in statuses}
    ordered = [by_name[each["name"]] for each in sight.pod["spec"]["containers"]]
    unready = [each["name"] for each in (*sidecars, *ordered) if not each["ready"]]
    if unready:
        return False, "ContainersNotReady", _names("unready", unready)
    return True, "", ""


def _gates(pod: Raw, others: list[Raw]) -> tuple[bool, str, str]:
    messages = []
    for gate in pod["spec"].get("readinessGates", ()):
        kind = gate["conditionType"]
        found = next((each for each in others if each["type"] == kind), None)
        if found is None:
            messages.append(f'corresponding condition of pod readiness gate "{kind}" does not exist.')
        elif found["status"] != "True":
            messages.append(f'the status of pod readiness gate "{kind}" is not "True", but {found["status"]}')
    if messages:
        return False, "ReadinessGatesNotReady", ", ".join(messages)
    return True, "", ""
