"""What is written below an object's path: a binding, an eviction, a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server import statuses
from ktui.demo.server.bodies import bad, check_place, sent_object, write_options
from ktui.demo.server.deletion import DeleteOptions
from ktui.demo.server.field_errors import FieldErrors
from ktui.demo.server.label_selector import selects
from ktui.demo.server.pod_rules import NOT_NEGATIVE
from ktui.demo.server.statuses import RefusalError
from ktui.demo.server.store import timestamp

if TYPE_CHECKING:
    from ktui.demo.server.call import Call
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw

BUDGETS = "poddisruptionbudgets"


def bind(call: Call, registry: Registry) -> Raw:
    """Put a pod on a node, as a scheduler does."""
    options = write_options(call, "CreateOptions")
    binding, _ = sent_object(call, "Binding", "v1", options)
    check_place(binding, call)
    namespace, name = call.namespace or "", call.name or ""
    pod = registry.there("pods", namespace, name)
    node = binding.get("target", {}).get("name", "")
    errors = FieldErrors()
    if not node:
        errors.required("target.name")
    errors.refuse("Binding", "", name)
    why = ""
    if pod["metadata"].get("deletionTimestamp"):
        why = f"pod {name} is being deleted, cannot be assigned to a host"
    elif there := pod["spec"].get("nodeName"):
        why = f'pod {name} is already assigned to node "{there}"'
    elif pod["spec"].get("schedulingGates"):
        why = f"pod {name} has non-empty .spec.schedulingGates"
    if why:
        raise RefusalError(409, statuses.conflict("pods/binding", "", name, why))
    if not options.dry_run:
        assign(registry, namespace, name, node)
    return _success(201)


def assign(registry: Registry, namespace: str, name: str, node: str) -> None:
    """What a binding changes: the node, and the condition that tells of it."""

    def to_node(pod: Raw) -> None:
        pod["spec"]["nodeName"] = node

    def scheduled(pod: Raw) -> None:
        status = pod.setdefault("status", {})
        conditions = [one for one in status.get("conditions", ()) if one.get("type") != "PodScheduled"]
        at = timestamp(registry.store.now())
        one = {"type": "PodScheduled", "status": "True", "lastProbeTime": None, "lastTransitionTime": at}
        status["conditions"] = [*conditions, one]

    registry.change("pods", namespace, name, to_node)
    registry.change("pods", namespace, name, scheduled, subresource="status")


def evict(call: Call, registry: Registry) -> Raw:
    """Delete a pod, if its disruption budget has room."""
    options = write_options(call, "CreateOptions")
    versions = ("policy/v1", "policy/v1beta1")
    eviction, _ = _eviction(call, versions)
    meta = eviction.get("metadata", {})
    namespace, name = call.namespace or "", call.name or ""
    if meta.get("name") != name:
        raise bad("name in URL does not match name in Eviction object")
    pod = registry.there("pods", namespace, name)
    told = eviction.get("deleteOptions") or {}
    dry = options.dry_run or "All" in (told.get("dryRun") or ())
    if pod["spec"].get("nodeName") and pod.get("status", {}).get("phase") not in ("Succeeded", "Failed", "Pending"):
        _check_budgets(registry, pod)
    preconditions = told.get("preconditions") or {}
    registry.delete(
        "pods",
        namespace,
        name,
        DeleteOptions(
            grace=told.get("gracePeriodSeconds"),
            uid=preconditions.get("uid"),
            revision=preconditions.get("resourceVersion"),
            dry_run=dry,
        ),
    )
    return _success(201)


def scale(workload: Raw) -> Raw:
    """A workload as its `/scale` shows it."""
    meta, spec, status = workload["metadata"], workload["spec"], workload.get("status", {})
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    selector = spec.get("selector") or {}
    labels = selector.get("matchLabels", {} if "matchExpressions" in selector else selector)
    replicas = spec.get("replicas", 1)
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {key: meta[key] for key in kept if key in meta},
        "spec": {"replicas": replicas} if replicas else {},
        "status": {
            "replicas": status.get("replicas", 0),
            "selector": ",".join(f"{key}={value}" for key, value in sorted(labels.items())),
        },
    }


def wanted_replicas(scaled: Raw, name: str) -> int:
    """How many a changed `/scale` asks for."""
    replicas = scaled.get("spec", {}).get("replicas", 0)
    errors = FieldErrors()
    if not isinstance(replicas, int) or replicas < 0:
        errors.invalid("spec.replicas", replicas, NOT_NEGATIVE)
    errors.refuse("Scale", "autoscaling", name)
    return int(replicas)


def _eviction(call: Call, versions: tuple[str, ...]) -> tuple[Raw, tuple[str, ...]]:
    options = write_options(call, "CreateOptions")
    version = versions[1] if f'"{versions[1]}"'.encode() in call.body else versions[0]
    return sent_object(call, "Eviction", version, options)


def _check_budgets(registry: Registry, pod: Raw) -> None:
    meta = pod["metadata"]
    found = [
        budget
        for budget in registry.each(BUDGETS, meta["namespace"])
        if selects(budget.get("spec", {}).get("selector"), meta.get("labels") or {})
    ]
    if len(found) > 1:
        message = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        raise RefusalError(500, statuses.status(500, "InternalError", message, {}))
    for budget in found:
        healthy, wanted = _room(registry, budget)
        if healthy <= wanted:
            name = budget["metadata"]["name"]
            message = f"The disruption budget {name} needs {wanted} healthy pods and has {healthy} currently"
            cause = {"reason": "DisruptionBudget", "message": message}
            text = "Cannot evict pod as it would violate the pod's disruption budget."
            raise RefusalError(429, statuses.status(429, "TooManyRequests", text, {"causes": [cause]}))


def _room(registry: Registry, budget: Raw) -> tuple[int, int]:
    """How many pods of a budget are healthy, and how many must be."""
    spec = budget.get("spec", {})
    pods = [
        pod
        for pod in registry.each("pods", budget["metadata"]["namespace"])
        if selects(spec.get("selector"), pod["metadata"].get("labels") or {})
    ]
    healthy = sum(_is_ready(pod) and "deletionTimestamp" not in pod["metadata"] for pod in pods)
    if "maxUnavailable" in spec:
        return healthy, len(pods) - _share(spec["maxUnavailable"], len(pods))
    return healthy, _share(spec.get("minAvailable", 1), len(pods))


def _share(amount: int | str, of: int) -> int:
    """A number, or a percentage rounded up."""
    return amount if isinstance(amount, int) else -(-int(amount.rstrip("%")) * of // 100)


def _is_ready(pod: Raw) -> bool:
    conditions = pod.get("status", {}).get("conditions", ())
    return any(one.get("type") == "Ready" and one.get("status") == "True" for one in conditions)


def _success(code: int) -> Raw:
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": code}
