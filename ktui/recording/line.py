"""One line of a recording: what a watch delivered, when."""

from __future__ import annotations

from typing import Any

import msgspec

RECORDING = "recording"
"""The `resource` of lines about the recording itself."""
CHANGES = ("ADDED", "MODIFIED", "DELETED")
"""The types of a watch's lines."""
START, DISCONNECTED, RESUMED, LISTED, END = NOTICES = ("START", "DISCONNECTED", "RESUMED", "LISTED", "END")
"""The types of the lines about the recording itself.

`START`: it begins; the object tells `serverVersion` and `scope`. `DISCONNECTED`: the watch of `resource` was lost (of
all kinds, where none is named). `RESUMED`: it goes on where it was lost, so what changed meanwhile follows. `LISTED`:
one list of `resource` follows as ADDED lines and replaces what was known, in `namespace` alone where one is named: of
a scope of several each has watches of its own. `END`: it was ended in order.
"""

Key = tuple[str, str]
"""Namespace ("" where there is none) and name."""


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line; the object's bytes are kept as they are and decoded on demand."""

    at: float
    """When it was received, in Unix seconds."""
    resource: str
    """The plural of the object's kind, or `recording`."""
    type: str
    """ADDED, MODIFIED or DELETED; of the recording's own lines one of `NOTICES`."""
    raw: msgspec.Raw
    """The object, as JSON."""
    key: Key
    """The object's; of the recording's own lines the namespace and the kind it is about, "" where all are meant."""
    number: int
    """Which line of the file it is, from 1."""

    def object(self) -> dict[str, Any]:
        """The object as plain values: the caller's own, made anew each time."""
        decoded: dict[str, Any] = _ANY.decode(self.raw)
        return decoded

    @property
    def about(self) -> str:
        """Of the recording's own lines: the kind that is meant, "" for all."""
        return self.key[1]


class LineError(ValueError):
    """A line that is none; the argument says why, in the words that follow `line 7`."""


class NotJsonError(LineError):
    """A line that is no JSON, as one that was cut off."""


class UnknownLineError(Exception):
    """A line of a kind or type that ktui does not know; the argument is its name."""


class _Envelope(msgspec.Struct):
    at: float
    resource: str
    type: str
    object: msgspec.Raw


class _Meta(msgspec.Struct):
    name: str | None = None
    namespace: str | None = None


class _Head(msgspec.Struct):
    metadata: _Meta | None = None


class _Notice(msgspec.Struct):
    resource: str | None = None
    namespace: str | None = None


_ANY = msgspec.json.Decoder()
_ENVELOPE = msgspec.json.Decoder(_Envelope)
_HEAD = msgspec.json.Decoder(_Head)
_NOTICE = msgspec.json.Decoder(_Notice | None)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def read_line(text: bytes, number: int, known: frozenset[str]) -> Line:
    """One line; raises `LineError` for damage and `UnknownLineError` for what is none of the `known` kinds."""
    try:
        envelope = _ENVELOPE.decode(text)
    except msgspec.ValidationError as error:
        raise LineError(f"is not a recording's: {error}") from None
    except _UNREADABLE as error:
        raise NotJsonError(f"is not JSON: {error}") from None
    if not abs(envelope.at) < _LATEST:
        raise LineError("is not a recording's: its `at` is no time")
    if envelope.resource == RECORDING:
        if envelope.type not in NOTICES:
            raise UnknownLineError(f"{RECORDING} {envelope.type}")
        namespace, about = _about(envelope.object)
        if envelope.type == LISTED and not about:
            raise LineError("tells of a list, and not of which kind")
        if about and about not in known:
            raise UnknownLineError(about)
        return Line(envelope.at, RECORDING, envelope.type, envelope.object, (namespace, about), number)
    if envelope.resource not in known:
        raise UnknownLineError(envelope.resource)
    if envelope.type not in CHANGES:
        raise UnknownLineError(envelope.type)
    try:
        meta = _HEAD.decode(envelope.object).metadata
    except _UNREADABLE as error:
        raise LineError(f"holds no object: {error}") from None
    if meta is None or not meta.name:
        raise LineError("holds an object that has no name")
    return Line(
        envelope.at, envelope.resource, envelope.type, envelope.object, (meta.namespace or "", meta.name), number
    )


_LATEST = 253_402_300_800.0
"""The year 10,000: what Python's calendar can tell ends there."""


def _about(raw: msgspec.Raw) -> Key:
    try:
        notice = _NOTICE.decode(raw)
    except _UNREADABLE as error:
        raise LineError(f"is not a recording's: {error}") from None
    return ((notice.namespace or "", notice.resource or "")) if notice else ("", "")
