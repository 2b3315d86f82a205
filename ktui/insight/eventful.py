"""Which pods have a past worth keeping: most of a cluster's have none, and are to cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.model.objects import Pod


def eventful(pod: Pod) -> bool:
    """Whether a pod's status tells of a restart, of an end that was none of success, or of the pod's failure."""
    status = pod.status
    if status.phase == "Failed" or status.reason:
        return True
    for statuses in (status.container_statuses, status.init_container_statuses):
        for container in statuses or ():
            ended = container.state.terminated
            if container.restart_count or (ended is not None and ended.exit_code):
                return True
    return False


def turned(before: Pod, after: Pod) -> bool:
    """Whether what differs between two states of a pod is of its past: a condition, a container, its deletion."""
    old, new = before.status, after.status
    return (
        old.conditions != new.conditions
        or old.container_statuses != new.container_statuses
        or old.init_container_statuses != new.init_container_statuses
        or old.ephemeral_container_statuses != new.ephemeral_container_statuses
        or before.meta.deletion_timestamp != after.meta.deletion_timestamp
    )
