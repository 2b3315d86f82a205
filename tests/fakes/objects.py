"""Objects as a real API server sends them, managedFields included, for tests to change what they are about.

Every maker returns a fresh dict; `uid`, `resourceVersion` and `creationTimestamp` are the server's to give
(`ApiServer.put`), unless the test sets them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.demo.server.statuses import Raw

STARTED = "2023-11-14T22:00:00Z"
"""When things began, unless told otherwise: 13 m 20 s before `FakeClock`'s start."""
IMAGE = "registry.example/app:1.4.2"


def metadata(
    name: str, namespace: str | None, labels: Mapping[str, str] | None, *, manager: str, owner: Raw | None = None
) -> Raw:
    """What is common to all: name, labels, an owner, a managedFields entry."""
    meta: Raw = {"name": name}
    if namespace is not None:
        meta["namespace"] = namespace
    if labels:
        meta["labels"] = dict(labels)
    if owner is not None:
        meta["ownerReferences"] = [owner]
    meta["managedFields"] = [
        {
            "manager": manager,
            "operation": "Update",
            "apiVersion": "v1",
            "time": STARTED,
            "fieldsType": "FieldsV1",
            "fieldsV1": {
                "f:metadata": {"f:labels": {".": {}, **{f"f:{key}": {} for key in labels or {}}}},
                "f:spec": {"f:containers": {'k:{"name":"app"}': {".": {}, "f:image": {}, "f:name": {}}}},
            },
        },
        {
            "manager": "kubelet",
            "operation": "Update",
            "apiVersion": "v1",
            "time": STARTED,
            "fieldsType": "FieldsV1",
            "fieldsV1": {"f:status": {"f:conditions": {'k:{"type":"Ready"}': {".": {}, "f:status": {}}}}},
            "subresource": "status",
        },
    ]
    return meta


def owner(kind: str, name: str, uid: str) -> Raw:
    """An ownerReference of the controller; `kind` is DaemonSet, Job or CronJob."""
    version = "apps/v1" if kind == "DaemonSet" else "batch/v1"
    return {
        "apiVersion": version,
        "kind": kind,
        "name": name,
        "uid": uid,
        "controller": True,
        "blockOwnerDeletion": True,
    }


def condition(kind: str, status: bool, *, since: str = STARTED, reason: str = "", message: str = "") -> Raw:
    """A pod's, job's or node's condition."""
    made: Raw = {
        "type": kind,
        "status": "True" if status else "False",
        "lastProbeTime": None,
        "lastTransitionTime": since,
    }
    if reason:
        made["reason"] = reason
    if message:
        made["message"] = message
    return made


def container_status(
    name: str = "app", *, ready: bool = True, restarts: int = 0, state: Raw | None = None, last_state: Raw | None = None
) -> Raw:
    """One entry of `containerStatuses`; running since `STARTED` unless `state` says otherwise."""
    return {
        "name": name,
        "state": {"running": {"startedAt": STARTED}} if state is None else state,
        "lastState": last_state or {},
        "ready": ready,
        "restartCount": restarts,
        "image": IMAGE,
        "imageID": f"{IMAGE}@sha256:{'0' * 64}",
        "containerID": f"containerd://{'1' * 64}",
        "started": ready,
    }


def pod_spec(containers: Sequence[str] = ("app",), *, node: str | None = "node-1") -> Raw:
    """A pod's spec, defaulted as the server does."""
    spec: Raw = {
        "volumes": [],
        "containers": [
            {
                "name": name,
                "image": IMAGE,
                "resources": {},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
                "imagePullPolicy": "IfNotPresent",
            }
            for name in containers
        ],
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "dnsPolicy": "ClusterFirst",
        "serviceAccountName": "default",
        "serviceAccount": "default",
        "securityContext": {},
        "schedulerName": "default-scheduler",
        "tolerations": [
            {"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
            for key in ("not-ready", "unreachable")
        ],
        "priority": 0,
        "enableServiceLinks": True,
        "preemptionPolicy": "PreemptLowerPriority",
    }
    if node is not None:
        spec["nodeName"] = node
    return spec


def pod(
    name: str,
    namespace: str = "default",
    *,
    node: str | None = "node-1",
    phase: str = "Running",
    ready: bool = True,
    restarts: int = 0,
    containers: Sequence[str] = ("app",),
    labels: Mapping[str, str] | None = None,
    owned_by: Raw | None = None,
    **meta: Any,
) -> Raw:
    """A pod; `meta` adds to its metadata (`uid=`, `deletionTimestamp=`)."""
    labels = {"app": name} if labels is None else labels
    return {
        "metadata": {
            **metadata(name, namespace, labels, manager="kube-controller-manager", owner=owned_by),
            "generation": 1,
            **meta,
        },
        "spec": pod_spec(containers, node=node),
        "status": {
            "phase": phase,
            "conditions": [
                condition("PodReadyToStartContainers", True),
                condition("Initialized", True),
                condition("Ready", ready),
                condition("ContainersReady", ready),
                condition("PodScheduled", node is not None),
            ],
            "hostIP": "10.0.0.1",
            "hostIPs": [{"ip": "10.0.0.1"}],
            "podIP": "10.244.0.7",
            "podIPs": [{"ip": "10.244.0.7"}],
            "startTime": STARTED,
            "containerStatuses": [container_status(each, ready=ready, restarts=restarts) for each in containers],
            "qosClass": "BestEffort",
        },
    }


def beside(pod: Raw, *, init: Sequence[str] = (), sidecars: Sequence[str] = (), ephemeral: Sequence[str] = ()) -> Raw:
    """The pod with containers that are not its own, by name."""
    before = [{"name": name, "image": IMAGE} for name in init]
    before += [{"name": name, "image": IMAGE, "restartPolicy": "Always"} for name in sidecars]
    pod["spec"] |= {
        "initContainers": before,
        "ephemeralContainers": [{"name": name, "image": IMAGE} for name in ephemeral],
    }
    pod["status"] |= {
        "initContainerStatuses": [container_status(name) for name in (*init, *sidecars)],
        "ephemeralContainerStatuses": [container_status(name) for name in ephemeral],
    }
    return pod


def template(labels: Mapping[str, str]) -> Raw:
    """The pods that a controller makes."""
    return {"metadata": {"creationTimestamp": None, "labels": dict(labels)}, "spec": pod_spec(node=None)}


def daemonset(
    name: str,
    namespace: str = "default",
    *,
    desired: int = 3,
    ready: int | None = None,
    node_selector: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    **meta: Any,
) -> Raw:
    """A DaemonSet whose rollout is over; `ready` pods of `desired` (all by default) are ready."""
    ready = desired if ready is None else ready
    labels = {"app": name} if labels is None else labels
    made = template(labels)
    if node_selector:
        made["spec"]["nodeSelector"] = dict(node_selector)
    status: Raw = {
        "currentNumberScheduled": desired,
        "numberMisscheduled": 0,
        "desiredNumberScheduled": desired,
        "numberReady": ready,
        "observedGeneration": 1,
    }
    # These three are left out where they are 0.
    status |= {"updatedNumberScheduled": desired} if desired else {}
    status |= {"numberAvailable": ready} if ready else {}
    status |= {"numberUnavailable": desired - ready} if desired > ready else {}
    return {
        "metadata": {
            **metadata(name, namespace, labels, manager="kubectl-client-side-apply"),
            "generation": 1,
            "annotations": {"deprecated.daemonset.template.generation": "1"},
            **meta,
        },
        "spec": {
            "selector": {"matchLabels": dict(labels)},
            "template": made,
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
            "revisionHistoryLimit": 10,
        },
        "status": status,
    }


def job_spec(
    *,
    completions: int | None = 1,
    parallelism: int = 1,
    suspend: bool = False,
    labels: Mapping[str, str] | None = None,
) -> Raw:
    """A Job's spec, defaulted; `labels` of its pods."""
    made = template(labels or {"app": "job"})
    made["spec"]["restartPolicy"] = "Never"
    spec: Raw = {
        "parallelism": parallelism,
        "backoffLimit": 6,
        "template": made,
        "completionMode": "NonIndexed",
        "suspend": suspend,
    }
    if completions is not None:
        spec["completions"] = completions
    return spec


def job(
    name: str,
    namespace: str = "default",
    *,
    completions: int | None = 1,
    parallelism: int = 1,
    active: int = 1,
    succeeded: int = 0,
    failed: int = 0,
    finished: str | None = None,
    labels: Mapping[str, str] | None = None,
    owned_by: Raw | None = None,
    **meta: Any,
) -> Raw:
    """A Job; `finished` is None while it runs, else `Complete` or `Failed`."""
    status: Raw = {"startTime": STARTED, "ready": active, "uncountedTerminatedPods": {}}
    status |= {key: count for key, count in (("active", active), ("succeeded", succeeded), ("failed", failed)) if count}
    if finished is not None:
        status["conditions"] = [condition(finished, True)]
        if finished == "Complete":
            status["completionTime"] = STARTED
    return {
        "metadata": {
            **metadata(name, namespace, labels, manager="kube-controller-manager", owner=owned_by),
            "generation": 1,
            **meta,
        },
        "spec": {
            **job_spec(completions=completions, parallelism=parallelism, labels={"job-name": name}),
            "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": "0"}},
        },
        "status": status,
    }


def cronjob(
    name: str,
    namespace: str = "default",
    *,
    schedule: str = "*/5 * * * *",
    time_zone: str | None = None,
    suspend: bool = False,
    active: Sequence[str] = (),
    last_schedule: str | None = STARTED,
    labels: Mapping[str, str] | None = None,
    **meta: Any,
) -> Raw:
    """A CronJob; `active` names the Jobs that run."""
    spec: Raw = {
        "schedule": schedule,
        "concurrencyPolicy": "Allow",
        "suspend": suspend,
        "jobTemplate": {"metadata": {"creationTimestamp": None}, "spec": job_spec()},
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 1,
    }
    if time_zone is not None:
        spec["timeZone"] = time_zone
    status: Raw = {}
    if active:
        status["active"] = [
            {"kind": "Job", "namespace": namespace, "name": each, "apiVersion": "batch/v1"} for each in active
        ]
    if last_schedule is not None:
        status["lastScheduleTime"] = last_schedule
    return {
        "metadata": {
            **metadata(name, namespace, labels, manager="kubectl-client-side-apply"),
            "generation": 1,
            **meta,
        },
        "spec": spec,
        "status": status,
    }


def node(
    name: str,
    *,
    ready: bool = True,
    unschedulable: bool = False,
    roles: Sequence[str] = (),
    pressure: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    kubelet: str = "v1.35.4",
    **meta: Any,
) -> Raw:
    """A node; `pressure` names conditions that hold (`Memory`, `Disk`, `PID`)."""
    all_labels = {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        **{f"node-role.kubernetes.io/{role}": "" for role in roles},
        **(labels or {}),
    }
    spec: Raw = {"podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24"]}
    if unschedulable:
        spec["unschedulable"] = True
        spec["taints"] = [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule", "timeAdded": STARTED}]
    capacity = {
        "cpu": "2",
        "ephemeral-storage": "61255492Ki",
        "hugepages-2Mi": "0",
        "memory": "8131948Ki",
        "pods": "110",
    }
    return {
        "metadata": {**metadata(name, None, all_labels, manager="kubelet"), **meta},
        "spec": spec,
        "status": {
            "capacity": capacity,
            "allocatable": capacity,
            "conditions": [
                *(
                    {
                        **condition(f"{kind}Pressure", kind in pressure, reason=f"Kubelet{kind}"),
                        "lastHeartbeatTime": STARTED,
                    }
                    for kind in ("Memory", "Disk", "PID")
                ),
                {
                    **condition("Ready", ready, reason="KubeletReady" if ready else "KubeletNotReady"),
                    "lastHeartbeatTime": STARTED,
                },
            ],
            "addresses": [
                {"type": "InternalIP", "address": "10.0.0.1"},
                {"type": "Hostname", "address": name},
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "machineID": "0" * 32,
                "systemUUID": "00000000-0000-4000-8000-000000000000",
                "bootID": "00000000-0000-4000-8000-000000000001",
                "kernelVersion": "6.1.0-18-amd64",
                "osImage": "Debian GNU/Linux 12 (bookworm)",
                "containerRuntimeVersion": "containerd://1.6.20",
                "kubeletVersion": kubelet,
                "kubeProxyVersion": "",
                "operatingSystem": "linux",
                "architecture": "amd64",
            },
            "images": [{"names": [IMAGE], "sizeBytes": 12345678}],
        },
    }


def namespace(name: str) -> Raw:
    """A namespace."""
    labels = {"kubernetes.io/metadata.name": name}
    return {
        "metadata": metadata(name, None, labels, manager="kube-apiserver"),
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    }


def event(
    name: str,
    namespace: str = "default",
    *,
    about: str = "web-1",
    kind: str = "Pod",
    reason: str = "Unhealthy",
    message: str = "Liveness probe failed: HTTP probe failed with statuscode: 500",
    warning: bool = True,
    count: int = 1,
    container: str | None = "app",
    **meta: Any,
) -> Raw:
    """A kubelet's core/v1 event."""
    version = {"DaemonSet": "apps/v1", "Job": "batch/v1", "CronJob": "batch/v1"}.get(kind, "v1")
    involved: Raw = {"kind": kind, "namespace": namespace, "name": about, "uid": f"{about}-uid", "apiVersion": version}
    if container is not None:
        involved["fieldPath"] = f"spec.containers{{{container}}}"
    return {
        "metadata": {**metadata(name, namespace, None, manager="kubelet"), **meta},
        "involvedObject": involved,
        "reason": reason,
        "message": message,
        "source": {"component": "kubelet", "host": "node-1"},
        "firstTimestamp": STARTED,
        "lastTimestamp": STARTED,
        "count": count,
        "type": "Warning" if warning else "Normal",
        "eventTime": None,
        "reportingComponent": "kubelet",
        "reportingInstance": "node-1",
    }
