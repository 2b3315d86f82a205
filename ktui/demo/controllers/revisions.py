"""What a DaemonSet's template was and is: its ControllerRevisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import owner_reference
from ktui.demo.controllers.template_hash import template_hash
from ktui.demo.server.statuses import RefusalError
from ktui.demo.server.store import copied

if TYPE_CHECKING:
    from ktui.demo.controllers.hearing import Indexes
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw

HASH = "controller-revision-hash"
"""The label of pods and revisions that says which template it is."""


def current_revision(registry: Registry, indexes: Indexes, daemonset: Raw) -> tuple[str, list[Raw]]:
    """The hash of the template as it is, and the revisions of what it was; makes and counts up where needed."""
    meta = daemonset["metadata"]
    data = {"spec": {"template": {**daemonset["spec"]["template"], "$patch": "replace"}}}
    revisions = indexes.owned(meta["uid"], "controllerrevisions")
    old = [one for one in revisions if one["data"] != data]
    number = max((one["revision"] for one in old), default=0) + 1
    for one in revisions:
        if one["data"] == data:
            if one["revision"] < number:
                again = {**one, "revision": number}
                registry.update("controllerrevisions", again)
            return one["metadata"]["labels"][HASH], old
    return _snapshot(registry, daemonset, data, number), old


def _snapshot(registry: Registry, daemonset: Raw, data: Raw, number: int) -> str:
    meta = daemonset["metadata"]
    collisions = 0
    while True:
        name_hash = template_hash(daemonset["spec"]["template"], collisions)
        labels = {**(daemonset["spec"]["template"]["metadata"].get("labels") or {}), HASH: name_hash}
        made = {
            "name": f"{meta['name']}-{name_hash}",
            "namespace": meta["namespace"],
            "labels": labels,
            "ownerReferences": [owner_reference("DaemonSet", "apps/v1", daemonset)],
        }
        if annotations := meta.get("annotations"):
            made["annotations"] = dict(annotations)
        revision = {"apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": made}
        try:
            registry.create("controllerrevisions", {**revision, "data": copied(data), "revision": number})
        except RefusalError as error:
            if error.code != 409:
                raise
            collisions += 1
        else:
            return name_hash


def forget_old(registry: Registry, daemonset: Raw, old: list[Raw], pods: list[Raw]) -> None:
    """Delete the oldest revisions beyond the limit, but none that a pod is still of."""
    too_many = len(old) - daemonset["spec"].get("revisionHistoryLimit", 10)
    live = {(pod["metadata"].get("labels") or {}).get(HASH) for pod in pods}
    for one in sorted(old, key=lambda one: one["revision"]):
        if too_many <= 0:
            return
        if one["metadata"]["labels"][HASH] not in live:
            registry.delete("controllerrevisions", one["metadata"]["namespace"], one["metadata"]["name"])
            too_many -= 1
