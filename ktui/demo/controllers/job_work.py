"""One look at a Job: its pods counted, made and deleted, and what comes of it written down.

The order is that of `syncJob` in Kubernetes 1.35: a pod that has ended is first named in `uncountedTerminatedPods`,
then loses its finalizer, then counts; the verdict (SuccessCriteriaMet, FailureTarget) comes before the end (Complete,
Failed). Before 1.23 pods are just counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.controllers import job_rules as rules
from ktui.demo.controllers.pods import condition, is_active, is_going, is_ready, named, phase, restarts
from ktui.demo.moments import moment, seconds_text
from ktui.demo.server.store import copied

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.job_rules import BackOff
    from ktui.demo.controllers.pods import PodControl
    from ktui.demo.recorder import EventRecorder
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

KIND, API_VERSION = "Job", "batch/v1"
LIMIT = "BackoffLimitExceeded", "Job has reached the specified backoff limit"
DEADLINE = "DeadlineExceeded", "Job was active longer than specified deadline"
REACHED = "CompletionsReached", "Reached expected number of succeeded pods"
TOO_MANY = "Too many succeeded pods running after completion count reached"
MOST_PODS = 500
"""Made or deleted in one go."""
LONGEST_PREFIX = 58


class JobWork:
    """A Job as it is now, and what is to become of it."""

    def __init__(
        self,
        registry: Registry,
        agenda: Agenda,
        control: PodControl,
        recorder: EventRecorder,
        version: ServerVersion,
        job: Raw,
        pods: list[Raw],
        back_off: BackOff,
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._control = control
        self._recorder = recorder
        self._version = version
        self._job = job
        self._spec = job["spec"]
        self._status: Raw = copied(job.get("status") or {})
        self._pods = pods
        self._active_pods = [pod for pod in pods if is_active(pod)]
        self._ready = sum(map(is_ready, self._active_pods))
        self._terminating = sum(is_going(pod) and phase(pod) not in ("Succeeded", "Failed") for pod in pods)
        self._uncounted: Raw = self._status.setdefault("uncountedTerminatedPods", {})
        self._succeeded_indexes: set[int] = set()
        self.back_off = back_off
        """After this look."""
        self.again: float | None = None
        """Seconds until the Job has to be looked at again, for time alone."""

    @property
    def _indexed(self) -> bool:
        return bool(self._spec.get("completionMode") == "Indexed")

    @property
    def _tracks(self) -> bool:
        """Whether pods are kept by a finalizer until they are counted."""
        return self._version.at_least(1, 23)

    @property
    def _suspended(self) -> bool:
        return self._spec.get("suspend") is True

    @property
    def _tells_verdict(self) -> bool:
        """Whether the verdict is told before all pods are gone."""
        return self._version.at_least(1, 31)

    def do(self) -> None:
        """All of it."""
        now = self._agenda.now
        if not self._tracks:
            for name in ("succeeded", "failed"):
                self._status.pop(name, None)
            self.back_off = rules.BackOff()
        new = [pod for pod in self._pods if self._is_new(pod)]
        succeeded = [pod for pod in new if phase(pod) == "Succeeded" and not self._is_uncounted(pod, "succeeded")]
        failed = [pod for pod in new if rules.has_failed(pod, self._job) and not self._is_uncounted(pod, "failed")]
        self._succeeded = self._status.get("succeeded", 0) + len(succeeded) + len(self._uncounted.get("succeeded", ()))
        self._failed = self._status.get("failed", 0) + len(failed) + len(self._uncounted.get("failed", ()))
        if "startTime" not in self._status and not self._suspended:
            self._status["startTime"] = seconds_text(now)
        before = {name: self._status.get(name) for name in ("active", "ready", "terminating", "startTime")}
        self.back_off = self.back_off.after(succeeded, failed)
        verdict = self._verdict(now)
        if self._indexed:
            before_indexes = rules.read_indexes(self._status.get("completedIndexes", ""), self._spec["completions"])
            fresh = {rules.completion_index(pod) for pod in succeeded}
            self._succeeded_indexes = before_indexes | {index for index in fresh if index is not None}
            self._succeeded = len(self._succeeded_indexes)
        active = len(self._active_pods)
        changed = False
        if verdict is not None:
            for pod in self._active_pods:
                self._control.delete(self._job, pod)
            self._terminating += active
            active = self._ready = 0
        elif not is_going(self._job):
            active = self._manage(active)
            if self._is_complete(active):
                verdict = rules.new_condition("SuccessCriteriaMet", *self._reached(), now)
            else:
                changed = self._tell_suspension(now)
        self._set("active", active)
        if self._version.at_least(1, 24):
            self._status["ready"] = self._ready
        if self._version.at_least(1, 29):
            self._status["terminating"] = self._terminating
        changed = changed or any(self._status.get(name) != value for name, value in before.items())
        if self._tracks:
            self._count(verdict, changed)
        else:
            self._count_plainly(verdict)

    def _is_new(self, pod: Raw) -> bool:
        return (not self._tracks or rules.is_tracked(pod)) and self._has_place(pod)

    def _has_place(self, pod: Raw) -> bool:
        if not self._indexed:
            return True
        index = rules.completion_index(pod)
        return index is not None and index < self._spec["completions"]

    def _is_uncounted(self, pod: Raw, ended: str) -> bool:
        return pod["metadata"]["uid"] in self._uncounted.get(ended, ())

    def _set(self, name: str, number: int) -> None:
        """A number that is left out where it is 0."""
        if number:
            self._status[name] = number
        else:
            self._status.pop(name, None)

    # Whether it is over.

    def _verdict(self, now: float) -> Raw | None:
        told = condition({"status": self._status}, "SuccessCriteriaMet")
        if told is not None:
            return told
        told = condition({"status": self._status}, "FailureTarget")
        if told is not None:
            return rules.new_condition("Failed", told["reason"], told["message"], now)
        if self._failed > self._spec["backoffLimit"] or self._has_restarted_too_often():
            return rules.new_condition("FailureTarget", *LIMIT, now)
        limit = self._spec.get("activeDeadlineSeconds")
        if limit is not None and not self._suspended:
            left = moment(self._status["startTime"]) + limit - now
            if left <= 0:
                return rules.new_condition("FailureTarget", *DEADLINE, now)
            self.again = left
        return None

    def _has_restarted_too_often(self) -> bool:
        if self._spec["template"]["spec"].get("restartPolicy") != "OnFailure":
            return False
        total = sum(restarts(pod) for pod in self._pods if phase(pod) in ("Running", "Pending"))
        limit = self._spec["backoffLimit"]
        return total > 0 if limit == 0 else bool(total >= limit)

    def _is_complete(self, active: int) -> bool:
        completions = self._spec.get("completions")
        if completions is None:
            return self._succeeded > 0 and active == 0
        return self._succeeded >= completions and active == 0

    def _reached(self) -> tuple[str, str]:
        return REACHED if self._version.at_least(1, 31) else ("", "")

    def _tell_suspension(self, now: float) -> bool:
        if self._suspended:
            made = rules.new_condition("Suspended", "JobSuspended", "Job suspended", now)
        else:
            made = rules.new_condition("Suspended", "JobResumed", "Job resumed", now, status="False")
        if not rules.ensure_condition(self._status, made):
            return False
        if not self._suspended:
            self._status["startTime"] = seconds_text(now)
        self._tell("Normal", "Suspended" if self._suspended else "Resumed", made["message"])
        return True

    # Pods made and deleted.

    def _manage(self, active: int) -> int:
        """How many are active afterwards."""
        if self._suspended:
            return self._remove(active, active)
        parallelism, completions = self._spec["parallelism"], self._spec.get("completions")
        if completions is None:
            wanted = active if self._succeeded > 0 else parallelism
        else:
            wanted = max(min(completions - self._succeeded, parallelism), 0)
        if active > wanted:
            return self._remove(active, min(active - wanted, MOST_PODS))
        missing = wanted - active - (self._terminating if rules.replaces_failed_only(self._job) else 0)
        if missing <= 0:
            return active
        wait = self.back_off.remaining(self._agenda.now)
        if wait > 0:
            self.again = max(wait, 1.0) if self.again is None else min(max(wait, 1.0), self.again)
            return 0
        if not self._indexed:
            for _ in range(min(missing, MOST_PODS)):
                self._control.create(self._job, self._template(None))
            return active + min(missing, MOST_PODS)
        indexes = self._free_indexes(min(missing, MOST_PODS))
        for index in indexes:
            self._control.create(self._job, self._template(index), prefix=self._prefix(index))
        return active + len(indexes)

    def _remove(self, active: int, number: int) -> int:
        for pod in sorted(self._active_pods, key=rules.removal_order)[:number]:
            self._release(pod)
            self._control.delete(self._job, pod)
            self._ready -= is_ready(pod)
        self._terminating += number
        return active - number

    def _free_indexes(self, number: int) -> list[int]:
        taken = self._succeeded_indexes | {rules.completion_index(pod) for pod in self._active_pods}
        if rules.replaces_failed_only(self._job):
            taken |= {rules.completion_index(pod) for pod in self._pods if is_going(pod)}
        free = (index for index in range(self._spec["completions"]) if index not in taken)
        return [index for index, _ in zip(free, range(number), strict=False)]

    def _prefix(self, index: int) -> str:
        name, end = self._job["metadata"]["name"], f"-{index}-"
        return f"{name[: LONGEST_PREFIX - len(end)]}{end}"

    def _template(self, index: int | None) -> Raw:
        template: Raw = copied(self._spec["template"])
        meta = template.setdefault("metadata", {})
        if self._tracks:
            meta["finalizers"] = [*meta.get("finalizers", ()), rules.FINALIZER]
        if index is None:
            return template
        meta["annotations"] = {**(meta.get("annotations") or {}), rules.INDEX: str(index)}
        place = f"metadata.annotations['{rules.INDEX}']"
        if self._version.at_least(1, 28):
            meta["labels"] = {**(meta.get("labels") or {}), rules.INDEX: str(index)}
            place = f"metadata.labels['{rules.INDEX}']"
        spec = template["spec"]
        spec["hostname"] = f"{self._job['metadata']['name']}-{index}"
        known = {"name": "JOB_COMPLETION_INDEX", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": place}}}
        for container in (*(spec.get("initContainers") or ()), *spec["containers"]):
            if not any(one["name"] == known["name"] for one in container.get("env") or ()):
                container["env"] = [*(container.get("env") or ()), copied(known)]
        return template

    # What has ended, counted.

    def _count(self, verdict: Raw | None, changed: bool) -> None:
        tracked = {pod["metadata"]["uid"] for pod in self._pods if rules.is_tracked(pod)}
        changed = self._count_released(tracked) or changed
        released = []
        for pod in self._pods:
            if not rules.is_tracked(pod):
                continue
            failed = rules.has_failed(pod, self._job)
            if not (is_going(self._job) or verdict is not None or phase(pod) == "Succeeded" or failed):
                continue
            released.append(pod)
            changed = self._name_uncounted(pod, failed, verdict) or changed
        if self._indexed:
            text = rules.write_indexes(self._succeeded_indexes)
            changed = changed or text != self._status.get("completedIndexes", "")
            self._set("succeeded", len(self._succeeded_indexes))
            if text:
                self._status["completedIndexes"] = text
        end = self._announce(verdict)
        if end is not verdict or changed:
            self._write()
        for pod in released:
            self._release(pod)
        changed = self._count_released(set())
        done = end is not None and self._end(end)
        if changed or done:
            self._write()
        if done and end is not None:
            self._tell_end(end)

    def _count_plainly(self, verdict: Raw | None) -> None:
        gone = len(self._active_pods) if verdict is not None and verdict["type"] != "SuccessCriteriaMet" else 0
        self._set("succeeded", self._succeeded)
        self._set("failed", self._failed + gone)
        end = self._announce(verdict)
        done = end is not None and self._end(end)
        self._write()
        if done and end is not None:
            self._tell_end(end)

    def _name_uncounted(self, pod: Raw, failed: bool, verdict: Raw | None) -> bool:
        uid = pod["metadata"]["uid"]
        if phase(pod) == "Succeeded" and not self._is_uncounted(pod, "failed"):
            if self._indexed or self._is_uncounted(pod, "succeeded"):
                return False
            self._uncounted.setdefault("succeeded", []).append(uid)
            return True
        ended = failed or (verdict is not None and verdict["type"] != "SuccessCriteriaMet")
        if not ended or self._is_uncounted(pod, "failed") or not self._has_place(pod):
            return False
        self._uncounted.setdefault("failed", []).append(uid)
        return True

    def _count_released(self, tracked: set[str]) -> bool:
        """Those that were named and have lost their finalizer count now."""
        changed = False
        for ended in ("succeeded", "failed"):
            named_pods = self._uncounted.get(ended, ())
            left = [uid for uid in named_pods if uid in tracked]
            if len(left) != len(named_pods):
                changed = True
                self._status[ended] = self._status.get(ended, 0) + len(named_pods) - len(left)
                if left:
                    self._uncounted[ended] = left
                else:
                    del self._uncounted[ended]
        return changed

    def _announce(self, verdict: Raw | None) -> Raw | None:
        """Tell a new verdict; the end that follows from it."""
        if verdict is None or verdict["type"] == "Failed":
            return verdict
        end = "Failed" if verdict["type"] == "FailureTarget" else "Complete"
        if self._tells_verdict and condition({"status": self._status}, verdict["type"]) is None:
            self._status.setdefault("conditions", []).append(verdict)
        return rules.new_condition(end, verdict.get("reason", ""), verdict.get("message", ""), self._agenda.now)

    def _end(self, end: Raw) -> bool:
        if self._uncounted.get("succeeded") or self._uncounted.get("failed"):
            return False
        if self._tells_verdict and self._terminating > 0:
            return False
        rules.ensure_condition(self._status, end)
        if end["type"] == "Complete":
            self._status["completionTime"] = end["lastTransitionTime"]
        return True

    def _tell_end(self, end: Raw) -> None:
        if end["type"] == "Failed":
            self._tell("Warning", end["reason"], end["message"])
            return
        completions = self._spec.get("completions")
        if completions is not None and self._status.get("succeeded", 0) > completions:
            self._tell("Warning", "TooManySucceededPods", TOO_MANY)
        self._tell("Normal", "Completed", "Job completed")

    def _release(self, pod: Raw) -> None:
        release(self._registry, pod)

    def _write(self) -> None:
        meta = self._job["metadata"]
        status = copied(self._status)
        if not self._tracks:
            del status["uncountedTerminatedPods"]

        def edit(job: Raw) -> None:
            job["status"] = status

        self._registry.change("jobs", meta["namespace"], meta["name"], edit, subresource="status")

    def _tell(self, event_type: str, reason: str, message: str) -> None:
        self._recorder.event(named(KIND, API_VERSION, self._job), event_type, reason, message)


def release(registry: Registry, pod: Raw) -> None:
    """Take a Job's finalizer from a pod: it is counted, or nobody counts it any more."""
    if rules.is_tracked(pod):
        registry.change("pods", pod["metadata"]["namespace"], pod["metadata"]["name"], _without_finalizer)


def _without_finalizer(pod: Raw) -> None:
    left = [one for one in pod["metadata"].get("finalizers", ()) if one != rules.FINALIZER]
    if left:
        pod["metadata"]["finalizers"] = left
    else:
        pod["metadata"].pop("finalizers", None)
