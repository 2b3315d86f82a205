"""What is in trouble, and why, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.columns.jobs import completions_text, job_condition
from ktui.insight.columns.nodes import node_ready
from ktui.insight.columns.pods import is_finished, pod_rules, pod_state
from ktui.model.kinds import DAEMONSETS, JOBS, NODES, PODS
from ktui.model.trouble import Trouble
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.insight.columns.pods import PodRules, PodState
    from ktui.model.kinds import Kind
    from ktui.model.objects import CronJob, DaemonSet, Job, Node, Pod
    from ktui.model.version import ServerVersion

NEWS = 600.0
"""Seconds for which a restart is news: ten minutes, in which a container that keeps failing is started again even at
the kubelet's longest back-off of five."""

_PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable")
"""Conditions of a node that are trouble when they hold."""


def trouble_of(kind: Kind, version: ServerVersion = NEWEST) -> Callable[[Any, float], Trouble | None]:
    """(object, now in Unix seconds) -> why an object of `kind` needs a look, in the words of a server of `version`.

    Not for CronJobs, which are judged by their last Job: `cronjob_trouble`.
    """
    rules = pod_rules(version)
    judges: dict[str, Callable[[Any, float], Trouble | None]] = {
        PODS.name: lambda pod, now: _pod_trouble(pod, rules, now),
        DAEMONSETS.name: lambda daemonset, now: _daemonset_trouble(daemonset),
        JOBS.name: lambda job, now: _job_trouble(job),
        NODES.name: lambda node, now: _node_trouble(node),
    }
    return judges[kind.name]


def cronjob_trouble(cronjob: CronJob, last_job: Job | None, now: float) -> Trouble | None:
    """Why a CronJob needs a look: the last Job it made (None: it has none left) failed."""
    if last_job is None or not job_condition(last_job, "Failed"):
        return None
    return Trouble(f"last Job {_failed(last_job)}")


def _pod_trouble(pod: Pod, rules: PodRules, now: float) -> Trouble | None:
    state = pod_state(pod, rules)
    if not is_finished(pod) and not _is_ready(pod, state):
        if state.word == "Running" and state.ready == state.total:
            return Trouble(f"{state.ready}/{state.total} Running, not ready")
        return Trouble(f"{state.ready}/{state.total} {state.word}")
    if state.restarts and state.restarted is not None:
        until = state.restarted.timestamp() + NEWS
        if now < until:
            times = "restart" if state.restarts == 1 else "restarts"
            return Trouble(f"{state.ready}/{state.total} {state.word}, {state.restarts} {times}", until)
    return None


def _is_ready(pod: Pod, state: PodState) -> bool:
    """Whether all containers are ready and the pod's own condition says so, where it has one."""
    if not 0 < state.total == state.ready:
        return False
    for condition in pod.status.conditions or ():  # no `all`: every pod of a list comes by here
        if condition.type == "Ready" and condition.status != "True":
            return False
    return True


def _daemonset_trouble(daemonset: DaemonSet) -> Trouble | None:
    status = daemonset.status
    desired = status.desired_number_scheduled
    words = []
    if desired == 0:
        words.append("DESIRED 0")
    if status.number_available < desired:
        words.append(f"{status.number_available}/{desired} available")
    if status.updated_number_scheduled < desired:
        words.append(f"{status.updated_number_scheduled}/{desired} up to date")
    if status.number_misscheduled > 0:
        words.append(f"{status.number_misscheduled} misscheduled")
    return Trouble(", ".join(words)) if words else None


def _job_trouble(job: Job) -> Trouble | None:
    failed = job_condition(job, "Failed")
    count = job.status.failed
    if not failed and count <= 0:
        return None
    words = [f"{completions_text(job)} {_failed(job)}" if failed else completions_text(job)]
    if count > 0:
        words.append(f"{count} failed pod" if count == 1 else f"{count} failed pods")
    return Trouble(", ".join(words))


def _failed(job: Job) -> str:
    """`failed: BackoffLimitExceeded`, as the Job's condition has it."""
    reason = next((c.reason for c in job.status.conditions or () if c.type == "Failed"), "")
    return f"failed: {reason}" if reason else "failed"


def _node_trouble(node: Node) -> Trouble | None:
    ready = node_ready(node)
    words = [] if ready == "Ready" else [ready]
    words += [c.type for c in node.status.conditions or () if c.type in _PRESSURES and c.status == "True"]
    return Trouble(", ".join(words)) if words else None
