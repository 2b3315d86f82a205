"""The objects of the five kinds and their events, as slim as what is shown of them: only these fields are ever decoded.

Facts of the API that shape them: a server leaves out most fields that are zero, and sends `null` for an empty list,
map or time (`"containers":null` in a watch's bookmark); a time has whole seconds and is UTC; unknown fields are
skipped. So every field has a default, and what may be null says so. A time that is set but zero (the year 1) is `null`
as well: where kubectl prints such a time and one that is not there differently, the latter is `UNSET`.

No struct here is ever in a reference cycle (JSON has none), so the garbage collector tracks none of them: that saves 16
bytes for each, and the collector its walks. A pod of 5 KB of JSON takes 2.9 KB.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - msgspec reads the annotations when it makes a decoder

import msgspec


class _Slim(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """What every struct here has in common: the API's camelCase names, no changes, no garbage collection."""


class OwnerReference(_Slim, frozen=True):
    """Whom an object belongs to; at most one owner is its `controller`."""

    kind: str = ""
    name: str = ""
    uid: str = ""
    controller: bool | None = None
    api_version: str = ""


class Annotations(_Slim, frozen=True):
    """Of an object's annotations those in use: they may be many times the size of all else that is kept."""

    default_container: str = msgspec.field(name="kubectl.kubernetes.io/default-container", default="")
    instantiate: str = msgspec.field(name="cronjob.kubernetes.io/instantiate", default="")
    """Of a Job that was made from a CronJob by hand: `manual`."""


class Meta(_Slim, frozen=True):
    """What an object is and when it was made; `namespace` is "" for what is in none."""

    name: str = ""
    namespace: str = ""
    uid: str = ""
    resource_version: str = ""
    creation_timestamp: datetime | None = None
    deletion_timestamp: datetime | None = None
    """Set once a deletion was asked for: the time by which it is to be done."""
    deletion_grace_period_seconds: int | None = None
    """The seconds between the two."""
    labels: dict[str, str] | None = None
    annotations: Annotations | None = None
    owner_references: tuple[OwnerReference, ...] | None = None


_META = Meta()


class _Object(_Slim, frozen=True):
    """What every kind has: its metadata and the key it is kept under."""

    meta: Meta = msgspec.field(name="metadata", default=_META)

    @property
    def key(self) -> tuple[str, str]:
        """(namespace, name), unique within a kind; the namespace of a node is ""."""
        return (self.meta.namespace, self.meta.name)


class Condition(_Slim, frozen=True):
    """One of a status's conditions; `status` is True, False or Unknown."""

    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    last_transition_time: datetime | None = None
    """Since when it has this status."""


class Container(_Slim, frozen=True):
    """A container of a template: what the wide columns name."""

    name: str = ""
    image: str = ""


class LabelSelectorRequirement(_Slim, frozen=True):
    """One expression of a selector; `operator` is In, NotIn, Exists or DoesNotExist."""

    key: str = ""
    operator: str = ""
    values: tuple[str, ...] | None = None


class LabelSelector(_Slim, frozen=True):
    """Which labels are meant: all of both fields must hold."""

    match_labels: dict[str, str] | None = None
    match_expressions: tuple[LabelSelectorRequirement, ...] | None = None


class TemplateSpec(_Slim, frozen=True):
    """A pod template's spec."""

    containers: tuple[Container, ...] | None = None
    node_selector: dict[str, str] | None = None


_TEMPLATE_SPEC = TemplateSpec()


class Template(_Slim, frozen=True):
    """A pod template."""

    spec: TemplateSpec = _TEMPLATE_SPEC


_TEMPLATE = Template()


# Pods


class ExecAction(_Slim, frozen=True):
    """A command that is run in a container."""

    command: tuple[str, ...] | None = None


class HttpHeader(_Slim, frozen=True):
    """A header of a probe's request."""

    name: str = ""
    value: str = ""


class HttpAction(_Slim, frozen=True):
    """A request to a container; a `port` may be the name of one."""

    port: int | str = ""
    path: str = ""
    host: str = ""
    scheme: str = ""
    http_headers: tuple[HttpHeader, ...] | None = None


class TcpAction(_Slim, frozen=True):
    """A connection to a container."""

    port: int | str = ""
    host: str = ""


class GrpcAction(_Slim, frozen=True):
    """A request of gRPC's own health protocol."""

    port: int = 0
    service: str | None = None


class SleepAction(_Slim, frozen=True):
    """A wait."""

    seconds: int = 0


class Probe(_Slim, frozen=True):
    """A question that the kubelet asks a container again and again; times in seconds.

    A server that stores a probe fills in what was left out; the defaults here are its own.
    """

    exec_: ExecAction | None = msgspec.field(name="exec", default=None)
    http_get: HttpAction | None = None
    tcp_socket: TcpAction | None = None
    grpc: GrpcAction | None = None
    initial_delay_seconds: int = 0
    timeout_seconds: int = 1
    period_seconds: int = 10
    success_threshold: int = 1
    failure_threshold: int = 3
    termination_grace_period_seconds: int | None = None
    """The grace after this probe's kill; None: the pod's."""


class Handler(_Slim, frozen=True):
    """What is done before a container is ended."""

    exec_: ExecAction | None = msgspec.field(name="exec", default=None)
    http_get: HttpAction | None = None
    sleep: SleepAction | None = None


class Lifecycle(_Slim, frozen=True):
    """What is done around a container's life."""

    pre_stop: Handler | None = None


class Limits(_Slim, frozen=True):
    """How much a container may use."""

    memory: str | int = ""
    """A quantity, as it was written: `16Mi`."""


class Resources(_Slim, frozen=True):
    """What a container may use."""

    limits: Limits | None = None


class PodContainer(_Slim, frozen=True):
    """A container of a pod: its log is asked for by its name."""

    name: str = ""
    image: str = ""
    liveness_probe: Probe | None = None
    readiness_probe: Probe | None = None
    startup_probe: Probe | None = None
    lifecycle: Lifecycle | None = None
    resources: Resources | None = None


class InitContainer(PodContainer, frozen=True):
    """An init container; with `restart_policy` Always it is a sidecar, which runs beside the containers."""

    restart_policy: str | None = None


class ReadinessGate(_Slim, frozen=True):
    """A condition that a pod's readiness waits for."""

    condition_type: str = ""


class PodSpec(_Slim, frozen=True):
    """What a pod is to be."""

    containers: tuple[PodContainer, ...] | None = None
    init_containers: tuple[InitContainer, ...] | None = None
    ephemeral_containers: tuple[PodContainer, ...] | None = None
    node_name: str = ""
    readiness_gates: tuple[ReadinessGate, ...] | None = None
    restart_policy: str = ""
    termination_grace_period_seconds: int | None = None
    """None: 30, as the server would fill in."""


class Running(_Slim, frozen=True):
    """A container runs."""

    started_at: datetime | None = None


class Waiting(_Slim, frozen=True):
    """A container waits; `reason` says for what (`CrashLoopBackOff`)."""

    reason: str = ""
    message: str = ""


class Terminated(_Slim, frozen=True):
    """A container has ended."""

    exit_code: int = 0
    signal: int = 0
    reason: str = ""
    message: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    container_id: str = msgspec.field(name="containerID", default="")


class ContainerState(_Slim, frozen=True):
    """A container's state: at most one of the three; none of them means waiting."""

    running: Running | None = None
    waiting: Waiting | None = None
    terminated: Terminated | None = None


_NO_STATE = ContainerState()


class ContainerStatus(_Slim, frozen=True):
    """How a container is, and how it last ended."""

    name: str = ""
    ready: bool = False
    started: bool | None = None
    restart_count: int = 0
    state: ContainerState = _NO_STATE
    last_state: ContainerState = _NO_STATE


class PodStatus(_Slim, frozen=True):
    """How a pod is."""

    phase: str = ""
    reason: str = ""
    message: str = ""
    conditions: tuple[Condition, ...] | None = None
    init_container_statuses: tuple[ContainerStatus, ...] | None = None
    container_statuses: tuple[ContainerStatus, ...] | None = None
    ephemeral_container_statuses: tuple[ContainerStatus, ...] | None = None
    pod_ip: str = msgspec.field(name="podIP", default="")
    """The first of `podIPs`: the API server keeps the two alike."""
    nominated_node_name: str = ""
    start_time: datetime | None = None
    """When the kubelet took it on."""


class Pod(_Object, frozen=True):
    """A pod."""

    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()


# DaemonSets


class DaemonSetSpec(_Slim, frozen=True):
    """What a DaemonSet is to run, and where."""

    selector: LabelSelector | None = None
    template: Template = _TEMPLATE


class DaemonSetStatus(_Slim, frozen=True):
    """How many nodes are to run a DaemonSet's pod, and how many do."""

    desired_number_scheduled: int = 0
    current_number_scheduled: int = 0
    number_misscheduled: int = 0
    number_ready: int = 0
    updated_number_scheduled: int = 0
    number_available: int = 0


class DaemonSet(_Object, frozen=True):
    """A DaemonSet."""

    spec: DaemonSetSpec = DaemonSetSpec()
    status: DaemonSetStatus = DaemonSetStatus()


# Jobs


class JobSpec(_Slim, frozen=True):
    """What a Job is to do; a CronJob's Jobs are made from one as well."""

    completions: int | None = None
    parallelism: int | None = None
    suspend: bool | None = None
    selector: LabelSelector | None = None
    template: Template = _TEMPLATE


_JOB_SPEC = JobSpec()


class JobStatus(_Slim, frozen=True):
    """How far a Job is; the numbers count pods."""

    start_time: datetime | msgspec.UnsetType | None = msgspec.UNSET
    completion_time: datetime | msgspec.UnsetType | None = msgspec.UNSET
    succeeded: int = 0
    failed: int = 0
    conditions: tuple[Condition, ...] | None = None


class Job(_Object, frozen=True):
    """A Job."""

    spec: JobSpec = _JOB_SPEC
    status: JobStatus = JobStatus()


# CronJobs: batch/v1 and batch/v1beta1 have the same fields


class JobTemplate(_Slim, frozen=True):
    """What a CronJob makes its Jobs from."""

    spec: JobSpec = _JOB_SPEC


class CronJobSpec(_Slim, frozen=True):
    """When a CronJob is to run, and what."""

    schedule: str = ""
    time_zone: str | None = None
    suspend: bool | None = None
    job_template: JobTemplate = JobTemplate()


class ActiveJob(_Slim, frozen=True):
    """A Job that runs now, of which only the presence counts."""


class CronJobStatus(_Slim, frozen=True):
    """When a CronJob last started a Job, and which Jobs run now."""

    active: tuple[ActiveJob, ...] | None = None
    last_schedule_time: datetime | msgspec.UnsetType | None = msgspec.UNSET


class CronJob(_Object, frozen=True):
    """A CronJob."""

    spec: CronJobSpec = CronJobSpec()
    status: CronJobStatus = CronJobStatus()


# Nodes


class NodeSpec(_Slim, frozen=True):
    """What is asked of a node."""

    unschedulable: bool = False


class NodeAddress(_Slim, frozen=True):
    """Where a node is reached; `type` is InternalIP, ExternalIP, Hostname and more."""

    type: str = ""
    address: str = ""


class NodeInfo(_Slim, frozen=True):
    """What runs on a node."""

    kubelet_version: str = ""
    os_image: str = ""
    kernel_version: str = ""
    container_runtime_version: str = ""


class NodeStatus(_Slim, frozen=True):
    """How a node is."""

    conditions: tuple[Condition, ...] | None = None
    addresses: tuple[NodeAddress, ...] | None = None
    node_info: NodeInfo = NodeInfo()


class Node(_Object, frozen=True):
    """A node."""

    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()


# Events


class ObjectReference(_Slim, frozen=True):
    """Which object an event is about; `field_path` names the part of it: `spec.containers{app}`."""

    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""
    api_version: str = ""
    field_path: str = ""


class EventSeries(_Slim, frozen=True):
    """How often the same happened, as reporters of the newer API count it."""

    count: int = 0
    last_observed_time: datetime | None = None


class EventSource(_Slim, frozen=True):
    """Who tells, as reporters of the older API say it."""

    component: str = ""
    host: str = ""


class Event(_Object, frozen=True):
    """What happened to an object (core/v1).

    Reporters of the older API (the kubelet, the controllers) set `count` and the first and last timestamps, those of
    the newer one (the scheduler) `event_time`, and `series` once it happens again.
    """

    involved_object: ObjectReference = ObjectReference()
    reason: str = ""
    message: str = ""
    type: str = ""
    count: int = 0
    first_timestamp: datetime | None = None
    last_timestamp: datetime | None = None
    event_time: datetime | None = None
    series: EventSeries | None = None
    source: EventSource = EventSource()
    reporting_component: str = ""


# Namespaces


class Namespace(_Object, frozen=True):
    """A namespace: only its name is of interest."""


STRUCTS: dict[str, type[_Object]] = {
    "pods": Pod,
    "daemonsets": DaemonSet,
    "jobs": Job,
    "cronjobs": CronJob,
    "nodes": Node,
    "events": Event,
    "namespaces": Namespace,
}
"""The struct of each kind, by `Kind.name`."""
