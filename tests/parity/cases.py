"""What one object is made from: its manifest, its status, whether it is being deleted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, NODES, PODS

if TYPE_CHECKING:
    from ktui.model.kinds import Kind

Manifest = dict[str, Any]

LABEL = "ktui-parity"
"""On every object that is made, so that what is left by a test that was killed is found."""

FINALIZER = "ktui.example/parity"
"""Holds an object that is being deleted."""


@dataclass(frozen=True, slots=True)
class Case:
    """One object to make."""

    kind: Kind
    manifest: Manifest
    status: Manifest | None = None
    deleted: bool = False

    @property
    def name(self) -> str:
        """The object's name."""
        return str(self.manifest["metadata"]["name"])


def ago(seconds: float) -> str:
    """The time `seconds` before now, as the API writes it; negative for the future."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - seconds))


def _metadata(name: str, labels: dict[str, str] | None = None) -> Manifest:
    return {"name": name, "labels": {LABEL: "made", **(labels or {})}}


def pod_case(name: str, status: Manifest | None = None, *, deleted: bool = False, **spec: Any) -> Case:
    """A pod of `spec` over what the API demands; it is bound to a node that is not there, so nothing runs it."""
    whole = {
        "containers": [{"name": "main", "image": "none.example/main:1"}],
        "automountServiceAccountToken": False,
        "nodeName": "ktui-parity-none",
        **spec,
    }
    whole = {key: value for key, value in whole.items() if value is not None}
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": _metadata(name), "spec": whole}
    return Case(PODS, manifest, status, deleted)


def template(containers: int = 1, **spec: Any) -> Manifest:
    """A pod template of that many containers, labelled `app=parity`."""
    whole = {
        "containers": [{"name": f"c{i}", "image": f"none.example/team/image-{i}:1.{i}"} for i in range(containers)]
    }
    return {"metadata": {"labels": {"app": "parity", "tier": "a"}}, "spec": {**whole, **spec}}


def daemonset_case(
    name: str, status: Manifest | None = None, *, selector: Manifest | None = None, pods: Manifest | None = None
) -> Case:
    """A DaemonSet; the API demands some counts in a status, which are 0 unless told."""
    demanded = ("currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady")
    spec = {"selector": selector or {"matchLabels": {"app": "parity"}}, "template": pods or template()}
    manifest = {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": _metadata(name), "spec": spec}
    return Case(DAEMONSETS, manifest, None if status is None else {**dict.fromkeys(demanded, 0), **status})


def job_case(
    name: str, status: Manifest | None = None, *, deleted: bool = False, containers: int = 1, **spec: Any
) -> Case:
    """A Job of `spec` over what the API demands."""
    whole = {"template": template(containers, restartPolicy="Never"), **spec}
    manifest = {"apiVersion": "batch/v1", "kind": "Job", "metadata": _metadata(name), "spec": whole}
    return Case(JOBS, manifest, status, deleted)


def cronjob_case(name: str, status: Manifest | None = None, *, containers: int = 1, **spec: Any) -> Case:
    """A CronJob of `spec` over what the API demands; it runs next in no time that a test sees."""
    job = {"spec": {"template": template(containers, restartPolicy="Never")}}
    whole = {"schedule": "0 0 29 2 *", "jobTemplate": job, **spec}
    manifest = {"kind": "CronJob", "metadata": _metadata(name), "spec": whole}
    return Case(CRONJOBS, manifest, status)


def node_case(name: str, status: Manifest | None = None, *, labels: dict[str, str] | None = None, **spec: Any) -> Case:
    """A node that no kubelet speaks for, closed to pods by a taint."""
    taint = {"key": LABEL, "value": "made", "effect": "NoSchedule"}
    whole = {"taints": [taint], **spec}
    manifest = {"apiVersion": "v1", "kind": "Node", "metadata": _metadata(name, labels), "spec": whole}
    return Case(NODES, manifest, status)


def condition(kind: str, status: str = "True", reason: str | None = None) -> Manifest:
    """A condition as the statuses of all kinds hold it."""
    return {"type": kind, "status": status, **({"reason": reason} if reason is not None else {})}
