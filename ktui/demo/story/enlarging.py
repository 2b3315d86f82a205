"""More nodes and more pods than the story needs: copies of those it has, as old as they are and as well."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from ktui.demo.story.ageing import aged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ktui.demo.server.statuses import Raw

    Placed = tuple[str, Raw]
    """(the plural, the object)."""

PATTERN = "node-2"
"""The node that is copied."""
TENANT = "tenant-00"
"""The namespace that is copied; there is one where the cluster is to be enlarged."""
REPLICAS = 25
"""Pods of a copied Deployment."""
A_NODES_PODS = 100
"""As many as a node has, or a few more."""
LETTERS = "bcdfghjklmnpqrstvwxz2456789"
"""Of which the API server makes names."""
YOUNGER = 30 * 86_400.0
"""Seconds by which a copy may be older than what it was copied from."""


def nodes_for(pods: int) -> int:
    """How many nodes so many pods want."""
    return -(-pods // A_NODES_PODS)


def more_nodes(objects: Sequence[Placed], nodes: int, seed: int) -> Iterator[list[Placed]]:
    """Copies of a node, each with its DaemonSets' pods, until there are as many nodes; each is to be placed at once."""
    random = Random(f"nodes of {seed}")
    there = sum(plural == "nodes" for plural, _ in objects)
    pattern = [
        (plural, obj)
        for plural, obj in objects
        if (plural == "nodes" and obj["metadata"]["name"] == PATTERN)
        or (plural == "pods" and obj["spec"].get("nodeName") == PATTERN and _owner(obj) == "DaemonSet")
    ]
    for number in range(there, nodes):
        made = []
        for plural, obj in pattern:
            own = f"192.168.{49 + number // 250}.{2 + number % 250}"
            known = address(obj) if plural == "nodes" else obj["status"]["hostIP"]
            copy = _Copy({PATTERN: f"node-{number}", known: own}, random)
            made.append((plural, copy.of(obj, anew=plural == "pods")))
        yield made


def more_pods(objects: Sequence[Placed], pods: int, nodes: Mapping[str, str], seed: int) -> Iterator[list[Placed]]:
    """So many more pods, a Deployment's at a time, on these nodes (name to address).

    Each list is to be placed at once: half a Deployment would be made whole by its controller.
    """
    random = Random(f"pods of {seed}")
    patterns = [_Pattern.of(objects, obj) for plural, obj in objects if plural == "deployments" and _of_tenant(obj)]
    namespace = next(obj for plural, obj in objects if plural == "namespaces" and obj["metadata"]["name"] == TENANT)
    number = placed = 0
    while pods > 0:
        tenant = f"tenant-{number // len(patterns) + 1:02}"
        made: list[Placed] = []
        if number % len(patterns) == 0:
            made.append(("namespaces", _Copy({TENANT: tenant}, random).of(namespace)))
        count = min(pods, REPLICAS)
        made += patterns[number % len(patterns)].copies(tenant, count, tuple(nodes.items()), placed, random)
        yield made
        number, placed, pods = number + 1, placed + count, pods - count


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A Deployment of one pod."""

    deployment: Raw
    replicaset: Raw
    pod: Raw

    @classmethod
    def of(cls, objects: Sequence[Placed], deployment: Raw) -> _Pattern:
        replicaset = next(obj for plural, obj in objects if plural == "replicasets" and _owned(obj, deployment))
        pod = next(obj for plural, obj in objects if plural == "pods" and _owned(obj, replicaset))
        return cls(deployment, replicaset, pod)

    def copies(
        self, tenant: str, count: int, nodes: Sequence[tuple[str, str]], placed: int, random: Random
    ) -> list[Placed]:
        """With so many pods, of which the first one is number `placed` of all."""
        copy = _Copy({TENANT: tenant}, random)
        older = random.uniform(0.0, YOUNGER)
        deployment = _scaled(aged(copy.of(self.deployment), older), count)
        replicaset = _scaled(aged(copy.of(self.replicaset), older), count)
        pods = []
        for index in range(count):
            number = placed + index
            node, host = nodes[number % len(nodes)]
            status = self.pod["status"]
            names = {**copy.names, self.pod["spec"]["nodeName"]: node, status["hostIP"]: host}
            names[status["podIP"]] = f"10.{160 + number // 62_500}.{number // 250 % 250}.{number % 250 + 2}"
            made = _Copy(names, random).of(self.pod, anew=True)
            pods.append(("pods", aged(made, random.uniform(0.0, older))))
        return [("deployments", deployment), ("replicasets", replicaset), *pods]


class _Copy:
    """Copies objects with other names; uids that were copied before are the same again."""

    def __init__(self, names: dict[str, str], random: Random) -> None:
        self.names = names
        """Whole texts, and what takes their place."""
        self._random = random

    def of(self, obj: Raw, *, anew: bool = False) -> Raw:
        """The copy; `anew`: with a generated name of its own."""
        meta = obj["metadata"]
        uid = meta["uid"]
        if anew or uid not in self.names:
            self.names[uid] = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        if anew:
            stem = meta["name"].rpartition("-")[0]
            self.names[meta["name"]] = f"{stem}-{''.join(self._random.choices(LETTERS, k=5))}"
        copied: Raw = self._copied(obj)
        return copied

    def _copied(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._copied(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._copied(each) for each in value]
        return self.names.get(value, value) if isinstance(value, str) else value


def _scaled(workload: Raw, count: int) -> Raw:
    """A Deployment or ReplicaSet of one pod, as one of many."""
    status = {
        key: count if each == 1 and key.lower().endswith("replicas") else each
        for key, each in workload["status"].items()
    }
    return {**workload, "spec": {**workload["spec"], "replicas": count}, "status": status}


def address(node: Raw) -> str:
    """By which other machines reach it."""
    return next(str(each["address"]) for each in node["status"]["addresses"] if each["type"] == "InternalIP")


def _of_tenant(obj: Raw) -> bool:
    found: bool = obj["metadata"].get("namespace") == TENANT
    return found


def _owner(obj: Raw) -> str:
    return next((str(owner["kind"]) for owner in obj["metadata"].get("ownerReferences", ())), "")


def _owned(obj: Raw, owner: Raw) -> bool:
    uid = owner["metadata"]["uid"]
    return any(each["uid"] == uid for each in obj["metadata"].get("ownerReferences", ()))
