"""Whether an event of the kubelet's would have been heard of, and if not, why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.moments import clock_text
from ktui.insight.probes.budget import BURST, REFILL
from ktui.insight.why.words import brief

if TYPE_CHECKING:
    from ktui.insight.why.case import Case


def unheard(case: Case, event_type: str, begins: float, ends: float) -> str | None:
    """Why an event of `event_type`, of some time from `begins` to `ends`, cannot be known of; None: it would.

    The words are the end of a sentence.
    """
    watched = case.watched
    if watched.since is None:
        return "the pod's events were not watched"
    if ends + watched.ttl < watched.since:
        since = clock_text(watched.since - watched.ttl)
        return f"it was before {since}, and the cluster keeps events for no longer than {brief(watched.ttl)}"
    for lost, back in watched.lost:
        if lost <= ends and (back is None or back - watched.ttl > begins):
            until = f"to {clock_text(back)}" if back is not None else "on"
            return f"there was no connection from {clock_text(lost)} {until}"
    if any(start <= ends and end >= begins for start, end in case.silences(event_type)):
        shared = "" if case.version.at_least(1, 32) else ", which all its containers and all reasons share"
        return (
            f"the kubelet had told {BURST} events of the pod and after that tells one in"
            f" {REFILL / 60:.0f} minutes{shared}"
        )
    return None
