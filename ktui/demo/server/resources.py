"""The collections that the test API server serves, and what a real one tells about each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resource:
    """One collection."""

    plural: str
    kind: str
    group: str
    """"" for the core group."""
    versions: tuple[str, ...]
    short: tuple[str, ...]
    namespaced: bool = True
    fields: tuple[str, ...] = ()
    """Field selectors besides `metadata.name` and `metadata.namespace` (the server's `v1/conversion.go`)."""

    def api_version(self, version: str) -> str:
        """As in an object's `apiVersion`."""
        return f"{self.group}/{version}" if self.group else version


_EVENT_FIELDS = (
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
)
_POD_FIELDS = (
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
)

RESOURCES = {
    resource.plural: resource
    for resource in (
        Resource("pods", "Pod", "", ("v1",), ("po",), fields=_POD_FIELDS),
        Resource("daemonsets", "DaemonSet", "apps", ("v1",), ("ds",)),
        Resource("deployments", "Deployment", "apps", ("v1",), ("deploy",)),
        Resource("replicasets", "ReplicaSet", "apps", ("v1",), ("rs",)),
        Resource("statefulsets", "StatefulSet", "apps", ("v1",), ("sts",)),
        Resource("replicationcontrollers", "ReplicationController", "", ("v1",), ("rc",)),
        Resource("jobs", "Job", "batch", ("v1",), (), fields=("status.successful",)),
        Resource("cronjobs", "CronJob", "batch", ("v1", "v1beta1"), ("cj",)),
        Resource("nodes", "Node", "", ("v1",), ("no",), namespaced=False, fields=("spec.unschedulable",)),
        Resource("events", "Event", "", ("v1",), ("ev",), fields=_EVENT_FIELDS),
        Resource("namespaces", "Namespace", "", ("v1",), ("ns",), namespaced=False, fields=("status.phase",)),
    )
}

POD_LOG = Resource("pods/log", "Pod", "", ("v1",), ())
"""A pod's log: nothing that can be listed, and text."""
