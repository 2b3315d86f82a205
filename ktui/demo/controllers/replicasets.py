"""The ReplicaSet controller: so many pods of one template."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import (
    PodControl,
    is_active,
    is_available,
    is_going,
    is_ready,
    phase,
)
from ktui.demo.controllers.queue import KeyQueue
from ktui.demo.recorder import EventRecorder

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.controllers.power import Power
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

KIND, API_VERSION = "ReplicaSet", "apps/v1"
BURST = 500
"""Pods that are made or deleted in one go."""
TERMINATING_SINCE = (1, 35)
"""The release that first counts pods that are ending."""


class ReplicaSets:
    """Keeps the pods of all ReplicaSets."""

    def __init__(
        self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power, version: ServerVersion
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._indexes = hearing.indexes
        self._version = version
        self._recorder = EventRecorder(registry, agenda, component="replicaset-controller", version=version)
        power.started(self._recorder.forget)
        self._control = PodControl(registry, self._recorder, KIND, API_VERSION)
        self._queue = KeyQueue(agenda, power, self._look)
        hearing.on("replicasets", self._queue.hear)
        hearing.on("pods", partial(self._queue.hear_for_owner, KIND))

    def _look(self, key: Key) -> None:
        replicaset = self._registry.get("replicasets", *key)
        if replicaset is None:
            return
        pods = self._indexes.owned(replicaset["metadata"]["uid"], "pods")
        active = [pod for pod in pods if is_active(pod)]
        wanted = replicaset["spec"].get("replicas", 1)
        if not is_going(replicaset):
            for _ in range(min(wanted - len(active), BURST)):
                self._control.create(replicaset, replicaset["spec"]["template"])
            if len(active) > wanted:
                for pod in sorted(active, key=_worth)[: min(len(active) - wanted, BURST)]:
                    self._control.delete(replicaset, pod)
        ending = sum(is_going(pod) and phase(pod) not in ("Succeeded", "Failed") for pod in pods)
        self._write_status(key, replicaset, active, ending)

    def _write_status(self, key: Key, replicaset: Raw, active: list[Raw], ending: int) -> None:
        """Of what was there before: a real controller has not seen its own deeds yet either."""
        seconds = replicaset["spec"].get("minReadySeconds", 0)
        ready = sum(map(is_ready, active))
        available = sum(is_available(pod, seconds, self._agenda.now) for pod in active)
        labels = (replicaset["spec"]["template"].get("metadata") or {}).get("labels") or {}
        full = sum(labels.items() <= (pod["metadata"].get("labels") or {}).items() for pod in active)
        counted = {
            "replicas": len(active),
            "fullyLabeledReplicas": full,
            "readyReplicas": ready,
            "availableReplicas": available,
            "observedGeneration": replicaset["metadata"].get("generation", 1),
        }
        status = {name: number for name, number in counted.items() if number or name == "replicas"}
        if self._version.at_least(*TERMINATING_SINCE):
            status["terminatingReplicas"] = ending

        def edit(changed: Raw) -> None:
            changed["status"] = status

        self._registry.change("replicasets", *key, edit, subresource="status")
        if seconds and ready != available:
            self._queue.add(key, seconds)


def _worth(pod: Raw) -> tuple[object, ...]:
    """Of pods that are too many the first go: those that are not on a node yet, not running, not ready, the newest."""
    rank = {"Pending": 0, "Unknown": 1, "Running": 2}.get(phase(pod), 3)
    age = "".join(chr(255 - ord(char)) for char in pod["metadata"]["creationTimestamp"])
    return bool(pod["spec"].get("nodeName")), rank, is_ready(pod), age, pod["metadata"]["name"]
