"""Which kinds a recording may hold."""

from __future__ import annotations

from ktui.model.kinds import EVENTS, KINDS, NAMESPACES, Kind

REPLICASETS = Kind("replicasets", "replicaset", "ReplicaSets", ("replicaset", "rs"), ("/apis/apps/v1",))
"""Between a pod and its Deployment: the way up to an owner goes through them."""
CONTROLLER_REVISIONS = Kind(
    "controllerrevisions", "controllerrevision", "ControllerRevisions", ("controllerrevision",), ("/apis/apps/v1",)
)
"""What a DaemonSet was before: its roll-out is told by them."""

RECORDED: tuple[Kind, ...] = (*KINDS, EVENTS, NAMESPACES, REPLICASETS, CONTROLLER_REVISIONS)
"""What is recorded: what the screen shows, and what it reads beside that."""

KNOWN = frozenset(kind.name for kind in RECORDED) | {"deployments", "statefulsets", "replicationcontrollers"}
"""What is read: the same, and the other owners of pods, which a recording made elsewhere may hold."""
