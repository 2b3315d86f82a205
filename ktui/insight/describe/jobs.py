"""A Job's summary, and the part of it that a CronJob has too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.conditions import JOB, write_conditions
from ktui.insight.describe.selectors import selector_text
from ktui.insight.describe.templates import write_template
from ktui.insight.describe.values import holds, mapping_at, mappings_at, moment_at, number_at, text_at, texts_at
from ktui.insight.describe.writing import joined
from ktui.insight.durations import human_duration

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer

_COUNTS = (("active", "active"), ("succeeded", "succeeded"), ("failed", "failed"), ("terminating", "terminating"))


def write_job(writer: Writer, obj: dict[str, Any]) -> None:
    """What there is to say of a Job beneath its name and owners."""
    spec, status = mapping_at(obj, "spec"), mapping_at(obj, "status")
    writer.field("Pods", _counts_text(status))
    completed, failed = text_at(status, "completedIndexes"), text_at(status, "failedIndexes")
    writer.field("Indexes", joined(completed and f"completed {completed}", failed and f"failed {failed}"))
    begun, ended = moment_at(status, "startTime"), moment_at(status, "completionTime")
    writer.field("Started", *writer.when(begun))
    writer.field("Completed", *writer.when(ended))
    if begun and ended:
        writer.field("Took", human_duration(ended.timestamp() - begun.timestamp()))
    write_job_settings(writer, spec)
    if holds(spec, "manualSelector"):  # any other is the controller's own and says nothing
        writer.field("Selector", selector_text(mapping_at(spec, "selector")))
    write_conditions(writer, obj, JOB)
    write_template(writer, mapping_at(spec, "template"))


def _counts_text(status: dict[str, Any]) -> str:
    counts = {field: number_at(status, field) or 0 for field, _ in _COUNTS}
    ready = number_at(status, "ready")
    texts = [f"{counts[field]} {word}" for field, word in _COUNTS if counts[field] or field != "terminating"]
    if ready is not None:
        texts[0] += f" ({ready} ready)"
    return ", ".join(texts)


def write_job_settings(writer: Writer, spec: dict[str, Any]) -> None:
    """What is asked of a Job: how many pods, how long, how many failures; and what becomes of it."""
    completions, parallelism = number_at(spec, "completions"), number_at(spec, "parallelism")
    alone = completions is None and parallelism is None  # both unset mean one pod
    wanted = (
        f"completions {1 if alone else completions}" if alone or completions is not None else "done when one succeeds"
    )
    mode = text_at(spec, "completionMode")
    writer.field(
        "Work",
        joined(
            wanted,
            "" if parallelism is None else f"parallelism {parallelism}",
            "" if mode in ("", "NonIndexed") else mode,
            "paused: parallelism is 0" if parallelism == 0 else "",
        ),
    )
    per_index, indexes = number_at(spec, "backoffLimitPerIndex"), number_at(spec, "maxFailedIndexes")
    limit, deadline = number_at(spec, "backoffLimit"), number_at(spec, "activeDeadlineSeconds")
    writer.field(
        "Limits",
        joined(
            "" if limit is None else f"backoffLimit {limit}",
            "" if per_index is None else f"{per_index} for each index",
            "" if indexes is None else f"maxFailedIndexes {indexes}",
            "" if deadline is None else f"activeDeadlineSeconds {deadline} ({human_duration(deadline)})",
        ),
    )
    ttl = number_at(spec, "ttlSecondsAfterFinished")
    writer.field("Kept", "" if ttl is None else f"{ttl}s ({human_duration(ttl)}) after it ends, then deleted")
    writer.field("Suspend", ("true: no pods are made" if holds(spec, "suspend") else "", "busy"))
    replaced = text_at(spec, "podReplacementPolicy")
    writer.field("Replacement", "only once a pod has failed" if replaced == "Failed" else "")
    manager = text_at(spec, "managedBy")
    writer.field("Managed by", "" if manager == "kubernetes.io/job-controller" else manager)
    rules = mappings_at(spec, "podFailurePolicy", "rules")
    writer.fields("On failure", [_rule_text(rule) for rule in rules])
    enough = mappings_at(spec, "successPolicy", "rules")
    writer.fields("Success", [_success_text(rule) for rule in enough])


def _rule_text(rule: dict[str, Any]) -> str:
    action, codes = text_at(rule, "action"), mapping_at(rule, "onExitCodes")
    if codes:
        values = ",".join(texts_at(codes, "values"))
        container = text_at(codes, "containerName")
        operator = text_at(codes, "operator").lower()
        return joined(action, "on exit code", operator, f"({values})", container and f"of {container}", by=" ")
    conditions = mappings_at(rule, "onPodConditions")
    said = ", ".join(f"{text_at(each, 'type')}={text_at(each, 'status') or 'True'}" for each in conditions)
    return joined(action, said and f"on {said}", by=" ")


def _success_text(rule: dict[str, Any]) -> str:
    count, indexes = number_at(rule, "succeededCount"), text_at(rule, "succeededIndexes")
    return joined("when", "" if count is None else f"{count}", indexes and f"of indexes {indexes}", "succeeded", by=" ")
