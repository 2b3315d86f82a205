"""What an API server fills in where a workload, a namespace or an event says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.pod_defaults import default_template

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

JOB_LABELS = (
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "controller-uid",
    "job-name",
)
TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"


def default_daemonset(obj: Raw) -> None:
    """Rolling updates, one node at a time."""
    spec = _templated(obj)
    obj["metadata"].setdefault("annotations", {}).setdefault(TEMPLATE_GENERATION, "1")
    spec.setdefault("revisionHistoryLimit", 10)
    strategy = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", 1)
        rolling.setdefault("maxSurge", 0)


def default_deployment(obj: Raw) -> None:
    """One replica, rolling updates by a quarter."""
    spec = _templated(obj)
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)
    strategy = spec.setdefault("strategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", "25%")
        rolling.setdefault("maxSurge", "25%")


def default_replicaset(obj: Raw) -> None:
    """One replica."""
    _templated(obj).setdefault("replicas", 1)


def default_replicationcontroller(obj: Raw) -> None:
    """One replica, and the template's labels as selector."""
    spec = _templated(obj)
    spec.setdefault("replicas", 1)
    if labels := spec["template"]["metadata"].get("labels"):
        spec.setdefault("selector", dict(labels))
        obj["metadata"].setdefault("labels", dict(labels))


def default_statefulset(obj: Raw) -> None:
    """One replica, in order."""
    spec = _templated(obj)
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("podManagementPolicy", "OrderedReady")
    spec.setdefault("persistentVolumeClaimRetentionPolicy", {"whenDeleted": "Retain", "whenScaled": "Retain"})
    strategy = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {}).setdefault("partition", 0)


def default_job(obj: Raw) -> None:
    """One completion, six failures."""
    spec = _templated(obj)
    if not obj["metadata"].get("labels") and (labels := spec["template"]["metadata"].get("labels")):
        obj["metadata"]["labels"] = dict(labels) if obj["metadata"].get("generateName") else labels
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", 2**31 - 1 if "backoffLimitPerIndex" in spec else 6)
    spec.setdefault("completionMode", "NonIndexed")
    spec.setdefault("suspend", False)
    spec.setdefault("manualSelector", False)
    spec.setdefault("podReplacementPolicy", "Failed" if "podFailurePolicy" in spec else "TerminatingOrFailed")
    for rule in spec.get("podFailurePolicy", {}).get("rules", ()):
        for condition in rule.get("onPodConditions", ()):
            condition.setdefault("status", "True")


def label_job(obj: Raw) -> None:
    """Give a new Job the labels by which it knows its pods, and the selector; its uid must be there."""
    meta, spec = obj["metadata"], obj["spec"]
    if spec["manualSelector"]:
        return
    labels = spec["template"]["metadata"].setdefault("labels", {})
    # Labels that the Job has from its template are the template's own, and get what those get.
    common = meta.get("labels") is labels or not meta.get("labels")
    uid, name = meta["uid"], meta.get("name", "")
    for key, value in zip(JOB_LABELS, (uid, name, uid, name), strict=True):
        labels.setdefault(key, value)
    if common:
        meta["labels"] = dict(labels)
    # A selector of its own, if there is one, stays in it: that is refused.
    spec.setdefault("selector", {}).setdefault("matchLabels", {}).setdefault(JOB_LABELS[0], uid)


def default_cronjob(obj: Raw) -> None:
    """Every run, and the last few Jobs kept. What its Jobs say nothing of is filled in when they are made."""
    spec = obj.setdefault("spec", {})
    spec.setdefault("concurrencyPolicy", "Allow")
    spec.setdefault("suspend", False)
    spec.setdefault("successfulJobsHistoryLimit", 3)
    spec.setdefault("failedJobsHistoryLimit", 1)
    job = spec.setdefault("jobTemplate", {})
    job.setdefault("metadata", {})
    default_template(job.setdefault("spec", {}).setdefault("template", {}))


def default_namespace(obj: Raw) -> None:
    """Its own name as a label, and the finalizer under which it is emptied."""
    meta = obj["metadata"]
    meta["labels"] = {**meta.get("labels", {}), "kubernetes.io/metadata.name": meta.get("name", "")}
    obj.setdefault("spec", {})


def default_service(obj: Raw) -> None:
    """Reached inside the cluster alone."""
    spec = obj.setdefault("spec", {})
    spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    spec.setdefault("internalTrafficPolicy", "Cluster")
    spec.setdefault("ipFamilies", ["IPv4"])
    spec.setdefault("ipFamilyPolicy", "SingleStack")
    for port in spec.get("ports", ()):
        port.setdefault("protocol", "TCP")
        port.setdefault("targetPort", port.get("port"))


def address_service(obj: Raw) -> None:
    """Give a new Service an address; its uid must be there."""
    spec = obj["spec"]
    if spec["type"] != "ExternalName":
        number = int(obj["metadata"]["uid"][-4:], 16)
        spec.setdefault("clusterIP", f"10.96.{number >> 8}.{number & 255}")
        spec.setdefault("clusterIPs", [spec["clusterIP"]])


def default_event(obj: Raw) -> None:
    """The fields that an event always has."""
    for key in ("eventTime", "firstTimestamp", "lastTimestamp"):
        obj.setdefault(key, None)
    for key in ("reportingComponent", "reportingInstance"):
        obj.setdefault(key, "")
    for key in ("involvedObject", "source"):
        obj.setdefault(key, {})


def default_node(obj: Raw) -> None:
    """What a node has before its kubelet tells of it."""
    obj.setdefault("spec", {})
    status = obj.setdefault("status", {})
    status.setdefault("daemonEndpoints", {"kubeletEndpoint": {"Port": 0}})
    status.setdefault("nodeInfo", dict.fromkeys(_NODE_INFO, ""))


_NODE_INFO = (
    "machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion", "kubeletVersion",
    "kubeProxyVersion", "operatingSystem", "architecture",
)  # fmt: skip


def _templated(obj: Raw) -> Raw:
    spec: Raw = obj.setdefault("spec", {})
    default_template(spec.setdefault("template", {}))
    return spec
