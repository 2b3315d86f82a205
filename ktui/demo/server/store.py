"""What a cluster holds and how it came about: objects by kind, one revision counter, the changes to them."""

from __future__ import annotations

import copy
import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.statuses import Raw

Key = tuple[str, str]
"""Namespace ("" where the kind has none) and name: also the order of a list."""


class Same:
    """What `put` sends unless told otherwise: the object itself."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One object at one revision; never changed."""

    key: Key
    revision: int
    obj: Raw
    sent: Any
    """What goes over the wire in its place: `obj`, or what a test wants a client to stumble over."""
    body: bytes
    """`sent` as JSON."""

    def later(self, revision: int) -> Stored:
        """The same content with another revision, as a deletion is reported."""
        obj = _at_revision(self.obj, revision)
        sent = obj if self.sent is self.obj else _at_revision(self.sent, revision)
        return Stored(self.key, revision, obj, sent, encode(sent))


@dataclass(frozen=True, slots=True)
class Change:
    """One revision: creation (`before` is None), deletion (`after` is None) or update."""

    revision: int
    plural: str
    before: Stored | None
    after: Stored | None


def encode(value: Any) -> bytes:
    """JSON as a server writes it: no spaces, not ASCII alone."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


class Store:
    """The objects of one cluster. `now` gives Unix seconds."""

    def __init__(self, now: Callable[[], float], revision: int = 1000) -> None:
        self._now = now
        self._objects: dict[str, dict[Key, Stored]] = {plural: {} for plural in RESOURCES}
        self._uids = itertools.count(1)
        self._listeners: set[Callable[[Change], None]] = set()
        self.revision = revision
        """Of the latest change to anything."""
        self.compacted = 0
        """Nothing before this revision is known any more."""
        self.history: list[Change] = []

    def put(self, plural: str, obj: Raw, *, sent_as: Any = Same) -> Raw:
        """Create or update; gives uid, creationTimestamp (both kept when given) and a new resourceVersion."""
        obj = copy.deepcopy(obj)
        meta = obj.setdefault("metadata", {})
        if RESOURCES[plural].namespaced:
            meta.setdefault("namespace", "default")
        key = (meta.get("namespace", ""), meta["name"])
        before = self._objects[plural].get(key)
        if before is not None:
            for name in ("uid", "creationTimestamp"):
                meta.setdefault(name, before.obj["metadata"][name])
        meta.setdefault("uid", f"00000000-0000-4000-8000-{next(self._uids):012d}")
        meta.setdefault("creationTimestamp", datetime.fromtimestamp(self._now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.revision += 1
        meta["resourceVersion"] = str(self.revision)
        sent = obj if sent_as is Same else sent_as
        after = Stored(key, self.revision, obj, sent, encode(sent))
        self._objects[plural][key] = after
        self._changed(Change(self.revision, plural, before, after))
        return copy.deepcopy(obj)

    def place(self, plural: str, obj: Raw) -> None:
        """Create or update as `put` does, of an object that has all it needs: it is not copied, and stays as it is."""
        meta = obj["metadata"]
        key = (meta.get("namespace", ""), meta["name"])
        self.revision += 1
        placed = {**obj, "metadata": {**meta, "resourceVersion": str(self.revision)}}
        before = self._objects[plural].get(key)
        after = Stored(key, self.revision, placed, placed, msgspec.json.encode(placed))
        self._objects[plural][key] = after
        self._changed(Change(self.revision, plural, before, after))

    def displace(self, plural: str, key: Key) -> None:
        """Remove as `delete` does, of which nobody wants to see the last state. Raises `KeyError`."""
        before = self._objects[plural].pop(key)
        self.revision += 1
        self._changed(Change(self.revision, plural, before, None))

    def delete(self, plural: str, namespace: str, name: str) -> Raw:
        """Remove; the object's last state. Raises `KeyError` when there is none."""
        before = self._objects[plural].pop((namespace, name))
        self.revision += 1
        self._changed(Change(self.revision, plural, before, None))
        return copy.deepcopy(before.later(self.revision).obj)

    def objects(self, plural: str) -> list[Raw]:
        """Copies of what there is, by namespace and name."""
        return [copy.deepcopy(stored.obj) for stored in self.state(plural)]

    def get(self, plural: str, key: Key) -> Stored | None:
        """One object."""
        return self._objects[plural].get(key)

    def state(self, plural: str) -> list[Stored]:
        """Everything of one kind, by namespace and name."""
        return [stored for _, stored in sorted(self._objects[plural].items())]

    def state_at(self, plural: str, revision: int) -> list[Stored] | None:
        """As `state` was at an earlier revision; None when that is compacted."""
        if revision < self.compacted:
            return None
        then = dict(self._objects[plural])
        for change in reversed(self.history):
            if change.revision <= revision:
                break
            if change.plural == plural:
                key = (change.before or change.after).key  # type: ignore[union-attr]  # one of them is there
                if change.before is None:
                    del then[key]
                else:
                    then[key] = change.before
        return [stored for _, stored in sorted(then.items())]

    def since(self, plural: str, revision: int) -> list[Change] | None:
        """The changes after `revision`; None when some of them are compacted."""
        if revision < self.compacted:
            return None
        return [change for change in self.history if change.plural == plural and change.revision > revision]

    def compact(self) -> None:
        """Forget how the present came about. Counts as a revision, so that every older one is too old."""
        self.revision += 1
        self.compacted = self.revision
        self.history.clear()

    def trim(self, most: int) -> bool:
        """Forget the oldest changes beyond so many; whether there were any. No revision of its own."""
        over = len(self.history) - most
        if over <= 0:
            return False
        self.compacted = self.history[over - 1].revision
        del self.history[:over]
        return True

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Be told every change from now on; call the result to end it."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def _changed(self, change: Change) -> None:
        self.history.append(change)
        for listener in list(self._listeners):
            listener(change)


def _at_revision(obj: Any, revision: int) -> Any:
    if not isinstance(obj, dict) or not isinstance(obj.get("metadata"), dict):
        return obj
    if "resourceVersion" not in obj["metadata"]:
        return obj
    return {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(revision)}}
