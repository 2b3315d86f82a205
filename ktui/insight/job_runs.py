"""What a finished Job tells of its run."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ktui.model.runs import JobRun, RunOutcome

if TYPE_CHECKING:
    from msgspec import UnsetType

    from ktui.model.objects import Job

OUTCOMES = {"Complete": RunOutcome.SUCCEEDED, "Failed": RunOutcome.FAILED}
"""A Job's conditions that are its end."""

BY_HAND = "manual"
"""What the annotation says that `kubectl create job --from` sets."""


def finished_run(job: Job) -> JobRun | None:
    """The run of a Job; None while it is not finished, or where it is not told when that was."""
    status = job.status
    end = next((each for each in status.conditions or () if each.type in OUTCOMES and each.status == "True"), None)
    created = job.meta.creation_timestamp
    if end is None or created is None:
        return None
    # A failed Job has no time of completion.
    ended = _seconds(status.completion_time) or _seconds(end.last_transition_time)
    if ended is None:
        return None
    owner = next((each for each in job.meta.owner_references or () if each.controller and each.kind == "CronJob"), None)
    annotations = job.meta.annotations
    return JobRun(
        uid=job.meta.uid,
        namespace=job.meta.namespace,
        name=job.meta.name,
        outcome=OUTCOMES[end.type],
        created=created.timestamp(),
        started=_seconds(status.start_time),
        ended=ended,
        reason=end.reason if end.type == "Failed" else "",
        succeeded=status.succeeded,
        failed=status.failed,
        cronjob=owner.name if owner is not None else "",
        cronjob_uid=owner.uid if owner is not None else "",
        manual=annotations is not None and annotations.instantiate == BY_HAND,
    )


def _seconds(moment: datetime | UnsetType | None) -> float | None:
    return moment.timestamp() if isinstance(moment, datetime) else None
