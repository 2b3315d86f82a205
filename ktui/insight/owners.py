"""Whom an object belongs to, as its ownerReferences tell."""

from __future__ import annotations

from typing import Any, NamedTuple

from ktui.model.reference import Reference


class Owner(NamedTuple):
    """One owner of an object, or an owner's owner."""

    kind: str
    """As the API has it: `ReplicaSet`."""
    name: str
    namespace: str
    """"" for what is in none."""
    controller: bool
    """Whether it makes and replaces what it owns; at most one owner of an object does."""
    uid: str = ""
    api_version: str = ""
    """`apps/v1`; `v1` for the core group."""

    @property
    def reference(self) -> Reference:
        """The owner alone, as others name it."""
        return Reference(self.kind, self.namespace, self.name, self.api_version, self.uid)


IN_NO_NAMESPACE = frozenset({("v1", "Node")})
"""(apiVersion, kind) of owners that are in no namespace although what they own is: a static pod's node."""


def owner_references(obj: dict[str, Any]) -> list[Owner]:
    """An object's direct owners, the controller first; what is not of the API's form is left out."""
    meta = obj.get("metadata")
    references = meta.get("ownerReferences") if isinstance(meta, dict) else None
    if not isinstance(meta, dict) or not isinstance(references, list):
        return []
    own_namespace = meta.get("namespace")
    owners = []
    for reference in references:
        if not isinstance(reference, dict):
            continue
        kind, name, uid, api_version = (
            text if isinstance(text := reference.get(field), str) else ""
            for field in ("kind", "name", "uid", "apiVersion")
        )
        if not kind or not name:
            continue
        namespaced = isinstance(own_namespace, str) and (api_version, kind) not in IN_NO_NAMESPACE
        controls = reference.get("controller") is True
        owners.append(Owner(kind, name, str(own_namespace) if namespaced else "", controls, uid, api_version))
    owners.sort(key=lambda owner: not owner.controller)
    return owners
