"""From an object to whom it belongs, and to whom that belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.errors import KtuiError
from ktui.insight.owners import Owner, owner_references
from ktui.kube.reads import read_raw
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, Kind

if TYPE_CHECKING:
    from ktui.kube.transport import Transport

LONGEST = 4
"""Reads for one chain: a pod's ReplicaSet, its Deployment, what an operator made that from, and one to spare."""

_APPS = ("/apis/apps/v1",)

_READ: dict[tuple[str, str], Kind] = {
    ("apps", "ReplicaSet"): Kind("replicasets", "replicaset", "ReplicaSets", (), _APPS),
    ("apps", "Deployment"): Kind("deployments", "deployment", "Deployments", (), _APPS),
    ("apps", "StatefulSet"): Kind("statefulsets", "statefulset", "StatefulSets", (), _APPS),
    ("apps", "DaemonSet"): DAEMONSETS,
    ("batch", "Job"): JOBS,
    ("batch", "CronJob"): CRONJOBS,
    ("", "ReplicationController"): Kind(
        "replicationcontrollers", "replicationcontroller", "ReplicationControllers", (), ("/api/v1",)
    ),
}
"""(API group, kind) of the owners that are read to learn whom they belong to; others are named and no more."""


async def owner_chain(transport: Transport, obj: dict[str, Any]) -> list[Owner]:
    """The controller of `obj`, the controller's controller and so on, then the other owners of `obj`.

    What may not be read or is gone ends the chain with what is known: that is worth no error. So does an owner whose
    name another object has taken.
    """
    direct = owner_references(obj)
    chain: list[Owner] = []
    owners = direct
    for _ in range(LONGEST):
        controller = next((owner for owner in owners if owner.controller), None)
        if controller is None or controller in chain:
            break
        chain.append(controller)
        above = await _read(transport, controller)
        if above is None:
            break
        owners = owner_references(above)
    else:
        chain += [owner for owner in owners if owner.controller and owner not in chain]
    return [*chain, *(owner for owner in direct if owner not in chain)]


async def _read(transport: Transport, owner: Owner) -> dict[str, Any] | None:
    group = owner.api_version.rpartition("/")[0]
    kind = _READ.get((group, owner.kind))
    if kind is None or not owner.namespace:
        return None
    try:
        obj = await read_raw(transport, kind, owner.namespace, owner.name)
    except KtuiError:
        return None
    return obj if obj["metadata"].get("uid") == owner.uid else None
