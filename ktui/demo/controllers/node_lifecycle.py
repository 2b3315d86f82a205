"""The node lifecycle: nodes that are heard of no more are marked, and the pods on them go after a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import condition, is_going, is_ready, named, phase
from ktui.demo.controllers.queue import KeyQueue
from ktui.demo.moments import moment, seconds_text
from ktui.demo.recorder import EventRecorder, node_reference
from ktui.demo.server.registry import DeleteOptions
from ktui.demo.server.store import copied
from ktui.insight.placement.taints import NO_EXECUTE, NO_SCHEDULE, tolerates

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing, Indexes
    from ktui.demo.controllers.power import Power
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

MONITOR = 5.0
"""Seconds between two looks at all nodes."""
GRACE, GRACE_NEW = 40.0, 50.0
"""Seconds that a node may be silent; since 1.32 a little more."""
NOT_READY, UNREACHABLE = "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
PRESSURES = {
    "MemoryPressure": "node.kubernetes.io/memory-pressure",
    "DiskPressure": "node.kubernetes.io/disk-pressure",
    "NetworkUnavailable": "node.kubernetes.io/network-unavailable",
    "PIDPressure": "node.kubernetes.io/pid-pressure",
}
_JUDGED = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")
_NEVER = "NodeStatusNeverUpdated", "Kubelet never posted node status."
_STOPPED = "NodeStatusUnknown", "Kubelet stopped posting node status."


class NodeLifecycle:
    """Judges nodes by their heartbeats, the leases in `kube-node-lease`, and taints them."""

    def __init__(
        self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power, version: ServerVersion
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._indexes = hearing.indexes
        self._power = power
        self._grace = GRACE_NEW if version.at_least(1, 32) else GRACE
        self._recorder = EventRecorder(registry, agenda, component="node-controller", version=version)
        power.started(self._recorder.forget)
        self._known: set[str] = set()
        self._heard: dict[str, tuple[object, float]] = {}
        """By node: its last sign of life, and when that was seen here."""
        self._queue = KeyQueue(agenda, power, self._look_at_taints)
        hearing.on("nodes", self._node_changed)
        agenda.after(MONITOR, self._monitor)

    def take_as_known(self, name: str) -> None:
        """The node was registered long ago: nothing is told of that."""
        self._known.add(name)

    def _node_changed(self, before: Raw | None, after: Raw | None) -> None:
        if after is not None:
            self._queue.add(("", after["metadata"]["name"]))

    def _look_at_taints(self, key: Key) -> None:
        """The taints that say with NoSchedule what conditions say."""
        node = self._registry.get("nodes", *key)
        if node is None:
            return
        wanted = []
        ready = condition(node, "Ready")
        if ready is not None and ready["status"] != "True":
            wanted.append(NOT_READY if ready["status"] == "False" else UNREACHABLE)
        for name, taint in PRESSURES.items():
            told = condition(node, name)
            if told is not None and told["status"] == "True":
                wanted.append(taint)
        if node.get("spec", {}).get("unschedulable"):
            wanted.append(UNSCHEDULABLE)
        ours = {NOT_READY, UNREACHABLE, UNSCHEDULABLE, *PRESSURES.values()}
        self._set_taints(node, wanted, ours, NO_SCHEDULE)

    def _set_taints(self, node: Raw, wanted: list[str], ours: set[str], effect: str) -> None:
        """Of `ours` with this effect those that are `wanted`, and nothing of others' changed."""
        now = seconds_text(self._agenda.now)
        taints = node.get("spec", {}).get("taints") or []
        there = {taint["key"] for taint in taints if taint["effect"] == effect and taint["key"] in ours}
        if there == set(wanted):
            return

        def edit(changed: Raw) -> None:
            spec = changed.setdefault("spec", {})
            kept = [one for one in taints if not (one["effect"] == effect and one["key"] in there - set(wanted))]
            added = [{"effect": effect, "key": key, "timeAdded": now} for key in wanted if key not in there]
            if kept or added:
                spec["taints"] = [*copied(kept), *added]
            else:
                spec.pop("taints", None)

        self._registry.change("nodes", "", node["metadata"]["name"], edit)

    def _monitor(self) -> None:
        if self._power.on:
            names = set()
            for node in list(self._registry.each("nodes")):
                names.add(node["metadata"]["name"])
                self._judge(node)
            for name in sorted(self._known - names):
                said = f"Node {name} event: Removing Node {name} from Controller"
                self._recorder.event(node_reference(name), "Normal", "RemovingNode", said)
                self._known.discard(name)
                self._heard.pop(name, None)
        self._agenda.after(MONITOR, self._monitor)

    def _judge(self, node: Raw) -> None:
        name = node["metadata"]["name"]
        if name not in self._known:
            self._known.add(name)
            said = f"Node {name} event: Registered Node {name} in Controller"
            self._tell(node, "RegisteredNode", said)
        was_ready = is_ready(node)
        if self._agenda.now > self._last_heard(node) + self._grace:
            node = self._mark_unknown(node)
        ready = condition(node, "Ready")
        if ready is None:
            return
        if ready["status"] == "True":
            self._set_taints(node, [], {NOT_READY, UNREACHABLE}, NO_EXECUTE)
        else:
            taint = NOT_READY if ready["status"] == "False" else UNREACHABLE
            self._set_taints(node, [taint], {NOT_READY, UNREACHABLE}, NO_EXECUTE)
        if was_ready and ready["status"] != "True":
            self._tell(node, "NodeNotReady", f"Node {name} status is now: NodeNotReady")
            self._mark_pods(name)

    def _last_heard(self, node: Raw) -> float:
        name = node["metadata"]["name"]
        lease = self._registry.get("leases", "kube-node-lease", name)
        ready = condition(node, "Ready") or {}
        sign = ((lease or {}).get("spec", {}).get("renewTime"), ready.get("lastHeartbeatTime"))
        known = self._heard.get(name)
        if known is None or known[0] != sign:
            first = known is None and not ready
            when = moment(node["metadata"]["creationTimestamp"]) if first else self._agenda.now
            known = self._heard[name] = (sign, when)
        return known[1]

    def _mark_unknown(self, node: Raw) -> Raw:
        now = seconds_text(self._agenda.now)

        def edit(changed: Raw) -> None:
            conditions = changed.setdefault("status", {}).setdefault("conditions", [])
            for name in _JUDGED:
                there = condition(changed, name)
                if there is None:
                    since = changed["metadata"]["creationTimestamp"]
                    made = {"type": name, "status": "Unknown", "lastHeartbeatTime": since, "lastTransitionTime": now}
                    conditions.append({**made, "reason": _NEVER[0], "message": _NEVER[1]})
                elif there["status"] != "Unknown":
                    there.update(status="Unknown", reason=_STOPPED[0], message=_STOPPED[1], lastTransitionTime=now)

        return self._registry.change("nodes", "", node["metadata"]["name"], edit, subresource="status") or node

    def _mark_pods(self, node: str) -> None:
        """Nobody knows of its pods any more: they are not ready."""
        now = seconds_text(self._agenda.now)

        def edit(pod: Raw) -> None:
            ready = condition(pod, "Ready")
            if ready is not None and ready["status"] == "True":
                ready.update(status="False", lastTransitionTime=now)

        for pod in self._indexes.pods_on(node):
            if condition(pod, "Ready") is None:
                continue
            meta = pod["metadata"]
            if is_ready(pod):
                self._registry.change("pods", meta["namespace"], meta["name"], edit, subresource="status")
                self._recorder.event(named("Pod", "v1", pod), "Warning", "NodeNotReady", "Node is not ready")

    def _tell(self, node: Raw, reason: str, message: str) -> None:
        self._recorder.event(named("Node", "v1", node), "Normal", reason, message)


class TaintEviction:
    """Deletes the pods that do not tolerate a NoExecute taint of their node, or no longer."""

    def __init__(
        self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power, version: ServerVersion
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._indexes: Indexes = hearing.indexes
        component = "taint-eviction-controller" if version.at_least(1, 29) else "taint-controller"
        self._recorder = EventRecorder(registry, agenda, component=component, version=version)
        power.started(self._recorder.forget)
        self._planned: dict[Key, Callable[[], None]] = {}
        """Pods that are to go, each with what calls that off."""
        self._nodes = KeyQueue(agenda, power, self._look_at_node)
        self._pods = KeyQueue(agenda, power, self._look_at_pod)
        hearing.on("nodes", self._node_changed)
        hearing.on("pods", self._pod_changed)

    def _node_changed(self, before: Raw | None, after: Raw | None) -> None:
        if after is not None and (_driving_out(before) or _driving_out(after)):
            self._nodes.add(("", after["metadata"]["name"]))

    def _pod_changed(self, before: Raw | None, after: Raw | None) -> None:
        pod = after or before
        assert pod is not None
        key = (pod["metadata"]["namespace"], pod["metadata"]["name"])
        if after is None:
            self._call_off(key, tell=False)
        elif before is None or before["spec"] != after["spec"]:
            node = self._registry.get("nodes", "", after["spec"].get("nodeName", ""))
            if _driving_out(node):
                self._pods.add(key)

    def _look_at_node(self, key: Key) -> None:
        for pod in self._indexes.pods_on(key[1]):
            self._look_at_pod((pod["metadata"]["namespace"], pod["metadata"]["name"]))

    def _look_at_pod(self, key: Key) -> None:
        pod = self._registry.get("pods", *key)
        if pod is None or is_going(pod):
            return
        taints = _driving_out(self._registry.get("nodes", "", pod["spec"].get("nodeName", "")))
        if not taints:
            self._call_off(key, tell=True)
            return
        bearing = []
        for taint in taints:
            borne = [one for one in pod["spec"].get("tolerations") or () if tolerates(one, taint)]
            if not borne:
                self._call_off(key, tell=False)
                self._evict(key, pod["metadata"]["uid"])
                return
            bearing += borne
        limits = [one["tolerationSeconds"] for one in bearing if one.get("tolerationSeconds") is not None]
        if not limits:
            self._call_off(key, tell=True)
        elif key not in self._planned:
            uid = pod["metadata"]["uid"]
            self._planned[key] = self._agenda.after(max(min(limits), 0), lambda: self._evict(key, uid)).cancel

    def _call_off(self, key: Key, *, tell: bool) -> None:
        cancel = self._planned.pop(key, None)
        if cancel is not None:
            cancel()
            if tell:
                self._tell(key, "Cancelling deletion of Pod")

    def _evict(self, key: Key, uid: str) -> None:
        self._planned.pop(key, None)
        pod = self._registry.get("pods", *key)
        if pod is None or pod["metadata"]["uid"] != uid or is_going(pod):
            return
        self._tell(key, "Marking for deletion Pod")
        if phase(pod) not in ("Succeeded", "Failed"):
            self._mark_disrupted(key)
        self._registry.delete("pods", *key, DeleteOptions(uid=uid))

    def _mark_disrupted(self, key: Key) -> None:
        made = {"type": "DisruptionTarget", "status": "True", "lastProbeTime": None}
        made |= {"lastTransitionTime": seconds_text(self._agenda.now), "reason": "DeletionByTaintManager"}
        made |= {"message": "Taint manager: deleting due to NoExecute taint"}

        def edit(pod: Raw) -> None:
            kept = [one for one in pod["status"].get("conditions") or () if one["type"] != made["type"]]
            pod["status"]["conditions"] = [*kept, made]

        self._registry.change("pods", *key, edit, subresource="status")

    def _tell(self, key: Key, words: str) -> None:
        about = {"kind": "Pod", "apiVersion": "v1", "metadata": {"namespace": key[0], "name": key[1]}}
        self._recorder.event(about, "Normal", "TaintManagerEviction", f"{words} {key[0]}/{key[1]}")


def _driving_out(node: Raw | None) -> list[Raw]:
    taints = [] if node is None else node.get("spec", {}).get("taints") or []
    return [taint for taint in taints if taint["effect"] == NO_EXECUTE]
