"""The CronJob controller: a Job each time that a schedule comes round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from ktui.demo.controllers import job_rules as rules
from ktui.demo.controllers.pods import controller_of, is_going, named, owner_reference, words
from ktui.demo.controllers.queue import KeyQueue
from ktui.demo.moments import moment, seconds_text
from ktui.demo.recorder import EventRecorder
from ktui.demo.server.registry import DeleteOptions
from ktui.demo.server.statuses import RefusalError
from ktui.demo.server.store import copied
from ktui.insight.schedule import ScheduleError, UnknownZoneError, find_zone, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.controllers.power import Power
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.insight.schedule import Schedule
    from ktui.model.version import ServerVersion

KIND = "CronJob"
POLL = 10.0
"""Seconds between the looks of the controller before 1.21, at every CronJob."""
LATER = 0.1
"""Seconds that the controller comes late on purpose, for clocks that differ."""
MANY = 100
"""Missed times; more are told of, or before 1.21 refused."""
SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp"
ALREADY = "Not starting job because prior execution is running and concurrency policy is Forbid"
TOO_MANY = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
TOO_MANY_OLD = "too many missed start time (> 100). Set or decrease .spec.startingDeadlineSeconds or check clock skew"
IMPOSSIBLE = "time difference between two schedules is less than 1 second"
ZONE_IN_SCHEDULE = (
    'CRON_TZ or TZ used in schedule "{}" is not officially supported, see '
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details"
)


class ImpossibleError(ValueError):
    """A schedule that never comes round."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What has come round since the last run."""

    earliest: float
    """Since when was looked."""
    latest: float | None
    """The last time of the schedule that has come; None: none has."""
    number: int


def missed(schedule: Schedule, zone: tzinfo, earliest: float, now: float) -> Missed:
    """The times of a schedule after `earliest` and up to `now`, roughly counted; raises `ImpossibleError`."""
    first = schedule.next(earliest, zone)
    if first is None:
        raise ImpossibleError(IMPOSSIBLE)
    if now < first:
        return Missed(earliest, None, 0)
    second = schedule.next(first, zone)
    if second is None or second - first < 1:
        raise ImpossibleError(IMPOSSIBLE)
    if now < second:
        return Missed(earliest, first, 0)
    gap = int(second - first)
    number = int(now - first) // gap + 1
    latest = None
    at = schedule.next(first + (number - 2) * gap, zone)
    while at is not None and at <= now:
        latest = at
        at = schedule.next(at, zone)
    return Missed(earliest, latest, number)


class CronJobs:
    """Makes the Jobs of all CronJobs."""

    def __init__(
        self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power, version: ServerVersion
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._indexes = hearing.indexes
        self._version = version
        self._polls = not version.at_least(1, 21)
        self._api_version = "batch/v1beta1" if self._polls else "batch/v1"
        self._power = power
        self._recorder = EventRecorder(registry, agenda, component="cronjob-controller", version=version)
        power.started(self._recorder.forget)
        self._queue = KeyQueue(agenda, power, self._look)
        if self._polls:
            agenda.after(POLL, self._poll)
        else:
            hearing.on("cronjobs", self._cronjob_changed)
            hearing.on("jobs", partial(self._queue.hear_for_owner, KIND))

    def _poll(self) -> None:
        if self._power.on:
            for cronjob in list(self._registry.each("cronjobs")):
                self._look((cronjob["metadata"]["namespace"], cronjob["metadata"]["name"]))
        self._agenda.after(POLL, self._poll)

    def _cronjob_changed(self, before: Raw | None, after: Raw | None) -> None:
        if after is None:
            return
        key = (after["metadata"]["namespace"], after["metadata"]["name"])
        if before is None or _read(before) == _read(after):
            self._queue.add(key)
            return
        try:
            wait = self._until_next(after, parse(after["spec"]["schedule"]), self._zone(after))
        except (ScheduleError, UnknownZoneError):
            said = f"unparseable schedule for cronjob: {after['spec']['schedule']}"
            self._tell(after, "Warning", "UnParseableCronJobSchedule", said)
            return
        if wait is not None:
            self._queue.add(key, wait)

    def _look(self, key: Key) -> None:
        stored = self._registry.get("cronjobs", *key)
        if stored is None:
            return
        cronjob: Raw = copied(stored)
        status = cronjob.setdefault("status", {})
        jobs = self._indexes.owned(cronjob["metadata"]["uid"], "jobs")
        self._clean_up(cronjob, jobs)
        try:
            wait = self._follow(cronjob, jobs)
        finally:
            if not status.get("active"):
                status.pop("active", None)
            self._registry.change("cronjobs", *key, _set_status(status), subresource="status")
        if wait is not None and not self._polls:
            self._queue.add(key, wait)

    def _follow(self, cronjob: Raw, jobs: list[Raw]) -> float | None:
        """Look at what runs and start what is due; seconds until the next time, None: there is none to wait for."""
        self._look_at_active(cronjob, jobs)
        if is_going(cronjob):
            return None
        spec = cronjob["spec"]
        try:
            zone = self._zone(cronjob)
        except UnknownZoneError as error:
            self._tell(cronjob, "Warning", "UnknownTimeZone", f'invalid timeZone: "{spec["timeZone"]}": {error}')
            return None
        if spec.get("suspend"):
            return None
        if "TZ" in spec["schedule"] and self._version.at_least(1, 22):
            self._tell(cronjob, "Warning", "UnsupportedSchedule", ZONE_IN_SCHEDULE.format(spec["schedule"]))
        try:
            schedule = parse(spec["schedule"])
        except ScheduleError as error:
            self._tell_unparseable(cronjob, error)
            return None
        due = self._due(cronjob, schedule, zone)
        if due is None:
            return None
        when, wait = due
        if when is not None:
            self._start(cronjob, when, zone)
        return wait

    def _tell_unparseable(self, cronjob: Raw, error: ScheduleError) -> None:
        text = cronjob["spec"]["schedule"]
        if self._polls:
            said = f"Cannot determine if job needs to be started: unparseable schedule: {text} : {error}"
            self._tell(cronjob, "Warning", "FailedNeedsStart", said)
        else:
            self._tell(cronjob, "Warning", "UnparseableSchedule", f'unparseable schedule: "{text}" : {error}')

    # What runs, and what has run.

    def _look_at_active(self, cronjob: Raw, jobs: list[Raw]) -> None:
        status = cronjob["status"]
        active = {one["uid"] for one in status.get("active") or ()}
        for job in jobs:
            name, ended, uid = job["metadata"]["name"], rules.finished(job), job["metadata"]["uid"]
            if not ended:
                if uid not in active:
                    said = f"Saw a job that the controller did not create or forgot: {name}"
                    self._tell(cronjob, "Warning", "UnexpectedJob", said)
                continue
            if uid in active:
                _drop_active(status, uid)
                told = "condition" if self._version.at_least(1, 31) else "status"
                self._tell(cronjob, "Normal", "SawCompletedJob", f"Saw completed job: {name}, {told}: {ended}")
            completed = job["status"].get("completionTime")
            if ended == "Complete" and completed and self._version.at_least(1, 21):
                status["lastSuccessfulTime"] = max(status.get("lastSuccessfulTime") or "", completed)
        there = {job["metadata"]["uid"] for job in jobs}
        for one in list(status.get("active") or ()):
            if one["uid"] not in there and self._registry.get("jobs", one["namespace"], one["name"]) is None:
                self._tell(cronjob, "Normal", "MissingJob", f"Active job went missing: {one['name']}")
                _drop_active(status, one["uid"])

    def _clean_up(self, cronjob: Raw, jobs: list[Raw]) -> None:
        for ended, limit in (("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")):
            most = cronjob["spec"].get(limit)
            if most is None:
                continue
            over = sorted((job for job in jobs if rules.finished(job) == ended), key=_started)
            for job in over[: max(len(over) - most, 0)]:
                if not is_going(job):
                    self._delete(cronjob, job)

    def _delete(self, cronjob: Raw, job: Raw) -> bool:
        meta = job["metadata"]
        try:
            self._registry.delete("jobs", meta["namespace"], meta["name"], DeleteOptions(propagation="Background"))
        except RefusalError as error:
            self._tell(cronjob, "Warning", "FailedDelete", f"Deleted job: {words(error)}")
            return False
        _drop_active(cronjob["status"], meta["uid"])
        self._tell(cronjob, "Normal", "SuccessfulDelete", f"Deleted job {meta['name']}")
        return True

    # What is due.

    def _zone(self, cronjob: Raw) -> tzinfo:
        name = cronjob["spec"].get("timeZone")
        return UTC if name is None else find_zone(name)

    def _due(self, cronjob: Raw, schedule: Schedule, zone: tzinfo) -> tuple[float | None, float | None] | None:
        """What is to be run now, if anything, and when to look again; None: the schedule leads nowhere."""
        now = self._agenda.now
        deadline = cronjob["spec"].get("startingDeadlineSeconds")
        earliest = _last(cronjob)
        if deadline is not None:
            earliest = max(earliest, now - deadline)
        try:
            found = missed(schedule, zone, earliest, now)
        except ImpossibleError as error:
            said = f"invalid schedule: {cronjob['spec']['schedule']} : {error}"
            self._tell(cronjob, "Warning", "InvalidSchedule", said)
            return None
        wait = self._until_next(cronjob, schedule, zone)
        if found.latest is None:
            return None, wait
        if found.number > MANY:
            if self._polls:
                said = f"Cannot determine if job needs to be started: {TOO_MANY_OLD}"
                self._tell(cronjob, "Warning", "FailedNeedsStart", said)
                return None
            self._tell(cronjob, "Warning", "TooManyMissedTimes", TOO_MANY)
        if deadline is not None and found.latest + deadline < now:
            when = datetime.fromtimestamp(found.latest, UTC)
            said = f"Missed scheduled time to start a job: {when:%a, %d %b %Y %H:%M:%S %z}"
            self._tell(cronjob, "Warning", "MissSchedule", said)
            return None, wait
        return (found.latest if self._may_start(cronjob, found.latest) else None), wait

    def _may_start(self, cronjob: Raw, when: float) -> bool:
        status = cronjob["status"]
        active = status.get("active") or ()
        name = self._job_name(cronjob, when)
        if status.get("lastScheduleTime") == seconds_text(when) or any(one["name"] == name for one in active):
            return False
        policy = cronjob["spec"].get("concurrencyPolicy", "Allow")
        if policy == "Forbid" and active:
            if not self._polls:
                self._tell(cronjob, "Normal", "JobAlreadyActive", ALREADY)
            return False
        if policy == "Replace":
            for one in list(active):
                job = self._registry.get("jobs", one["namespace"], one["name"])
                if job is not None and not self._delete(cronjob, job):
                    return False
        return True

    def _until_next(self, cronjob: Raw, schedule: Schedule, zone: tzinfo) -> float | None:
        now = self._agenda.now
        try:
            found = missed(schedule, zone, _last(cronjob), now)
        except ImpossibleError:
            since = now
        else:
            since = found.latest or (now if found.number else found.earliest)
        upcoming = schedule.next(since, zone)
        return None if upcoming is None else upcoming + LATER - now

    # A run.

    def _job_name(self, cronjob: Raw, when: float) -> str:
        return f"{cronjob['metadata']['name']}-{int(when) if self._polls else int(when) // 60}"

    def _start(self, cronjob: Raw, when: float, zone: tzinfo) -> None:
        job = self._job(cronjob, when, zone)
        try:
            made = self._registry.create("jobs", job)
        except RefusalError as error:
            there = self._registry.get("jobs", job["metadata"]["namespace"], job["metadata"]["name"])
            owner = None if there is None else controller_of(there, KIND)
            if error.code != 409 or there is None:
                self._tell(cronjob, "Warning", "FailedCreate", f"Error creating job: {words(error)}")
                raise
            if owner is None or owner["uid"] != cronjob["metadata"]["uid"]:
                return
            made = there
        else:
            self._tell(cronjob, "Normal", "SuccessfulCreate", f"Created job {made['metadata']['name']}")
        status, meta = cronjob["status"], made["metadata"]
        reference = {"kind": "Job", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"]}
        reference |= {"apiVersion": "batch/v1", "resourceVersion": meta["resourceVersion"]}
        status["active"] = [*(status.get("active") or ()), reference]
        status["lastScheduleTime"] = seconds_text(when)

    def _job(self, cronjob: Raw, when: float, zone: tzinfo) -> Raw:
        template = copied(cronjob["spec"]["jobTemplate"])
        of = template.get("metadata") or {}
        annotations = dict(of.get("annotations") or {})
        if self._version.at_least(1, 28):
            text = datetime.fromtimestamp(when, zone).isoformat()
            annotations[SCHEDULED] = text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
        meta: Raw = {"name": self._job_name(cronjob, when), "namespace": cronjob["metadata"]["namespace"]}
        if labels := of.get("labels"):
            meta["labels"] = labels
        if annotations:
            meta["annotations"] = annotations
        meta["ownerReferences"] = [owner_reference(KIND, self._api_version, cronjob)]
        return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": template["spec"]}

    def _tell(self, cronjob: Raw, event_type: str, reason: str, message: str) -> None:
        self._recorder.event(named(KIND, self._api_version, cronjob), event_type, reason, message)


def _read(cronjob: Raw) -> tuple[object, object]:
    """What says when it runs."""
    return cronjob["spec"]["schedule"], cronjob["spec"].get("timeZone")


def _last(cronjob: Raw) -> float:
    """When it ran last, or since when it could have."""
    last = cronjob.get("status", {}).get("lastScheduleTime")
    return moment(last or cronjob["metadata"]["creationTimestamp"])


def _started(job: Raw) -> tuple[bool, str, str]:
    """The order of age: those that have never begun come last."""
    started = job.get("status", {}).get("startTime")
    return started is None, started or "", job["metadata"]["name"]


def _drop_active(status: Raw, uid: str) -> None:
    status["active"] = [one for one in status.get("active") or () if one["uid"] != uid]


def _set_status(status: Raw) -> Callable[[Raw], None]:
    def edit(cronjob: Raw) -> None:
        cronjob["status"] = status

    return edit
