"""What an API server refuses of Jobs and CronJobs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ktui.demo.server.pod_rules import check_not_negative, check_template
from ktui.demo.server.workload_defaults import JOB_LABELS
from ktui.demo.server.workload_rules import IMMUTABLE, check_matching
from ktui.insight.schedule import UnknownZoneError, find_zone, parse

if TYPE_CHECKING:
    from ktui.demo.server.field_errors import FieldErrors
    from ktui.demo.server.statuses import Raw

LONGEST_CRONJOB_NAME = 52
"""Eleven characters less than a Job's: it appends the time."""
_RESTARTS = ("OnFailure", "Never")
_MODES = ("NonIndexed", "Indexed")
_CONCURRENCY = ("Allow", "Forbid", "Replace")
_PLACEMENT = ("nodeSelector", "tolerations", "affinity", "schedulingGates")
_FIXED = ("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy")


def check_job(obj: Raw, errors: FieldErrors) -> None:
    """Of a Job."""
    _check_generated(obj, errors)
    _check_own_spec(obj["spec"], errors)


def check_job_update(new: Raw, old: Raw, errors: FieldErrors) -> None:
    """Of a changed Job: what it runs stays."""
    spec, before = new["spec"], old["spec"]
    _check_own_spec(spec, errors)
    if spec.get("completions") != before.get("completions"):
        indexed = spec.get("completionMode") == "Indexed"
        if not (indexed and spec.get("completions") == spec.get("parallelism")):
            errors.invalid("spec.completions", spec.get("completions"), IMMUTABLE)
    if spec.get("selector") != before.get("selector"):
        errors.invalid("spec.selector", spec.get("selector"), IMMUTABLE)
    fixed, was = (_template(one, paused=before.get("suspend", False)) for one in (spec, before))
    if fixed != was:
        errors.invalid("spec.template", spec["template"], IMMUTABLE)
    for key in _FIXED:
        if spec.get(key) != before.get(key):
            errors.invalid(f"spec.{key}", spec.get(key), IMMUTABLE)


def check_cronjob(obj: Raw, errors: FieldErrors) -> None:
    """Of a CronJob."""
    spec, name = obj["spec"], obj["metadata"].get("name", "")
    _check_schedule(spec, errors)
    check_not_negative(spec, "spec", ("startingDeadlineSeconds",), errors)
    if spec["concurrencyPolicy"] not in _CONCURRENCY:
        errors.unsupported("spec.concurrencyPolicy", spec["concurrencyPolicy"], _CONCURRENCY)
    check_not_negative(spec, "spec", ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"), errors)
    job = spec["jobTemplate"]["spec"]
    if job.get("manualSelector"):
        errors.unsupported("spec.jobTemplate.spec.manualSelector", job["manualSelector"], ("nil", "false"))
    if "selector" in job:
        errors.invalid("spec.jobTemplate.spec.selector", job["selector"], "`selector` will be auto-generated")
    _check_job_spec(job, "spec.jobTemplate.spec", errors)
    if len(name) > LONGEST_CRONJOB_NAME:
        errors.invalid("metadata.name", name, f"must be no more than {LONGEST_CRONJOB_NAME} characters")


def _check_own_spec(spec: Raw, errors: FieldErrors) -> None:
    _check_job_spec(spec, "spec", errors)
    if "selector" not in spec:
        errors.required("spec.selector")
    else:
        check_matching(spec, errors)


def _check_job_spec(spec: Raw, field: str, errors: FieldErrors) -> None:
    numbers = (
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "backoffLimitPerIndex",
    )
    check_not_negative(spec, field, numbers, errors)
    mode = spec.get("completionMode", "NonIndexed")
    if mode not in _MODES:
        errors.unsupported(f"{field}.completionMode", mode, _MODES)
    elif mode == "Indexed" and "completions" not in spec:
        errors.required(f"{field}.completions", "when completion mode is Indexed")
    if (manager := spec.get("managedBy")) and not re.fullmatch(r"[^/]+/[^/]+", manager):
        errors.invalid(f"{field}.managedBy", manager, 'must be a domain-prefixed path (such as "acme.io/foo")')
    policies = ("Failed",) if "podFailurePolicy" in spec else ("Failed", "TerminatingOrFailed")
    if (policy := spec.get("podReplacementPolicy", "Failed")) not in policies:
        errors.unsupported(f"{field}.podReplacementPolicy", policy, policies)
    check_template(spec["template"], f"{field}.template", errors)
    policy = spec["template"]["spec"].get("restartPolicy")
    if policy == "Always":
        errors.required(f"{field}.template.spec.restartPolicy", 'valid values: "OnFailure", "Never"')
    elif policy not in _RESTARTS:
        errors.unsupported(f"{field}.template.spec.restartPolicy", policy, _RESTARTS)


def _check_generated(obj: Raw, errors: FieldErrors) -> None:
    meta, spec = obj["metadata"], obj["spec"]
    if spec.get("manualSelector"):
        return
    labels = spec["template"]["metadata"].get("labels", {})
    uid, name = meta["uid"], meta.get("name", "")
    field = "spec.template.metadata.labels"
    for key, value in sorted(
        zip(JOB_LABELS, (uid, name, uid, name), strict=True), key=lambda pair: "uid" not in pair[0]
    ):
        if labels.get(key) != value:
            errors.invalid(f"{field}[{key}]", dict(sorted(labels.items())), f"must be '{value}'")
    if spec.get("selector") != {"matchLabels": {JOB_LABELS[0]: uid}} and spec.get("selector") != {
        "matchLabels": {"controller-uid": uid}
    }:
        errors.invalid("spec.selector", spec.get("selector"), "`selector` not auto-generated")


def _check_schedule(spec: Raw, errors: FieldErrors) -> None:
    schedule, zone = spec.get("schedule", ""), spec.get("timeZone")
    if not schedule:
        errors.required("spec.schedule")
    elif "TZ" in schedule:
        errors.invalid("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
    else:
        try:
            parse(schedule)
        except ValueError as error:
            errors.invalid("spec.schedule", schedule, str(error))
    if zone == "":
        errors.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string")
    elif zone is not None and zone.lower() == "local":
        why = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        errors.invalid("spec.timeZone", zone, why)
    elif zone is not None:
        try:
            find_zone(zone)
        except UnknownZoneError as error:
            errors.invalid("spec.timeZone", zone, str(error))


def _template(spec: Raw, *, paused: bool) -> Any:
    """What of the template may not change: while a Job has not started, where its pods go may."""
    template = spec["template"]
    if not paused:
        return template
    return {key: value for key, value in template["spec"].items() if key not in _PLACEMENT}
