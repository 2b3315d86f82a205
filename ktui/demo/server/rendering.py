"""Objects to bytes: one, a list or a line of a watch, in the form that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.new_events import as_new_event
from ktui.demo.server.resources import NEW_EVENTS
from ktui.demo.server.store import Stored, encode
from ktui.demo.server.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ktui.demo.server.forms import Form
    from ktui.demo.server.resources import Resource
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.tables.any_kind import KindTable
    from ktui.model.version import ServerVersion


class Rendering:
    """How one collection is sent in one form, at one of the versions it is served in.

    `now` gives Unix seconds: ages in a table are as of when it is made.
    """

    def __init__(
        self, resource: Resource, version: str, form: Form, *, release: ServerVersion, now: Callable[[], float]
    ) -> None:
        self.key = (resource.group, version, form)
        """Two renderings of the same key and kind make the same bytes of an object."""
        self._form = form
        self._now = now
        self._kind, self._api_version = resource.kind, resource.api_version(version)
        head = {"kind": self._kind, "apiVersion": self._api_version}
        if form.sort == "PartialObjectMetadata":
            head = {"kind": form.sort, "apiVersion": form.api_version}
        self._head = encode(head)[:-1]
        self._newer = resource is NEW_EVENTS
        self._table: KindTable = table_of(resource.plural, release)

    def shape(self, stored: Stored) -> Stored:
        """The object as this collection has it: other than it is stored for the newer group of events alone."""
        return Stored(stored.key, stored.revision, as_new_event(stored.obj)) if self._newer else stored

    def one(self, stored: Stored) -> bytes:
        """One object."""
        if self._form.sort == "Table":
            return self._table_of({"resourceVersion": str(stored.revision)}, [stored], headed=True)
        return self._object(stored)

    def listed(self, meta: Raw, found: Iterable[Stored]) -> bytes:
        """A list."""
        match self._form.sort:
            case "Table":
                return self._table_of(meta, found, headed=True)
            case "PartialObjectMetadata":
                head = {"kind": "PartialObjectMetadataList", "apiVersion": self._form.api_version, "metadata": meta}
                items = [self._object(stored) for stored in found]
            case _:
                head = {"kind": f"{self._kind}List", "apiVersion": self._api_version, "metadata": meta}
                items = [self.shape(stored).body for stored in found]
        return encode(head)[:-1] + b',"items":[' + b",".join(items) + b"]}"

    def line(self, sort: str, stored: Stored, *, headed: bool) -> bytes:
        """A watch's line: `ADDED`, `MODIFIED` or `DELETED`; a table names its columns in the first alone (`headed`)."""
        if self._form.sort == "Table":
            body = self._table_of({"resourceVersion": str(stored.revision)}, [stored], headed=headed)
        else:
            body = self._object(stored)
        return b'{"type":"%s","object":%s}\n' % (sort.encode(), body)

    def bookmark(self, meta: Raw, *, headed: bool) -> bytes:
        """A watch's line that tells a revision: the kind's object with hardly anything in it."""
        obj: Raw = {"metadata": {**meta, "creationTimestamp": None}}
        if self._kind == "Pod":
            obj |= {"spec": {"containers": None}, "status": {}}
        elif self._kind not in ("ConfigMap", "Secret", "Event", "ServiceAccount", "Endpoints"):
            obj |= {"spec": {}, "status": {}}
        return self.line("BOOKMARK", Stored(("", ""), int(meta["resourceVersion"]), obj), headed=headed)

    def _object(self, stored: Stored) -> bytes:
        """With its kind and apiVersion, which it lacks inside a list."""
        if self._form.sort == "PartialObjectMetadata":
            return b'%s,"metadata":%s}' % (self._head, encode(stored.obj.get("metadata", {})))
        stored = self.shape(stored)
        if not stored.body.startswith(b"{"):  # something that no server sends
            return stored.body
        return self._head + (b"}" if stored.body == b"{}" else b"," + stored.body[1:])

    def _table_of(self, meta: Raw, found: Iterable[Stored], *, headed: bool) -> bytes:
        head = {"kind": "Table", "apiVersion": self._form.api_version, "metadata": meta}
        definitions = encode(self._table.definitions if headed else None)
        now = self._now()
        rows = b",".join(self._row(stored, now) for stored in found)
        return b'%s,"columnDefinitions":%s,"rows":[%s]}' % (encode(head)[:-1], definitions, rows)

    def _row(self, stored: Stored, now: float) -> bytes:
        row: Raw = {"cells": self._table.cells(stored, now)}
        if conditions := self._table.conditions(stored.obj):
            row["conditions"] = conditions
        match self._form.include:
            case "None":
                obj = b"null"
            case "Object":
                obj = self._object(stored)
            case _:
                kind = encode({"kind": "PartialObjectMetadata", "apiVersion": self._form.api_version})[:-1]
                obj = b'%s,"metadata":%s}' % (kind, encode(stored.obj["metadata"]))
        return b'%s,"object":%s}' % (encode(row)[:-1], obj)
