"""The garbage collector: what belongs to nothing any more goes, and what is deleted waits for what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import is_going
from ktui.demo.controllers.queue import KeyQueue
from ktui.demo.server.registry import DeleteOptions
from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.controllers.power import Power
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
"""Finalizers: wait for the dependents; let them live."""
NOTICED = 0.05
PLURALS = {resource.kind: plural for plural, resource in RESOURCES.items()}


class Garbage:
    """Follows ownerReferences, of every kind."""

    def __init__(self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power) -> None:
        self._registry = registry
        self._indexes = hearing.indexes
        self._queues = {
            plural: KeyQueue(agenda, power, self._looking_at(plural), delay=NOTICED) for plural in RESOURCES
        }
        for plural in RESOURCES:
            if plural != "events":  # nothing owns one, and there are many
                hearing.on(plural, self._hearing_of(plural))

    def _hearing_of(self, plural: str) -> Callable[[Raw | None, Raw | None], None]:
        def changed(before: Raw | None, after: Raw | None) -> None:
            self._changed(plural, before, after)

        return changed

    def _looking_at(self, plural: str) -> Callable[[Key], None]:
        def look(key: Key) -> None:
            self._look(plural, key)

        return look

    def _changed(self, plural: str, before: Raw | None, after: Raw | None) -> None:
        if after is None:
            assert before is not None
            for kind, dependent in self._indexes.dependents(before["metadata"]["uid"]):
                self._note(kind, dependent)
            for owner in before["metadata"].get("ownerReferences", ()):
                self._note_owner(owner, before["metadata"].get("namespace", ""))
            return
        meta = after["metadata"]
        if before is None or before["metadata"].get("ownerReferences") != meta.get("ownerReferences"):
            if meta.get("ownerReferences"):
                self._note(plural, after)
            for owner in (before or after)["metadata"].get("ownerReferences", ()):
                if before is not None:
                    self._note_owner(owner, meta.get("namespace", ""))
        if is_going(after) and (before is None or not is_going(before) or _held(before) != _held(after)):
            self._note(plural, after)

    def _note(self, plural: str, obj: Raw) -> None:
        self._queues[plural].add((obj["metadata"].get("namespace", ""), obj["metadata"]["name"]))

    def _note_owner(self, owner: Raw, namespace: str) -> None:
        plural = PLURALS.get(owner["kind"])
        if plural is not None:
            self._queues[plural].add((namespace if RESOURCES[plural].namespaced else "", owner["name"]))

    def _look(self, plural: str, key: Key) -> None:
        obj = self._registry.get(plural, *key)
        if obj is None:
            return
        if is_going(obj):
            if ORPHAN in _held(obj):
                self._orphan(plural, obj)
            elif FOREGROUND in _held(obj):
                self._delete_dependents_first(plural, obj)
            return
        self._delete_if_nobodys(plural, obj)

    def _orphan(self, plural: str, owner: Raw) -> None:
        uid = owner["metadata"]["uid"]
        for kind, dependent in self._indexes.dependents(uid):
            self._forget_owners(kind, dependent, {uid})
        self._drop_finalizer(plural, owner, ORPHAN)

    def _delete_dependents_first(self, plural: str, owner: Raw) -> None:
        blocking = False
        for kind, dependent in list(self._indexes.dependents(owner["metadata"]["uid"])):
            reference = _reference(dependent, owner["metadata"]["uid"])
            blocking = blocking or reference.get("blockOwnerDeletion") is True
            if not is_going(dependent):
                self._note(kind, dependent)
        if not blocking:
            self._drop_finalizer(plural, owner, FOREGROUND)

    def _delete_if_nobodys(self, plural: str, obj: Raw) -> None:
        meta = obj["metadata"]
        owners = meta.get("ownerReferences", ())
        if not owners:
            return
        solid, dangling, waiting = [], set(), set()
        for reference in owners:
            owner = self._owner(reference, meta.get("namespace", ""))
            if owner is None:
                dangling.add(reference["uid"])
            elif is_going(owner) and FOREGROUND in _held(owner):
                waiting.add(reference["uid"])
            else:
                solid.append(reference)
        if solid:
            if dangling or waiting:
                self._forget_owners(plural, obj, dangling | waiting)
            return
        held = _held(obj)
        if waiting and any(True for _ in self._indexes.dependents(meta["uid"])):
            propagation = "Foreground"
        else:
            propagation = "Orphan" if ORPHAN in held else "Foreground" if FOREGROUND in held else "Background"
        options = DeleteOptions(propagation=propagation, uid=meta["uid"])
        self._registry.delete(plural, meta.get("namespace", ""), meta["name"], options)

    def _owner(self, reference: Raw, namespace: str) -> Raw | None:
        plural = PLURALS.get(reference["kind"])
        if plural is None:
            return None
        place = namespace if RESOURCES[plural].namespaced else ""
        owner = self._registry.get(plural, place, reference["name"])
        return owner if owner is not None and owner["metadata"]["uid"] == reference["uid"] else None

    def _forget_owners(self, plural: str, obj: Raw, uids: set[str]) -> None:
        def edit(dependent: Raw) -> None:
            left = [one for one in dependent["metadata"].get("ownerReferences", ()) if one["uid"] not in uids]
            if left:
                dependent["metadata"]["ownerReferences"] = left
            else:
                dependent["metadata"].pop("ownerReferences", None)

        self._registry.change(plural, obj["metadata"].get("namespace", ""), obj["metadata"]["name"], edit)

    def _drop_finalizer(self, plural: str, obj: Raw, finalizer: str) -> None:
        def edit(held: Raw) -> None:
            left = [one for one in _held(held) if one != finalizer]
            if left:
                held["metadata"]["finalizers"] = left
            else:
                held["metadata"].pop("finalizers", None)

        self._registry.change(plural, obj["metadata"].get("namespace", ""), obj["metadata"]["name"], edit)


def _held(obj: Raw) -> list[str]:
    return obj["metadata"].get("finalizers") or []


def _reference(obj: Raw, uid: str) -> Raw:
    return next((one for one in obj["metadata"].get("ownerReferences", ()) if one["uid"] == uid), {})
