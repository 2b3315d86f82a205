"""Lists and watch lines with their objects' bytes as they came, for who wants every field and keeps none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ktui.model.decode import MalformedError, Page, Reading, WatchEvent, decode_notice

if TYPE_CHECKING:
    from ktui.model.kinds import Kind


class RawObject(msgspec.Struct, frozen=True, gc=False):
    """An object that is not read further than to its name."""

    namespace: str
    name: str
    change: str
    """ADDED, MODIFIED or DELETED; of a list ADDED."""
    kind: str
    """What a list tells of its items, which do not say it themselves; "" where the object does."""
    api_version: str
    raw: msgspec.Raw
    """The object, as JSON."""


class _Meta(msgspec.Struct, rename="camel"):
    name: str | None = None
    namespace: str | None = None
    resource_version: str | None = None


class _Head(msgspec.Struct):
    metadata: _Meta | None = None


class _ListMeta(msgspec.Struct, rename="camel", frozen=True):
    resource_version: str = ""
    continue_: str = msgspec.field(name="continue", default="")
    remaining_item_count: int | None = None


_NO_META = _ListMeta()


class _List(msgspec.Struct, rename="camel"):
    metadata: _ListMeta = _NO_META
    kind: str = ""
    api_version: str = ""
    items: list[msgspec.Raw] | None = None


class _Line(msgspec.Struct):
    type: str
    object: msgspec.Raw


_HEAD = msgspec.json.Decoder(_Head)
_LIST = msgspec.json.Decoder(_List)
_LINE = msgspec.json.Decoder(_Line)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def raw_page(kind: Kind, body: bytes | bytearray) -> Page:
    """One list answer; raises `MalformedError` when it is not a list."""
    try:
        page = _LIST.decode(body)
    except _UNREADABLE as error:
        raise MalformedError(f"a list of {kind.name} that is none: {error}") from None
    meta = page.metadata
    if not meta.resource_version:
        raise MalformedError(f"a list of {kind.name} that is none: it has no resourceVersion")
    items = page.items or []
    found = [_object(raw, "ADDED", page.kind.removesuffix("List"), page.api_version)[0] for raw in items]
    objects = [obj for obj in found if obj is not None]
    return Page(objects, meta.resource_version, meta.continue_, meta.remaining_item_count, len(items) - len(objects))


def raw_event(kind: Kind, line: bytes) -> WatchEvent:
    """One line of a watch; raises `MalformedError` when it is not a watch event at all."""
    try:
        event = _LINE.decode(line)
    except _UNREADABLE as error:
        raise MalformedError(f"a watch line of {kind.name} that is not an event: {error}") from None
    if event.type not in ("ADDED", "MODIFIED", "DELETED"):
        return decode_notice(event.type, event.object)
    obj, version = _object(event.object, event.type, "", "")
    return WatchEvent(event.type, obj, version)


def _object(raw: msgspec.Raw, change: str, kind: str, api_version: str) -> tuple[RawObject | None, str]:
    """The object and its resourceVersion; None for what has no name."""
    try:
        meta = _HEAD.decode(raw).metadata
    except _UNREADABLE:
        return None, ""
    if meta is None:
        return None, ""
    version = meta.resource_version or ""
    if not meta.name:
        return None, version
    return RawObject(meta.namespace or "", meta.name, change, kind, api_version, raw), version


RAW = Reading(raw_page, raw_event)
