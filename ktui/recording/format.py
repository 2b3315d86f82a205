"""The lines of a recording, as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ktui.recording.line import RECORDING
from ktui.recording.redact import redact

if TYPE_CHECKING:
    from ktui.model.raw import RawObject

_ENCODER = msgspec.json.Encoder()


def at_time(at: float, tail: bytes) -> bytes:
    """A whole line of what `tail_of` or `notice_tail` made, received at `at` (Unix seconds)."""
    return b'{"at":%.3f,' % at + tail


def tail_of(resource: str, obj: RawObject) -> bytes:
    """A line but for its time, without what looks secret; with the kind that a list's items do not tell themselves."""
    told = msgspec.json.decode(obj.raw)
    if obj.kind and "kind" not in told:
        told = {"kind": obj.kind, "apiVersion": obj.api_version, **told}
    return _tail(resource, obj.change, redact(told))


def notice_tail(kind: str, told: dict[str, Any]) -> bytes:
    """A line about the recording itself, but for its time."""
    return _tail(RECORDING, kind, told)


def _tail(resource: str, kind: str, obj: dict[str, Any]) -> bytes:
    line = _ENCODER.encode({"resource": resource, "type": kind, "object": obj})
    return line[1:] + b"\n"
