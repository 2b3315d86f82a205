"""The collections that the embedded API server serves, and what a real one tells about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.model.version import ServerVersion

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
"""What can be done to a collection and its objects, in the order in which discovery lists it."""


@dataclass(frozen=True, slots=True)
class Subresource:
    """Something below an object's path: `pods/log`."""

    name: str
    kind: str = ""
    """Of what is sent and answered; "" is the object itself."""
    verbs: tuple[str, ...] = ("get", "patch", "update")
    group: str = ""
    version: str = ""
    """Where `kind` is of another group than the collection."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One collection."""

    plural: str
    """The key everywhere; where two groups have one of the same name, of the first one."""
    kind: str
    group: str
    """"" for the core group."""
    versions: tuple[str, ...]
    """What current releases serve, and what a switch may add."""
    short: tuple[str, ...] = ()
    namespaced: bool = True
    fields: tuple[str, ...] = ()
    """Field selectors besides `metadata.name` and `metadata.namespace` (the server's `v1/conversion.go`)."""
    field_refusal: str = ""
    """How an unknown field is refused, `{}` for its name; "" for the words of a kind that has no fields of its own."""
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ALL_VERBS
    subresources: tuple[Subresource, ...] = ()
    old_versions: tuple[str, ...] | None = None
    """What a release before 1.21 serves, where that is something else."""

    @property
    def singular(self) -> str:
        """As kubectl takes it on its command line."""
        return self.kind.lower()

    def api_version(self, version: str) -> str:
        """As in an object's `apiVersion`."""
        return f"{self.group}/{version}" if self.group else version

    def subresource(self, name: str) -> Subresource | None:
        """The one of this name."""
        return next((subresource for subresource in self.subresources if subresource.name == name), None)


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
_NEW_EVENT_FIELDS = (
    *(field.replace("involvedObject", "regarding") for field in _EVENT_FIELDS if field.startswith("involvedObject")),
    "reason",
    "reportingController",
    "type",
)
_POD_FIELDS = (
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.podIPs",
    "status.nominatedNodeName",
)
_NOT_SUPPORTED = "field label not supported: {}"
_NOT_FOR_JOBS = 'field label "{}" not supported for Job'

_STATUS = Subresource("status")
_SCALE = Subresource("scale", "Scale", group="autoscaling", version="v1")
_CALLED = ("create", "get")
_POD_PARTS = (
    Subresource("attach", "PodAttachOptions", _CALLED),
    Subresource("binding", "Binding", ("create",)),
    Subresource("ephemeralcontainers"),
    Subresource("eviction", "Eviction", ("create",), "policy", "v1"),
    Subresource("exec", "PodExecOptions", _CALLED),
    Subresource("log", verbs=("get",)),
    Subresource("portforward", "PodPortForwardOptions", _CALLED),
    _STATUS,
)
_NAMESPACE_PARTS = (Subresource("finalize", verbs=("update",)), _STATUS)
_NAMESPACE_VERBS = tuple(verb for verb in ALL_VERBS if verb != "deletecollection")

_RBAC = "rbac.authorization.k8s.io"
_ALL = ("all",)

RESOURCES = {
    resource.plural: resource
    for resource in (
        Resource("configmaps", "ConfigMap", "", ("v1",), ("cm",)),
        Resource("endpoints", "Endpoints", "", ("v1",), ("ep",)),
        Resource("events", "Event", "", ("v1",), ("ev",), fields=_EVENT_FIELDS, field_refusal=_NOT_SUPPORTED),
        Resource("limitranges", "LimitRange", "", ("v1",), ("limits",)),
        Resource(
            "namespaces", "Namespace", "", ("v1",), ("ns",), namespaced=False, fields=("status.phase",),
            field_refusal=_NOT_SUPPORTED, verbs=_NAMESPACE_VERBS, subresources=_NAMESPACE_PARTS,
        ),
        Resource(
            "nodes", "Node", "", ("v1",), ("no",), namespaced=False, fields=("spec.unschedulable",),
            field_refusal=_NOT_SUPPORTED, subresources=(_STATUS,),
        ),
        Resource("persistentvolumeclaims", "PersistentVolumeClaim", "", ("v1",), ("pvc",), subresources=(_STATUS,)),
        Resource(
            "persistentvolumes", "PersistentVolume", "", ("v1",), ("pv",), namespaced=False, subresources=(_STATUS,)
        ),
        Resource(
            "pods", "Pod", "", ("v1",), ("po",), fields=_POD_FIELDS, field_refusal=_NOT_SUPPORTED, categories=_ALL,
            subresources=_POD_PARTS,
        ),
        Resource(
            "replicationcontrollers", "ReplicationController", "", ("v1",), ("rc",), fields=("status.replicas",),
            field_refusal=_NOT_SUPPORTED, categories=_ALL, subresources=(_SCALE, _STATUS),
        ),
        Resource("resourcequotas", "ResourceQuota", "", ("v1",), ("quota",), subresources=(_STATUS,)),
        Resource("secrets", "Secret", "", ("v1",), fields=("type",), field_refusal=_NOT_SUPPORTED),
        Resource("serviceaccounts", "ServiceAccount", "", ("v1",), ("sa",)),
        Resource(
            "services", "Service", "", ("v1",), ("svc",), fields=("spec.clusterIP", "spec.type"),
            field_refusal=_NOT_SUPPORTED, categories=_ALL, subresources=(_STATUS,),
        ),
        Resource("controllerrevisions", "ControllerRevision", "apps", ("v1",)),
        Resource("daemonsets", "DaemonSet", "apps", ("v1",), ("ds",), categories=_ALL, subresources=(_STATUS,)),
        Resource(
            "deployments", "Deployment", "apps", ("v1",), ("deploy",), categories=_ALL, subresources=(_SCALE, _STATUS)
        ),
        Resource(
            "replicasets", "ReplicaSet", "apps", ("v1",), ("rs",), categories=_ALL, subresources=(_SCALE, _STATUS)
        ),
        Resource(
            "statefulsets", "StatefulSet", "apps", ("v1",), ("sts",), categories=_ALL, subresources=(_SCALE, _STATUS)
        ),
        Resource("cronjobs", "CronJob", "batch", ("v1", "v1beta1"), ("cj",), categories=_ALL, subresources=(_STATUS,)),
        Resource(
            "jobs", "Job", "batch", ("v1",), fields=("status.successful",), field_refusal=_NOT_FOR_JOBS,
            categories=_ALL, subresources=(_STATUS,),
        ),
        Resource("leases", "Lease", "coordination.k8s.io", ("v1",)),
        Resource("endpointslices", "EndpointSlice", "discovery.k8s.io", ("v1",), old_versions=("v1beta1",)),
        Resource(
            "poddisruptionbudgets", "PodDisruptionBudget", "policy", ("v1",), ("pdb",), subresources=(_STATUS,),
            old_versions=("v1beta1",),
        ),
        Resource("clusterrolebindings", "ClusterRoleBinding", _RBAC, ("v1",), namespaced=False),
        Resource("clusterroles", "ClusterRole", _RBAC, ("v1",), namespaced=False),
        Resource("rolebindings", "RoleBinding", _RBAC, ("v1",)),
        Resource("roles", "Role", _RBAC, ("v1",)),
        Resource("priorityclasses", "PriorityClass", "scheduling.k8s.io", ("v1",), ("pc",), namespaced=False),
        Resource("storageclasses", "StorageClass", "storage.k8s.io", ("v1",), ("sc",), namespaced=False),
        Resource(
            "customresourcedefinitions", "CustomResourceDefinition", "apiextensions.k8s.io", ("v1",),
            ("crd", "crds"), namespaced=False, categories=("api-extensions",), subresources=(_STATUS,),
        ),
    )
}  # fmt: skip
"""Everything that is stored, by plural."""

NEW_EVENTS = Resource(
    "events", "Event", "events.k8s.io", ("v1",), ("ev",), fields=_NEW_EVENT_FIELDS, field_refusal=_NOT_SUPPORTED,
    verbs=("get", "list", "watch"),
)  # fmt: skip
"""The stored events in the shape of their newer group, to be read there."""

REVIEWS = (
    Resource(
        "selfsubjectaccessreviews", "SelfSubjectAccessReview", "authorization.k8s.io", ("v1",), namespaced=False,
        verbs=("create",),
    ),
)  # fmt: skip
"""What is asked by sending it, and never stored."""

SERVED = (*RESOURCES.values(), NEW_EVENTS)
"""Every collection that has a path of its own."""

Versions = Mapping[tuple[str, str], tuple[str, ...]]
"""The versions served, by group and plural; the first one is preferred."""


@cache
def served_versions(version: ServerVersion, cronjobs: tuple[str, ...] = ("v1",)) -> Versions:
    """What a server of this release serves, by group and plural; `cronjobs` are the versions of that one kind."""
    served = {}
    for resource in SERVED:
        old = not version.at_least(1, 21) and resource.old_versions is not None
        versions = (resource.old_versions or ()) if old else resource.versions
        served[resource.group, resource.plural] = cronjobs if resource.plural == "cronjobs" else versions
    return served


def resource_at(group: str, plural: str) -> Resource | None:
    """The collection of this name in this group."""
    if (group, plural) == (NEW_EVENTS.group, NEW_EVENTS.plural):
        return NEW_EVENTS
    found = RESOURCES.get(plural)
    return found if found is not None and found.group == group else None
