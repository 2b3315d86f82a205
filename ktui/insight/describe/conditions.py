"""Conditions in words: what is wrong each on a line of its own, then in one line what is well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ktui.insight.describe.values import mappings_at, moment_at, text_at
from ktui.insight.describe.writing import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.insight.describe.writing import Writer

Words = tuple[str, str, str]
"""What a condition says when it is True, and when it is False; and which of the two is well, "" for neither."""

POD: Mapping[str, Words] = {
    "Ready": ("ready", "not ready", "True"),
    "ContainersReady": ("containers ready", "containers not ready", "True"),
    "Initialized": ("initialized", "not initialized", "True"),
    "PodReadyToStartContainers": ("sandbox and network ready", "no sandbox and network yet", "True"),
    "PodScheduled": ("scheduled", "not scheduled", "True"),
    "DisruptionTarget": ("about to be ended from outside", "not about to be ended", "False"),
    "PodResizePending": ("waits for other resources", "waits for no other resources", "False"),
    "PodResizeInProgress": ("gets other resources", "gets no other resources", "False"),
}

NODE: Mapping[str, Words] = {
    "Ready": ("ready", "not ready", "True"),
    "MemoryPressure": ("short of memory", "enough memory", "False"),
    "DiskPressure": ("short of disk", "enough disk", "False"),
    "PIDPressure": ("short of process IDs", "enough process IDs", "False"),
    "NetworkUnavailable": ("network not set up", "network set up", "False"),
}

JOB: Mapping[str, Words] = {
    "Complete": ("complete", "not complete", "True"),
    "Failed": ("failed", "not failed", "False"),
    "Suspended": ("suspended", "not suspended", ""),
    "FailureTarget": ("about to fail", "not about to fail", "False"),
    "SuccessCriteriaMet": ("done: enough pods succeeded", "not enough pods succeeded", "True"),
}

NO_WORDS: Mapping[str, Words] = {}

COMPLETED = "PodCompleted"
"""The reason of a condition that does not hold because the pod is done: nothing is wrong then."""


def write_conditions(writer: Writer, obj: dict[str, Any], words: Mapping[str, Words]) -> None:
    """The status's conditions, since when each is so, and why."""
    conditions = mappings_at(obj, "status", "conditions")
    if not conditions:
        return
    writer.heading("Conditions")
    well: list[str] = []
    others: dict[tuple[str, str], list[_Said]] = {}
    order = list(words)
    for condition in sorted(conditions, key=lambda each: _place(text_at(each, "type"), order)):
        said = _read(writer, condition, words)
        if said.well:
            well.append(joined(said.words, said.since, by=" "))
        else:
            others.setdefault(said.why, []).append(said)
    for (reason, message), group in others.items():
        _write_group(writer, group, reason, message)
    if well:
        writer.line("; ".join(well), indent=2)


def _write_group(writer: Writer, group: list[_Said], reason: str, message: str) -> None:
    """Conditions that have one cause; where none is told, each has its own line."""
    if not reason and not message and len(group) > 1:
        for said in group:
            _write_group(writer, [said], "", "")
        return
    first = group[0]
    tone = "" if first.well is None else "muted" if reason == COMPLETED else "bad"
    label = f" ({', '.join(said.label for said in group)})" if first.label != first.words else ""
    others = "" if first.label != first.words else "".join(f", {said.words}" for said in group[1:])
    since = f" {first.since}" if first.since else ""
    why = f"  {joined(reason, message, by=': ')}" if reason or message else ""
    writer.line((f"{first.words}{others}", tone), since, (label, "muted"), why, indent=2)


class _Said(NamedTuple):
    words: str
    since: str
    label: str
    """As the API has it: `Ready=False`."""
    well: bool | None
    """None: neither well nor in trouble."""
    why: tuple[str, str]
    """Reason and message."""


def _read(writer: Writer, condition: dict[str, Any], words: Mapping[str, Words]) -> _Said:
    status, kind = text_at(condition, "status"), text_at(condition, "type")
    said, well = _said(kind, status, words)
    since = writer.since(moment_at(condition, "lastTransitionTime"))
    return _Said(said, since, f"{kind}={status}", well, (text_at(condition, "reason"), text_at(condition, "message")))


def _place(kind: str, order: list[str]) -> int:
    return order.index(kind) if kind in order else len(order)


def _said(kind: str, status: str, words: Mapping[str, Words]) -> tuple[str, bool | None]:
    """A condition's words, and whether that is well; None: neither."""
    known = words.get(kind)
    if known is None:
        return (f"{kind}={status}", None)
    holds, fails, well = known
    if status not in ("True", "False"):
        return (f"not known whether {holds}", False)
    return (holds if status == "True" else fails, None if not well else status == well)
