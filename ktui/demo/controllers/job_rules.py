"""What a Job's controller reads from a Job and its pods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import condition, is_going, is_ready, phase
from ktui.demo.moments import moment, seconds_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.demo.server.statuses import Raw

FINALIZER = "batch.kubernetes.io/job-tracking"
"""Keeps a finished pod until it is counted."""
INDEX = "batch.kubernetes.io/job-completion-index"
FIRST_BACK_OFF, LONGEST_BACK_OFF = 10.0, 600.0
"""Seconds between a failure and the next pod."""


def finished(job: Raw) -> str:
    """`Complete` or `Failed`; "": it is not over."""
    for name in ("Complete", "Failed"):
        found = condition(job, name)
        if found is not None and found["status"] == "True":
            return name
    return ""


def is_tracked(pod: Raw) -> bool:
    """Whether it has not been counted yet."""
    return FINALIZER in pod["metadata"].get("finalizers", ())


def replaces_failed_only(job: Raw) -> bool:
    """Whether a pod that is going has to be gone before another takes its place."""
    return job["spec"].get("podReplacementPolicy") == "Failed" or "podFailurePolicy" in job["spec"]


def has_failed(pod: Raw, job: Raw) -> bool:
    """Whether it counts as a failure: one that is deleted before it has ended does, as a rule."""
    if phase(pod) == "Failed":
        return True
    return not replaces_failed_only(job) and is_going(pod) and phase(pod) != "Succeeded"


def finish_time(pod: Raw) -> float:
    """When it ended, in Unix seconds: as its containers tell, else as near as can be known."""
    states = [one.get("state", {}).get("terminated") for one in pod.get("status", {}).get("containerStatuses") or ()]
    if states and all(state and state.get("finishedAt") for state in states):
        return max(moment(state["finishedAt"]) for state in states if state)
    ready = condition(pod, "Ready")
    if ready is not None and ready["status"] == "False" and ready.get("lastTransitionTime"):
        return moment(ready["lastTransitionTime"])
    meta = pod["metadata"]
    if is_going(pod):
        return moment(meta["deletionTimestamp"]) - float(meta.get("deletionGracePeriodSeconds", 0))
    return moment(meta["creationTimestamp"])


@dataclass(frozen=True, slots=True)
class BackOff:
    """How often pods have failed since the last one that succeeded."""

    failures: int = 0
    last: float = 0.0
    """When the latest failed, in Unix seconds."""

    def after(self, succeeded: list[Raw], failed: list[Raw]) -> BackOff:
        """When these pods have ended too."""
        if not succeeded and not failed:
            return self
        if not succeeded:
            return BackOff(self.failures + len(failed), max(map(finish_time, failed)))
        success = max(map(finish_time, succeeded))
        later = [ended for ended in map(finish_time, failed) if ended > success]
        return BackOff(len(later), max(later)) if later else BackOff()

    def remaining(self, now: float) -> float:
        """Seconds until the next pod may be made."""
        if not self.failures:
            return 0.0
        wait = min(FIRST_BACK_OFF * 2.0 ** min(self.failures - 1, 20), LONGEST_BACK_OFF)
        return max(self.last + wait - now, 0.0)


def new_condition(name: str, reason: str, message: str, now: float, status: str = "True") -> Raw:
    """A condition as it is written at `now`."""
    when = seconds_text(now)
    made = {"type": name, "status": status, "lastProbeTime": when, "lastTransitionTime": when}
    return {**made, **({"reason": reason} if reason else {}), **({"message": message} if message else {})}


def ensure_condition(status: Raw, made: Raw) -> bool:
    """Put a condition into a Job's status; whether that changed anything. One that is false does not begin to be."""
    conditions = status.setdefault("conditions", [])
    for number, one in enumerate(conditions):
        if one["type"] == made["type"]:
            same = all(one.get(name) == made.get(name) for name in ("status", "reason", "message"))
            if not same:
                conditions[number] = made
            return not same
    if made["status"] == "False":
        if not conditions:
            del status["conditions"]
        return False
    conditions.append(made)
    return True


def completion_index(pod: Raw) -> int | None:
    """Which of an indexed Job's completions it works on."""
    text = (pod["metadata"].get("annotations") or {}).get(INDEX, "")
    return int(text) if text.isdecimal() else None


def read_indexes(text: str, completions: int) -> set[int]:
    """The indexes of `0,2-4`, those below `completions`."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        low, _, high = part.partition("-")
        found.update(range(int(low), int(high or low) + 1))
    return {index for index in found if index < completions}


def write_indexes(indexes: Iterable[int]) -> str:
    """As `0,2-4`."""
    runs: list[list[int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][1] == index - 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return ",".join(
        str(low) if low == high else f"{low},{high}" if high == low + 1 else f"{low}-{high}" for low, high in runs
    )


def removal_order(pod: Raw) -> tuple[bool, int, bool, float]:
    """Which pods of too many go first: those that have got least far."""
    rank = {"Pending": 0, "Unknown": 1, "Running": 2}.get(phase(pod), 3)
    return bool(pod["spec"].get("nodeName")), rank, is_ready(pod), -moment(pod["metadata"]["creationTimestamp"])
