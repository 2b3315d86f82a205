"""Who is told of which changes, and what is known of all objects at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.store import Change


_Member = TypeVar("_Member")


class Hearing:
    """One ear on the store for all controllers.

    Whoever asked is told of each change of a kind, in the order in which they asked: the object before and after.
    """

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._told: dict[str, list[Callable[[Raw | None, Raw | None], None]]] = {plural: [] for plural in RESOURCES}
        self.indexes = Indexes(registry)
        registry.store.listen(self._heard)

    def on(self, plural: str, tell: Callable[[Raw | None, Raw | None], None]) -> None:
        """Be told of every change of the kind, and now of what there is already."""
        self._told[plural].append(tell)
        for obj in list(self.registry.each(plural)):
            tell(None, obj)

    def _heard(self, change: Change) -> None:
        before = None if change.before is None else change.before.obj
        after = None if change.after is None else change.after.obj
        self.indexes.heard(change.plural, before, after)
        for tell in self._told[change.plural]:
            tell(before, after)


class Indexes:
    """Objects by their owner and pods by their node, kept current."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._owned: dict[str, dict[tuple[str, str, str], None]] = {}
        self._on_node: dict[str, dict[Key, None]] = {}
        for plural in RESOURCES:
            for obj in registry.each(plural):
                self.heard(plural, None, obj)

    def owned(self, uid: str, plural: str) -> list[Raw]:
        """The objects of a kind that name this owner, in the order in which they came."""
        return [obj for kind, obj in self.dependents(uid) if kind == plural]

    def dependents(self, uid: str) -> Iterator[tuple[str, Raw]]:
        """All objects that name this owner, each with its plural."""
        for plural, namespace, name in list(self._owned.get(uid, ())):
            obj = self._registry.get(plural, namespace, name)
            if obj is not None:
                yield plural, obj

    def pods_on(self, node: str) -> list[Raw]:
        """The pods that are bound to a node, in the order in which they were."""
        found = (self._registry.get("pods", *key) for key in list(self._on_node.get(node, ())))
        return [pod for pod in found if pod is not None]

    def heard(self, plural: str, before: Raw | None, after: Raw | None) -> None:
        """An object has changed."""
        meta = (after or before or {})["metadata"]
        key = (meta.get("namespace", ""), meta["name"])
        was, now = _owners(before), _owners(after)
        if was != now:
            for uid in was:
                if uid not in now:
                    _leave(self._owned, uid, (plural, *key))
            for uid in now:
                self._owned.setdefault(uid, {})[(plural, *key)] = None
        if plural == "pods":
            node_was, node = _node(before), _node(after)
            if node_was != node:
                if node_was:
                    _leave(self._on_node, node_was, key)
                if node:
                    self._on_node.setdefault(node, {})[key] = None


def _owners(obj: Raw | None) -> list[str]:
    return [] if obj is None else [owner["uid"] for owner in obj["metadata"].get("ownerReferences", ())]


def _node(pod: Raw | None) -> str:
    return "" if pod is None else pod.get("spec", {}).get("nodeName", "")


def _leave(index: dict[str, dict[_Member, None]], place: str, member: _Member) -> None:
    members = index.get(place)
    if members is not None:
        members.pop(member, None)
        if not members:
            del index[place]
