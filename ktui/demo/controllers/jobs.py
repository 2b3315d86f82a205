"""The Job controller: pods until enough of them have succeeded, or too many have failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.controllers import job_rules as rules
from ktui.demo.controllers.job_work import API_VERSION, KIND, JobWork, release
from ktui.demo.controllers.pods import PodControl, controller_of, is_going
from ktui.demo.controllers.queue import KeyQueue
from ktui.demo.moments import moment
from ktui.demo.recorder import EventRecorder
from ktui.demo.server.registry import DeleteOptions

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.controllers.job_rules import BackOff
    from ktui.demo.controllers.power import Power
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

BATCH = 1.0
"""Seconds in which changes to pods are gathered."""
OURS = "kubernetes.io/job-controller"


class Jobs:
    """Runs all Jobs."""

    def __init__(
        self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power, version: ServerVersion
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._indexes = hearing.indexes
        self._version = version
        self._recorder = EventRecorder(registry, agenda, component="job-controller", version=version)
        power.started(self._recorder.forget)
        self._control = PodControl(registry, self._recorder, KIND, API_VERSION)
        self._queue = KeyQueue(agenda, power, self._look)
        self._orphans = KeyQueue(agenda, power, self._look_at_orphan)
        self._back_offs: dict[Key, BackOff] = {}
        hearing.on("jobs", self._job_changed)
        hearing.on("pods", self._pod_changed)

    def _job_changed(self, before: Raw | None, after: Raw | None) -> None:
        job = after or before
        assert job is not None
        key = (job["metadata"]["namespace"], job["metadata"]["name"])
        if after is None or rules.finished(after):
            self._back_offs.pop(key, None)
            for pod in self._indexes.owned(job["metadata"]["uid"], "pods"):
                self._orphan(pod)
        elif before is None or before["metadata"].get("generation") != after["metadata"].get("generation"):
            self._queue.add(key)
        else:
            self._queue.add(key, BATCH)

    def _pod_changed(self, before: Raw | None, after: Raw | None) -> None:
        pod = after or before
        assert pod is not None
        owner = controller_of(pod, KIND)
        job = None if owner is None else self._job_of(pod, owner)
        if job is None or rules.finished(job):
            if after is not None and rules.is_tracked(after):
                self._orphan(after)
            return
        self._queue.add((job["metadata"]["namespace"], job["metadata"]["name"]), BATCH)

    def _job_of(self, pod: Raw, owner: Raw) -> Raw | None:
        job = self._registry.get("jobs", pod["metadata"]["namespace"], owner["name"])
        return job if job is not None and job["metadata"]["uid"] == owner["uid"] else None

    def _orphan(self, pod: Raw) -> None:
        self._orphans.add((pod["metadata"]["namespace"], pod["metadata"]["name"]))

    def _look_at_orphan(self, key: Key) -> None:
        pod = self._registry.get("pods", *key)
        if pod is None:
            return
        owner = controller_of(pod, KIND)
        job = None if owner is None else self._job_of(pod, owner)
        if job is None or rules.finished(job):
            release(self._registry, pod)

    def _look(self, key: Key) -> None:
        job = self._registry.get("jobs", *key)
        if job is None or rules.finished(job) or job["spec"].get("managedBy", OURS) != OURS:
            return
        pods = self._indexes.owned(job["metadata"]["uid"], "pods")
        back_off = self._back_offs.get(key, rules.BackOff())
        work = JobWork(self._registry, self._agenda, self._control, self._recorder, self._version, job, pods, back_off)
        work.do()
        self._back_offs[key] = work.back_off
        if work.again is not None:
            self._queue.add(key, work.again)


class JobExpiry:
    """Deletes Jobs some time after they have ended: `ttlSecondsAfterFinished`."""

    def __init__(self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power) -> None:
        self._registry = registry
        self._agenda = agenda
        self._queue = KeyQueue(agenda, power, self._look)
        hearing.on("jobs", self._job_changed)

    def _job_changed(self, before: Raw | None, after: Raw | None) -> None:
        if after is not None and "ttlSecondsAfterFinished" in after["spec"] and rules.finished(after):
            self._queue.add((after["metadata"]["namespace"], after["metadata"]["name"]))

    def _look(self, key: Key) -> None:
        job = self._registry.get("jobs", *key)
        seconds = None if job is None else job["spec"].get("ttlSecondsAfterFinished")
        if job is None or seconds is None or is_going(job):
            return
        ended = next((one for one in job["status"].get("conditions", ()) if one["type"] == rules.finished(job)), None)
        if ended is None:
            return
        left = moment(ended["lastTransitionTime"]) + seconds - self._agenda.now
        if left > 0:
            self._queue.add(key, left)
            return
        self._registry.delete("jobs", *key, DeleteOptions(propagation="Foreground", uid=job["metadata"]["uid"]))
