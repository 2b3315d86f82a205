"""The story's nodes, as their kubelets would have registered them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ktui.demo.moments import seconds_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.demo.server.statuses import Raw

_CONTROL_PLANE = "node-role.kubernetes.io/control-plane"


@dataclass(frozen=True, slots=True)
class NodePlan:
    """What tells one node from another."""

    name: str
    cpus: int = 8
    memory: int = 32
    """GiB."""
    labels: Mapping[str, str] = field(default_factory=dict)
    taints: tuple[Mapping[str, str], ...] = ()


CONTROL = NodePlan("control-1", 4, 16, {_CONTROL_PLANE: ""}, ({"key": _CONTROL_PLANE, "effect": "NoSchedule"},))
LOST = "node-4"
CORDONED = "node-5"
TAINTED = NodePlan(
    "node-6",
    16,
    64,
    {"accelerator": "gpu"},
    ({"key": "dedicated", "value": "gpu", "effect": "NoSchedule"},),
)
NODES = (
    CONTROL,
    NodePlan("node-1", labels={"role": "edge", "disk": "hdd"}),
    NodePlan("node-2", labels={"disk": "hdd"}),
    NodePlan("node-3", labels={"role": "edge"}),
    NodePlan(LOST),
    NodePlan(CORDONED),
    TAINTED,
)
"""Those of the story; none has a label `disk=ssd`."""


def node(plan: NodePlan, *, number: int, now: float, version: str) -> Raw:
    """The node, ready, `now` in Unix seconds; `number` is its place among the nodes, `version` its kubelet's."""
    name, at = plan.name, seconds_text(now)
    capacity = {
        "cpu": str(plan.cpus),
        "ephemeral-storage": "203056560Ki",
        "hugepages-1Gi": "0",
        "hugepages-2Mi": "0",
        "memory": f"{plan.memory * 1024 * 1024 - 512 * 1024}Ki",
        "pods": "110",
    }
    pods = f"10.{244 + number // 256}.{number % 256}.0/24"
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {
                "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "topology.kubernetes.io/zone": f"zone-{'abc'[number % 3]}",
                **plan.labels,
            },
        },
        "spec": {
            "podCIDR": pods,
            "podCIDRs": [pods],
            **({"taints": [dict(taint) for taint in plan.taints]} if plan.taints else {}),
        },
        "status": {
            "capacity": capacity,
            "allocatable": capacity,
            "conditions": [
                _condition("MemoryPressure", False, "KubeletHasSufficientMemory", "sufficient memory available", at),
                _condition("DiskPressure", False, "KubeletHasNoDiskPressure", "no disk pressure", at),
                _condition("PIDPressure", False, "KubeletHasSufficientPID", "sufficient PID available", at),
                {**_condition("Ready", True, "KubeletReady", "", at), "message": "kubelet is posting ready status"},
            ],
            "addresses": [
                {"type": "InternalIP", "address": f"192.168.{49 + number // 250}.{2 + number % 250}"},
                {"type": "Hostname", "address": name},
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "machineID": f"{number + 1:032x}",
                "systemUUID": f"{number + 1:08x}-0000-4000-8000-000000000000",
                "bootID": f"{number + 1:08x}-0000-4000-8000-000000000001",
                "kernelVersion": "6.12.48-amd64",
                "osImage": "Debian GNU/Linux 13 (trixie)",
                "containerRuntimeVersion": "containerd://2.1.4",
                "kubeletVersion": version,
                "kubeProxyVersion": "",
                "operatingSystem": "linux",
                "architecture": "amd64",
            },
        },
    }


def _condition(kind: str, holds: bool, reason: str, has: str, at: str) -> Raw:
    return {
        "type": kind,
        "status": str(holds),
        "lastHeartbeatTime": at,
        "lastTransitionTime": at,
        "reason": reason,
        "message": f"kubelet has {has}",
    }
