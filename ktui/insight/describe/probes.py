"""The probes of a container that is described: read tolerantly, worded as everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.values import at, mapping_at, mappings_at, number_at, text_at, texts_at
from ktui.insight.probes.config_text import (
    UNKNOWN,
    exec_text,
    grpc_text,
    http_text,
    numbers_text,
    tcp_text,
    unsaid_texts,
)

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer

PROBES = (("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe"))
"""kubectl's word for each probe, in its order, and the field."""


def probe_text(probe: dict[str, Any]) -> str:
    """To the letter as kubectl has it; a number that is not there is 0."""
    how = numbers_text(
        *(
            number_at(probe, field) or 0
            for field in (
                "initialDelaySeconds",
                "timeoutSeconds",
                "periodSeconds",
                "successThreshold",
                "failureThreshold",
            )
        )
    )
    return f"{_action_text(probe)} {how}"


def _action_text(probe: dict[str, Any]) -> str:
    if isinstance(at(probe, "exec"), dict):
        return exec_text(texts_at(probe, "exec", "command"))
    if http := mapping_at(probe, "httpGet"):
        return http_text(*(text_at(http, field) for field in ("scheme", "host", "port", "path")))
    if tcp := mapping_at(probe, "tcpSocket"):
        return tcp_text(text_at(tcp, "host"), text_at(tcp, "port"))
    if grpc := mapping_at(probe, "grpc"):
        return grpc_text(number_at(grpc, "port") or 0, text_at(grpc, "service"))
    return UNKNOWN


def write_probes(writer: Writer, container: dict[str, Any], indent: int) -> None:
    """A container's probes; beneath each, what kubectl leaves out: headers, and a grace period of its own."""
    for word, field in PROBES:
        if probe := mapping_at(container, field):
            writer.field(word, probe_text(probe), indent=indent)
            headers = mappings_at(probe, "httpGet", "httpHeaders")
            sent = [(text_at(each, "name"), text_at(each, "value")) for each in headers]
            writer.fields(
                "", list(unsaid_texts(sent, number_at(probe, "terminationGracePeriodSeconds"))), indent=indent
            )
