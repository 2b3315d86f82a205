"""What to know before a Job is made by hand: whether it runs at all, beside what, and for how long it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.values import holds, mapping_at, mappings_at, number_at, text_at
from ktui.insight.text import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_NAMED = 3
"""So many Jobs are named in a sentence."""
_UNAWARE = {"Forbid": "count", "Replace": "end"}
"""Concurrency policies, and what they would do to a Job that the schedule has started."""
_SHORT = 60
"""Seconds: a Job that is kept for less is gone before one has looked at it."""


def trigger_notes(cronjob: dict[str, Any], unfinished: Collection[str] = ()) -> tuple[str, ...]:
    """Sentences on the Job that is to be made by hand from a CronJob as the server sent it.

    `unfinished`: names of its Jobs that are known to be under way. Its own status names only those that the schedule
    has started.
    """
    return tuple(_trigger_notes(cronjob, {*unfinished, *_active(cronjob)}))


def rerun_notes(job: dict[str, Any]) -> tuple[str, ...]:
    """Sentences on the Job that is to run `job` again, a Job as the server sent it."""
    return tuple(_rerun_notes(job))


def _trigger_notes(cronjob: dict[str, Any], running: set[str]) -> Iterator[str]:
    spec = mapping_at(cronjob, "spec")
    policy, suspended = text_at(spec, "concurrencyPolicy"), holds(spec, "suspend")
    if text_at(cronjob, "metadata", "deletionTimestamp"):
        yield "The CronJob is being deleted, and the new Job goes with it."
    if suspended:
        yield "The CronJob is suspended: the new Job runs all the same, none by schedule does."
    if running:
        verb, them = ("is", "it") if len(running) == 1 else ("are", "them")
        yield f"{_listed(sorted(running))} {verb} not finished: the new Job runs beside {them}."
    if policy in _UNAWARE and not suspended:
        yield f"{policy} does not {_UNAWARE[policy]} runs by hand: one by schedule starts beside the new Job, too."
    for outcome, field in (("succeeds", "successfulJobsHistoryLimit"), ("fails", "failedJobsHistoryLimit")):
        if number_at(spec, field) == 0:
            yield f"If the new Job {outcome} it is deleted at once, with its logs: {field} is 0."
    job_spec = mapping_at(spec, "jobTemplate", "spec")
    if holds(job_spec, "suspend"):
        yield "The template has suspend true: the new Job waits until it is resumed."
    yield from _spec_notes(job_spec)


def _rerun_notes(job: dict[str, Any]) -> Iterator[str]:
    spec = mapping_at(job, "spec")
    if holds(spec, "suspend"):
        yield "The Job is suspended: the new one runs at once."
    elif not _finished(job):
        yield "The Job is not finished: the new one runs beside it."
    for owner in mappings_at(job, "metadata", "ownerReferences"):
        if text_at(owner, "kind") == "CronJob":
            yield (
                f"The new Job counts among those of CronJob {visible(text_at(owner, 'name'))}, "
                "whose history limits may delete older ones when it ends."
            )
    if holds(spec, "manualSelector"):
        yield "Its selector was chosen by hand and stays: pods that have no owner may go to either Job."
    yield from _spec_notes(spec)


def _spec_notes(job_spec: dict[str, Any]) -> Iterator[str]:
    if number_at(job_spec, "parallelism") == 0:
        yield "Its parallelism is 0: no pod starts."
    kept = number_at(job_spec, "ttlSecondsAfterFinished")
    if kept is not None and kept < _SHORT:
        yield f"The new Job is deleted {kept}s after it has finished, with its logs."


def _active(cronjob: dict[str, Any]) -> list[str]:
    return [name for job in mappings_at(cronjob, "status", "active") if (name := text_at(job, "name"))]


def _listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b, c and 2 more`."""
    shown = [visible(name) for name in names[:_NAMED]]
    if len(names) > _NAMED:
        shown.append(f"{len(names) - _NAMED} more")
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _finished(job: dict[str, Any]) -> bool:
    return any(
        text_at(condition, "type") in ("Complete", "Failed") and text_at(condition, "status") == "True"
        for condition in mappings_at(job, "status", "conditions")
    )
