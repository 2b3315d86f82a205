"""Labels of a node: what one types, what of it is protected, and the change it makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.errors import UsageError
from ktui.insight.writes.objects import kubectl_words, ref_of
from ktui.insight.writes.patches import field_changes, patching
from ktui.model.kinds import NODES
from ktui.model.labels import key_problem, value_problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.model.writes import FieldChange, Write

LABELS = ("metadata", "labels")

KUBELETS = frozenset(
    {
        "kubernetes.io/hostname",
        "kubernetes.io/os",
        "kubernetes.io/arch",
        "beta.kubernetes.io/os",
        "beta.kubernetes.io/arch",
    }
)
"""What a kubelet sets anew whenever it registers its node."""

CLOUDS = frozenset(
    {
        "node.kubernetes.io/instance-type",
        "beta.kubernetes.io/instance-type",
        "topology.kubernetes.io/zone",
        "topology.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region",
    }
)
"""What a cloud's controller, or the kubelet, sets anew."""

POOLS = (
    "karpenter.sh",
    "karpenter.k8s.aws",
    "eks.amazonaws.com",
    "cloud.google.com",
    "kubernetes.azure.com",
    "agentpool",
    "kops.k8s.io",
    "node.openshift.io",
    "machineconfiguration.openshift.io",
)
"""Prefixes, or keys, of whoever makes and remakes a cluster's nodes."""


@dataclass(frozen=True, slots=True)
class LabelChange:
    """One word of a change of labels."""

    key: str
    value: str | None
    """None: the label is taken off."""

    @property
    def word(self) -> str:
        """As one types it: `disk=ssd`, `tier-`."""
        return f"{self.key}-" if self.value is None else f"{self.key}={self.value}"


def parse_labels(words: Sequence[str]) -> tuple[LabelChange, ...]:
    """`disk=ssd tier-` -> what is to be set and taken off; raises `UsageError`, by the API's own rules."""
    changes: dict[str, LabelChange] = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign:
            if not word.endswith("-"):
                raise UsageError(f"{word!r} is no label: key=value sets one, and key- takes one off")
            key = word[:-1]
        if problem := key_problem(key) or value_problem(value):
            raise UsageError(problem)
        if key in changes:
            raise UsageError(f"the label {key!r} is given twice: leave one out")
        changes[key] = LabelChange(key, value if sign else None)
    return tuple(changes.values())


def label_warnings(changes: Sequence[LabelChange]) -> tuple[str, ...]:
    """What one should know of these keys before they are changed, a sentence each."""
    return tuple(filter(None, (_warning(change) for change in changes)))


def _warning(change: LabelChange) -> str:
    key = change.key
    prefix = key.rpartition("/")[0]
    if key in KUBELETS:
        return f"{key} is the kubelet's, which sets it again when it starts; pods and volumes go by it"
    if key in CLOUDS:
        return f"{key} is set by the cloud's controller or the kubelet, which may set it again; volumes go by it"
    if prefix == "node-role.kubernetes.io":
        return f"{key} is a role of the node: what is bound to control-plane nodes goes by it"
    if _under(prefix, "node-restriction.kubernetes.io"):
        return f"{key} is one that kubelets may not change: what is isolated from other nodes goes by it"
    if any(key == pool or _under(prefix, pool) for pool in POOLS):
        return f"{key} belongs to what manages the nodes, which may set it again"
    if _under(prefix, "kubernetes.io") or _under(prefix, "k8s.io"):
        return f"{key} has a prefix that is reserved for Kubernetes itself"
    return ""


def _under(prefix: str, domain: str) -> bool:
    return prefix == domain or prefix.endswith(f".{domain}")


def labelled(node: Mapping[str, Any], changes: Sequence[LabelChange]) -> tuple[FieldChange, ...]:
    """What of these changes a node does not have already."""
    return field_changes(node, {(*LABELS, change.key): change.value for change in changes})


def label(node: Mapping[str, Any], changes: Sequence[LabelChange]) -> Write | None:
    """Set and take off labels of a node; None: it has them so already."""
    fields = labelled(node, changes)
    if not fields:
        return None
    touched = {field.path[-1] for field in fields}
    name = ref_of(NODES, node).name
    return patching(
        "label",
        NODES,
        node,
        fields,
        kubectl=label_command([name], changes),
        warnings=label_warnings([change for change in changes if change.key in touched]),
    )


def label_command(names: Sequence[str], changes: Sequence[LabelChange]) -> str:
    """The command for the same on all of these nodes, existing values changed too."""
    return kubectl_words("label", "node", *names, *(change.word for change in changes), "--overwrite")
