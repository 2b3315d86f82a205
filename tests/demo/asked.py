"""Changes as clients ask for them, good and bad: what a real server answered to each is in `data/answers-1.35.4.jsonl`.

They are asked one after the other, in a namespace of their own: some build upon what others have made.
"""

# ruff: noqa: E501  # one request, one line
# fmt: off
from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from typing import Any

NAMESPACE = "ktui-asked"
JSON_PATCH = "application/json-patch+json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"

Raw = dict[str, Any]

PODS = f"/api/v1/namespaces/{NAMESPACE}/pods"
DAEMONSETS = f"/apis/apps/v1/namespaces/{NAMESPACE}/daemonsets"
DEPLOYMENTS = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments"
REPLICASETS = f"/apis/apps/v1/namespaces/{NAMESPACE}/replicasets"
STATEFULSETS = f"/apis/apps/v1/namespaces/{NAMESPACE}/statefulsets"
JOBS = f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs"
CRONJOBS = f"/apis/batch/v1/namespaces/{NAMESPACE}/cronjobs"
EVENTS = f"/api/v1/namespaces/{NAMESPACE}/events"
NAMESPACES = "/api/v1/namespaces"
NODES = "/api/v1/nodes"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and the name of what it is about."""

    name: str
    method: str
    path: str
    """Query included."""
    body: object = None
    """JSON, text as it is, or None for no body."""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes | None:
        """The body's bytes."""
        if self.body is None:
            return None
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


def container(**more: Any) -> Raw:
    return {"name": "main", "image": "busybox:1.36", **more}


def pod(name: str, spec: Raw | None = None, *, meta: Raw | None = None, **more: Any) -> Raw:
    """One that no node takes, so that no kubelet has a say."""
    made = {"nodeSelector": {"ktui-asked": "nowhere"}, "containers": [container()], **(spec or {})}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, **(meta or {})}, "spec": made, **more}


def template(labels: Raw | None = None, **spec: Any) -> Raw:
    made = {"nodeSelector": {"ktui-asked": "nowhere"}, "containers": [container()], **spec}
    return {"metadata": {"labels": labels or {"app": "a"}}, "spec": made}


def workload(kind: str, name: str, spec: Raw | None = None, **template_spec: Any) -> Raw:
    """A DaemonSet, Deployment, ReplicaSet or StatefulSet."""
    made: Raw = {"selector": {"matchLabels": {"app": "a"}}, "template": template(**template_spec), **(spec or {})}
    if kind == "StatefulSet":
        made.setdefault("serviceName", "a")
    if kind in ("Deployment", "ReplicaSet", "StatefulSet"):
        made.setdefault("replicas", 0)
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": made}


def job(name: str, spec: Raw | None = None, *, meta: Raw | None = None, **template_spec: Any) -> Raw:
    """One whose pods no node takes, suspended unless told otherwise."""
    pods = template(None, **{"restartPolicy": "Never", **template_spec})
    made = {"suspend": True, "template": pods, **(spec or {})}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, **(meta or {})}, "spec": made}


def cronjob(name: str, spec: Raw | None = None, *, job_spec: Raw | None = None, meta: Raw | None = None) -> Raw:
    inner: Raw = {"spec": {"template": template(None, restartPolicy="OnFailure"), **(job_spec or {})}}
    made = {"schedule": "0 3 * * *", "suspend": True, "jobTemplate": inner, **(spec or {})}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name, **(meta or {})}, "spec": made}


def without(obj: Raw, *path: str) -> Raw:
    made = copy.deepcopy(obj)
    place = made
    for part in path[:-1]:
        place = place[part]
    del place[path[-1]]
    return made


DRY = "?dryRun=All"


def _pods() -> list[Asked]:
    def tried(name: str, obj: Any, query: str = DRY) -> Asked:
        return Asked(f"pod: {name}", "POST", PODS + query, obj)

    probe = {"httpGet": {"path": "/", "port": 8080}}
    many = pod(
        "good",
        {
            "initContainers": [container(name="first", command=["true"])],
            "containers": [
                container(
                    image="nginx",
                    ports=[{"containerPort": 8080, "name": "http"}],
                    env=[
                        {"name": "A", "value": "1"},
                        {"name": "N", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                    ],
                    livenessProbe=probe,
                    readinessProbe={"exec": {"command": ["true"]}, "periodSeconds": 5},
                    startupProbe={"tcpSocket": {"port": "http"}, "failureThreshold": 30},
                    resources={"limits": {"memory": "64Mi", "cpu": "100m"}},
                    volumeMounts=[{"name": "data", "mountPath": "/data"}, {"name": "conf", "mountPath": "/conf"}],
                ),
                container(name="side", image="registry.example:5000/a/b@sha256:" + "0" * 64),
            ],
            "volumes": [
                {"name": "data"},
                {"name": "conf", "configMap": {"name": "conf"}},
                {"name": "secret", "secret": {"secretName": "secret"}},
                {"name": "host", "hostPath": {"path": "/var"}},
            ],
            "tolerations": [{"key": "a", "operator": "Exists"}],
        },
        meta={"labels": {"app": "a"}, "annotations": {"x/y": "z"}},
    )
    return [
        tried("smallest", pod("smallest")),
        tried("with much in it", many),
        tried("guaranteed", pod("sure", {"containers": [container(resources={"limits": {"cpu": "1", "memory": "1Gi"}})]})),
        tried("lifecycle, grpc and host network", pod("odd", {
            "hostNetwork": True,
            "containers": [container(
                ports=[{"containerPort": 80}],
                livenessProbe={"grpc": {"port": 9000}, "timeoutSeconds": 3},
                lifecycle={"preStop": {"exec": {"command": ["sleep", "1"]}}, "postStart": {"httpGet": {"port": 80}}},
            )],
        })),
        tried("generated name", pod("", meta={"generateName": "made-"})),
        tried("no name", without(pod("x"), "metadata", "name")),
        tried("name in capitals", pod("Bad_Name")),
        tried("name too long", pod("a" * 254)),
        tried("name with a dot", pod("a.b")),
        tried("bad label key", pod("x", meta={"labels": {"bad key!": "v"}})),
        tried("bad label prefix", pod("x", meta={"labels": {"Bad_Prefix/a": "v"}})),
        tried("two slashes in a label", pod("x", meta={"labels": {"a/b/c": "v"}})),
        tried("bad label value", pod("x", meta={"labels": {"a": "bad value!"}})),
        tried("label value too long", pod("x", meta={"labels": {"a": "v" * 64}})),
        tried("bad annotation key", pod("x", meta={"annotations": {"bad key!": "v"}})),
        tried("empty annotation key", pod("x", meta={"annotations": {"": "v"}})),
        tried("bad finalizer", pod("x", meta={"finalizers": ["plain"]})),
        tried("bad owner", pod("x", meta={"ownerReferences": [{"kind": "Job", "name": "", "uid": "", "apiVersion": "v1"}]})),
        tried("two controllers", pod("x", meta={"ownerReferences": [
            {"apiVersion": "batch/v1", "kind": "Job", "name": n, "uid": n, "controller": True} for n in ("a", "b")]})),
        tried("no containers", pod("x", {"containers": []})),
        tried("no spec", without(pod("x"), "spec")),
        tried("no image", pod("x", {"containers": [{"name": "main"}]})),
        tried("image with spaces", pod("x", {"containers": [container(image=" a ")]})),
        tried("no container name", pod("x", {"containers": [{"image": "a"}]})),
        tried("bad container name", pod("x", {"containers": [container(name="Bad_Name")]})),
        tried("two containers of a name", pod("x", {"containers": [container(), container()]})),
        tried("an init container of the same name", pod("x", {"initContainers": [container()]})),
        tried("restart policy unknown", pod("x", {"restartPolicy": "Sometimes"})),
        tried("pull policy unknown", pod("x", {"containers": [container(imagePullPolicy="Never Ever")]})),
        tried("dns policy unknown", pod("x", {"dnsPolicy": "Any"})),
        tried("negative grace", pod("x", {"terminationGracePeriodSeconds": -1})),
        tried("negative deadline", pod("x", {"activeDeadlineSeconds": -1})),
        tried("port out of range", pod("x", {"containers": [container(ports=[{"containerPort": 70000}])]})),
        tried("port zero", pod("x", {"containers": [container(ports=[{"name": "http"}])]})),
        tried("bad port name", pod("x", {"containers": [container(ports=[{"containerPort": 80, "name": "-bad-port-name-long"}])]})),
        tried("two ports of a name", pod("x", {"containers": [container(ports=[{"containerPort": 80, "name": "a"}, {"containerPort": 81, "name": "a"}])]})),
        tried("bad protocol", pod("x", {"containers": [container(ports=[{"containerPort": 80, "protocol": "ICMP"}])]})),
        tried("bad env name", pod("x", {"containers": [container(env=[{"name": "a=b", "value": "1"}])]})),
        tried("env without name", pod("x", {"containers": [container(env=[{"value": "1"}])]})),
        tried("env with value and source", pod("x", {"containers": [container(env=[
            {"name": "A", "value": "1", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}])]})),
        tried("env of an unknown field", pod("x", {"containers": [container(env=[
            {"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.nothing"}}}])]})),
        tried("probe without a handler", pod("x", {"containers": [container(livenessProbe={"periodSeconds": 5})]})),
        tried("probe with two handlers", pod("x", {"containers": [container(livenessProbe={**probe, "exec": {"command": ["a"]}})]})),
        tried("negative probe fields", pod("x", {"containers": [container(livenessProbe={
            **probe, "periodSeconds": -1, "timeoutSeconds": -1, "initialDelaySeconds": -1, "failureThreshold": -1, "successThreshold": -1})]})),
        tried("liveness success threshold", pod("x", {"containers": [container(livenessProbe={**probe, "successThreshold": 2})]})),
        tried("probe without a port", pod("x", {"containers": [container(livenessProbe={"httpGet": {"path": "/"}})]})),
        tried("probe with a bad port name", pod("x", {"containers": [container(livenessProbe={"tcpSocket": {"port": "not_a_port"}})]})),
        tried("probe with an odd scheme", pod("x", {"containers": [container(readinessProbe={"httpGet": {"port": 80, "scheme": "ftp"}})]})),
        tried("exec probe without a command", pod("x", {"containers": [container(readinessProbe={"exec": {}})]})),
        tried("a mount without its volume", pod("x", {"containers": [container(volumeMounts=[{"name": "no", "mountPath": "/a"}])]})),
        tried("two mounts at one place", pod("x", {"volumes": [{"name": "v", "emptyDir": {}}], "containers": [container(
            volumeMounts=[{"name": "v", "mountPath": "/a"}, {"name": "v", "mountPath": "/a"}])]})),
        tried("a mount without a path", pod("x", {"volumes": [{"name": "v", "emptyDir": {}}], "containers": [container(volumeMounts=[{"name": "v"}])]})),
        tried("two volumes of a name", pod("x", {"volumes": [{"name": "v", "emptyDir": {}}, {"name": "v", "emptyDir": {}}]})),
        tried("a volume of two sources", pod("x", {"volumes": [{"name": "v", "emptyDir": {}, "hostPath": {"path": "/a"}}]})),
        tried("a config map without a name", pod("x", {"volumes": [{"name": "v", "configMap": {}}]})),
        tried("requests above limits", pod("x", {"containers": [container(resources={"requests": {"cpu": "2"}, "limits": {"cpu": "1"}})]})),
        tried("a bad quantity", pod("x", {"containers": [container(resources={"limits": {"memory": "lots"}})]})),
        tried("a negative quantity", pod("x", {"containers": [container(resources={"limits": {"memory": "-1"}})]})),
        tried("bad toleration", pod("x", {"tolerations": [{"key": "a", "operator": "Like", "effect": "Maybe"}]})),
        tried("toleration without key", pod("x", {"tolerations": [{"operator": "Equal", "value": "a"}]})),
        tried("bad node selector", pod("x", {"nodeSelector": {"a": "bad value!"}})),
        tried("several mistakes", pod("Bad_Name", {"restartPolicy": "Sometimes", "containers": [{"name": "UPPER"}]}, meta={"labels": {"a b": "c d"}})),
        tried("wrong kind", {**pod("x"), "kind": "Job"}),
        tried("wrong version", {**pod("x"), "apiVersion": "v2"}),
        tried("no kind", without(pod("x"), "kind")),
        tried("no apiVersion", without(pod("x"), "apiVersion")),
        tried("a job", {**pod("x"), "kind": "Job", "apiVersion": "batch/v1"}),
        tried("a revision", pod("x", meta={"resourceVersion": "1"})),
        tried("a revision, in earnest", pod("x", meta={"resourceVersion": "1"}), ""),
        tried("a uid of its own", pod("x", meta={"uid": "00000000-0000-4000-8000-000000000000"})),
        tried("a grace of no number", pod("x", {"terminationGracePeriodSeconds": 1.5})),
        tried("a bad time", pod("x", meta={"creationTimestamp": "yesterday"})),
        tried("empty values", pod("x", {"nodeName": "", "hostNetwork": False, "tolerations": [], "containers": [container(env=[{"name": "A", "value": ""}], args=[], tty=False)]}, meta={"labels": {}, "annotations": None})),
        tried("another namespace", pod("x", meta={"namespace": "elsewhere"})),
        tried("not JSON", "{not json"),
        tried("an empty body", ""),
        tried("a list", "[]"),
        tried("text in place of a number", pod("x", {"terminationGracePeriodSeconds": "soon"})),
        tried("a number in place of text", pod("x", {"restartPolicy": 7})),
        tried("a number as a label", pod("x", meta={"labels": {"a": 1}})),
        tried("a map in place of a list", pod("x", {"containers": {"name": "a"}})),
        tried("env value a number", pod("x", {"containers": [container(env=[{"name": "A", "value": 1}])]})),
        tried("unknown fields, strict", pod("x", {"nonsense": 1, "containers": [container(imagee="a")]}), DRY + "&fieldValidation=Strict"),
        tried("unknown fields, warned of", pod("x", {"nonsense": 1, "containers": [container(imagee="a")]}), DRY + "&fieldValidation=Warn"),
        tried("unknown fields, ignored", pod("x", {"nonsense": 1}), DRY + "&fieldValidation=Ignore"),
        tried("a field twice, strict", json.dumps(pod("x")).replace('"kind": "Pod"', '"kind": "Pod", "kind": "Pod"'), DRY + "&fieldValidation=Strict"),
        tried("unknown validation", pod("x"), DRY + "&fieldValidation=Loose"),
        tried("unknown dry run", pod("x"), "?dryRun=Some"),
        Asked("pod: protobuf", "POST", PODS, "k8s\x00abc", "application/vnd.kubernetes.protobuf"),
        Asked("pod: yaml of a wrong type", "POST", PODS, "a: b", "text/plain"),
        Asked("pod: another type", "POST", PODS, pod("x"), "application/xml"),
        Asked("pod: in a namespace that is not", "POST", "/api/v1/namespaces/ktui-nowhere/pods", pod("x")),
        Asked("pod: in the body's namespace", "POST", PODS + DRY, pod("x", meta={"namespace": NAMESPACE})),
    ]


def _pod_changes() -> list[Asked]:
    one = f"{PODS}/one"
    return [
        Asked("one pod: created", "POST", PODS, pod("one", meta={"labels": {"app": "one", "ktui": "x"}})),
        Asked("one pod: again", "POST", PODS, pod("one")),
        Asked("one pod: label by merge", "PATCH", one, {"metadata": {"labels": {"ktui": None, "b": "c"}}}, MERGE),
        Asked("one pod: the same again", "PATCH", one, {"metadata": {"labels": {"b": "c"}}}, MERGE),
        Asked("one pod: bad label by merge", "PATCH", one, {"metadata": {"labels": {"b": "c d"}}}, MERGE),
        Asked("one pod: label that is a number", "PATCH", one, {"metadata": {"labels": {"b": 1}}}, MERGE),
        Asked("one pod: merge that is no object", "PATCH", one, "[]", MERGE),
        Asked("one pod: merge that is no JSON", "PATCH", one, "{", MERGE),
        Asked("one pod: strategic that is no JSON", "PATCH", one, "{", STRATEGIC),
        Asked("one pod: unknown field by merge, strict", "PATCH", one + "?fieldValidation=Strict", {"spec": {"nonsense": 1}}, MERGE),
        Asked("one pod: image by strategic", "PATCH", one, {"spec": {"containers": [{"name": "main", "image": "busybox:1.37"}]}}, STRATEGIC),
        Asked("one pod: command by strategic", "PATCH", one, {"spec": {"containers": [{"name": "main", "command": ["a"]}]}}, STRATEGIC),
        Asked("one pod: toleration added", "PATCH", one, {"spec": {"tolerations": [{"key": "new", "operator": "Exists"}]}}, MERGE),
        Asked("one pod: restart policy", "PATCH", one, {"spec": {"restartPolicy": "Never"}}, MERGE),
        Asked("one pod: a container more", "PATCH", one, {"spec": {"containers": [{"name": "more", "image": "a"}]}}, STRATEGIC),
        Asked("one pod: its name", "PATCH", one, {"metadata": {"name": "two"}}, MERGE),
        Asked("one pod: its namespace", "PATCH", one, {"metadata": {"namespace": "two"}}, MERGE),
        Asked("one pod: its uid", "PATCH", one, {"metadata": {"uid": "00000000-0000-4000-8000-000000000000"}}, MERGE),
        Asked("one pod: its kind", "PATCH", one, {"kind": "Job"}, MERGE),
        Asked("one pod: an old revision", "PATCH", one, {"metadata": {"resourceVersion": "1"}}, MERGE),
        Asked("one pod: a revision that is none", "PATCH", one, {"metadata": {"resourceVersion": "abc"}}, MERGE),
        Asked("one pod: creation time", "PATCH", one, {"metadata": {"creationTimestamp": "2020-01-01T00:00:00Z"}}, MERGE),
        Asked("one pod: deletion time", "PATCH", one, {"metadata": {"deletionTimestamp": "2020-01-01T00:00:00Z"}}, MERGE),
        Asked("one pod: status in the main patch", "PATCH", one, {"status": {"phase": "Failed"}}, MERGE),
        Asked("one pod: status by strategic", "PATCH", f"{one}/status", {"spec": {"restartPolicy": "Never"}, "metadata": {"labels": {"s": "t"}}, "status": {"message": "m", "conditions": [{"type": "Odd", "status": "True"}]}}, STRATEGIC),
        Asked("one pod: a condition more by strategic", "PATCH", f"{one}/status", {"status": {"conditions": [{"type": "More", "status": "False", "reason": "r"}]}}, STRATEGIC),
        Asked("one pod: a condition gone", "PATCH", f"{one}/status", {"status": {"conditions": [{"type": "Odd", "$patch": "delete"}]}}, STRATEGIC),
        Asked("one pod: json patch, test and replace", "PATCH", one, [{"op": "test", "path": "/metadata/labels/b", "value": "c"}, {"op": "replace", "path": "/metadata/labels/b", "value": "d"}], JSON_PATCH),
        Asked("one pod: json patch, failed test", "PATCH", one, [{"op": "test", "path": "/metadata/labels/b", "value": "c"}], JSON_PATCH),
        Asked("one pod: json patch, missing removed", "PATCH", one, [{"op": "remove", "path": "/metadata/labels/none"}], JSON_PATCH),
        Asked("one pod: json patch, replaced where nothing is", "PATCH", one, [{"op": "replace", "path": "/metadata/annotations/none", "value": "x"}], JSON_PATCH),
        Asked("one pod: json patch, absent tested", "PATCH", one, [{"op": "test", "path": "/metadata/labels/none", "value": None}, {"op": "add", "path": "/metadata/labels/none", "value": "x"}], JSON_PATCH),
        Asked("one pod: json patch, list element", "PATCH", one + DRY, [{"op": "replace", "path": "/spec/containers/0/image", "value": "busybox:2"}], JSON_PATCH),
        Asked("one pod: json patch, toleration appended", "PATCH", one + DRY, [{"op": "add", "path": "/spec/tolerations/-", "value": {"key": "z", "operator": "Exists"}}], JSON_PATCH),
        Asked("one pod: json patch, moved and copied", "PATCH", one + DRY, [{"op": "copy", "from": "/metadata/labels/b", "path": "/metadata/labels/e"}, {"op": "move", "from": "/metadata/labels/none", "path": "/metadata/labels/some"}], JSON_PATCH),
        Asked("one pod: json patch, unknown operation", "PATCH", one, [{"op": "twist", "path": "/metadata/labels/b"}], JSON_PATCH),
        Asked("one pod: json patch that is an object", "PATCH", one, {"op": "add"}, JSON_PATCH),
        Asked("one pod: json patch, out of range", "PATCH", one, [{"op": "remove", "path": "/spec/containers/9"}], JSON_PATCH),
        Asked("one pod: patch of a plain type", "PATCH", one, {"metadata": {}}),
        Asked("one pod: patch of no type", "PATCH", one, {"metadata": {}}, "text/plain"),
        Asked("one pod: strategic, unknown directive", "PATCH", one, {"spec": {"$patch": "explode"}}, STRATEGIC),
        Asked("one pod: strategic, no merge key", "PATCH", one, {"spec": {"containers": [{"image": "a"}]}}, STRATEGIC),
        Asked("one pod: strategic, labels replaced", "PATCH", one, {"metadata": {"labels": {"$patch": "replace", "only": "this"}}}, STRATEGIC),
        Asked("one pod: strategic, finalizers", "PATCH", one, {"metadata": {"finalizers": ["ktui.example/a", "ktui.example/b"]}}, STRATEGIC),
        Asked("one pod: strategic, one finalizer less", "PATCH", one, {"metadata": {"$deleteFromPrimitiveList/finalizers": ["ktui.example/a"], "finalizers": ["ktui.example/c"]}}, STRATEGIC),
        Asked("one pod: strategic, order", "PATCH", one, {"metadata": {"$setElementOrder/finalizers": ["ktui.example/c", "ktui.example/b"], "finalizers": ["ktui.example/c"]}}, STRATEGIC),
        Asked("one pod: put with nothing but a name", "PUT", one, {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one"}}),
        Asked("one pod: put of another name", "PUT", one, pod("two")),
        Asked("one pod: put of an old revision", "PUT", one, pod("one", meta={"resourceVersion": "1"})),
        Asked("one pod: put of another uid", "PUT", one, pod("one", meta={"uid": "00000000-0000-4000-8000-000000000000"})),
        Asked("one pod: put without what was made default", "PUT", one, pod("one")),
        Asked("no pod: patch", "PATCH", f"{PODS}/none", {"metadata": {"labels": {"a": "b"}}}, MERGE),
        Asked("no pod: put", "PUT", f"{PODS}/none", pod("none")),
        Asked("no pod: deleted", "DELETE", f"{PODS}/none"),
        Asked("no pod: evicted", "POST", f"{PODS}/none/eviction", {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "none"}}),
        Asked("one pod: deleted with another uid", "DELETE", one, {"preconditions": {"uid": "00000000-0000-4000-8000-000000000000"}}),
        Asked("one pod: deleted with another revision", "DELETE", one, {"preconditions": {"resourceVersion": "1"}}),
        Asked("one pod: deleted in an unknown manner", "DELETE", one, {"propagationPolicy": "Sideways"}),
        Asked("one pod: deleted with options that are none", "DELETE", one, {"kind": "Pod", "apiVersion": "v1"}),
        Asked("one pod: deleted, dry", "DELETE", one + DRY),
        Asked("one pod: deleted, held by a finalizer", "DELETE", one),
        Asked("one pod: deleted again", "DELETE", one),
        Asked("one pod: a finalizer more", "PATCH", one, {"metadata": {"finalizers": ["ktui.example/new"]}}, STRATEGIC),
        Asked("one pod: let go", "PATCH", one, {"metadata": {"finalizers": None}}, MERGE),
        Asked("one pod: gone", "GET", one),
        Asked("grace pod: created", "POST", PODS, pod("grace", {"nodeName": "ktui-no-such-node", "nodeSelector": None})),
        Asked("grace pod: bound again", "POST", f"{PODS}/grace/binding", {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "grace"}, "target": {"kind": "Node", "name": "other"}}),
        Asked("grace pod: deleted, dry", "DELETE", f"{PODS}/grace", {"dryRun": ["All"]}),
        Asked("grace pod: deleted", "DELETE", f"{PODS}/grace"),
        Asked("grace pod: deleted sooner", "DELETE", f"{PODS}/grace?gracePeriodSeconds=5"),
        Asked("grace pod: deleted later", "DELETE", f"{PODS}/grace?gracePeriodSeconds=60"),
        Asked("grace pod: deleted now", "DELETE", f"{PODS}/grace", {"gracePeriodSeconds": 0}),
        Asked("evicted pod: created", "POST", PODS, pod("evicted")),
        Asked("evicted pod: dry", "POST", f"{PODS}/evicted/eviction", {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "evicted"}, "deleteOptions": {"dryRun": ["All"]}}),
        Asked("evicted pod: of another name", "POST", f"{PODS}/evicted/eviction", {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "other"}}),
        Asked("evicted pod: evicted", "POST", f"{PODS}/evicted/eviction", {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "evicted"}}),
        Asked("bound pod: created", "POST", PODS, pod("bound", {"schedulingGates": [{"name": "ktui.example/wait"}]})),
        Asked("bound pod: bound while gated", "POST", f"{PODS}/bound/binding", {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "bound"}, "target": {"kind": "Node", "name": "a"}}),
        Asked("bound pod: deleted", "DELETE", f"{PODS}/bound"),
    ]


def _workloads() -> list[Asked]:
    asked = []
    for kind, path in (
        ("DaemonSet", DAEMONSETS),
        ("Deployment", DEPLOYMENTS),
        ("ReplicaSet", REPLICASETS),
        ("StatefulSet", STATEFULSETS),
    ):
        made = workload(kind, "x")
        odd = workload(kind, "x", {"selector": {"matchLabels": {"app": "b"}}})
        asked += [
            Asked(f"{kind}: smallest", "POST", path + DRY, made),
            Asked(f"{kind}: selector of others", "POST", path + DRY, odd),
            Asked(f"{kind}: no selector", "POST", path + DRY, without(made, "spec", "selector")),
            Asked(f"{kind}: empty selector", "POST", path + DRY, workload(kind, "x", {"selector": {}})),
            Asked(f"{kind}: no template", "POST", path + DRY, without(made, "spec", "template")),
            Asked(f"{kind}: restart policy", "POST", path + DRY, workload(kind, "x", restartPolicy="Never")),
            Asked(f"{kind}: no containers", "POST", path + DRY, workload(kind, "x", containers=[])),
            Asked(f"{kind}: bad name", "POST", path + DRY, workload(kind, "X")),
            Asked(f"{kind}: negative numbers", "POST", path + DRY, workload(kind, "x", {"minReadySeconds": -1, **({} if kind == "DaemonSet" else {"replicas": -1})})),
            Asked(f"{kind}: made", "POST", path, workload(kind, "one")),
            Asked(f"{kind}: its selector", "PATCH", f"{path}/one", {"spec": {"selector": {"matchLabels": {"app": "b"}}, "template": {"metadata": {"labels": {"app": "b"}}}}}, MERGE),
            Asked(f"{kind}: its image", "PATCH", f"{path}/one", {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "b"}]}}}}, STRATEGIC),
            Asked(f"{kind}: restarted", "PATCH", f"{path}/one" + DRY, {"spec": {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"}}}}}, STRATEGIC),
            Asked(f"{kind}: a container replaced", "PATCH", f"{path}/one" + DRY, {"spec": {"template": {"spec": {"containers": [{"name": "main", "$patch": "delete"}, {"name": "other", "image": "c"}]}}}}, STRATEGIC),
            Asked(f"{kind}: containers in order", "PATCH", f"{path}/one" + DRY, {"spec": {"template": {"spec": {"$setElementOrder/containers": [{"name": "other"}, {"name": "main"}], "containers": [{"name": "other", "image": "c"}]}}}}, STRATEGIC),
        ]
    asked += [
        Asked("DaemonSet: odd strategy", "POST", DAEMONSETS + DRY, workload("DaemonSet", "x", {"updateStrategy": {"type": "Often"}})),
        Asked("DaemonSet: nothing unavailable", "POST", DAEMONSETS + DRY, workload("DaemonSet", "x", {"updateStrategy": {"rollingUpdate": {"maxUnavailable": 0}}})),
        Asked("DaemonSet: on delete", "POST", DAEMONSETS + DRY, workload("DaemonSet", "x", {"updateStrategy": {"type": "OnDelete"}})),
        Asked("DaemonSet: scaled", "PATCH", f"{DAEMONSETS}/one/scale", {"spec": {"replicas": 1}}, MERGE),
        Asked("Deployment: odd strategy", "POST", DEPLOYMENTS + DRY, workload("Deployment", "x", {"strategy": {"type": "Often"}})),
        Asked("Deployment: recreate", "POST", DEPLOYMENTS + DRY, workload("Deployment", "x", {"strategy": {"type": "Recreate"}})),
        Asked("Deployment: recreate and rolling", "POST", DEPLOYMENTS + DRY, workload("Deployment", "x", {"strategy": {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}})),
        Asked("Deployment: strategy kept", "PATCH", f"{DEPLOYMENTS}/one" + DRY, {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}, STRATEGIC),
        Asked("Deployment: deadline", "POST", DEPLOYMENTS + DRY, workload("Deployment", "x", {"progressDeadlineSeconds": 5, "minReadySeconds": 10})),
        Asked("Deployment: nothing may change", "POST", DEPLOYMENTS + DRY, workload("Deployment", "x", {"strategy": {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 0}}})),
        Asked("Deployment: scale read", "GET", f"{DEPLOYMENTS}/one/scale"),
        Asked("Deployment: scaled", "PATCH", f"{DEPLOYMENTS}/one/scale" + DRY, {"spec": {"replicas": 1}}, MERGE),
        Asked("Deployment: scaled below nothing", "PATCH", f"{DEPLOYMENTS}/one/scale", {"spec": {"replicas": -1}}, MERGE),
        Asked("Deployment: scaled by put", "PUT", f"{DEPLOYMENTS}/one/scale" + DRY, {"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "one", "namespace": NAMESPACE}, "spec": {"replicas": 2}}),
        Asked("StatefulSet: replicas patched", "PATCH", f"{STATEFULSETS}/one" + DRY, {"spec": {"serviceName": "other"}}, MERGE),
        Asked("DaemonSet: deleted, foreground", "DELETE", f"{DAEMONSETS}/one", {"propagationPolicy": "Foreground", "dryRun": ["All"]}),
        Asked("DaemonSet: deleted, orphans", "DELETE", f"{DAEMONSETS}/one", {"propagationPolicy": "Orphan", "dryRun": ["All"]}),
        Asked("DaemonSet: deleted", "DELETE", f"{DAEMONSETS}/one", {"propagationPolicy": "Background", "dryRun": ["All"]}),
        Asked("DaemonSet: deleted without options", "DELETE", f"{DAEMONSETS}/one" + DRY),
        Asked("DaemonSet: deleted, told in the query", "DELETE", f"{DAEMONSETS}/one{DRY}&propagationPolicy=Foreground"),
        Asked("DaemonSet: bad label", "PATCH", f"{DAEMONSETS}/one", {"metadata": {"labels": {"a": "b c"}}}, MERGE),
        Asked("Deployment: bad label", "PATCH", f"{DEPLOYMENTS}/one", {"metadata": {"labels": {"a": "b c"}}}, MERGE),
        Asked("ReplicaSet: bad label", "PATCH", f"{REPLICASETS}/one", {"metadata": {"labels": {"a": "b c"}}}, MERGE),
        Asked("StatefulSet: bad label", "PATCH", f"{STATEFULSETS}/one", {"metadata": {"labels": {"a": "b c"}}}, MERGE),
        Asked("Deployment: bad annotation", "PATCH", f"{DEPLOYMENTS}/one", {"metadata": {"annotations": {"a b": "c"}}}, MERGE),
        Asked("Deployment: its uid", "PATCH", f"{DEPLOYMENTS}/one", {"metadata": {"uid": "00000000-0000-4000-8000-000000000000"}}, MERGE),
        Asked("DaemonSet: status", "PATCH", f"{DAEMONSETS}/one/status" + DRY, {"metadata": {"labels": {"s": "t"}}, "spec": {"minReadySeconds": 9}, "status": {"numberReady": 3}}, MERGE),
        Asked("DaemonSet: both ways", "DELETE", f"{DAEMONSETS}/one" + DRY, {"propagationPolicy": "Background", "orphanDependents": True}),
    ]
    return asked


def _jobs() -> list[Asked]:
    def tried(name: str, obj: Any) -> Asked:
        return Asked(f"job: {name}", "POST", JOBS + DRY, obj)

    one = f"{JOBS}/one"
    return [
        tried("smallest", job("x")),
        tried("completions and parallelism", job("x", {"completions": 5, "parallelism": 2, "suspend": False})),
        tried("parallelism alone", job("x", {"parallelism": 2})),
        tried("indexed", job("x", {"completionMode": "Indexed", "completions": 3})),
        tried("indexed without completions", job("x", {"completionMode": "Indexed"})),
        tried("unknown mode", job("x", {"completionMode": "Odd"})),
        tried("restart policy Always", job("x", restartPolicy="Always")),
        tried("restart policy left out", without(job("x"), "spec", "template", "spec", "restartPolicy")),
        tried("negative numbers", job("x", {"completions": -1, "parallelism": -1, "backoffLimit": -1, "activeDeadlineSeconds": -1, "ttlSecondsAfterFinished": -1})),
        tried("a selector of its own", job("x", {"selector": {"matchLabels": {"app": "a"}}})),
        tried("a manual selector", job("x", {"manualSelector": True, "selector": {"matchLabels": {"app": "a"}}})),
        tried("labels of another", {**job("x"), "spec": {"template": template({"controller-uid": "abc", "job-name": "y"}, restartPolicy="Never")}}),
        tried("name too long", job("a" * 64)),
        tried("name with a dot", job("a.b")),
        tried("bad name", job("Bad_Name")),
        tried("no template", without(job("x"), "spec", "template")),
        tried("no containers", job("x", containers=[])),
        tried("an unknown replacement policy", job("x", {"podReplacementPolicy": "Odd"})),
        tried("a managedBy", job("x", {"managedBy": "nonsense"})),
        tried("a pod failure policy", job("x", {"podFailurePolicy": {"rules": [{"action": "FailJob", "onExitCodes": {"operator": "In", "values": [42]}}]}})),
        tried("generated", job("", meta={"generateName": "made-"})),
        Asked("one job: created", "POST", JOBS, job("one", {"completions": 5, "parallelism": 2})),
        Asked("one job: its completions", "PATCH", one, {"spec": {"completions": 6}}, MERGE),
        Asked("one job: its completions taken away", "PATCH", one, {"spec": {"completions": None}}, MERGE),
        Asked("one job: its parallelism", "PATCH", one, {"spec": {"parallelism": 3}}, MERGE),
        Asked("one job: its template", "PATCH", one, {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "b"}]}}}}, STRATEGIC),
        Asked("one job: its selector", "PATCH", one, {"spec": {"selector": {"matchLabels": {"a": "b"}}}}, MERGE),
        Asked("one job: its mode", "PATCH", one, {"spec": {"completionMode": "Indexed"}}, MERGE),
        Asked("one job: its back-off limit", "PATCH", one, {"spec": {"backoffLimit": 3}}, MERGE),
        Asked("one job: resumed, dry", "PATCH", one + DRY, {"spec": {"suspend": False}}, MERGE),
        Asked("one job: bad label", "PATCH", one, {"metadata": {"labels": {"a": "b c"}}}, MERGE),
        Asked("one job: again", "POST", JOBS, job("one")),
        Asked("one job: scaled", "PATCH", f"{one}/scale", {"spec": {"replicas": 1}}, MERGE),
        Asked("one job: deleted by default, dry", "DELETE", one + DRY),
        Asked("one job: deleted in the background, dry", "DELETE", one, {"propagationPolicy": "Background", "dryRun": ["All"]}),
        Asked("one job: deleted in the foreground, dry", "DELETE", one, {"propagationPolicy": "Foreground", "dryRun": ["All"]}),
        Asked("one job: deleted in the background", "DELETE", one, {"kind": "DeleteOptions", "apiVersion": "batch/v1", "propagationPolicy": "Background"}),
    ]


def _cronjobs() -> list[Asked]:
    def tried(name: str, obj: Any) -> Asked:
        return Asked(f"cron job: {name}", "POST", CRONJOBS + DRY, obj)

    def scheduled(schedule: str) -> Asked:
        return tried(f"schedule {schedule!r}", cronjob("x", {"schedule": schedule}))

    one = f"{CRONJOBS}/one"
    return [
        tried("smallest", cronjob("x")),
        tried("in a time zone", cronjob("x", {"timeZone": "Europe/Berlin"})),
        tried("time zone unknown", cronjob("x", {"timeZone": "Mars/Olympus"})),
        tried("time zone empty", cronjob("x", {"timeZone": ""})),
        tried("time zone local", cronjob("x", {"timeZone": "Local"})),
        tried("time zone with spaces", cronjob("x", {"timeZone": " UTC"})),
        *(scheduled(text) for text in (
            "@daily", "@every 1h", "", "bad", "60 * * * *", "* * * *", "* * * * * *", "0 0 * * 7", "5-1 * * * *", "a * * * *", "*/0 * * * *",
            "@every 1x", "@often", "TZ=UTC 0 * * * *", "CRON_TZ=UTC 0 * * * *", "0 0 31 2 *", "1-2-3 * * * *", "1/2/3 * * * *", "-1 * * * *")),
        tried("concurrency unknown", cronjob("x", {"concurrencyPolicy": "Maybe"})),
        tried("negative numbers", cronjob("x", {"startingDeadlineSeconds": -1, "successfulJobsHistoryLimit": -1, "failedJobsHistoryLimit": -1})),
        tried("name of 52", cronjob("a" * 52)),
        tried("name of 53", cronjob("a" * 53)),
        tried("no schedule", without(cronjob("x"), "spec", "schedule")),
        tried("no template", without(cronjob("x"), "spec", "jobTemplate")),
        tried("restart policy", cronjob("x", job_spec={"template": template(None, restartPolicy="Always")})),
        tried("a selector", cronjob("x", job_spec={"selector": {"matchLabels": {"a": "b"}}})),
        tried("negative numbers in its jobs", cronjob("x", job_spec={"backoffLimit": -1})),
        tried("beta version", {**cronjob("x"), "apiVersion": "batch/v1beta1"}),
        Asked("one cron job: created", "POST", CRONJOBS, cronjob("one", {"suspend": True})),
        Asked("one cron job: resumed and another time", "PATCH", one + DRY, {"spec": {"suspend": False, "schedule": "@hourly"}}, MERGE),
        Asked("one cron job: a bad time", "PATCH", one, {"spec": {"schedule": "x"}}, MERGE),
        Asked("one cron job: a zone in the time", "PATCH", one, {"spec": {"schedule": "TZ=UTC 0 * * * *"}}, MERGE),
        Asked("one cron job: label", "PATCH", one, {"metadata": {"labels": {"a": "b"}}}, MERGE),
        Asked("one cron job: bad label", "PATCH", one, {"metadata": {"labels": {"a": "b c"}}}, MERGE),
        Asked("one cron job: suspend not a bool", "PATCH", one, {"spec": {"suspend": "yes"}}, MERGE),
        Asked("one cron job: status", "PATCH", f"{one}/status", {"status": {"lastScheduleTime": "2026-01-01T00:00:00Z"}, "spec": {"suspend": False}}, MERGE),
        Asked("one cron job: deleted", "DELETE", one),
    ]


def _others() -> list[Asked]:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "ktui-asked-node", "labels": {"disk": "hdd"}}}
    one = f"{NODES}/ktui-asked-node"
    event = {
        "apiVersion": "v1", "kind": "Event", "metadata": {"name": "e.1"}, "reason": "R", "message": "m", "type": "Normal",
        "involvedObject": {"kind": "Pod", "namespace": NAMESPACE, "name": "x", "apiVersion": "v1"},
        "source": {"component": "kubelet"}, "count": 1,
        "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:00:00Z",
    }
    review: Raw = {"apiVersion": "authorization.k8s.io/v1", "spec": {"resourceAttributes": {"verb": "list", "resource": "pods"}}}
    return [
        Asked("node: created, dry", "POST", NODES + DRY, node),
        Asked("node: bad taint, dry", "POST", NODES + DRY, {**node, "spec": {"taints": [{"key": "a", "effect": "Maybe"}, {"key": "b c", "effect": "NoSchedule"}]}}),
        Asked("node: taint twice, dry", "POST", NODES + DRY, {**node, "spec": {"taints": [{"key": "a", "effect": "NoSchedule"}] * 2}}),
        Asked("node: missing", "PATCH", one, {"metadata": {"labels": {"a": "b"}}}, MERGE),
        Asked("event: created", "POST", EVENTS, event),
        Asked("event: elsewhere", "POST", EVENTS, {**event, "involvedObject": {**event["involvedObject"], "namespace": "default"}}),  # type: ignore[dict-item]
        Asked("event: counted", "PATCH", f"{EVENTS}/e.1", {"count": 2}, STRATEGIC),
        Asked("event: deleted", "DELETE", f"{EVENTS}/e.1"),
        Asked("event: another", "POST", EVENTS, {**event, "metadata": {"name": "e.2"}}),
        Asked("namespace: created, dry", "POST", NAMESPACES + DRY, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "ktui-asked-x"}}),
        Asked("namespace: bad name", "POST", NAMESPACES + DRY, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a.b"}}),
        Asked("namespace: again", "POST", NAMESPACES, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}),
        Asked("namespace: labelled", "PATCH", f"{NAMESPACES}/{NAMESPACE}", {"metadata": {"labels": {"a": "b"}}}, MERGE),
        Asked("namespace: bad label", "PATCH", f"{NAMESPACES}/{NAMESPACE}", {"metadata": {"labels": {"a": "b c"}}}, MERGE),
        Asked("namespace: finalized", "PUT", f"{NAMESPACES}/{NAMESPACE}/finalize", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}, "spec": {"finalizers": ["kubernetes", "ktui.example/x"]}}),
        Asked("namespace: finalized back", "PUT", f"{NAMESPACES}/{NAMESPACE}/finalize", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}, "spec": {"finalizers": ["kubernetes"]}}),
        Asked("namespace: its spec", "PATCH", f"{NAMESPACES}/{NAMESPACE}", {"spec": {"finalizers": []}}, MERGE),
        Asked("event: bad label", "PATCH", f"{EVENTS}/e.2", {"metadata": {"labels": {"a": "b c"}}}, MERGE),
        Asked("namespace: default deleted", "DELETE", f"{NAMESPACES}/default"),
        Asked("review", "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {**review, "kind": "SelfSubjectAccessReview"}),
        Asked("review of a path", "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
              {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {"nonResourceAttributes": {"path": "/readyz", "verb": "get"}}}),
        Asked("review of nothing", "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
              {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {}}),
        Asked("rules", "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
              {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {"namespace": NAMESPACE}}),
        Asked("rules of nowhere", "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
              {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {}}),
        Asked("a collection put", "PUT", PODS, pod("x")),
        Asked("a pod posted", "POST", f"{PODS}/x", pod("x")),
        Asked("collection: cron jobs deleted", "DELETE", CRONJOBS),
        Asked("collection: pods of a label deleted", "DELETE", PODS + "?labelSelector=app%3Dnone"),
        Asked("namespace: terminating", "PATCH", f"{NAMESPACES}/{NAMESPACE}", {"metadata": {"finalizers": ["ktui.example/hold"]}}, MERGE),
        Asked("namespace: deleted, dry", "DELETE", f"{NAMESPACES}/{NAMESPACE}" + DRY),
        Asked("namespace: deleted", "DELETE", f"{NAMESPACES}/{NAMESPACE}"),
        Asked("pod: in a namespace that ends", "POST", PODS, pod("late")),
    ]


def _applied() -> list[Asked]:
    def applied(name: str, obj: Any, query: str) -> Asked:
        return Asked(f"apply: {name}", "PATCH", f"{DEPLOYMENTS}/applied?{query}", obj, "application/apply-patch+yaml")

    def wanted(image: str, **spec: Any) -> Raw:
        labels = {"app": "a"}
        inner = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": image}]}}
        made = {"replicas": 0, "selector": {"matchLabels": labels}, "template": inner, **spec}
        return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "applied", "labels": {"by": "me"}}, "spec": made}

    less = without(wanted("b"), "metadata", "labels")
    return [
        applied("no manager", wanted("a"), ""),
        applied("no kind", without(wanted("a"), "kind"), "fieldManager=me"),
        applied("made", wanted("a", minReadySeconds=2), "fieldManager=me"),
        applied("the same again", wanted("a", minReadySeconds=2), "fieldManager=me"),
        applied("another image, one field less", wanted("b"), "fieldManager=me"),
        applied("a conflict", wanted("c"), "fieldManager=you"),
        applied("two conflicts", {**wanted("c", replicas=1)}, "fieldManager=you"),
        applied("by force", wanted("c"), "fieldManager=you&force=true"),
        Asked("apply: changed by a patch", "PATCH", f"{DEPLOYMENTS}/applied?fieldManager=they", {"spec": {"revisionHistoryLimit": 3}}, MERGE),
        applied("a conflict with a patch", wanted("c", revisionHistoryLimit=4), "fieldManager=you"),
        applied("let go by one, kept by the other", without(wanted("c"), "metadata", "labels"), "fieldManager=you"),
        applied("let go by both", {**less, "spec": {**less["spec"], "template": wanted("c")["spec"]["template"]}}, "fieldManager=me&force=true"),
        applied("unknown fields", {**wanted("c"), "nonsense": 1}, "fieldManager=me&fieldValidation=Strict"),
        Asked("apply: deleted", "DELETE", f"{DEPLOYMENTS}/applied"),
    ]


def everything() -> list[Asked]:
    """All of them, in the order in which they are asked."""
    return [*_pods(), *_pod_changes(), *_workloads(), *_applied(), *_jobs(), *_cronjobs(), *_others()]
