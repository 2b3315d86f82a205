"""A probe in kubectl's words, those of `DescribeProbe` of `kubectl describe`, and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from ktui.model.objects import HttpAction, HttpHeader, Probe

_PATH_SAFE = "$&+,/:;=@"
"""What Go leaves as it is in a URL's path, besides letters, digits and `-_.~`; a `?` is none of these."""

_HOST_SAFE = "!$&'()*+,;=:[]<>\""
"""And in a host."""

_CREDENTIALS = ("auth", "cookie", "token", "secret", "password", "passwd", "session", "credential", "signature", "key")
"""What the names of headers hold whose values are not for a screen that others see: Authorization, X-Api-Key."""


def config_text(probe: Probe) -> str:
    """To the letter as kubectl has it: `tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3`."""
    how = (
        f"delay={probe.initial_delay_seconds}s timeout={probe.timeout_seconds}s period={probe.period_seconds}s"
        f" #success={probe.success_threshold} #failure={probe.failure_threshold}"
    )
    return f"{action_text(probe)} {how}"


def action_text(probe: Probe) -> str:
    """What a probe asks, without how often: `http-get http://:8080/`, `exec [cat /ready]`."""
    if probe.exec_ is not None:
        return f"exec [{' '.join(probe.exec_.command or ())}]"
    if probe.http_get is not None:
        return f"http-get {_url(probe.http_get)}"
    if probe.tcp_socket is not None:
        return f"tcp-socket {probe.tcp_socket.host}:{probe.tcp_socket.port}"
    if probe.grpc is not None:
        return f"grpc <pod>:{probe.grpc.port} {probe.grpc.service or ''}"
    return "unknown"


def unsaid(probe: Probe) -> tuple[str, ...]:
    """What kubectl does not say of a probe, each as a line: the headers it sends, a grace of its own."""
    headers = ", ".join(map(_header, (probe.http_get.http_headers or ()) if probe.http_get else ()))
    grace = probe.termination_grace_period_seconds
    lines = (f"with {headers}" if headers else "", "" if grace is None else f"then killed after {grace}s of grace")
    return tuple(filter(None, lines))


def _url(http: HttpAction) -> str:
    host, port = http.host, str(http.port)
    if port:
        host = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    path = quote(http.path, safe=_PATH_SAFE, errors="replace")
    if path and not path.startswith("/") and host:
        path = f"/{path}"
    return f"{http.scheme.lower() or 'http'}://{quote(host, safe=_HOST_SAFE, errors='replace')}{path}"


def _header(header: HttpHeader) -> str:
    name = header.name.lower()
    return f"{header.name}: {'(not shown)' if any(word in name for word in _CREDENTIALS) else header.value}"
