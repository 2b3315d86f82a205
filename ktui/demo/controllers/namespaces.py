"""Namespaces: what every one of them has, and how one is emptied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import is_going
from ktui.demo.controllers.queue import KeyQueue
from ktui.demo.moments import seconds_text
from ktui.demo.server.registry import DeleteOptions
from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.controllers.power import Power
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

FINALIZER = "kubernetes"
FIRST = ("pods",)
"""Deleted before all else, so that nothing they use goes under them."""
AGAIN = 1.0
"""Seconds between two looks at a namespace whose pods are still ending."""
ROOT_CA = "kube-root-ca.crt"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nZGVtbw==\n-----END CERTIFICATE-----\n"
"""Nobody checks it: the demo speaks plain HTTP."""
ABOUT_ROOT_CA = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)
_DISCOVERED = "All resources successfully discovered", "ResourcesDiscovered"


class Namespaces:
    """Furnishes new namespaces and empties those that are deleted."""

    def __init__(
        self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power, version: ServerVersion
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._version = version
        self._queue = KeyQueue(agenda, power, self._look)
        hearing.on("namespaces", self._namespace_changed)
        hearing.on("serviceaccounts", self._content_changed)
        hearing.on("configmaps", self._content_changed)

    def _namespace_changed(self, before: Raw | None, after: Raw | None) -> None:
        if after is not None:
            self._queue.add(("", after["metadata"]["name"]))

    def _content_changed(self, before: Raw | None, after: Raw | None) -> None:
        if after is None and before is not None:
            self._queue.add(("", before["metadata"]["namespace"]))

    def _look(self, key: Key) -> None:
        namespace = self._registry.get("namespaces", *key)
        if namespace is None:
            return
        if is_going(namespace):
            self._empty(namespace)
        else:
            self._furnish(key[1])

    def _furnish(self, name: str) -> None:
        if self._registry.get("serviceaccounts", name, "default") is None:
            made = {"name": "default", "namespace": name}
            self._registry.create("serviceaccounts", {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": made})
        if self._version.at_least(1, 21) and self._registry.get("configmaps", name, ROOT_CA) is None:
            meta = {"name": ROOT_CA, "namespace": name}
            meta_with = {**meta, "annotations": {"kubernetes.io/description": ABOUT_ROOT_CA}}
            root = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta_with, "data": {"ca.crt": CERTIFICATE}}
            self._registry.create("configmaps", root)

    def _empty(self, namespace: Raw) -> None:
        name = namespace["metadata"]["name"]
        rest = [plural for plural, resource in RESOURCES.items() if resource.namespaced and plural not in FIRST]
        left = {plural: number for plural in FIRST if (number := self._delete_all(plural, name))}
        if not left:
            left = {plural: number for plural in rest if (number := self._delete_all(plural, name))}
        self._tell(namespace, left)
        if left:
            self._queue.add(("", name), AGAIN)
            return

        def edit(emptied: Raw) -> None:
            spec = emptied.setdefault("spec", {})
            spec["finalizers"] = [one for one in spec.get("finalizers") or () if one != FINALIZER]

        self._registry.change("namespaces", "", name, edit, subresource="finalize")
        # What holds it is gone: it goes with the second word, if the first has not been enough.
        if self._registry.get("namespaces", "", name) is not None:
            self._registry.delete("namespaces", "", name)

    def _delete_all(self, plural: str, namespace: str) -> int:
        """How many there still are."""
        for obj in list(self._registry.each(plural, namespace)):
            if not is_going(obj):
                options = DeleteOptions(propagation="Background", uid=obj["metadata"]["uid"])
                self._registry.delete(plural, namespace, obj["metadata"]["name"], options)
        return sum(1 for _ in self._registry.each(plural, namespace))

    def _tell(self, namespace: Raw, left: dict[str, int]) -> None:
        """Say in its conditions what is left of it."""
        counts = ", ".join(f"{plural}. has {number} resource instances" for plural, number in left.items())
        told = [
            ("NamespaceDeletionDiscoveryFailure", "False", _DISCOVERED[1], _DISCOVERED[0]),
            ("NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions", _PARSED),
            ("NamespaceDeletionContentFailure", "False", "ContentDeleted", _DELETED),
            ("NamespaceContentRemaining", "True", "SomeResourcesRemain", f"Some resources are remaining: {counts}")
            if left
            else ("NamespaceContentRemaining", "False", "ContentRemoved", "All content successfully removed"),
            ("NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers", _NO_FINALIZERS),
        ]
        now = seconds_text(self._agenda.now)

        def edit(ending: Raw) -> None:
            status = ending.setdefault("status", {})
            there = {one["type"]: one for one in status.get("conditions") or ()}
            conditions = []
            for name, state, reason, message in told:
                was = there.get(name)
                since = was["lastTransitionTime"] if was is not None and was["status"] == state else now
                made = {"type": name, "status": state, "lastTransitionTime": since}
                conditions.append({**made, "reason": reason, "message": message})
            status["conditions"] = conditions
            status["phase"] = "Terminating"

        self._registry.change("namespaces", "", namespace["metadata"]["name"], edit, subresource="status")


_PARSED = "All legacy kube types successfully parsed"
_DELETED = "All content successfully deleted, may be waiting on finalization"
_NO_FINALIZERS = "All content-preserving finalizers finished"
