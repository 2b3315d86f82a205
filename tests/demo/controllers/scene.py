"""A cluster for a test to look at: its nodes, what is asked of it, and what was seen of it."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.demo.agenda import Agenda
from ktui.demo.cluster import Cluster
from ktui.demo.kubelet.program import IGNORES_TERM, Exit, Program
from ktui.demo.server.registry import Registry
from ktui.demo.server.store import Store
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.demo.kubelet.program import Launch, Programs
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.store import Change
    from ktui.model.version import ServerVersion

START = 1795705200.0
"""Unix seconds of 2026-11-26T15:00:00Z, a full hour."""


def said(launch: Launch) -> Program:
    """What the container's command says: `sleep 4`, `exit 1`, both; one that says neither runs for ever."""
    command = " ".join(launch.container.get("command", ()))
    seconds, code = re.search(r"sleep ([0-9.]+)", command), re.search(r"exit (\d+)", command)
    if seconds is None and code is None:
        return Program(on_term=IGNORES_TERM)
    ends = Exit(float(seconds[1]) if seconds else 0.05, int(code[1]) if code else 0)
    return Program(exit=ends, on_term=IGNORES_TERM)


@dataclass(frozen=True)
class Seen:
    """One change."""

    at: float
    """Seconds since the scene began."""
    plural: str
    kind: str
    """ADDED, MODIFIED or DELETED."""
    obj: Raw


class Scene:
    """A cluster with nodes `n0`, `n1` ..., and everything that changes in it."""

    def __init__(
        self, *, nodes: int = 1, seed: int = 1, version: ServerVersion = NEWEST, programs: Programs = said
    ) -> None:
        self.agenda = Agenda(START, seed)
        registry = Registry(Store(lambda: self.agenda.now, seed=seed), namespaces=True)
        self.cluster = Cluster(registry, self.agenda, version=version, programs=programs)
        self.registry = registry
        for number in range(nodes):
            self.cluster.add_node(node(f"n{number}"))
        self.go(2)
        self.began = self.agenda.now
        self.seen: list[Seen] = []
        registry.store.listen(self._changed)

    def _changed(self, change: Change) -> None:
        stored = change.after or change.before
        assert stored is not None
        kind = "DELETED" if change.after is None else "ADDED" if change.before is None else "MODIFIED"
        self.seen.append(Seen(self.agenda.now - self.began, change.plural, kind, stored.obj))

    def go(self, seconds: float) -> None:
        """Let so much time pass."""
        self.cluster.advance(self.agenda.now + seconds)

    def make(self, plural: str, obj: Raw) -> Raw:
        """Create an object as a user would."""
        return self.registry.create(plural, obj)

    def get(self, plural: str, name: str, namespace: str = "default") -> Raw:
        """One that is there."""
        found = self.registry.get(plural, "" if plural in ("nodes", "namespaces") else namespace, name)
        assert found is not None, f"no {plural}/{name}"
        return found

    def names(self, plural: str, namespace: str = "default") -> list[str]:
        """Of what there is."""
        return [obj["metadata"]["name"] for obj in self.registry.each(plural, namespace)]

    def pods(self, owner: str = "") -> list[Raw]:
        """Those whose names begin so."""
        return [pod for pod in self.registry.each("pods") if pod["metadata"]["name"].startswith(owner)]

    def change(self, plural: str, name: str, **spec: Any) -> None:
        """Other values in the spec, as a user would change them."""
        obj = copy.deepcopy(self.get(plural, name))
        for key, value in spec.items():
            if value is None:
                obj["spec"].pop(key, None)
            else:
                obj["spec"][key] = value
        self.registry.update(plural, obj)

    def label(self, name: str, **labels: str | None) -> None:
        """Set a node's labels, or remove those that are None."""
        obj = copy.deepcopy(self.get("nodes", name))
        for key, value in labels.items():
            if value is None:
                obj["metadata"]["labels"].pop(key, None)
            else:
                obj["metadata"]["labels"][key] = value
        self.registry.update("nodes", obj)

    def taint(self, name: str, *taints: Raw) -> None:
        """Give a node these taints, and no others."""
        obj = copy.deepcopy(self.get("nodes", name))
        obj["spec"]["taints"] = list(taints)
        self.registry.update("nodes", obj)

    def events(self, name: str = "", reason: str = "") -> list[Raw]:
        """Those about objects whose names begin so, as they stand, in the order in which they were first told."""
        firsts: dict[str, int] = {}
        for number, one in enumerate(self.seen):
            if one.plural == "events":
                firsts.setdefault(one.obj["metadata"]["uid"], number)
        found = [event for namespace in ("default", "x") for event in self.registry.each("events", namespace)]
        found.sort(key=lambda event: firsts.get(event["metadata"]["uid"], -1))
        return [
            event
            for event in found
            if event["involvedObject"]["name"].startswith(name) and reason in ("", event["reason"])
        ]

    def reasons(self, name: str = "") -> list[str]:
        """The reasons of these events."""
        return [event["reason"] for event in self.events(name)]

    def statuses(self, plural: str, name: str) -> list[Raw]:
        """The states of one object that were seen, without repetition."""
        found: list[Raw] = []
        for one in self.seen:
            if one.plural == plural and one.obj["metadata"]["name"] == name and one.kind != "DELETED":
                status = one.obj.get("status") or {}
                if not found or found[-1] != status:
                    found.append(status)
        return found


def node(name: str, cpu: str = "4", memory: str = "8Gi", pods: str = "110") -> Raw:
    """One that is ready."""
    room = {"cpu": cpu, "memory": memory, "pods": pods}
    made: Raw = {"name": name, "labels": {"kubernetes.io/hostname": name}}
    told = (
        ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    )
    at = {"lastHeartbeatTime": "2026-11-26T14:59:00Z", "lastTransitionTime": "2026-11-26T14:00:00Z"}
    conditions = [
        {"type": kind, "status": state, **at, "reason": reason, "message": text} for kind, state, reason, text in told
    ]
    status = {"capacity": room, "allocatable": dict(room), "conditions": conditions}
    return {"apiVersion": "v1", "kind": "Node", "metadata": made, "spec": {}, "status": status}


def template(name: str, command: str = "", **spec: Any) -> Raw:
    """A pod's template: one container that does what the command says; gone a second after it is told to end."""
    container: Raw = {"name": "main", "image": "luksa/batch-job", "imagePullPolicy": "Never"}
    if command:
        container["command"] = ["sh", "-c", command]
    made = {"terminationGracePeriodSeconds": 1, "containers": [container], **spec}
    return {"metadata": {"labels": {"app": name}}, "spec": made}


def job(name: str, command: str, *, restart: str = "Never", **spec: Any) -> Raw:
    """A Job in the namespace `default`."""
    of = {**spec, "template": template(name, command, restartPolicy=restart)}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, "namespace": "default"}, "spec": of}


def cronjob(name: str, command: str = "sleep 5", **spec: Any) -> Raw:
    """A CronJob in the namespace `default`, every minute."""
    template_spec = {"template": template(name, command, restartPolicy="Never")}
    of = {"schedule": "* * * * *", **spec, "jobTemplate": {"spec": template_spec}}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name, "namespace": "default"}, "spec": of}


def daemonset(name: str, selector: dict[str, str] | None = None, *, version: str = "1", **spec: Any) -> Raw:
    """A DaemonSet in the namespace `default`; another `version` is another template."""
    made = template(name)
    if selector:
        made["spec"]["nodeSelector"] = selector
    made["spec"]["containers"][0]["env"] = [{"name": "VERSION", "value": version}]
    of = {"selector": {"matchLabels": {"app": name}}, "template": made, **spec}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": "default"},
        "spec": of,
    }


def deployment(name: str, replicas: int = 2, *, version: str = "1", **spec: Any) -> Raw:
    """A Deployment in the namespace `default`."""
    made = template(name)
    made["spec"]["containers"][0]["env"] = [{"name": "VERSION", "value": version}]
    of = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": made, **spec}
    meta = {"name": name, "namespace": "default"}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": of}


def pod(name: str, **spec: Any) -> Raw:
    """A pod of nobody's in the namespace `default`."""
    of = {"containers": [{"name": "main", "image": "x", "imagePullPolicy": "Never"}], **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default"}, "spec": of}


def told(events: Iterable[Raw]) -> list[tuple[str, str, str]]:
    """Type, reason and message of each."""
    return [(event["type"], event["reason"], event["message"]) for event in events]
