"""Which pods have a past worth keeping: most of a cluster's have none, and are to cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.events import WARNING
from ktui.model.evidence import EventWrite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.evidence import Evidence
    from ktui.model.evidence import Observation
    from ktui.model.objects import Pod

LASTING_REASONS = frozenset({"Killing", "Preempted", "TaintManagerEviction"})
"""The Normal events that are worth keeping for long: they say why a container or a pod ended."""


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


def troubled(evidence: Evidence) -> bool:
    """Whether a pod's past is worth keeping for long: it was warned of, or a container ended badly or began again."""
    return (
        any(write.type == WARNING for write in evidence.writes())
        or any(each.exit_code or each.ordinal for each in evidence.exits.values())
        or any(each.ordinal for each in evidence.starts.values())
    )


def lasting(each: Observation) -> bool:
    """Whether one thing that was seen of such a pod is worth keeping: of the Normal events few are."""
    return not isinstance(each, EventWrite) or each.type == WARNING or each.reason in LASTING_REASONS


def observations(evidence: Evidence) -> Iterator[Observation]:
    """All that was seen of a pod, in no order."""
    yield from evidence.writes()
    yield from evidence.exits.values()
    yield from evidence.starts.values()
    yield from evidence.readiness.values()
    if evidence.deletion is not None:
        yield evidence.deletion
    if evidence.gone is not None:
        yield evidence.gone
