"""A probe in kubectl's words, those of `DescribeProbe` of `kubectl describe`, and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.model.objects import Probe

_PATH_SAFE = "$&+,/:;=@"
"""What Go leaves as it is in a URL's path, besides letters, digits and `-_.~`; a `?` is none of these."""

_HOST_SAFE = "!$&'()*+,;=:[]<>\""
"""And in a host."""

_CREDENTIALS = ("auth", "cookie", "token", "secret", "password", "passwd", "session", "credential", "signature", "key")
"""What the names of headers hold whose values are not for a screen that others see: Authorization, X-Api-Key."""


def config_text(probe: Probe) -> str:
    """To the letter as kubectl has it: `tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3`."""
    how = numbers_text(
        probe.initial_delay_seconds,
        probe.timeout_seconds,
        probe.period_seconds,
        probe.success_threshold,
        probe.failure_threshold,
    )
    return f"{action_text(probe)} {how}"


def action_text(probe: Probe) -> str:
    """What a probe asks, without how often: `http-get http://:8080/`, `exec [cat /ready]`."""
    if probe.exec_ is not None:
        return exec_text(probe.exec_.command or ())
    if (http := probe.http_get) is not None:
        return http_text(http.scheme, http.host, str(http.port), http.path)
    if (tcp := probe.tcp_socket) is not None:
        return tcp_text(tcp.host, str(tcp.port))
    if (grpc := probe.grpc) is not None:
        return grpc_text(grpc.port, grpc.service or "")
    return UNKNOWN


def unsaid(probe: Probe) -> tuple[str, ...]:
    """What kubectl does not say of a probe, each as a line: the headers it sends, a grace of its own."""
    headers = (probe.http_get.http_headers or ()) if probe.http_get is not None else ()
    return unsaid_texts([(each.name, each.value) for each in headers], probe.termination_grace_period_seconds)


# -- the same for whoever has read a probe by other means

UNKNOWN = "unknown"
"""What is said of a probe that asks in none of the known ways."""


def numbers_text(delay: int, timeout: int, period: int, successes: int, failures: int) -> str:
    """How often it asks and how long it waits."""
    return f"delay={delay}s timeout={timeout}s period={period}s #success={successes} #failure={failures}"


def exec_text(command: Iterable[str]) -> str:
    """What it runs."""
    return f"exec [{' '.join(command)}]"


def http_text(scheme: str, host: str, port: str, path: str) -> str:
    """Which URL it gets, as Go writes it."""
    if port:
        host = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    path = quote(path, safe=_PATH_SAFE, errors="replace")
    if path and not path.startswith("/") and host:
        path = f"/{path}"
    return f"http-get {scheme.lower() or 'http'}://{quote(host, safe=_HOST_SAFE, errors='replace')}{path}"


def tcp_text(host: str, port: str) -> str:
    """What it connects to."""
    return f"tcp-socket {host}:{port}"


def grpc_text(port: int, service: str) -> str:
    """Which service's health it asks for."""
    return f"grpc <pod>:{port} {service}"


def unsaid_texts(headers: Iterable[tuple[str, str]], grace: int | None) -> tuple[str, ...]:
    """See `unsaid`; headers as (name, value), the grace in seconds."""
    sent = ", ".join(f"{name}: {'(not shown)' if _is_secret(name) else value}" for name, value in headers)
    lines = (f"with {sent}" if sent else "", "" if grace is None else f"then killed after {grace}s of grace")
    return tuple(filter(None, lines))


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _CREDENTIALS)
