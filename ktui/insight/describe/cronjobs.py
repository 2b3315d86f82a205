"""A CronJob's summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.jobs import write_job_settings
from ktui.insight.describe.metadata import write_created
from ktui.insight.describe.templates import write_template
from ktui.insight.describe.values import holds, mapping_at, mappings_at, moment_at, number_at, text_at
from ktui.insight.describe.writing import joined
from ktui.insight.durations import human_duration

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer

_POLICIES = {
    "Allow": "Allow: a run starts beside one that still runs",
    "Forbid": "Forbid: a run is left out while one still runs",
    "Replace": "Replace: a run ends one that still runs",
}


def write_cronjob(writer: Writer, obj: dict[str, Any]) -> None:
    """What there is to say of a CronJob beneath its name."""
    spec, status = mapping_at(obj, "spec"), mapping_at(obj, "status")
    zone = text_at(spec, "timeZone")
    writer.field(
        "Schedule",
        text_at(spec, "schedule"),
        f"  in {zone}" if zone else "",
        ("" if zone else "  in the controller manager's time zone, mostly UTC", "muted"),
    )
    writer.field("Suspend", ("true: no run starts" if holds(spec, "suspend") else "", "busy"))
    active = [text_at(job, "name") for job in mappings_at(status, "active")]
    writer.field("Active jobs", ", ".join(active) or ("none", "muted"))
    writer.field("Last run", *(writer.when(moment_at(status, "lastScheduleTime")) or (("none yet", "muted"),)))
    writer.field("Last success", *writer.when(moment_at(status, "lastSuccessfulTime")))
    policy = text_at(spec, "concurrencyPolicy")
    writer.field("Concurrency", _POLICIES.get(policy, policy))
    deadline = number_at(spec, "startingDeadlineSeconds")
    writer.field(
        "Deadline", "" if deadline is None else f"starts at most {deadline}s ({human_duration(deadline)}) late, or not"
    )
    good, bad = number_at(spec, "successfulJobsHistoryLimit"), number_at(spec, "failedJobsHistoryLimit")
    writer.field(
        "History",
        joined("" if good is None else f"{good} successful", "" if bad is None else f"{bad} failed"),
        (" jobs are kept", "") if good is not None or bad is not None else "",
    )
    write_created(writer, obj)
    job = mapping_at(spec, "jobTemplate", "spec")
    writer.heading("Job template")
    write_job_settings(writer, job)
    write_template(writer, mapping_at(job, "template"))
