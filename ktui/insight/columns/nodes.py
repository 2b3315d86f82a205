"""kubectl's words for a node: `printNode` in pkg/printers/internalversion/printers.go, 1.20 to 1.35 alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.columns.any_kind import NONE, age_column, name_column
from ktui.insight.columns.sort_keys import natural
from ktui.insight.durations import age
from ktui.insight.table import Column, Table

if TYPE_CHECKING:
    from ktui.insight.table import Tone
    from ktui.model.objects import Node
    from ktui.model.version import ServerVersion

ROLE_PREFIX = "node-role.kubernetes.io/"
"""Labels that begin so name a role by the rest of their key."""

ROLE_LABEL = "kubernetes.io/role"
"""The label that names a role by its value."""

UNKNOWN = "<unknown>"
"""What kubectl prints for what a node does not say of itself."""


def node_ready(node: Node) -> str:
    """`Ready`, `NotReady`, or `Unknown` where nothing says either; the last such condition counts."""
    word = "Unknown"
    for condition in node.status.conditions or ():
        if condition.type == "Ready":
            word = "Ready" if condition.status == "True" else "NotReady"
    return word


def _status(node: Node, now: float = 0.0) -> str:
    word = node_ready(node)
    return f"{word},SchedulingDisabled" if node.spec.unschedulable else word


def _roles(node: Node, now: float = 0.0) -> str:
    labels = node.meta.labels or {}
    roles = {key[len(ROLE_PREFIX) :] for key in labels if key.startswith(ROLE_PREFIX)}
    roles.add(labels.get(ROLE_LABEL, ""))
    return ",".join(sorted(roles - {""})) or NONE


def _address(node: Node, kind: str) -> str:
    return next((address.address for address in node.status.addresses or () if address.type == kind), NONE)


def _cells(node: Node, now: float) -> tuple[str, ...]:
    info = node.status.node_info
    return (
        node.meta.name,
        _status(node),
        _roles(node),
        age(node.meta.creation_timestamp, now),
        info.kubelet_version,
        _address(node, "InternalIP"),
        _address(node, "ExternalIP"),
        info.os_image or UNKNOWN,
        info.kernel_version or UNKNOWN,
        info.container_runtime_version or UNKNOWN,
    )


def _tone(node: Node, now: float) -> Tone:
    if node_ready(node) != "Ready":
        return "bad"
    return "muted" if node.spec.unschedulable else "good"


_TABLE = Table(
    (
        name_column(20),
        Column("STATUS", _status, width=len("NotReady")),
        Column("ROLES", _roles, width=len("control-plane"), rank=2),
        age_column(3),
        Column("VERSION", lambda node, now: natural(node.status.node_info.kubelet_version), width=8, rank=1),
        Column("INTERNAL-IP", lambda node, now: natural(_address(node, "InternalIP")), wide=True, rank=4),
        Column("EXTERNAL-IP", lambda node, now: natural(_address(node, "ExternalIP")), wide=True, rank=7),
        Column("OS-IMAGE", lambda node, now: natural(node.status.node_info.os_image), wide=True, rank=5),
        Column("KERNEL-VERSION", lambda node, now: natural(node.status.node_info.kernel_version), wide=True, rank=6),
        Column(
            "CONTAINER-RUNTIME",
            lambda node, now: natural(node.status.node_info.container_runtime_version),
            wide=True,
            rank=8,
        ),
    ),
    _cells,
    _tone,
    "STATUS",
)


def node_table(version: ServerVersion) -> Table:
    """The table of nodes, the same on every server."""
    return _TABLE
