"""kubectl's words for a CronJob: `printCronJob` in pkg/printers/internalversion/printers.go, read in 1.20 to 1.35."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ktui.insight.columns.any_kind import NONE, age_column, name_column
from ktui.insight.columns.sort_keys import seconds_since
from ktui.insight.columns.templates import template_cells, template_columns
from ktui.insight.durations import age
from ktui.insight.table import Column, Table

if TYPE_CHECKING:
    from ktui.insight.table import Tone
    from ktui.model.objects import CronJob
    from ktui.model.version import ServerVersion


def _time_zone(cronjob: CronJob) -> str:
    return NONE if cronjob.spec.time_zone is None else cronjob.spec.time_zone


def _last_schedule(cronjob: CronJob, now: float) -> str:
    moment = cronjob.status.last_schedule_time
    return age(moment, now) if moment is None or isinstance(moment, datetime) else NONE


def _since_last_schedule(cronjob: CronJob, now: float) -> float:
    moment = cronjob.status.last_schedule_time
    return seconds_since(moment if isinstance(moment, datetime) else None, now)


def _active(cronjob: CronJob, now: float = 0.0) -> int:
    return len(cronjob.status.active or ())


def _tone(cronjob: CronJob, now: float) -> Tone:
    return "muted" if cronjob.spec.suspend else ""


def cronjob_table(version: ServerVersion) -> Table:
    """The table of CronJobs on a server of this version: TIMEZONE since 1.30."""
    has_time_zone = version.at_least(1, 30)

    def cells(cronjob: CronJob, now: float) -> tuple[str, ...]:
        spec = cronjob.spec
        return (
            cronjob.meta.name,
            spec.schedule,
            *((_time_zone(cronjob),) if has_time_zone else ()),
            str(bool(spec.suspend)),
            str(_active(cronjob)),
            _last_schedule(cronjob, now),
            age(cronjob.meta.creation_timestamp, now),
            *template_cells(spec.job_template.spec),
        )

    time_zone = Column("TIMEZONE", lambda cronjob, now: _time_zone(cronjob), width=len("Etc/UTC"), rank=4)
    columns = (
        name_column(20),
        Column("SCHEDULE", lambda cronjob, now: cronjob.spec.schedule, width=len("*/15 * * * *")),
        *((time_zone,) if has_time_zone else ()),
        Column("SUSPEND", lambda cronjob, now: bool(cronjob.spec.suspend), rank=2),
        Column("ACTIVE", _active, rank=3, right=True, large_first=True),
        Column("LAST SCHEDULE", _since_last_schedule, rank=1, ticks=True),
        age_column(5),
        *template_columns(lambda cronjob: cronjob.spec.job_template.spec),
    )
    return Table(columns, cells, _tone, "SUSPEND")
