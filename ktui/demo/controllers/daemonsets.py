"""The DaemonSet controller: a pod on every node that meets the template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import (
    PodControl,
    is_available,
    is_going,
    is_ready,
    named,
    phase,
    scaled,
)
from ktui.demo.controllers.queue import KeyQueue
from ktui.demo.controllers.revisions import HASH, current_revision, forget_old
from ktui.demo.recorder import EventRecorder
from ktui.demo.server.store import copied
from ktui.insight.placement.affinity import NAME_FIELD, REQUIRED
from ktui.insight.placement.daemons import Verdict, daemon_tolerations, daemon_verdict

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.controllers.power import Power
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

GENERATION = "pod-template-generation"
TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
BURST = 250
"""Pods that are made or deleted in one go."""
FIRST_BACK_OFF, LONGEST_BACK_OFF = 1.0, 900.0
"""Seconds until a node's next failed pod is deleted; doubled each time."""
KIND, API_VERSION = "DaemonSet", "apps/v1"


@dataclass
class _Scene:
    """A DaemonSet and what there is of it, for one look."""

    daemonset: Raw
    key: Key
    hash: str
    verdicts: dict[str, Verdict]
    """By node."""
    pods: dict[str, list[Raw]]
    """By the node that they are on or are meant for."""


class DaemonSets:
    """Keeps the pods of all DaemonSets."""

    def __init__(
        self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power, version: ServerVersion
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._indexes = hearing.indexes
        self._recorder = EventRecorder(registry, agenda, component="daemonset-controller", version=version)
        power.started(self._recorder.forget)
        self._control = PodControl(registry, self._recorder, KIND, API_VERSION)
        self._queue = KeyQueue(agenda, power, self._look)
        self._failures: dict[tuple[str, int, str], tuple[float, float]] = {}
        """By uid, generation and node: when a failed pod was deleted last, and how long the next one waits then."""
        hearing.on("daemonsets", self._queue.hear)
        hearing.on("pods", partial(self._queue.hear_for_owner, KIND))
        hearing.on("nodes", self._node_changed)

    def _node_changed(self, before: Raw | None, after: Raw | None) -> None:
        if before is not None and after is not None and _asked(before) == _asked(after):
            return
        for daemonset in self._registry.each("daemonsets"):
            self._queue.add((daemonset["metadata"]["namespace"], daemonset["metadata"]["name"]))

    def _look(self, key: Key) -> None:
        daemonset = self._registry.get("daemonsets", *key)
        if daemonset is None:
            return
        selector = daemonset["spec"].get("selector") or {}
        if not selector.get("matchLabels") and not selector.get("matchExpressions"):
            said = "This daemon set is selecting all pods. A non-empty selector is required."
            self._tell(daemonset, "Warning", "SelectingAll", said)
            return
        if is_going(daemonset):
            return
        name_hash, old = current_revision(self._registry, self._indexes, daemonset)
        spec = daemonset["spec"]["template"]["spec"]
        tolerations = daemon_tolerations(spec)
        verdicts = {
            node["metadata"]["name"]: daemon_verdict(spec, tolerations, node) for node in self._registry.each("nodes")
        }
        scene = _Scene(daemonset, key, name_hash, verdicts, self._pods_by_node(daemonset))
        changed = self._keep_pods(scene)
        if not changed and daemonset["spec"]["updateStrategy"]["type"] == "RollingUpdate":
            changed = self._roll(scene)
        pods = self._indexes.owned(daemonset["metadata"]["uid"], "pods")
        forget_old(self._registry, daemonset, old, pods)
        self._write_status(scene)  # of what was there before: a real one has not seen its own deeds yet either

    def _pods_by_node(self, daemonset: Raw) -> dict[str, list[Raw]]:
        by_node: dict[str, list[Raw]] = {}
        for pod in self._indexes.owned(daemonset["metadata"]["uid"], "pods"):
            if is_going(pod) and phase(pod) in ("Succeeded", "Failed"):
                continue
            node = _target(pod)
            if node:
                by_node.setdefault(node, []).append(pod)
        for pods in by_node.values():
            pods.sort(key=_age)
        return by_node

    # Pods where there are none, none where there should be none.

    def _keep_pods(self, scene: _Scene) -> bool:
        wanted: list[str] = []
        unwanted: list[Raw] = []
        for node, verdict in scene.verdicts.items():
            pods = scene.pods.get(node, [])
            if verdict.run and not pods:
                wanted.append(node)
            elif verdict.keep:
                self._keep_one(scene, node, pods, wanted, unwanted)
            else:
                unwanted += [pod for pod in pods if not is_going(pod)]
        for node, pods in scene.pods.items():
            if node not in scene.verdicts:
                unwanted += [pod for pod in pods if not pod["spec"].get("nodeName")]
        return self._carry_out(scene, wanted, unwanted)

    def _keep_one(self, scene: _Scene, node: str, pods: list[Raw], wanted: list[str], unwanted: list[Raw]) -> None:
        running = []
        for pod in pods:
            if is_going(pod):
                continue
            place = f"{pod['metadata']['namespace']}/{pod['metadata']['name']} on node {node}"
            if phase(pod) == "Failed":
                if self._may_delete_failed(scene, node):
                    said = f"Found failed daemon pod {place}, will try to kill it"
                    self._tell(scene.daemonset, "Warning", "FailedDaemonPod", said)
                    unwanted.append(pod)
            elif phase(pod) == "Succeeded":
                said = f"Found succeeded daemon pod {place}, will try to delete it"
                self._tell(scene.daemonset, "Normal", "SucceededDaemonPod", said)
                unwanted.append(pod)
            else:
                running.append(pod)
        if not self._surge(scene.daemonset, 1):
            unwanted += running[1:]
            return
        if not running and scene.verdicts[node].run:
            wanted.append(node)
        if len(running) > 1:
            self._after_surge(scene, running, unwanted)

    def _after_surge(self, scene: _Scene, running: list[Raw], unwanted: list[Raw]) -> None:
        new = [pod for pod in running if _is_updated(scene, pod)]
        old = [pod for pod in running if not _is_updated(scene, pod)]
        unwanted += new[1:] + old[1:]
        if new and old and (not is_ready(old[0]) or self._available(scene, new[0])):
            unwanted.append(old[0])

    def _may_delete_failed(self, scene: _Scene, node: str) -> bool:
        daemonset, now = scene.daemonset, self._agenda.now
        generation = daemonset.get("status", {}).get("observedGeneration", 0)
        place = (daemonset["metadata"]["uid"], generation, node)
        last, wait = self._failures.get(place, (float("-inf"), FIRST_BACK_OFF))
        if now < last + wait:
            self._queue.add(scene.key, last + wait - now)
            return False
        quiet = now - last > 2 * LONGEST_BACK_OFF
        longer = FIRST_BACK_OFF if quiet else min(wait * 2, LONGEST_BACK_OFF)
        self._failures[place] = (now, longer)
        return True

    # A template that has changed.

    def _roll(self, scene: _Scene) -> bool:
        desired = sum(verdict.run for verdict in scene.verdicts.values())
        rolling = scene.daemonset["spec"]["updateStrategy"].get("rollingUpdate") or {}
        surge = self._surge(scene.daemonset, desired)
        unavailable = scaled(rolling.get("maxUnavailable"), desired, up=True)
        if not surge:
            return self._roll_in_place(scene, max(unavailable, 1))
        return self._roll_beside(scene, surge, desired)

    def _roll_in_place(self, scene: _Scene, most: int) -> bool:
        missing = 0
        replaced: list[Raw] = []
        candidates: list[Raw] = []
        for pods in scene.pods.values():
            found = _pair(scene, pods)
            if found is None:
                missing += 1
                continue
            new, old = found
            if (new is None) == (old is None):
                missing += 1
            elif new is not None:
                missing += not self._available(scene, new)
            elif old is not None and not self._available(scene, old):
                replaced.append(old)
                missing += 1
            elif old is not None and missing < most:
                candidates.append(old)
        return self._carry_out(scene, [], replaced + candidates[: max(most - missing, 0)])

    def _roll_beside(self, scene: _Scene, most: int, desired: int) -> bool:
        ahead = available = 0
        done: list[Raw] = []
        misplaced: list[Raw] = []
        at_once: list[str] = []
        candidates: list[str] = []
        for node, pods in scene.pods.items():
            found = _pair(scene, pods)
            if found is None:
                ahead += 1
                continue
            new, old = found
            kept = old or new
            available += kept is not None and self._available(scene, kept)
            if old is None:
                continue
            runs = node in scene.verdicts and scene.verdicts[node].run
            if new is not None:
                if self._available(scene, new):
                    done.append(old)
                else:
                    ahead += 1
            elif not self._available(scene, old):
                if runs:
                    at_once.append(node)
                else:
                    done.append(old)
            elif not runs:
                misplaced.append(old)
            else:
                candidates.append(node)
        spare = max(available - desired, 0)
        return self._carry_out(scene, at_once + candidates[: max(most - ahead, 0)], done + misplaced[:spare])

    def _surge(self, daemonset: Raw, desired: int) -> int:
        strategy = daemonset["spec"]["updateStrategy"]
        if strategy["type"] != "RollingUpdate":
            return 0
        return scaled((strategy.get("rollingUpdate") or {}).get("maxSurge"), desired, up=True)

    def _available(self, scene: _Scene, pod: Raw) -> bool:
        return is_available(pod, scene.daemonset["spec"].get("minReadySeconds", 0), self._agenda.now)

    # Deeds.

    def _carry_out(self, scene: _Scene, wanted: list[str], unwanted: list[Raw]) -> bool:
        if len(wanted) > BURST or len(unwanted) > BURST:
            self._queue.add(scene.key)
        if wanted:
            template = self._template(scene)
            for node in wanted[:BURST]:
                self._control.create(scene.daemonset, _bound_to(template, node))
        for pod in unwanted[:BURST]:
            self._control.delete(scene.daemonset, pod)
        return bool(wanted or unwanted)

    def _template(self, scene: _Scene) -> Raw:
        template: Raw = copied(scene.daemonset["spec"]["template"])
        template["spec"]["tolerations"] = daemon_tolerations(template["spec"])
        labels = dict(template.setdefault("metadata", {}).get("labels") or {})
        generation = (scene.daemonset["metadata"].get("annotations") or {}).get(TEMPLATE_GENERATION)
        if generation is not None:
            labels[GENERATION] = generation
        template["metadata"]["labels"] = {**labels, HASH: scene.hash}
        return template

    def _write_status(self, scene: _Scene) -> None:
        counted = dict.fromkeys(("current", "desired", "misscheduled", "ready", "updated", "available"), 0)
        for node, verdict in scene.verdicts.items():
            pods = scene.pods.get(node)
            if not verdict.run:
                counted["misscheduled"] += bool(pods)
                continue
            counted["desired"] += 1
            if pods:
                counted["current"] += 1
                counted["ready"] += is_ready(pods[0])
                counted["available"] += self._available(scene, pods[0])
                counted["updated"] += _is_updated(scene, pods[0])
        generation = scene.daemonset["metadata"].get("generation", 1)
        optional = {
            "observedGeneration": generation,
            "updatedNumberScheduled": counted["updated"],
            "numberAvailable": counted["available"],
            "numberUnavailable": counted["desired"] - counted["available"],
        }

        def edit(daemonset: Raw) -> None:
            status = {
                "currentNumberScheduled": counted["current"],
                "numberMisscheduled": counted["misscheduled"],
                "desiredNumberScheduled": counted["desired"],
                "numberReady": counted["ready"],
                **{name: number for name, number in optional.items() if number},
            }
            kept = {name: value for name, value in daemonset.get("status", {}).items() if name == "collisionCount"}
            daemonset["status"] = {**status, **kept}

        self._registry.change("daemonsets", *scene.key, edit, subresource="status")
        seconds = scene.daemonset["spec"].get("minReadySeconds", 0)
        if seconds and counted["ready"] != counted["available"]:
            self._queue.add(scene.key, seconds)

    def _tell(self, daemonset: Raw, event_type: str, reason: str, message: str) -> None:
        self._recorder.event(named(KIND, API_VERSION, daemonset), event_type, reason, message)


def _asked(node: Raw) -> tuple[object, object]:
    """What of a node says whether a DaemonSet runs on it."""
    return node["metadata"].get("labels"), node.get("spec", {}).get("taints")


def _target(pod: Raw) -> str:
    """The node that a daemon pod is on, or is meant for."""
    spec = pod["spec"]
    if spec.get("nodeName"):
        return spec["nodeName"]  # type: ignore[no-any-return]
    required = spec.get("affinity", {}).get("nodeAffinity", {}).get(REQUIRED, {})
    for term in required.get("nodeSelectorTerms", ()):
        for field in term.get("matchFields", ()):
            if field["key"] == NAME_FIELD and field["operator"] == "In" and len(field["values"]) == 1:
                return field["values"][0]  # type: ignore[no-any-return]
    return ""


def _bound_to(template: Raw, node: str) -> Raw:
    """The template of the pod for one node: its affinity requires that node, and nothing else."""
    only = {"nodeSelectorTerms": [{"matchFields": [{"key": NAME_FIELD, "operator": "In", "values": [node]}]}]}
    affinity = template["spec"].get("affinity") or {}
    kept = {**affinity, "nodeAffinity": {**(affinity.get("nodeAffinity") or {}), REQUIRED: only}}
    return {**template, "spec": {**template["spec"], "affinity": kept}}


def _age(pod: Raw) -> tuple[bool, str, str]:
    """Those on a node come first, then the oldest."""
    return not pod["spec"].get("nodeName"), pod["metadata"]["creationTimestamp"], pod["metadata"]["name"]


def _is_updated(scene: _Scene, pod: Raw) -> bool:
    labels = pod["metadata"].get("labels") or {}
    generation = (scene.daemonset["metadata"].get("annotations") or {}).get(TEMPLATE_GENERATION)
    return labels.get(HASH) == scene.hash or (generation is not None and labels.get(GENERATION) == generation)


def _pair(scene: _Scene, pods: list[Raw]) -> tuple[Raw | None, Raw | None] | None:
    """A node's pod of the present template, and the one of an earlier; None: there are several of one."""
    there = [pod for pod in pods if not is_going(pod)]
    new = [pod for pod in there if _is_updated(scene, pod)]
    old = [pod for pod in there if not _is_updated(scene, pod)]
    if len(new) > 1 or len(old) > 1:
        return None
    return (new[0] if new else None), (old[0] if old else None)
