"""A pod's summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.conditions import POD, write_conditions
from ktui.insight.describe.containers import write_containers
from ktui.insight.describe.scheduling import write_scheduling
from ktui.insight.describe.templates import write_pod_settings
from ktui.insight.describe.values import mapping_at, mappings_at, moment_at, text_at
from ktui.insight.describe.volumes import write_volumes
from ktui.insight.describe.writing import joined

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer


def write_pod(writer: Writer, obj: dict[str, Any]) -> None:
    """What there is to say of a pod beneath its name and owners."""
    spec, status = mapping_at(obj, "spec"), mapping_at(obj, "status")
    reason, message = text_at(status, "reason"), text_at(status, "message")
    writer.field("Why", (joined(reason, message, by=": "), "bad"))
    _write_place(writer, spec, status)
    write_pod_settings(writer, spec)
    write_conditions(writer, obj, POD)
    write_containers(writer, spec, status)
    write_volumes(writer, spec)
    _write_scheduling(writer, spec)


def _write_place(writer: Writer, spec: dict[str, Any], status: dict[str, Any]) -> None:
    node, host = text_at(spec, "nodeName"), text_at(status, "hostIP")
    nominated = text_at(status, "nominatedNodeName")
    waiting = f"none yet, nominated {nominated}" if nominated else "none yet"
    writer.field("Node", (node, "") if node else (waiting, "busy"), host and f" ({host})")
    ips = [text_at(each, "ip") for each in mappings_at(status, "podIPs")] or [text_at(status, "podIP")]
    writer.field("IP", ", ".join(filter(None, ips)))
    priority = joined(text_at(spec, "priority"), text_at(spec, "priorityClassName"), by=" ")
    account = text_at(spec, "serviceAccountName")
    writer.field(
        "QoS",
        joined(
            text_at(status, "qosClass"), priority and f"priority {priority}", account and f"service account {account}"
        ),
    )
    writer.field("Started", *writer.when(moment_at(status, "startTime")))


def _write_scheduling(writer: Writer, spec: dict[str, Any]) -> None:
    before = len(writer.lines)
    writer.heading("Where it may run")
    begun = len(writer.lines)
    write_scheduling(writer, spec)
    if len(writer.lines) == begun:
        del writer.lines[before:]
