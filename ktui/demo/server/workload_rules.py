"""What an API server refuses of DaemonSets, Deployments, ReplicaSets, StatefulSets and events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.demo.server.label_selector import selects
from ktui.demo.server.pod_rules import check_not_negative, check_template

if TYPE_CHECKING:
    from ktui.demo.server.field_errors import FieldErrors
    from ktui.demo.server.statuses import Raw

MISMATCH = "`selector` does not match template `labels`"
IMMUTABLE = "field is immutable"


def check_daemonset(obj: Raw, errors: FieldErrors) -> None:
    """Of a DaemonSet."""
    spec = obj["spec"]
    _check_selector(spec, "daemonset", errors, required=False)
    _check_template(spec, errors)
    check_not_negative(spec, "spec", ("minReadySeconds",), errors)
    strategy = spec["updateStrategy"]
    if strategy.get("type") not in (known := ("RollingUpdate", "OnDelete")):
        errors.unsupported("spec.updateStrategy", _go_strategy(strategy), known)
    elif strategy["type"] == "RollingUpdate":
        rolling = strategy.get("rollingUpdate", {})
        if not _some(rolling.get("maxUnavailable")) and not _some(rolling.get("maxSurge")):
            errors.required("spec.updateStrategy.rollingUpdate.maxUnavailable", "cannot be 0 when maxSurge is 0")
    check_not_negative(spec, "spec", ("revisionHistoryLimit",), errors)


def check_deployment(obj: Raw, errors: FieldErrors) -> None:
    """Of a Deployment."""
    spec = obj["spec"]
    check_not_negative(spec, "spec", ("replicas",), errors)
    _check_selector(spec, "deployment", errors)
    _check_template(spec, errors)
    strategy = spec["strategy"]
    if strategy.get("type") not in (known := ("Recreate", "RollingUpdate")):
        errors.unsupported("spec.strategy", _go_strategy(strategy), known)
    elif strategy["type"] == "Recreate" and "rollingUpdate" in strategy:
        errors.forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
    elif strategy["type"] == "RollingUpdate":
        rolling = strategy.get("rollingUpdate", {})
        if not _some(rolling.get("maxUnavailable")) and not _some(rolling.get("maxSurge")):
            why = "may not be 0 when `maxSurge` is 0"
            errors.invalid("spec.strategy.rollingUpdate.maxUnavailable", rolling.get("maxUnavailable", 0), why)
    check_not_negative(spec, "spec", ("minReadySeconds", "revisionHistoryLimit"), errors)
    deadline = spec.get("progressDeadlineSeconds")
    if deadline is not None:
        check_not_negative(spec, "spec", ("progressDeadlineSeconds",), errors)
        if deadline <= spec.get("minReadySeconds", 0):
            errors.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")


def check_replicaset(obj: Raw, errors: FieldErrors) -> None:
    """Of a ReplicaSet."""
    spec = obj["spec"]
    check_not_negative(spec, "spec", ("replicas", "minReadySeconds"), errors)
    _check_selector(spec, "deployment", errors)
    _check_template(spec, errors)


def check_replicationcontroller(obj: Raw, errors: FieldErrors) -> None:
    """Of a ReplicationController."""
    spec = obj["spec"]
    check_not_negative(spec, "spec", ("minReadySeconds",), errors)
    if not spec.get("selector"):
        errors.required("spec.selector")
    check_not_negative(spec, "spec", ("replicas",), errors)
    _check_template({**spec, "selector": {"matchLabels": spec.get("selector", {})}}, errors)


def check_statefulset(obj: Raw, errors: FieldErrors) -> None:
    """Of a StatefulSet."""
    spec = obj["spec"]
    check_not_negative(spec, "spec", ("replicas", "minReadySeconds"), errors)
    _check_selector(spec, "statefulset", errors)
    _check_template(spec, errors)


def check_selector_update(new: Raw, old: Raw, errors: FieldErrors) -> None:
    """Of a changed workload: its selector stays."""
    if new["spec"].get("selector") != old["spec"].get("selector"):
        errors.invalid("spec.selector", new["spec"].get("selector"), IMMUTABLE)


_STATEFULSET = (
    "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
)  # fmt: skip


def check_statefulset_update(new: Raw, old: Raw, errors: FieldErrors) -> None:
    """Of a changed StatefulSet: most of it stays."""
    fixed, before = ({k: v for k, v in obj["spec"].items() if k not in _STATEFULSET} for obj in (new, old))
    if fixed != before:
        words = ", ".join(f"'{key}'" for key in _STATEFULSET[:-1])
        why = f"updates to statefulset spec for fields other than {words} and '{_STATEFULSET[-1]}' are forbidden"
        errors.forbidden("spec", why)


def check_event(obj: Raw, errors: FieldErrors) -> None:
    """Of an event: it lies where its object does, or in `default`."""
    namespace, of = obj["metadata"].get("namespace", ""), obj["involvedObject"].get("namespace", "")
    if namespace != of and (of or namespace not in ("", "default")):
        errors.invalid("involvedObject.namespace", of, "does not match event.namespace")


def check_matching(spec: Raw, errors: FieldErrors) -> None:
    """Of a workload: its selector selects what its template makes."""
    labels = spec["template"].get("metadata", {}).get("labels")
    if not selects(spec.get("selector"), labels or {}):
        errors.invalid("spec.template.metadata.labels", labels, MISMATCH)


def _check_selector(spec: Raw, kind: str, errors: FieldErrors, *, required: bool = True) -> None:
    selector = spec.get("selector")
    if selector is None:
        if required:
            errors.required("spec.selector")
    elif not selector.get("matchLabels") and not selector.get("matchExpressions"):
        errors.invalid("spec.selector", {}, f"empty selector is invalid for {kind}")


def _check_template(spec: Raw, errors: FieldErrors) -> None:
    check_matching(spec, errors)
    check_template(spec["template"], "spec.template", errors)
    policy = spec["template"]["spec"].get("restartPolicy")
    if policy != "Always":
        errors.unsupported("spec.template.spec.restartPolicy", policy, ("Always",))


def _some(amount: Any) -> bool:
    return amount not in (None, 0, "0", "0%")


def _go_strategy(strategy: Raw) -> Raw:
    return {"Type": strategy.get("type", ""), "RollingUpdate": strategy.get("rollingUpdate")}
