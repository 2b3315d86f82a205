"""Why a pod goes away as a whole, or went: evicted, preempted, lost with its node, refused by it, deleted, and by whom.

Reasons and wording as the kubelet (pkg/kubelet/eviction, preemption, nodeshutdown, status), the scheduler's preemption
and the controller manager (taint eviction, pod garbage collection, node lifecycle) have them, 1.20 to 1.35. The
condition DisruptionTarget is there since 1.26; before, an event tells, or nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from ktui.insight.why.judged import in_order
from ktui.insight.why.verdict import Cause, Clue
from ktui.insight.why.words import said, shortened, span

if TYPE_CHECKING:
    from ktui.insight.why.case import Case
    from ktui.model.evidence import EventWrite
    from ktui.model.objects import Condition, Pod


class Leaving(msgspec.Struct, frozen=True):
    """Why the pod goes, or went."""

    cause: Cause
    at: float | None
    """Since when; None: not told."""
    what: str
    """A clause: `the kubelet evicted the pod: The node was low on resource: memory`."""
    short: str
    clues: tuple[Clue, ...] = ()


SHUTDOWN_REASONS = frozenset(("Terminated", "NodeShutdown", "Shutdown"))
"""Of a pod that ended because its node was shut down in order: what kubelets of different releases write."""

_REFUSED = re.compile(
    r"OutOf\w+|NodeAffinity|NodePorts|NodeName|UnexpectedAdmissionError|\w*Admission\w*|SysctlForbidden|AppArmor|PodOSNotSupported|TopologyAffinityError|MatchNodeSelector|HostPort\w*|InvalidNodeInfo|UnsupportedPodSpec"
)
"""Reasons of a pod that was bound to a node whose kubelet would not have it."""

_RESOURCE = re.compile(r"low on resource: ([\w-]+(?:\.[\w-]+)*)|has? condition: \[?(\w+)|had condition: \[?(\w+)")


def leaving(case: Case) -> Leaving | None:
    """Why the pod goes away or has gone; None for one that stays."""
    status = case.pod.status
    if status.reason and status.phase == "Failed" and (failed := _failed(case)):
        return failed
    if status.reason == "NodeLost":
        return _node_lost(case, None, said(status.message))
    disrupted = disruption(case.pod)
    if disrupted is not None and (told := _disrupted(case, disrupted)):
        return told
    if case.deletion is None and case.evidence.gone is None:
        return None
    return _told_by_events(case) or _deleted(case)


def disruption(pod: Pod) -> Condition | None:
    """The condition that says that the pod is about to go for a reason that is not its own."""
    return next((c for c in pod.status.conditions or () if c.type == "DisruptionTarget" and c.status == "True"), None)


def _failed(case: Case) -> Leaving | None:
    """A pod that the kubelet has failed as a whole; without a time where nothing but its status tells."""
    reason, message = case.pod.status.reason, said(case.pod.status.message)
    told = f": {message}" if message else ""
    status = Clue(_failed_at(case), "status", f"{reason}{told}")
    at = status.at
    if reason == "Evicted":
        event = case.latest("Evicted")
        clues = (status, *([_clue(case, event)] if event is not None else []))
        return Leaving(
            Cause.EVICTED, at, f"the kubelet evicted the pod{told}", _evicted_short(message), in_order(clues)
        )
    if reason in ("Preempting", "Preempted"):
        what = f"the kubelet ended the pod to make room for a critical one{told}"
        return Leaving(Cause.PREEMPTED, at, what, "preempted: critical pod", (status,))
    if reason in SHUTDOWN_REASONS:
        return Leaving(Cause.EVICTED, at, f"the node was shut down{told}", "node shut down", (status,))
    if reason == "NodeLost":
        return _node_lost(case, at, message)
    if reason == "DeadlineExceeded":
        what = "the pod was active for longer than its activeDeadlineSeconds, so the kubelet ended it"
        return Leaving(Cause.SIGNAL, at, what, "its deadline was over", (status,))
    if _REFUSED.fullmatch(reason):
        what = f"the node that the pod was bound to refused it: {reason}{told}"
        return Leaving(Cause.UNSCHEDULABLE, at, what, shortened(f"refused by node: {reason}"), (status,))
    return None


def _failed_at(case: Case) -> float | None:
    for kind in ("DisruptionTarget", "ContainersReady", "Ready"):
        for condition in case.pod.status.conditions or ():
            at = condition.last_transition_time
            if condition.type == kind and condition.reason in ("PodFailed", "TerminationByKubelet") and at is not None:
                return at.timestamp()
    return None


def _evicted_short(message: str) -> str:
    resource = _RESOURCE.search(message)
    if resource:
        return shortened(f"evicted: {next(filter(None, resource.groups()))} low")
    if "ephemeral" in message:
        return "evicted: ephemeral storage"
    if "EmptyDir" in message:
        return "evicted: emptyDir too large"
    return "evicted"


def _disrupted(case: Case, condition: Condition) -> Leaving | None:
    at = condition.last_transition_time.timestamp() if condition.last_transition_time is not None else None
    message = said(condition.message)
    told = f": {message}" if message else ""
    status = Clue(at, "status", f"DisruptionTarget {condition.reason}{told}")
    match condition.reason:
        case "PreemptionByScheduler":
            return _preempted(case, at, status)
        case "DeletionByTaintManager":
            return _tainted(case, at, (status,))
        case "EvictionByEvictionAPI":
            what = "the pod was evicted through the API, as kubectl drain does"
            return Leaving(Cause.EVICTED, at, what, "evicted through the API", (status,))
        case "DeletionByPodGC":
            return _node_lost(case, at, message, (status,))
        case "TerminationByKubelet":
            what = f"the kubelet ended the pod{told}"
            short = "node shut down" if "shutdown" in message else _evicted_short(message)
            return Leaving(Cause.PREEMPTED if "critical pod" in message else Cause.EVICTED, at, what, short, (status,))
    return Leaving(Cause.EVICTED, at, f"the pod has to go{told}", shortened(f"to go: {condition.reason}"), (status,))


def _preempted(case: Case, at: float | None, *clues: Clue) -> Leaving:
    event = case.latest("Preempted")
    by = said(event.message).partition(" by ")[2] if event is not None else ""
    what = "the scheduler preempted the pod to make room for one of a higher priority" + (f" ({by})" if by else "")
    told = (*clues, *([_clue(case, event)] if event is not None else []))
    return Leaving(Cause.PREEMPTED, at, what, "preempted by the scheduler", in_order(told))


def _tainted(case: Case, at: float | None, clues: tuple[Clue, ...]) -> Leaving:
    """Deleted for a taint of its node: that it is lost, unless the node is known to be well and to have been so."""
    node = case.around.node
    ready = _node_condition(case)
    if node is not None and ready is not None and ready.status == "True":
        since = ready.last_transition_time
        if at is None or since is None or since.timestamp() < at - _TAKES:
            what = f"the node {node.meta.name} has a NoExecute taint that the pod does not tolerate, so it was evicted"
            return Leaving(Cause.EVICTED, at, what, "evicted: taint of its node", clues)
    return _node_lost(case, at, "", clues)


_TAKES = 600.0
"""Seconds between a node's loss and its pods' eviction at most, with the server's own tolerations of 300."""


def _node_lost(case: Case, at: float | None, message: str, clues: tuple[Clue, ...] = ()) -> Leaving:
    node = case.pod.spec.node_name
    name = f"the node {node}" if node else "its node"
    told = f" ({message})" if message else ""
    replaced = f"; {_replacement(case)}"
    what = f"{name} was lost{told}, so the control plane deleted the pod{replaced}"
    return Leaving(
        Cause.NODE_LOST,
        at,
        what,
        shortened(f"node lost: {node}" if node else "node lost"),
        in_order((*clues, *node_clues(case))),
    )


def _replacement(case: Case) -> str:
    """Who makes another pod in its place, on another node: that is no restart."""
    owner = owner_of(case.pod)
    if not owner:
        return "it belongs to no controller, so nothing replaces it"
    if owner.startswith("DaemonSet "):
        return f"{owner} makes a new pod once the node is back"
    return f"{owner} makes a new pod on another node, none is restarted here"


def node_clues(case: Case) -> tuple[Clue, ...]:
    """What is told of a node that is not well."""
    clues = []
    ready = _node_condition(case)
    if ready is not None and ready.status != "True":
        at = ready.last_transition_time.timestamp() if ready.last_transition_time is not None else None
        words = f"node {case.pod.spec.node_name}: Ready {ready.status}, {ready.reason}"
        clues.append(Clue(at, "status", f"{words}: {said(ready.message)}" if ready.message else words))
    event = case.latest("NodeNotReady")
    if event is not None:
        clues.append(_clue(case, event))
    return tuple(clues)


def _node_condition(case: Case) -> Condition | None:
    node = case.around.node
    if node is None or (case.pod.spec.node_name and node.meta.name != case.pod.spec.node_name):
        return None
    return next((c for c in node.status.conditions or () if c.type == "Ready"), None)


def node_is_lost(case: Case) -> Condition | None:
    """The node's condition that says that its kubelet is not heard of; None: it is, or nothing is known."""
    ready = _node_condition(case)
    return ready if ready is not None and ready.status == "Unknown" else None


def _told_by_events(case: Case) -> Leaving | None:
    """For a deletion that nothing in the pod explains: what events say, which before 1.26 is all."""
    eviction = case.latest("TaintManagerEviction", "NodeControllerEviction")
    if eviction is not None and not eviction.message.startswith("Cancelling"):
        return _tainted(case, eviction.last, (_clue(case, eviction),))
    about = [each for each in case.around.owner_events if each.reason == "TaintManagerEviction"]
    about = [each for each in about if _names(each.message, case.pod.meta.name)]
    if about:
        return _tainted(case, about[-1].last, (Clue(about[-1].last, "event", said(about[-1].message)),))
    event = case.latest("Preempted")
    if event is not None:
        return _preempted(case, event.last)
    evicted = case.latest("Evicted")
    if evicted is not None:
        message = said(evicted.message)
        what = f"the kubelet evicted the pod: {message}"
        return Leaving(Cause.EVICTED, evicted.last, what, _evicted_short(message), (_clue(case, evicted),))
    if node_is_lost(case) is not None:
        return _node_lost(case, case.deletion.at if case.deletion is not None else None, "")
    return None


def _deleted(case: Case) -> Leaving:
    """Deleted by its controller, as far as that tells; else by somebody."""
    deletion, pod = case.deletion, case.pod
    at = deletion.at if deletion is not None else case.evidence.gone.at if case.evidence.gone is not None else None
    owner = owner_of(pod)
    clues = []
    if deletion is not None:
        source = "history" if deletion in case.evidence.remembered else "status"
        grace = f", to be done within {span(deletion.grace)}" if deletion.grace else ""
        clues.append(Clue(deletion.at, "history" if source == "history" else "status", f"deletion asked for{grace}"))
    by = _deleter(case)
    if by is not None:
        clues.append(Clue(by.last, "event", f"{owner}: {said(by.message)}"))
        what = f"its controller deleted the pod: {owner}"
        return Leaving(Cause.DELETED, at, what, shortened(f"deleted by {owner.partition(' ')[0]}"), in_order(clues))
    what = "the pod was deleted, by whom is not told"
    if owner:
        what += f" (it belongs to {owner})"
    return Leaving(Cause.DELETED, at, what, "deleted", tuple(clues))


def _deleter(case: Case) -> EventWrite | None:
    """The event of the pod's controller that tells of its deletion."""
    name = case.pod.meta.name
    told = [
        each for each in case.around.owner_events if each.reason == "SuccessfulDelete" and _names(each.message, name)
    ]
    return max(told, key=lambda each: each.last, default=None)


def _names(message: str, name: str) -> bool:
    """Whether a message names an object: `Deleted pod: web-1`, `delete Pod web-0 in StatefulSet web successful`."""
    return bool(name) and name in re.split(r"[\s/:,]+", message)


def owner_of(pod: Pod) -> str:
    """The pod's controller: `ReplicaSet web-5d4f8`; "" without one."""
    owners = pod.meta.owner_references or ()
    owner = next((each for each in owners if each.controller), None)
    return f"{owner.kind} {owner.name}" if owner is not None else ""


def _clue(case: Case, write: EventWrite) -> Clue:
    return Clue(write.last, case.source_of(write), f"{write.reason}: {said(write.message)}")
