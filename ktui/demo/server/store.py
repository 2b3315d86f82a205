"""What a cluster holds and how it came about: objects by kind, one revision counter, the latest changes to them."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.demo.server.identity import Identities
from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from ktui.demo.server.statuses import Raw

Key = tuple[str, str]
"""Namespace ("" where the kind has none) and name: also the order of a list."""

KEPT_CHANGES = 10_000
"""Changes that are remembered at most: a second's worth of a storm many times over, and some tens of MB."""

KEPT_SECONDS = 300.0
"""For how long a change is remembered: etcd forgets every five minutes."""

KEPT_AT_LEAST = 1_000
"""Changes that are remembered however old they are: where time runs fast, minutes are over before a list is read."""


class Same:
    """What `put` sends unless told otherwise: the object itself."""


class Stored:
    """One object at one revision; never changed."""

    __slots__ = ("_obj", "body", "key", "revision", "sent")

    def __init__(self, key: Key, revision: int, obj: Raw, sent: Any = Same) -> None:
        self.key = key
        self.revision = revision
        self.sent = sent
        """What goes over the wire in its place, for what a test wants a client to stumble over; `Same`: the object."""
        self.body = encode(_untyped(obj) if sent is Same else sent)
        """What goes over the wire, as JSON; kind and apiVersion are put before it where they are told."""
        self._obj: Raw | None = obj

    @property
    def obj(self) -> Raw:
        """What it is: to be read, never to be changed."""
        return _decode(self.body) if self._obj is None else self._obj

    def copy(self) -> Raw:
        """What it is, to be changed: read from its JSON, which takes a fifth of the time of a copy."""
        if self.sent is not Same:
            copy: Raw = copied(self.obj)
            return copy
        obj = self.obj
        return {**{key: obj[key] for key in ("kind", "apiVersion") if key in obj}, **_decode(self.body)}

    def pack(self) -> None:
        """Keep no more than its JSON, now that another has taken its place: a tenth of the memory."""
        if self.sent is Same:
            self._obj = None

    def later(self, revision: int) -> Stored:
        """The same content with another revision, as a deletion is reported."""
        sent = Same if self.sent is Same else _at_revision(self.sent, revision)
        return Stored(self.key, revision, _at_revision(self.obj, revision), sent)


@dataclass(frozen=True, slots=True)
class Change:
    """One revision: creation (`before` is None), deletion (`after` is None) or update."""

    revision: int
    plural: str
    before: Stored | None
    after: Stored | None
    at: float
    """Unix seconds."""
    lines: dict[Hashable, bytes] = field(default_factory=dict, compare=False)
    """What watches made of it, by the form they send: those of one form share the bytes."""


def encode(value: Any) -> bytes:
    """JSON as a server writes it: no spaces, not ASCII alone."""
    try:
        return msgspec.json.encode(value)
    except (OverflowError, TypeError):  # numbers that no server sends, and a test may
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def timestamp(now: float) -> str:
    """Unix seconds as the API writes times."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def copied(value: Any) -> Any:
    """JSON's values anew, a fraction of the time that `copy.deepcopy` takes."""
    if isinstance(value, dict):
        return {key: inner if type(inner) in _FLAT else copied(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [inner if type(inner) in _FLAT else copied(inner) for inner in value]
    return value


_FLAT = frozenset((str, int, float, bool, type(None)))
"""What holds nothing else: most values are, and need no call."""


_decode = msgspec.json.decode


class _Kind:
    """The objects of one kind, by key and in order."""

    __slots__ = ("keys", "objects", "ordered")

    def __init__(self) -> None:
        self.objects: dict[Key, Stored] = {}
        self.keys: list[Key] = []
        self.ordered: list[Stored] | None = []
        """All of them in order, as long as it holds."""

    def put(self, stored: Stored) -> None:
        if stored.key not in self.objects:
            insort(self.keys, stored.key)
        self.objects[stored.key] = stored
        self.ordered = None

    def remove(self, key: Key) -> Stored:
        gone = self.objects.pop(key)
        del self.keys[bisect_left(self.keys, key)]
        self.ordered = None
        return gone

    def within(self, namespace: str) -> list[Stored]:
        first = bisect_left(self.keys, (namespace, ""))
        last = bisect_left(self.keys, (namespace + "\0", ""), first)
        return [self.objects[key] for key in self.keys[first:last]]

    def all(self) -> list[Stored]:
        if self.ordered is None:
            self.ordered = [self.objects[key] for key in self.keys]
        return self.ordered


class Store:
    """The objects of one cluster. `now` gives Unix seconds; `seed` makes uids look random, and always the same."""

    def __init__(self, now: Callable[[], float], revision: int = 1000, *, seed: int | None = None) -> None:
        self._now = now
        self._kinds = {plural: _Kind() for plural in RESOURCES}
        self.identities = Identities(seed)
        self._listeners: dict[Callable[[Change], None], None] = {}
        self.revision = revision
        """Of the latest change to anything."""
        self.compacted = 0
        """Of what came before this revision nothing is known any more, but for how things stood at it."""
        self._history: list[Change] = []

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
        returned: Raw = copied(self.keep(plural, obj, sent_as=sent_as))
        return returned

    def keep(self, plural: str, obj: Raw, *, sent_as: Any = Same) -> Raw:
        """As `put`, without a copy: `obj` is the store's from now on, and what comes back is to be read only.

        Parts of `obj` may be those of an object that is stored already; its metadata are written to.
        """
        meta = obj["metadata"]
        key = (meta.get("namespace", ""), meta["name"])
        before = self._kinds[plural].objects.get(key)
        if before is not None:
            for name in ("uid", "creationTimestamp"):
                meta.setdefault(name, before.obj["metadata"][name])
        if "uid" not in meta:
            meta["uid"] = self.identities.uid(f"{plural} {key[0]} {key[1]}")
        if "creationTimestamp" not in meta:
            meta["creationTimestamp"] = timestamp(self._now())
        self.revision += 1
        meta["resourceVersion"] = str(self.revision)
        after = Stored(key, self.revision, obj, sent_as)
        self._kinds[plural].put(after)
        self._changed(plural, before, after)
        return obj

    def place(self, plural: str, obj: Raw) -> None:
        """Create or update as `put` does, of an object that has all it needs: it is not copied, and stays as it is."""
        meta = obj["metadata"]
        key = (meta.get("namespace", ""), meta["name"])
        self.revision += 1
        before = self._kinds[plural].objects.get(key)
        after = Stored(key, self.revision, {**obj, "metadata": {**meta, "resourceVersion": str(self.revision)}})
        self._kinds[plural].put(after)
        self._changed(plural, before, after)

    def displace(self, plural: str, key: Key) -> None:
        """Remove as `delete` does, where nobody wants to see the last state. Raises `KeyError`."""
        before = self._kinds[plural].remove(key)
        self.revision += 1
        self._changed(plural, before, None)

    def delete(self, plural: str, namespace: str, name: str) -> Raw:
        """Remove; the object's last state. Raises `KeyError` when there is none."""
        before = self._kinds[plural].remove((namespace, name))
        self.revision += 1
        self._changed(plural, before, None)
        last: Raw = copied(before.later(self.revision).obj)
        return last

    def objects(self, plural: str) -> list[Raw]:
        """Copies of what there is, by namespace and name."""
        return [copied(stored.obj) for stored in self.state(plural)]

    def get(self, plural: str, key: Key) -> Stored | None:
        """One object."""
        return self._kinds[plural].objects.get(key)

    def state(self, plural: str, namespace: str | None = None) -> list[Stored]:
        """Everything of one kind, or of one namespace, by namespace and name: to be read, and not to be kept."""
        kind = self._kinds[plural]
        return kind.all() if namespace is None else kind.within(namespace)

    def state_at(self, plural: str, revision: int) -> list[Stored] | None:
        """As `state` was at an earlier revision; None when that is compacted."""
        later = self.since(plural, revision)
        if not later:
            return None if later is None else self.state(plural)
        then = dict(self._kinds[plural].objects)
        for change in reversed(later):
            key = (change.before or change.after).key  # type: ignore[union-attr]  # one of them is there
            if change.before is None:
                del then[key]
            else:
                then[key] = change.before
        return [then[key] for key in sorted(then)]

    def since(self, plural: str, revision: int) -> list[Change] | None:
        """The changes after `revision`; None when some of them are compacted."""
        if revision < self.compacted:
            return None
        first = bisect_right(self._history, revision, key=lambda change: change.revision)
        return [change for change in self._history[first:] if change.plural == plural]

    @property
    def remembered(self) -> int:
        """How many changes from which a watch may go on."""
        return len(self._history)

    def compact(self) -> None:
        """Forget how the present came about. Counts as a revision, so that every older one is too old."""
        self.revision += 1
        self.compacted = self.revision
        self._history.clear()

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Be told every change from now on, in the order in which they began to listen; call the result to end it."""
        self._listeners[listener] = None
        return lambda: self._listeners.pop(listener, None)

    def _changed(self, plural: str, before: Stored | None, after: Stored | None) -> None:
        change = Change(self.revision, plural, before, after, self._now())
        self._history.append(change)
        for listener in list(self._listeners):
            listener(change)
        if before is not None:
            before.pack()
        self._forget()

    def _forget(self) -> None:
        """Drop what is too old or too much; a quarter at a time, so that it costs nothing for most changes."""
        size = len(self._history)
        if size <= KEPT_AT_LEAST:
            return
        age = self._now() - self._history[0].at
        if size < KEPT_CHANGES * 5 // 4 and age < KEPT_SECONDS * 5 / 4:
            return
        since = self._now() - KEPT_SECONDS
        old = bisect_left(self._history, since, key=lambda change: change.at)
        first = max(size - KEPT_CHANGES, min(old, size - KEPT_AT_LEAST))
        if first > 0:
            self.compacted = self._history[first - 1].revision
            del self._history[:first]


def _untyped(obj: Any) -> Any:
    if isinstance(obj, dict) and "kind" in obj:
        return {key: value for key, value in obj.items() if key not in ("kind", "apiVersion")}
    return obj


def _at_revision(obj: Any, revision: int) -> Any:
    if not isinstance(obj, dict) or not isinstance(obj.get("metadata"), dict):
        return obj
    if "resourceVersion" not in obj["metadata"]:
        return obj
    return {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(revision)}}
