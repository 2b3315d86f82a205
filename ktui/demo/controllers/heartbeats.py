"""The heartbeats of nodes: what kubelets tell the server about themselves."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import condition
from ktui.demo.moments import micro_text, seconds_text
from ktui.demo.recorder import EventRecorder, node_reference
from ktui.demo.server.statuses import RefusalError

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

RENEWAL = 10.0
"""Seconds between two renewals of a node's lease."""
MOST_A_SECOND = 2.0
"""Renewals in the whole cluster: with many nodes each renews less often, but often enough."""
LONGEST = 25.0
"""Seconds that a node keeps silent at most: less than what makes it lost."""
REPORT = 300.0
"""Seconds between two writes of a node's status where nothing has changed."""
LEASES = "kube-node-lease"
HEALTHY = {
    "MemoryPressure": ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    "Ready": ("True", "KubeletReady", "kubelet is posting ready status"),
}

WORDS = {
    "MemoryPressure": "NodeHasSufficientMemory",
    "DiskPressure": "NodeHasNoDiskPressure",
    "PIDPressure": "NodeHasSufficientPID",
    "Ready": "NodeReady",
}
"""The reasons of the events that tell of these."""


class Heartbeats:
    """Of all nodes that have been added, until they are stopped."""

    def __init__(self, registry: Registry, agenda: Agenda, hearing: Hearing, version: ServerVersion) -> None:
        self._registry = registry
        self._agenda = agenda
        self._version = version
        self._beating: dict[str, int] = {}
        """By node that is heard of: the number of its start."""
        self._starts = itertools.count()
        self._recorders: dict[str, EventRecorder] = {}
        hearing.on("nodes", self._node_changed)

    def start(self, node: str, *, long_up: bool = True) -> None:
        """The node tells of itself from now on; `long_up`: it has done so before."""
        turn = self._beating[node] = next(self._starts)
        if not long_up:
            self._report(node)
        self._renew(node)
        spread = self._agenda.random.random
        self._agenda.after(self._interval * spread(), lambda: self._beat(node, turn))
        self._agenda.after(REPORT * spread(), lambda: self._report_again(node, turn))

    def _node_changed(self, before: Raw | None, after: Raw | None) -> None:
        """A kubelet tells that its node is cordoned, or no longer, when it next looks at itself."""
        if before is None or after is None:
            return
        was, now = (bool(node.get("spec", {}).get("unschedulable")) for node in (before, after))
        name = after["metadata"]["name"]
        if was != now and name in self._beating:
            turn, word = self._beating[name], "NodeNotSchedulable" if now else "NodeSchedulable"
            self._agenda.after(RENEWAL * self._agenda.random.random(), lambda: self._tell(name, turn, word))

    def _tell(self, node: str, turn: int, word: str) -> None:
        if self._beating.get(node) == turn:
            said = f"Node {node} status is now: {word}"
            self._recorder(node).event(node_reference(node), "Normal", word, said)

    def stop(self, node: str) -> None:
        """Nothing is heard of it any more."""
        self._beating.pop(node, None)

    @property
    def _interval(self) -> float:
        return min(max(RENEWAL, len(self._beating) / MOST_A_SECOND), LONGEST)

    def _beat(self, node: str, turn: int) -> None:
        if self._beating.get(node) == turn and self._registry.get("nodes", "", node) is not None:
            self._renew(node)
            self._agenda.after(self._interval, lambda: self._beat(node, turn))

    def _report_again(self, node: str, turn: int) -> None:
        if self._beating.get(node) == turn and self._registry.get("nodes", "", node) is not None:
            self._report(node)
            self._agenda.after(
                REPORT * (0.96 + 0.08 * self._agenda.random.random()), lambda: self._report_again(node, turn)
            )

    def _renew(self, node: str) -> None:
        now = micro_text(self._agenda.now)

        def edit(lease: Raw) -> None:
            lease["spec"]["renewTime"] = now

        if self._registry.change("leases", LEASES, node, edit) is None:
            meta: Raw = {"name": node, "namespace": LEASES}
            if (there := self._registry.get("nodes", "", node)) is not None:
                owner = {"apiVersion": "v1", "kind": "Node", "name": node, "uid": there["metadata"]["uid"]}
                meta["ownerReferences"] = [owner]
            spec = {"holderIdentity": node, "leaseDurationSeconds": 40, "renewTime": now}
            lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": meta, "spec": spec}
            try:
                self._registry.create("leases", lease)
            except RefusalError:
                return

    def _report(self, node: str) -> None:
        now = seconds_text(self._agenda.now)
        told: list[str] = []

        def edit(changed: Raw) -> None:
            conditions = changed.setdefault("status", {}).setdefault("conditions", [])
            for name, (state, reason, message) in HEALTHY.items():
                there = condition(changed, name)
                if there is None:
                    there = {"type": name, "status": "", "lastHeartbeatTime": now}
                    conditions.append(there)
                there["lastHeartbeatTime"] = now
                if there["status"] == "Unknown" or not there["status"]:
                    there.update(status=state, lastTransitionTime=now, reason=reason, message=message)
                    told.append(name)

        self._registry.change("nodes", "", node, edit, subresource="status")
        for name in told:
            self._tell(node, self._beating[node], WORDS[name])

    def _recorder(self, node: str) -> EventRecorder:
        if node not in self._recorders:
            made = EventRecorder(self._registry, self._agenda, component="kubelet", host=node, version=self._version)
            self._recorders[node] = made
        return self._recorders[node]
