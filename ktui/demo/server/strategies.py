"""What an API server does differently from kind to kind when something is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.demo.server import job_rules, names, workload_defaults, workload_rules
from ktui.demo.server.pod_defaults import admit_pod, admit_pod_update, default_pod, quality
from ktui.demo.server.pod_rules import check_pod_spec, check_pod_update, check_taints

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.field_errors import FieldErrors
    from ktui.demo.server.statuses import Raw


def _nothing(*_: object) -> None:
    pass


def _no_warning(_: Raw) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Strategy:
    """One kind's."""

    default: Callable[[Raw], None] = _nothing
    """Fill in, in place, whenever it is written from outside."""
    admit: Callable[[Raw], None] = _nothing
    """What admission changes of a new one, in place."""
    admit_update: Callable[[Raw, Raw], None] = _nothing
    """What admission changes of an old one, in place: (new, old)."""
    begin: Callable[[Raw], None] = _nothing
    """What only a new one gets, in place; it has its uid."""
    first_status: Callable[[Raw], Raw] | None = None
    """The status of a new one, whatever was sent; None: as it was sent."""
    name: Callable[[str], tuple[str, ...]] = names.subdomain
    """What is wrong with a name."""
    check: Callable[[Raw, FieldErrors], None] = _nothing
    check_update: Callable[[Raw, Raw, FieldErrors], None] = _nothing
    """(new, old); `check` is called for the new one, too."""
    warn: Callable[[Raw], tuple[str, ...]] = _no_warning
    has_status: bool = True
    """Whether the status is written by itself."""
    generation: bool = True
    """Whether changes of the spec are counted."""
    grace: bool = False
    """Whether it is deleted in two steps: told to end, then gone."""
    orphans: bool = False
    """Whether what it owns stays when it is deleted in no particular manner."""
    scaled: bool = False
    """Whether it has `/scale`."""
    marks_checked: int = 1
    """How many times more than twice a real server says that labels and the like of an update are wrong."""


def _check_pod(obj: Raw, errors: FieldErrors) -> None:
    check_pod_spec(obj["spec"], "spec", errors)


def _check_node(obj: Raw, errors: FieldErrors) -> None:
    check_taints(obj.get("spec", {}).get("taints", []), "metadata.taints", errors)


def _pod_status(obj: Raw) -> Raw:
    return {"phase": "Pending", "qosClass": quality(obj["spec"])}


def _no_dots(used: str) -> Callable[[Raw], tuple[str, ...]]:
    def warn(obj: Raw) -> tuple[str, ...]:
        wrong = names.label(obj["metadata"]["name"])
        what = f"this is used in {used}, which can result in surprising behavior; a DNS label is recommended"
        return (f"metadata.name: {what}: [{' '.join(wrong)}]",) if wrong else ()

    return warn


def _zeros(*keys: str) -> Callable[[Raw], Raw]:
    return lambda _: dict.fromkeys(keys, 0)


def _begin_namespace(obj: Raw) -> None:
    obj["spec"]["finalizers"] = ["kubernetes"]


def _keep_template_generation(obj: Raw, before: Raw) -> None:
    key = workload_defaults.TEMPLATE_GENERATION
    if key in (was := before["metadata"].get("annotations") or {}):
        obj["metadata"].setdefault("annotations", {})[key] = was[key]
    else:
        obj["metadata"].get("annotations", {}).pop(key, None)


STRATEGIES = {
    "pods": Strategy(
        default=default_pod,
        admit=admit_pod,
        admit_update=admit_pod_update,
        first_status=_pod_status,
        check=_check_pod,
        check_update=check_pod_update,
        warn=_no_dots("the Pod's hostname"),
        grace=True,
        marks_checked=2,
    ),
    "daemonsets": Strategy(
        default=workload_defaults.default_daemonset,
        admit_update=_keep_template_generation,
        first_status=_zeros("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"),
        check=workload_rules.check_daemonset,
        check_update=workload_rules.check_selector_update,
    ),
    "deployments": Strategy(
        default=workload_defaults.default_deployment,
        first_status=_zeros(),
        check=workload_rules.check_deployment,
        check_update=workload_rules.check_selector_update,
        scaled=True,
    ),
    "replicasets": Strategy(
        default=workload_defaults.default_replicaset,
        first_status=_zeros("replicas"),
        check=workload_rules.check_replicaset,
        check_update=workload_rules.check_selector_update,
        scaled=True,
    ),
    "statefulsets": Strategy(
        default=workload_defaults.default_statefulset,
        first_status=_zeros("replicas", "availableReplicas"),
        name=names.label,
        check=workload_rules.check_statefulset,
        check_update=workload_rules.check_statefulset_update,
        scaled=True,
    ),
    "replicationcontrollers": Strategy(
        default=workload_defaults.default_replicationcontroller,
        first_status=_zeros("replicas"),
        check=workload_rules.check_replicationcontroller,
        orphans=True,
        scaled=True,
    ),
    "jobs": Strategy(
        default=workload_defaults.default_job,
        begin=workload_defaults.label_job,
        first_status=_zeros(),
        check=job_rules.check_job,
        check_update=job_rules.check_job_update,
        warn=_no_dots("Pod names and hostnames"),
        marks_checked=2,
        orphans=True,
    ),
    "cronjobs": Strategy(
        default=workload_defaults.default_cronjob, first_status=_zeros(), check=job_rules.check_cronjob
    ),
    "nodes": Strategy(default=workload_defaults.default_node, check=_check_node, generation=False, marks_checked=0),
    "namespaces": Strategy(
        default=workload_defaults.default_namespace,
        begin=_begin_namespace,
        first_status=lambda _: {"phase": "Active"},
        name=names.label,
        generation=False,
        marks_checked=2,
    ),
    "services": Strategy(
        default=workload_defaults.default_service,
        begin=workload_defaults.address_service,
        first_status=lambda _: {"loadBalancer": {}},
        name=names.label,
        generation=False,
    ),
    "poddisruptionbudgets": Strategy(
        first_status=_zeros("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods")
    ),
    "events": Strategy(
        default=workload_defaults.default_event,
        check=workload_rules.check_event,
        has_status=False,
        generation=False,
        marks_checked=0,
    ),
}
"""By plural."""
PLAIN = Strategy(has_status=False, generation=False)
"""Of what no rules are known for."""


def strategy(plural: str) -> Strategy:
    """How a kind is written."""
    return STRATEGIES.get(plural, PLAIN)
