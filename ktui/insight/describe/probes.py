"""A probe in kubectl's words: `DescribeProbe` of `kubectl describe`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ktui.insight.describe.values import at, mapping_at, mappings_at, number_at, text_at, texts_at

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer

PROBES = (("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe"))
"""kubectl's word for each probe, in its order, and the field."""

_PATH_SAFE = "$&+,/:;=@"
"""What Go leaves as it is in a URL's path, besides letters, digits and `-_.~`; a `?` is none of these."""

_CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie"})
"""Headers whose values are not for a screen that others see."""


def probe_text(probe: dict[str, Any]) -> str:
    """To the letter as kubectl has it: `tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3`."""
    delay, timeout, period, success, failure = (
        number_at(probe, field) or 0
        for field in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
    )
    how = f"delay={delay}s timeout={timeout}s period={period}s #success={success} #failure={failure}"
    if isinstance(at(probe, "exec"), dict):
        return f"exec [{' '.join(texts_at(probe, 'exec', 'command'))}] {how}"
    if http := mapping_at(probe, "httpGet"):
        return f"http-get {_url(http)} {how}"
    if tcp := mapping_at(probe, "tcpSocket"):
        return f"tcp-socket {text_at(tcp, 'host')}:{text_at(tcp, 'port')} {how}"
    if grpc := mapping_at(probe, "grpc"):
        return f"grpc <pod>:{number_at(grpc, 'port') or 0} {text_at(grpc, 'service')} {how}"
    return f"unknown {how}"


def _url(http: dict[str, Any]) -> str:
    scheme, host, port = (text_at(http, field) for field in ("scheme", "host", "port"))
    if port:
        host = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    path = quote(text_at(http, "path"), safe=_PATH_SAFE, errors="replace")
    if path and not path.startswith("/") and host:
        path = f"/{path}"
    return f"{scheme.lower() or 'http'}://{host}{path}"


def write_probes(writer: Writer, container: dict[str, Any], indent: int) -> None:
    """A container's probes; beneath each, what kubectl leaves out: headers, and a grace period of its own."""
    for word, field in PROBES:
        probe = mapping_at(container, field)
        if not probe:
            continue
        writer.field(word, probe_text(probe), indent=indent)
        headers = ", ".join(map(_header, mappings_at(probe, "httpGet", "httpHeaders")))
        writer.field("", f"with {headers}" if headers else "", indent=indent)
        grace = number_at(probe, "terminationGracePeriodSeconds")
        writer.field("", "" if grace is None else f"then killed after {grace}s of grace", indent=indent)


def _header(header: dict[str, Any]) -> str:
    name = text_at(header, "name")
    return f"{name}: {'(not shown)' if name.lower() in _CREDENTIALS else text_at(header, 'value')}"
