"""Bytes to typed values: the only place that knows the API's JSON. Only the fields in use are ever built."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.errors import KtuiError
from ktui.model.objects import STRUCTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.model.kinds import Kind

HEAD_LIMIT = 8192
"""Bytes of a list's beginning in which its continue token is looked for; a token of etcd keys is < 1 KB."""

_CONTINUE = re.compile(rb'"continue":"([^"\\]+)"')
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What the decoder raises: for another form or no JSON, for bytes that are no UTF-8, for nesting beyond the stack."""


class MalformedError(KtuiError):
    """Bytes that are not the JSON the API promises: the stream they came from is broken."""


class _ListMeta(msgspec.Struct, rename="camel", gc=False):
    resource_version: str = ""
    continue_: str = msgspec.field(name="continue", default="")
    remaining_item_count: int | None = None


class _Line(msgspec.Struct):
    type: str
    object: msgspec.Raw


class _Cause(msgspec.Struct):
    reason: str | None = None
    message: str | None = None


class _Details(msgspec.Struct, rename="camel"):
    kind: str | None = None
    name: str | None = None
    retry_after_seconds: int | None = None
    causes: list[_Cause] | None = None


class Status(msgspec.Struct):
    """The API server's answer to what it did not do (kind Status), or how a command it ran has ended."""

    kind: str = ""
    status: str | None = None
    """`Success` or `Failure`."""
    code: int | None = None
    reason: str | None = None
    message: str | None = None
    details: _Details | None = None

    @property
    def retry_after(self) -> float:
        """Seconds the server asks to wait; 0 where it does not."""
        seconds = self.details.retry_after_seconds if self.details else None
        return float(seconds or 0)

    @property
    def exit_code(self) -> int | None:
        """The exit code of a command that was run; None where it has none to tell."""
        if self.status == "Success":
            return 0
        for cause in (self.details.causes if self.details else None) or ():
            message = cause.message or ""
            if cause.reason == "ExitCode" and message.isascii() and message.isdigit():
                return int(message)
        return None


class _Versioned(msgspec.Struct):
    class Meta(msgspec.Struct, rename="camel"):
        resource_version: str = ""

    metadata: Meta | None = None


class Page(msgspec.Struct, frozen=True):
    """One page of a list."""

    objects: list[Any]
    resource_version: str
    continue_token: str
    remaining: int | None
    """How many objects follow on later pages, where the server tells."""
    unreadable: int
    """Objects left out: valid JSON, but not of the form the API promises."""


class WatchEvent(msgspec.Struct, frozen=True):
    """One line of a watch."""

    type: str
    """ADDED, MODIFIED, DELETED, BOOKMARK or ERROR, or what a later API may add."""
    object: Any
    """The kind's struct; None for BOOKMARK and ERROR, and for an object that cannot be read."""
    resource_version: str
    status: Status | None = None


@cache
def _page_decoder(kind: str, item: Any) -> msgspec.json.Decoder[Any]:
    page = msgspec.defstruct(
        f"{kind.capitalize()}Page",
        [
            ("metadata", _ListMeta, msgspec.field(default_factory=_ListMeta)),
            ("items", list[item] | None, None),
        ],
    )
    return msgspec.json.Decoder(page)


@cache
def _object_decoder(kind: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(STRUCTS[kind])


_LINE = msgspec.json.Decoder(_Line)
_STATUS = msgspec.json.Decoder(Status)
_VERSIONED = msgspec.json.Decoder(_Versioned)


def decode_page(kind: Kind, body: bytes | bytearray) -> Page:
    """One list answer; raises `MalformedError` when it is not a list at all."""
    try:
        page = _page_decoder(kind.name, STRUCTS[kind.name]).decode(body)
        items = page.items or []
        objects = [obj for obj in items if obj.meta.name]
    except (msgspec.ValidationError, UnicodeDecodeError, RecursionError):
        # One odd object must not hide the others: read them one by one.
        page, items = _raw_page(kind, body)
        objects = [obj for obj in (_object(kind, raw) for raw in items) if obj is not None]
    except msgspec.DecodeError as error:
        raise MalformedError(f"a list of {kind.name} that is not JSON: {error}") from None
    meta = page.metadata
    if not meta.resource_version:
        # Every list has one; an answer that has none is somebody else's, and does not say that there are no objects.
        raise MalformedError(f"a list of {kind.name} that is none: it has no resourceVersion")
    return Page(objects, meta.resource_version, meta.continue_, meta.remaining_item_count, len(items) - len(objects))


def _raw_page(kind: Kind, body: bytes | bytearray) -> tuple[Any, list[msgspec.Raw]]:
    try:
        page = _page_decoder(kind.name, msgspec.Raw).decode(body)
    except _UNREADABLE as error:
        raise MalformedError(f"a list of {kind.name} that is none: {error}") from None
    return page, page.items or []


def _object(kind: Kind, raw: msgspec.Raw) -> Any | None:
    """The object; None for what is not of the form the API promises, a name above all."""
    try:
        obj = _object_decoder(kind.name).decode(raw)
    except _UNREADABLE:
        return None
    return obj if obj.meta.name else None


def decode_object(kind: Kind, body: bytes) -> Any:
    """One object; raises `MalformedError`."""
    try:
        obj = _object_decoder(kind.name).decode(body)
    except _UNREADABLE as error:
        raise MalformedError(f"a {kind.singular} that cannot be read: {error}") from None
    if not obj.meta.name:
        raise MalformedError(f"a {kind.singular} that cannot be read: it has no name")
    return obj


def decode_raw(kind: Kind, body: bytes) -> dict[str, Any]:
    """One object with every field the server sent, as plain values; raises `MalformedError`."""
    try:
        obj = msgspec.json.decode(body)
    except _UNREADABLE as error:
        raise MalformedError(f"a {kind.singular} that cannot be read: {error}") from None
    meta = obj.get("metadata") if isinstance(obj, dict) else None
    if not isinstance(meta, dict) or not meta.get("name"):
        raise MalformedError(f"a {kind.singular} that cannot be read: it has no name")
    raw: dict[str, Any] = obj
    return raw


def early_continue(head: bytes | bytearray) -> str | None:
    """A list's continue token from its first bytes, so that the next page can be asked for while this one arrives.

    The API writes a list's metadata before its items. None: not there yet, or not in the usual place.
    """
    items = head.find(b'"items":')
    if items < 0:
        return None
    match = _CONTINUE.search(head, 0, items)
    return match[1].decode("ascii", "replace") if match else None


def decode_event(kind: Kind, line: bytes) -> WatchEvent:
    """One line of a watch; raises `MalformedError` when it is not a watch event at all."""
    try:
        event = _LINE.decode(line)
    except _UNREADABLE as error:
        raise MalformedError(f"a watch line that is not an event: {error}") from None
    if event.type in ("ADDED", "MODIFIED", "DELETED"):
        obj = _object(kind, event.object)
        version = _version_of(event.object) if obj is None else obj.meta.resource_version
        return WatchEvent(event.type, obj, version)
    return decode_notice(event.type, event.object)


def decode_notice(kind: str, obj: msgspec.Raw) -> WatchEvent:
    """A line of a watch that tells of no object: an ERROR, a BOOKMARK, or what a later API may add."""
    if kind == "ERROR":
        return WatchEvent(kind, None, "", decode_status(obj))
    return WatchEvent(kind, None, _version_of(obj))


class Reading(msgspec.Struct, frozen=True):
    """How the answers about a kind are read: what becomes of their objects."""

    page: Callable[[Kind, bytes | bytearray], Page]
    """One list answer; raises `MalformedError`."""
    event: Callable[[Kind, bytes], WatchEvent]
    """One line of a watch; raises `MalformedError`."""


SLIM = Reading(decode_page, decode_event)
"""Each object as its kind's struct, with the fields in use alone."""


def _version_of(raw: Any) -> str:
    try:
        meta = _VERSIONED.decode(raw).metadata
    except _UNREADABLE:
        return ""
    return meta.resource_version if meta else ""


def decode_status(body: bytes | bytearray | msgspec.Raw) -> Status:
    """An error's body; one that is no Status (a proxy's page, plain text) gives an empty one."""
    try:
        return _STATUS.decode(body)
    except _UNREADABLE:
        return Status()
