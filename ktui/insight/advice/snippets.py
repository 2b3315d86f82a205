"""What to write instead, as YAML on one line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.model.objects import Probe

_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9/_.-]*")
_ODD = re.compile(r"[^ -~]")
_NO_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
"""Words that YAML does not read as text."""

ANY_ACTION = "httpGet: {path: PATH, port: PORT}"
"""Where nothing in the pod says what could be asked: the reader's to fill in."""


def action(probe: Probe | None) -> str:
    """What a probe asks: `httpGet: {path: /ready, port: 8080}`, without the host and the headers that it may have."""
    if probe is None:
        return ANY_ACTION
    if (http := probe.http_get) is not None:
        scheme = f", scheme: {_text(http.scheme)}" if http.scheme not in ("", "HTTP") else ""
        return f"httpGet: {{path: {_text(http.path or '/')}, port: {_port(http.port)}{scheme}}}"
    if (tcp := probe.tcp_socket) is not None:
        return f"tcpSocket: {{port: {_port(tcp.port)}}}"
    if (grpc := probe.grpc) is not None:
        service = f", service: {_text(grpc.service)}" if grpc.service else ""
        return f"grpc: {{port: {grpc.port}{service}}}"
    if probe.exec_ is not None:
        return f"exec: {{command: [{', '.join(map(_text, probe.exec_.command or ()))}]}}"
    return ANY_ACTION


def _port(port: int | str) -> str:
    return str(port) if isinstance(port, int) else _text(port)


def _text(text: str) -> str:
    """A string of YAML, in quotes where it would be read as something else."""
    plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _NO_TEXT
    return text if plain else _ODD.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else f"\\U{ord(found[0]):08x}"
