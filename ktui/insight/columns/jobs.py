"""kubectl's words for a Job: `printJob` in pkg/printers/internalversion/printers.go, read in 1.20 to 1.35."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ktui.insight.columns.any_kind import age_column, name_column
from ktui.insight.columns.sort_keys import FOREVER, share
from ktui.insight.columns.templates import template_cells, template_columns
from ktui.insight.durations import age, human_duration
from ktui.insight.table import Column, Table

if TYPE_CHECKING:
    from msgspec import UnsetType

    from ktui.insight.table import Tone
    from ktui.model.objects import Job
    from ktui.model.version import ServerVersion


YEAR_ONE = -62135596800.0
"""The zero time in Unix seconds: 0001-01-01T00:00:00Z."""


def job_condition(job: Job, kind: str) -> bool:
    """Whether the first of a Job's conditions of this type holds."""
    return next((c.status == "True" for c in job.status.conditions or () if c.type == kind), False)


def job_word(job: Job, *, knows_success_criteria: bool = True) -> str:
    """STATUS, by the first that holds; servers before 1.34 call a Job whose success criteria are met `Running`."""
    if job_condition(job, "Complete"):
        return "Complete"
    if job_condition(job, "Failed"):
        return "Failed"
    if job.meta.deletion_timestamp is not None:
        return "Terminating"
    if job_condition(job, "Suspended"):
        return "Suspended"
    if job_condition(job, "FailureTarget"):
        return "FailureTarget"
    if knows_success_criteria and job_condition(job, "SuccessCriteriaMet"):
        return "SuccessCriteriaMet"
    return "Running"


def completions_text(job: Job) -> str:
    """COMPLETIONS: `1/3`; a Job that is done as soon as one pod succeeds says how many run at once: `0/1 of 4`."""
    succeeded, wanted, at_once = job.status.succeeded, job.spec.completions, job.spec.parallelism
    if wanted is not None:
        return f"{succeeded}/{wanted}"
    return f"{succeeded}/1 of {at_once}" if at_once is not None and at_once > 1 else f"{succeeded}/1"


def _duration(job: Job, now: float) -> float | None:
    """Seconds from a Job's start to its completion or to now; None before its start."""
    start, end = (_unix(moment) for moment in (job.status.start_time, job.status.completion_time))
    if start is None:
        return None
    return (now if end is None else end) - start


def _unix(moment: datetime | UnsetType | None) -> float | None:
    """Unix seconds; None for a time that is not there, and the zero time is there, as null."""
    if isinstance(moment, datetime):
        return moment.timestamp()
    return YEAR_ONE if moment is None else None


def _duration_text(job: Job, now: float) -> str:
    seconds = _duration(job, now)
    return "" if seconds is None else human_duration(seconds)


def _duration_value(job: Job, now: float) -> float:
    seconds = _duration(job, now)
    return FOREVER if seconds is None else seconds


_TONES: dict[str, Tone] = {"Complete": "muted", "Suspended": "muted", "Failed": "bad", "FailureTarget": "bad"}


def _tone(job: Job, now: float) -> Tone:
    return _TONES.get(job_word(job), "busy")


def job_table(version: ServerVersion) -> Table:
    """The table of Jobs on a server of this version: STATUS since 1.30, `SuccessCriteriaMet` since 1.34."""
    has_status = version.at_least(1, 30)
    knows_success_criteria = version.at_least(1, 34)

    def word(job: Job) -> str:
        return job_word(job, knows_success_criteria=knows_success_criteria)

    def cells(job: Job, now: float) -> tuple[str, ...]:
        return (
            job.meta.name,
            *((word(job),) if has_status else ()),
            completions_text(job),
            _duration_text(job, now),
            age(job.meta.creation_timestamp, now),
            *template_cells(job.spec),
        )

    status = Column("STATUS", lambda job, now: word(job), width=len("Terminating"))
    columns = (
        name_column(24),
        *((status,) if has_status else ()),
        Column("COMPLETIONS", _completions_value, rank=1 if has_status else 0),
        Column("DURATION", _duration_value, rank=2, ticks=True, order_ticks=True),
        age_column(3),
        *template_columns(lambda job: job.spec),
    )
    return Table(columns, cells, _tone, "STATUS" if has_status else "COMPLETIONS")


def _completions_value(job: Job, now: float) -> tuple[float, int]:
    wanted = job.spec.completions
    return share(job.status.succeeded, 1 if wanted is None else wanted)
