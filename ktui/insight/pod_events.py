"""Which events tell of a pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.events import last_seen

if TYPE_CHECKING:
    from ktui.model.objects import Event, Pod


def is_static(pod: Pod) -> bool:
    """Whether it is one of a node's own files: the kubelet then tells of it by the uid that the file gave it."""
    return any(owner.kind == "Node" for owner in pod.meta.owner_references or ())


def tells_of(event: Event, pod: Pod, gone: float | None = None) -> bool:
    """Whether an event is about this very pod, and not about another that had its name.

    Who evicts pods from a lost node names them without a uid: then the time tells. `gone`: since when (Unix seconds)
    the pod is there no more.
    """
    about = event.involved_object
    if about.kind != "Pod" or (about.namespace, about.name) != pod.key:
        return False
    if about.uid == pod.meta.uid or is_static(pod):
        return True
    if about.uid:
        return False
    seen, made = last_seen(event), pod.meta.creation_timestamp
    return seen is not None and (made is None or seen >= made) and (gone is None or seen.timestamp() <= gone)
