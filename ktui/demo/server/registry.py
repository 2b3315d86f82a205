"""What can be done to the objects of a cluster, whoever does it: a request over HTTP, a controller or a kubelet.

Here is what a real API server does before it stores: uid, generation, what may not change, dry runs, preconditions.
Every method raises `RefusalError` with the server's own words.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.demo.server import statuses
from ktui.demo.server.resources import RESOURCES
from ktui.demo.server.statuses import RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.store import Store


@dataclass(frozen=True, slots=True)
class DeleteOptions:
    """How something is to be deleted."""

    propagation: str | None = None
    """`Background`, `Foreground` or `Orphan`; None: as the kind has it."""
    grace: int | None = None
    """Seconds; None: the object's own."""
    uid: str | None = None
    revision: str | None = None
    dry_run: bool = False


class Registry:
    """The one way to what `store` holds."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, plural: str, namespace: str, name: str) -> Raw | None:
        """An object as it is stored: to be read, never to be changed. `namespace` is "" for what has none."""
        stored = self.store.get(plural, (namespace, name))
        return None if stored is None else stored.obj

    def each(self, plural: str, namespace: str | None = None) -> Iterator[Raw]:
        """Those of a kind, by namespace and name: to be read, never to be changed."""
        for stored in self.store.state(plural):
            if namespace is None or stored.key[0] == namespace:
                yield stored.obj

    def create(self, plural: str, obj: Raw, *, dry_run: bool = False, manager: str = "unknown") -> Raw:
        """A new object; as stored."""
        obj = copy.deepcopy(obj)
        meta = obj["metadata"]
        key = (meta.get("namespace", ""), meta["name"])
        if self.store.get(plural, key) is not None:
            raise RefusalError(409, statuses.already_exists(plural, RESOURCES[plural].group, meta["name"]))
        meta["managedFields"] = [{"manager": manager, "operation": "Update"}]
        if dry_run:
            return {**obj, "metadata": {**meta, "uid": "00000000-0000-4000-8000-00000000dead"}}
        return self.store.put(plural, obj)

    def update(self, plural: str, obj: Raw, *, subresource: str = "", dry_run: bool = False) -> Raw:
        """The object in place of the one there is; as stored.

        `subresource` `status` takes nothing but the status from `obj`, without it everything else. A resourceVersion
        in `obj` must be the present one.
        """
        before = self._there(plural, obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
        revision = obj["metadata"].get("resourceVersion")
        if revision is not None and revision != before["metadata"]["resourceVersion"]:
            why = "the object has been modified; please apply your changes to the latest version"
            raise RefusalError(409, statuses.conflict(plural, RESOURCES[plural].group, obj["metadata"]["name"], why))
        return copy.deepcopy(obj) if dry_run else self.store.put(plural, obj)

    def change(
        self, plural: str, namespace: str, name: str, edit: Callable[[Raw], object], *, subresource: str = ""
    ) -> Raw | None:
        """`edit` a copy and store it, if that has changed anything; None where there is no such object any more."""
        stored = self.get(plural, namespace, name)
        if stored is None:
            return None
        copied = copy.deepcopy(stored)
        edit(copied)
        return stored if copied == stored else self.update(plural, copied, subresource=subresource)

    def delete(self, plural: str, namespace: str, name: str, options: DeleteOptions | None = None) -> Raw:
        """Delete, or begin to; the object as it then is, or was last."""
        options = options or DeleteOptions()
        obj = self._there(plural, namespace, name)
        uid = obj["metadata"]["uid"]
        if options.uid not in (None, uid):
            why = f"the UID in the precondition ({options.uid}) does not match the UID in record ({uid}). ..."
            raise RefusalError(409, statuses.conflict(plural, RESOURCES[plural].group, name, why))
        return obj if options.dry_run else self.store.delete(plural, namespace, name)

    def _there(self, plural: str, namespace: str, name: str) -> Raw:
        stored = self.store.get(plural, (namespace, name))
        if stored is None:
            missing = statuses.no_such_object(resource=plural, group=RESOURCES[plural].group, name=name)
            raise RefusalError(404, missing)
        return copy.deepcopy(stored.obj)
