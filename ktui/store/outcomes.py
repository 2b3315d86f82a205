"""Which Job of each CronJob was the last: a CronJob's own status does not say how its runs ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.model.objects import Job
    from ktui.store.store import Delta, Key


class LastJobs:
    """The newest Job of each CronJob, by the CronJob's uid; follows the Jobs' store."""

    def __init__(self) -> None:
        self._by_owner: dict[str, dict[Key, Job]] = {}
        self._owner_of: dict[Key, str] = {}

    def update(self, delta: Delta, jobs: Mapping[Key, Job]) -> set[str]:
        """Take what changed among the Jobs; the uids of the CronJobs concerned."""
        touched: set[str] = set()
        for key in (*delta.removed, *delta.changed, *delta.added):
            before = self._owner_of.pop(key, None)
            if before is not None:
                touched.add(before)
                owned = self._by_owner[before]
                owned.pop(key, None)
                if not owned:
                    del self._by_owner[before]
            job = jobs.get(key)
            owner = _cronjob_uid(job) if job is not None else None
            if job is not None and owner is not None:
                self._owner_of[key] = owner
                self._by_owner.setdefault(owner, {})[key] = job
                touched.add(owner)
        return touched

    def last(self, cronjob_uid: str) -> Job | None:
        """The Job created last for this CronJob, by schedule or by hand; None where there is none."""
        owned = self._by_owner.get(cronjob_uid)
        if not owned:
            return None
        return max(owned.values(), key=_age_order)


def _age_order(job: Job) -> tuple[float, Key]:
    created = job.meta.creation_timestamp
    return (created.timestamp() if created else 0.0, job.key)


def _cronjob_uid(job: Job) -> str | None:
    for owner in job.meta.owner_references or ():
        if owner.kind == "CronJob" and owner.controller is not False:
            return owner.uid
    return None
