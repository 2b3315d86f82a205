"""A registry with a clock that stands where a test puts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.registry import Registry
from ktui.demo.server.store import Store
from tests.demo.asked import pod

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.store import Change

NOW = 1_700_000_000.0


class Made:
    """A registry, what its store told of, and the time."""

    def __init__(self, *, seed: int | None = 1, namespaces: bool = False) -> None:
        self.now = NOW
        self.store = Store(lambda: self.now, seed=seed)
        self.registry = Registry(self.store, namespaces=namespaces)
        self.changes: list[Change] = []
        self.store.listen(self.changes.append)

    def pod(self, name: str = "a", *, node: str | None = None, **meta: object) -> Raw:
        """One in `default`, on a node or on none."""
        made = self.registry.create("pods", pod(name, meta=meta))
        if node is not None:
            self.registry.change("pods", "default", name, lambda obj: obj["spec"].update(nodeName=node))
        return self.registry.there("pods", "default", made["metadata"]["name"])

    def told(self) -> list[str]:
        """What watches would be sent since the last time."""
        kinds = ["DELETED" if one.after is None else "MODIFIED" if one.before else "ADDED" for one in self.changes]
        self.changes.clear()
        return kinds
