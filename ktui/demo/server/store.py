"""What a cluster holds and how it came about: objects by kind, one revision counter, the changes to them."""

from __future__ import annotations

import bisect
import copy
import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ktui.demo.server.identity import Identities
from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.statuses import Raw

Key = tuple[str, str]
"""Namespace ("" where the kind has none) and name: also the order of a list."""
REMEMBERED = 20_000
"""Changes that are remembered at least; of more than twice as many the older ones are forgotten."""
_NESTED = (dict, list)


class Same:
    """What `put` sends unless told otherwise: the object itself."""


class Stored:
    """One object at one revision; never changed."""

    __slots__ = ("_body", "key", "obj", "revision", "sent")

    def __init__(self, key: Key, revision: int, obj: Raw, sent: Any) -> None:
        self.key = key
        self.revision = revision
        self.obj = obj
        self.sent = sent
        """What goes over the wire in its place: `obj`, or what a test wants a client to stumble over."""
        self._body: bytes | None = None

    @property
    def body(self) -> bytes:
        """`sent` as JSON, without its kind, which goes before it where one is told: made when it is read, and once."""
        if self._body is None:
            self._body = encode(_untyped(self.sent))
        return self._body

    def later(self, revision: int) -> Stored:
        """The same content with another revision, as a deletion is reported."""
        obj = _at_revision(self.obj, revision)
        return Stored(self.key, revision, obj, obj if self.sent is self.obj else _at_revision(self.sent, revision))


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
    """The objects of one cluster. `now` gives Unix seconds; `seed` makes uids look random, and always the same."""

    def __init__(self, now: Callable[[], float], revision: int = 1000, *, seed: int | None = None) -> None:
        self._now = now
        self.identities = Identities(seed)
        self._objects: dict[str, dict[Key, Stored]] = {plural: {} for plural in RESOURCES}
        self._keys: dict[str, list[Key]] = {plural: [] for plural in RESOURCES}
        self._listeners: dict[int, Callable[[Change], None]] = {}
        self._numbers = itertools.count()
        self.revision = revision
        """Of the latest change to anything."""
        self.compacted = 0
        """Nothing before this revision is known any more."""
        self.history: list[Change] = []

    def now(self) -> float:
        """Unix seconds."""
        return self._now()

    def put(self, plural: str, obj: Raw, *, sent_as: Any = Same) -> Raw:
        """Create or update; gives uid, creationTimestamp (both kept when given) and a new resourceVersion.

        `obj` stays the caller's, and so is what comes back.
        """
        obj = copied(obj)
        meta = obj.setdefault("metadata", {})
        if RESOURCES[plural].namespaced:
            meta.setdefault("namespace", "default")
        return copied(self.keep(plural, obj, sent_as=sent_as))  # type: ignore[no-any-return]

    def keep(self, plural: str, obj: Raw, *, sent_as: Any = Same) -> Raw:
        """As `put`, without a copy: `obj` is the store's from now on, and what comes back is to be read only.

        Parts of `obj` may be those of an object that is stored already.
        """
        meta = obj["metadata"]
        key = (meta.get("namespace", ""), meta["name"])
        before = self._objects[plural].get(key)
        if before is None:
            bisect.insort(self._keys[plural], key)
        else:
            for name in ("uid", "creationTimestamp"):
                meta.setdefault(name, before.obj["metadata"][name])
        if "uid" not in meta:
            meta["uid"] = self.identities.uid()
        if "creationTimestamp" not in meta:
            meta["creationTimestamp"] = timestamp(self._now())
        self.revision += 1
        meta["resourceVersion"] = str(self.revision)
        after = Stored(key, self.revision, obj, obj if sent_as is Same else sent_as)
        self._objects[plural][key] = after
        self._changed(Change(self.revision, plural, before, after))
        return obj

    def delete(self, plural: str, namespace: str, name: str) -> Raw:
        """Remove; the object's last state. Raises `KeyError` when there is none."""
        return copied(self.drop(plural, namespace, name))  # type: ignore[no-any-return]

    def drop(self, plural: str, namespace: str, name: str) -> Raw:
        """As `delete`; what comes back is to be read only."""
        key = (namespace, name)
        before = self._objects[plural].pop(key)
        del self._keys[plural][bisect.bisect_left(self._keys[plural], key)]
        self.revision += 1
        self._changed(Change(self.revision, plural, before, None))
        return before.later(self.revision).obj

    def objects(self, plural: str) -> list[Raw]:
        """Copies of what there is, by namespace and name."""
        return [copied(stored.obj) for stored in self.state(plural)]

    def get(self, plural: str, key: Key) -> Stored | None:
        """One object."""
        return self._objects[plural].get(key)

    def state(self, plural: str, namespace: str | None = None) -> list[Stored]:
        """Everything of one kind, or of one namespace, by namespace and name."""
        there, keys = self._objects[plural], self._keys[plural]
        if namespace is None:
            return [there[key] for key in keys]
        found = []
        for at in range(bisect.bisect_left(keys, (namespace, "")), len(keys)):
            if keys[at][0] != namespace:
                break
            found.append(there[keys[at]])
        return found

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
        first = bisect.bisect_right(self.history, revision, key=lambda change: change.revision)
        return [change for change in self.history[first:] if change.plural == plural]

    def compact(self) -> None:
        """Forget how the present came about. Counts as a revision, so that every older one is too old."""
        self.revision += 1
        self.compacted = self.revision
        self.history.clear()

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Be told every change from now on, after those who listened before; call the result to end it."""
        number = next(self._numbers)
        self._listeners[number] = listener

        def stop() -> None:
            self._listeners.pop(number, None)

        return stop

    def _changed(self, change: Change) -> None:
        self.history.append(change)
        if len(self.history) > 2 * REMEMBERED:
            del self.history[:REMEMBERED]
            self.compacted = self.history[0].revision - 1
        for listener in list(self._listeners.values()):
            listener(change)


def timestamp(now: float) -> str:
    """Unix seconds as the API writes times."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def copied(value: Any) -> Any:
    """A copy of JSON: several times as fast as `copy.deepcopy`, which looks for more than there can be."""
    if type(value) is dict:
        return {key: copied(item) if type(item) in _NESTED else item for key, item in value.items()}
    if type(value) is list:
        return [copied(item) if type(item) in _NESTED else item for item in value]
    if isinstance(value, dict | list):
        return copy.deepcopy(value)
    return value


def _untyped(value: Any) -> Any:
    if type(value) is dict and "kind" in value:
        return {key: item for key, item in value.items() if key not in ("kind", "apiVersion")}
    return value


def _at_revision(obj: Any, revision: int) -> Any:
    if not isinstance(obj, dict) or not isinstance(obj.get("metadata"), dict):
        return obj
    if "resourceVersion" not in obj["metadata"]:
        return obj
    return {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(revision)}}
