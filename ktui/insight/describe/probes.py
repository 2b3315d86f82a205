"""The probes of a container that is described: read tolerantly, worded as everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.values import at, mapping_at, mappings_at, number_at, text_at, texts_at
from ktui.insight.probes.config_text import config_text, unsaid
from ktui.model.objects import ExecAction, GrpcAction, HttpAction, HttpHeader, Probe, TcpAction

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer

PROBES = (("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe"))
"""kubectl's word for each probe, in its order, and the field."""


def probe_at(value: Any, *path: str) -> Probe:
    """What can be read of the probe at `path`, which may be odd; a number that is not there is 0, as for kubectl."""
    probe = mapping_at(value, *path)
    return Probe(
        exec_=ExecAction(command=tuple(texts_at(probe, "exec", "command")))
        if isinstance(at(probe, "exec"), dict)
        else None,
        http_get=_http(http) if (http := mapping_at(probe, "httpGet")) else None,
        tcp_socket=TcpAction(port=text_at(tcp, "port"), host=text_at(tcp, "host"))
        if (tcp := mapping_at(probe, "tcpSocket"))
        else None,
        grpc=GrpcAction(port=number_at(grpc, "port") or 0, service=text_at(grpc, "service"))
        if (grpc := mapping_at(probe, "grpc"))
        else None,
        initial_delay_seconds=number_at(probe, "initialDelaySeconds") or 0,
        timeout_seconds=number_at(probe, "timeoutSeconds") or 0,
        period_seconds=number_at(probe, "periodSeconds") or 0,
        success_threshold=number_at(probe, "successThreshold") or 0,
        failure_threshold=number_at(probe, "failureThreshold") or 0,
        termination_grace_period_seconds=number_at(probe, "terminationGracePeriodSeconds"),
    )


def _http(http: dict[str, Any]) -> HttpAction:
    return HttpAction(
        port=text_at(http, "port"),
        path=text_at(http, "path"),
        host=text_at(http, "host"),
        scheme=text_at(http, "scheme"),
        http_headers=tuple(
            HttpHeader(name=text_at(each, "name"), value=text_at(each, "value"))
            for each in mappings_at(http, "httpHeaders")
        ),
    )


def write_probes(writer: Writer, container: dict[str, Any], indent: int) -> None:
    """A container's probes; beneath each, what kubectl leaves out: headers, and a grace period of its own."""
    for word, field in PROBES:
        if mapping_at(container, field):
            probe = probe_at(container, field)
            writer.field(word, config_text(probe), indent=indent)
            writer.fields("", list(unsaid(probe)), indent=indent)
