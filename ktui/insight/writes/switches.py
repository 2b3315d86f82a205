"""Changes of one field that is on or off, and of the annotation that restarts a DaemonSet."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ktui.errors import UsageError
from ktui.insight.writes.objects import kubectl_words, ref_of, value_at
from ktui.insight.writes.patches import field_changes, patching
from ktui.model.kinds import DAEMONSETS, JOBS, NODES
from ktui.model.writes import FieldChange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.model.kinds import Kind
    from ktui.model.writes import Write

RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"
"""The annotation of a pod template by which `kubectl rollout restart` makes it another one."""

CORDONED = ("spec", "unschedulable")
SUSPENDED = ("spec", "suspend")


def cordon(node: Mapping[str, Any], *, on: bool) -> Write | None:
    """Keep new pods off a node, or let them on again; None: it is so already."""
    if bool(value_at(node, CORDONED)) == on:
        return None
    verb = "cordon" if on else "uncordon"
    fields = field_changes(node, {CORDONED: True if on else None})
    return patching(verb, NODES, node, fields, kubectl=kubectl_words(verb, ref_of(NODES, node).name))


def suspend(kind: Kind, obj: Mapping[str, Any], *, on: bool) -> Write | None:
    """Suspend a CronJob or a Job, or let it go on; None: it is so already. Raises `UsageError` for a Job that is over.

    What a server before 1.21 does with a Job, nothing, is only to be seen in its answer: `outcomes.not_taken`.
    """
    if kind is JOBS and (over := _over(obj)):
        raise UsageError(f"job {ref_of(kind, obj).words} is {over}: there is nothing to suspend or resume")
    if bool(value_at(obj, SUSPENDED)) == on:
        return None
    ref = ref_of(kind, obj)
    patch = json.dumps({"spec": {"suspend": on}}, separators=(",", ":"))
    command = kubectl_words(
        "patch", kind.singular, ref.name, "--type=merge", f"--patch={patch}", namespace=ref.namespace
    )
    fields = (FieldChange(SUSPENDED, value_at(obj, SUSPENDED), on),)
    verb = "suspend" if on else "resume"
    return patching(verb, kind, obj, fields, kubectl=command, warnings=_of_suspending(kind, obj, on=on))


def _over(job: Mapping[str, Any]) -> str:
    for condition in value_at(job, ("status", "conditions")) or ():
        if condition.get("type") in ("Complete", "Failed") and condition.get("status") == "True":
            return "complete" if condition["type"] == "Complete" else "failed"
    return ""


def _of_suspending(kind: Kind, obj: Mapping[str, Any], *, on: bool) -> tuple[str, ...]:
    if kind is JOBS:
        active = value_at(obj, ("status", "active")) or 0
        if on and active:
            return (
                f"its {active} running {'pod is' if active == 1 else 'pods are'} deleted; new ones start on resume",
            )
        return ()
    if on:
        running = len(value_at(obj, ("status", "active")) or ())
        return (f"its {running} running {'Job goes' if running == 1 else 'Jobs go'} on",) if running else ()
    return ("a run that was missed meanwhile may start at once, within its startingDeadlineSeconds",)


def restart(daemonset: Mapping[str, Any], now: float) -> Write | None:
    """Have a DaemonSet make all its pods anew, as `kubectl rollout restart` does; `now` in Unix seconds.

    None: it was restarted within this second, and to say so twice changes nothing.
    """
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    path = ("spec", "template", "metadata", "annotations", RESTARTED_AT)
    if value_at(daemonset, path) == stamp:
        return None
    ref = ref_of(DAEMONSETS, daemonset)
    waits = value_at(daemonset, ("spec", "updateStrategy", "type")) == "OnDelete"
    return patching(
        "restart",
        DAEMONSETS,
        daemonset,
        (FieldChange(path, value_at(daemonset, path), stamp),),
        kubectl=kubectl_words("rollout", "restart", f"daemonset/{ref.name}", namespace=ref.namespace),
        no_inverse="the pods are new ones already, and to change the template back would make them anew once more",
        warnings=("its update strategy is OnDelete: each pod stays until you delete it",) if waits else (),
    )
