"""Where a DaemonSet runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from ktui.insight.placement.affinity import matches_affinity, matches_selector
from ktui.insight.placement.parts import mapping, mappings, text
from ktui.insight.placement.taints import NO_EXECUTE, NO_SCHEDULE, untolerated

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALWAYS = (
    ("node.kubernetes.io/not-ready", NO_EXECUTE),
    ("node.kubernetes.io/unreachable", NO_EXECUTE),
    ("node.kubernetes.io/disk-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/memory-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/pid-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/unschedulable", NO_SCHEDULE),
)
_ON_HOST_NETWORK = ("node.kubernetes.io/network-unavailable", NO_SCHEDULE)


class Hindrance(Enum):
    """What keeps a DaemonSet off a node: the first of these that does."""

    NODE_NAME = "node name"
    """Its template names another node."""
    SELECTOR = "node selector"
    AFFINITY = "node affinity"
    TAINTS = "taints"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a DaemonSet is to do about a node."""

    run: bool
    """A pod is wanted there."""
    keep: bool
    """A pod that is there may stay; false: it is deleted."""
    hindrance: Hindrance | None = None
    taints: tuple[Mapping[str, Any], ...] = ()
    """Those that are not tolerated."""


def daemon_tolerations(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tolerations of a DaemonSet's pods: the template's `spec` has its own, the controller adds some.

    One that is added takes the place of the template's own that differs from it in nothing but the seconds.
    """
    tolerations = [dict(one) for one in mappings(spec.get("tolerations"))]
    for key, effect in (*_ALWAYS, *((_ON_HOST_NETWORK,) if spec.get("hostNetwork") is True else ())):
        added = {"key": key, "operator": "Exists", "effect": effect}
        for number, one in enumerate(tolerations):
            if all(one.get(name, "") == added.get(name, "") for name in ("key", "operator", "effect", "value")):
                tolerations[number] = added
                break
        else:
            tolerations.append(added)
    return tolerations


def node_should_run(daemonset: Mapping[str, Any], node: Mapping[str, Any]) -> Verdict:
    """Whether `node` is to run a pod of `daemonset`."""
    spec = mapping(mapping(mapping(daemonset.get("spec")).get("template")).get("spec"))
    return daemon_verdict(spec, daemon_tolerations(spec), node)


def daemon_verdict(spec: Mapping[str, Any], tolerations: list[dict[str, Any]], node: Mapping[str, Any]) -> Verdict:
    """As `node_should_run`, of the template's `spec` and the tolerations of its pods: for many nodes at once."""
    meta = mapping(node.get("metadata"))
    name, labels = text(meta.get("name")), mapping(meta.get("labels"))
    wanted = text(spec.get("nodeName"))
    if wanted and wanted != name:
        return Verdict(False, False, Hindrance.NODE_NAME)
    if not matches_selector(spec, labels):
        return Verdict(False, False, Hindrance.SELECTOR)
    if not matches_affinity(spec, labels, name):
        return Verdict(False, False, Hindrance.AFFINITY)
    taints = mappings(mapping(node.get("spec")).get("taints"))
    if not taints:
        return Verdict(True, True)
    refused = untolerated(taints, tolerations, (NO_SCHEDULE, NO_EXECUTE))
    if not refused:
        return Verdict(True, True)
    keep = not any(taint.get("effect") == NO_EXECUTE for taint in refused)
    return Verdict(False, keep, Hindrance.TAINTS, tuple(refused))
