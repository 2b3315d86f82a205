"""A pod that is well: most are, and there may be ten thousand of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.why.verdict import Cause, Clue, Now
from ktui.insight.why.words import span

if TYPE_CHECKING:
    from ktui.insight.evidence import Evidence
    from ktui.insight.why.verdict import Around
    from ktui.model.objects import Pod


def calm(pod: Pod, evidence: Evidence, now: float, around: Around) -> Now | None:
    """That it runs, is ready, was never started again and nobody complains; None: it wants a closer look."""
    status = pod.status
    if status.phase != "Running" or pod.meta.deletion_timestamp is not None or status.reason:
        return None
    if evidence.gone is not None or not status.container_statuses:
        return None
    if any(ended.exit_code for ended in evidence.exits.values()):
        return None
    if any(status.restart_count for status in status.init_container_statuses or ()):
        return None
    for container in status.container_statuses:
        if not container.ready or container.restart_count or container.state.running is None:
            return None
    for series in evidence.series.values():
        write = next(iter(series.values()))
        if write.type != "Normal" or write.reason == "Killing":
            return None
    since = None
    for condition in status.conditions or ():
        if condition.type == "Ready":
            if condition.status != "True":
                return None
            since = condition.last_transition_time
        elif condition.type == "DisruptionTarget":
            return None
    node = around.node
    if node is not None and any(c.type == "Ready" and c.status == "Unknown" for c in node.status.conditions or ()):
        return None
    if since is None:
        return _WELL
    at = since.timestamp()
    return Now(
        Cause.RUNNING,
        f"It has been running and ready for {span(now - at)}; none of its containers was ever started again.",
        "",
        (Clue(at, "status", "ready"),),
    )


_WELL = Now(Cause.RUNNING, "It runs and is ready; none of its containers was ever started again.", "")
