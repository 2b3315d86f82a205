"""The scheduler: each pod on a node that can take it, or the reasons why none can."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ktui.demo.controllers.node_room import NodeRoom
from ktui.demo.controllers.pods import condition, is_going, named, phase
from ktui.demo.controllers.queue import KeyQueue
from ktui.demo.moments import seconds_text
from ktui.demo.recorder import EventRecorder
from ktui.demo.server.subresources import assign
from ktui.insight.placement.affinity import matches_affinity, matches_selector
from ktui.insight.placement.taints import NO_EXECUTE, NO_SCHEDULE, untolerated

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.controllers.power import Power
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

NAME = "default-scheduler"
FIRST_BACK_OFF, LONGEST_BACK_OFF = 1.0, 10.0
"""Seconds before a pod is tried again, whatever has changed; doubled each time."""
LEFT_OVER = 300.0
"""Seconds after which a pod is tried again though nothing has changed."""
GATED = "Scheduling is blocked due to non-empty scheduling gates"
NOT_HELPFUL = "Preemption is not helpful for scheduling"
NO_VICTIMS = "No preemption victims found for incoming pod"


class Scheduler:
    """Binds the pods that ask for no other scheduler. There is no preemption."""

    def __init__(
        self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power, version: ServerVersion
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._version = version
        self._recorder = EventRecorder(registry, agenda, component=NAME, version=version, reporting="events.k8s.io")
        power.started(self._recorder.forget)
        self._queue = KeyQueue(agenda, power, self._look)
        self._failed: dict[Key, tuple[int, float]] = {}
        """Pods for which there was no node: how often that was, and when it was last."""
        self._nodes: dict[str, tuple[Raw, bool]] = {}
        """Each with whether it does not take just any pod that there is room for."""
        self.room = NodeRoom(hearing)
        hearing.on("pods", self._pod_changed)
        hearing.on("nodes", self._node_changed)

    def _pod_changed(self, before: Raw | None, after: Raw | None) -> None:
        pod = after or before
        assert pod is not None
        key = (pod["metadata"]["namespace"], pod["metadata"]["name"])
        if after is not None and _is_ours(after):
            if (
                before is None
                or before["spec"] != after["spec"]
                or before["metadata"]["uid"] != after["metadata"]["uid"]
            ):
                self._queue.add(key)
            return
        self._failed.pop(key, None)
        if before is not None and before["spec"].get("nodeName") and (after is None or _has_ended(after)):
            self._try_again()

    def _node_changed(self, before: Raw | None, after: Raw | None) -> None:
        if after is None:
            assert before is not None
            self._nodes.pop(before["metadata"]["name"], None)
        else:
            spec = after.get("spec", {})
            self._nodes[after["metadata"]["name"]] = (after, bool(spec.get("taints") or spec.get("unschedulable")))
        if before is None or after is None or _offer(before) != _offer(after):
            self._try_again()

    def _try_again(self) -> None:
        """Something has changed that may help the pods for which there was no node."""
        for key, (times, last) in self._failed.items():
            wait = min(FIRST_BACK_OFF * 2.0 ** min(times - 1, 10), LONGEST_BACK_OFF)
            self._queue.add(key, max(last + wait - self._agenda.now, 0.02))

    def _look(self, key: Key) -> None:
        pod = self._registry.get("pods", *key)
        if pod is None or not _is_ours(pod) or is_going(pod):
            self._failed.pop(key, None)
            return
        if pod["spec"].get("schedulingGates"):
            self._set_unscheduled(pod, "SchedulingGated", GATED)
            return
        reasons: Counter[str] = Counter()
        fitting: list[tuple[float, str]] = []
        needs = self.room.needs(pod)
        resolvable = 0
        asks = bool(pod["spec"].get("nodeSelector") or pod["spec"].get("affinity"))
        for name, (node, is_choosy) in self._nodes.items():
            if (asks or is_choosy) and (refused := self._refuse(pod, node)):
                reasons[refused] += 1
                continue
            load = self.room.load(name, needs)
            if load is None:
                reasons.update(self.room.lacking(name, needs))
                resolvable += self.room.could_ever(name, needs)
            else:
                fitting.append((load, name))
        if fitting:
            self._bind(pod, key, fitting)
        else:
            self._fail(pod, key, len(self._nodes), reasons, resolvable)

    def _refuse(self, pod: Raw, node: Raw) -> str:
        """Why a node is no place for the pod whatever room it has; "": it is one. In the scheduler's own order."""
        spec, tolerations = pod["spec"], pod["spec"].get("tolerations") or ()
        meta = node["metadata"]
        if node.get("spec", {}).get("unschedulable"):
            cordon = {"key": "node.kubernetes.io/unschedulable", "effect": NO_SCHEDULE}
            if untolerated([cordon], tolerations, (NO_SCHEDULE,)):
                return "node(s) were unschedulable"
        taints = untolerated(node.get("spec", {}).get("taints") or (), tolerations, (NO_SCHEDULE, NO_EXECUTE))
        if taints:
            return self._taint_words(taints[0]["key"], taints[0].get("value", ""))
        labels = meta.get("labels") or {}
        if not matches_selector(spec, labels) or not matches_affinity(spec, labels, meta["name"]):
            if self._version.at_least(1, 21):
                return "node(s) didn't match Pod's node affinity/selector"
            return "node(s) didn't match Pod's node affinity"
        return ""

    def _taint_words(self, key: str, value: str) -> str:
        if self._version.at_least(1, 35):
            return "node(s) had untolerated taint(s)"
        if self._version.at_least(1, 24):
            return f"node(s) had untolerated taint {{{key}: {value}}}"
        return f"node(s) had taint {{{key}: {value}}}, that the pod didn't tolerate"

    def _bind(self, pod: Raw, key: Key, fitting: list[tuple[float, str]]) -> None:
        least = min(load for load, _ in fitting)
        best = [name for load, name in fitting if load <= least + 1e-9]
        node = best[0] if len(best) == 1 else self._agenda.stream(f"node of {pod['metadata']['uid']}").choice(best)
        self._failed.pop(key, None)
        assign(self._registry, *key, node)
        said = f"Successfully assigned {key[0]}/{key[1]} to {node}"
        self._recorder.event(named("Pod", "v1", pod), "Normal", "Scheduled", said, action="Binding")

    def _fail(self, pod: Raw, key: Key, nodes: int, reasons: Counter[str], resolvable: int) -> None:
        times, _ = self._failed.get(key, (0, 0.0))
        self._failed[key] = (times + 1, self._agenda.now)
        said = self._no_node_words(nodes, reasons, resolvable)
        self._recorder.event(named("Pod", "v1", pod), "Warning", "FailedScheduling", said, action="Scheduling")
        self._set_unscheduled(pod, "Unschedulable", said)
        self._queue.add(key, LEFT_OVER)

    def _no_node_words(self, nodes: int, reasons: Counter[str], resolvable: int) -> str:
        if not nodes:
            return "no nodes available to schedule pods"
        said = f"0/{nodes} nodes are available: {_counted(reasons)}."
        if not self._version.at_least(1, 24):
            return said
        helped = Counter({NO_VICTIMS: resolvable, NOT_HELPFUL: nodes - resolvable})
        claims = "no new claims to deallocate, " if self._version.at_least(1, 34) else ""
        return f"{said} {claims}preemption: 0/{nodes} nodes are available: {_counted(+helped)}."

    def _set_unscheduled(self, pod: Raw, reason: str, message: str) -> None:
        there = condition(pod, "PodScheduled")
        if there is not None and (there.get("reason"), there.get("message")) == (reason, message):
            return
        since = there["lastTransitionTime"] if there is not None and there["status"] == "False" else None
        made = {"type": "PodScheduled", "status": "False", "lastProbeTime": None}
        made |= {"lastTransitionTime": since or seconds_text(self._agenda.now), "reason": reason, "message": message}
        if self._version.at_least(1, 34) and reason == "Unschedulable":
            made["observedGeneration"] = pod["metadata"].get("generation", 1)

        def edit(changed: Raw) -> None:
            kept = [one for one in changed["status"].get("conditions") or () if one["type"] != "PodScheduled"]
            changed["status"]["conditions"] = [*kept, made]

        meta = pod["metadata"]
        self._registry.change("pods", meta["namespace"], meta["name"], edit, subresource="status")


def _counted(reasons: Counter[str]) -> str:
    return ", ".join(sorted(f"{number} {reason}" for reason, number in reasons.items()))


def _is_ours(pod: Raw) -> bool:
    spec = pod["spec"]
    return not spec.get("nodeName") and spec.get("schedulerName", NAME) == NAME and not _has_ended(pod)


def _has_ended(pod: Raw) -> bool:
    return phase(pod) in ("Succeeded", "Failed")


def _offer(node: Raw) -> tuple[object, ...]:
    """What of a node says which pods it can take."""
    spec = node.get("spec", {})
    room = node.get("status", {}).get("allocatable")
    return node["metadata"].get("labels"), spec.get("taints"), spec.get("unschedulable"), room
