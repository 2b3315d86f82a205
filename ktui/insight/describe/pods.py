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
from ktui.model.reference import Reference

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer


def write_pod(writer: Writer, obj: dict[str, Any]) -> None:
    """What there is to say of a pod beneath its name and owners: first where and how it is, then what it is to be."""
    spec, status = mapping_at(obj, "spec"), mapping_at(obj, "status")
    reason, message = text_at(status, "reason"), text_at(status, "message")
    writer.field("Why", (joined(reason, message, by=": "), "bad"))
    _write_place(writer, spec, status)
    write_conditions(writer, obj, POD)
    write_containers(writer, spec, status)
    write_volumes(writer, spec)
    writer.heading("Settings")
    priority = joined(text_at(spec, "priority"), text_at(spec, "priorityClassName"), by=" ")
    writer.field("QoS", joined(text_at(status, "qosClass"), priority and f"priority {priority}"))
    writer.field("Account", text_at(spec, "serviceAccountName"))
    writer.field("Started", *writer.when(moment_at(status, "startTime")))
    write_pod_settings(writer, spec)
    write_scheduling(writer, spec)


def _write_place(writer: Writer, spec: dict[str, Any], status: dict[str, Any]) -> None:
    node, host = text_at(spec, "nodeName"), text_at(status, "hostIP")
    nominated = text_at(status, "nominatedNodeName")
    waiting = f"none yet, nominated {nominated}" if nominated else "none yet"
    ips = [text_at(each, "ip") for each in mappings_at(status, "podIPs")] or [text_at(status, "podIP")]
    own = ", ".join(ip for ip in ips if ip)
    writer.field(
        "Node",
        (node, "") if node else (waiting, "busy"),
        f" ({host})" if host else "",
        f", pod IP {own}" if own else "",
        about=Reference("Node", "", node, "v1") if node else None,
    )
