"""The kubelet of one node, and those of a whole cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.kubelet.backoff import BackOff
from ktui.demo.kubelet.chance import Chance
from ktui.demo.kubelet.log_writing import ContainerLogs
from ktui.demo.kubelet.pod_worker import PodWorker
from ktui.demo.kubelet.program import healthy
from ktui.demo.kubelet.statuses import FINAL, Ended
from ktui.demo.kubelet.wording import Wording
from ktui.demo.recorder import EventRecorder
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.demo.agenda import Agenda
    from ktui.demo.kubelet.containers import Container
    from ktui.demo.kubelet.program import Programs
    from ktui.demo.server.logs import Logs
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.store import Change
    from ktui.model.version import ServerVersion

NOTICED = 0.02
"""Seconds until a kubelet has heard of a change."""
ADDRESSES = 250
"""Of a node's own /24."""


class Kubelet:
    """One node's: it runs the pods that are bound to the node."""

    def __init__(
        self,
        registry: Registry,
        agenda: Agenda,
        node: str,
        *,
        number: int = 0,
        programs: Programs = healthy,
        version: ServerVersion = NEWEST,
        logs: Logs | None = None,
        chance: Chance | None = None,
        long_up: bool = True,
    ) -> None:
        """`number` tells the node's addresses apart from other nodes'.

        `long_up`: it was started long ago; else it scatters its first probes, as one does that has just started.
        """
        self.registry = registry
        self.agenda = agenda
        self.node = node
        self.number = number
        self.programs = programs
        self.version = version
        self.wording = Wording(version)
        self.recorder = EventRecorder(registry, agenda, component="kubelet", host=node, version=version)
        self.back_off = BackOff()
        self.chance = chance or Chance(agenda.random, agenda.now)
        self.images: set[str] = set()
        """Those that were pulled."""
        self.running = True
        self.host_ip = f"192.168.{49 + number // ADDRESSES}.{2 + number % ADDRESSES}"
        self._logs = None if logs is None else ContainerLogs(logs)
        self._workers: dict[tuple[str, str], PodWorker] = {}
        self._addresses = 0
        self.long_up = long_up
        """Whether what it finds running is taken to have been probed by itself."""
        self._began = float("-inf") if long_up else agenda.now

    # The switch.

    def stop(self) -> None:
        """The node is lost: its containers go on, but nobody hears of it any more."""
        self.running = False
        for worker in self._workers.values():
            worker.kubelet_stopped()

    def start(self) -> None:
        """The kubelet starts (again): it looks at everything, and remembers nothing of what it told."""
        self.running = True
        self.long_up = False
        self._began = self.agenda.now
        self.recorder.forget()
        self.back_off = BackOff()
        there = {
            (pod["metadata"]["namespace"], pod["metadata"]["name"]): pod
            for pod in self.registry.each("pods")
            if pod["spec"].get("nodeName") == self.node
        }
        for key, worker in list(self._workers.items()):
            pod = there.get(key)
            if pod is None or pod["metadata"]["uid"] != worker.pod["metadata"]["uid"]:
                self._forget(key)
            else:
                worker.kubelet_started(pod)
        for key, pod in there.items():
            if key not in self._workers:
                self._admit(pod)

    def evict(self, namespace: str, name: str, message: str) -> None:
        """End a pod for want of something: `The node was low on resource: memory. ...`."""
        worker = self._workers.get((namespace, name))
        if worker is not None and self.running:
            self.tell(worker.pod, "Warning", "Evicted", message)
            worker.end(Ended("Evicted", message))

    # What the API says.

    def pod_changed(self, pod: Raw) -> None:
        """A pod of the node is new, or another now. Nothing is done before the next moment."""
        if not self.running:
            return
        key = (pod["metadata"]["namespace"], pod["metadata"]["name"])
        worker = self._workers.get(key)
        if worker is None or worker.pod["metadata"]["uid"] != pod["metadata"]["uid"]:
            self.agenda.after(NOTICED, lambda: self._admit_if_there(key))
        else:
            worker.changed(pod)

    def pod_gone(self, namespace: str, name: str, uid: str) -> None:
        """A pod of the node is there no more."""
        worker = self._workers.get((namespace, name))
        if worker is not None and worker.pod["metadata"]["uid"] == uid and self.running:
            self._forget((namespace, name))

    def _admit_if_there(self, key: tuple[str, str]) -> None:
        pod = self.registry.get("pods", *key)
        if pod is None or pod["spec"].get("nodeName") != self.node or not self.running:
            return
        known = self._workers.get(key)
        if known is None or known.pod["metadata"]["uid"] != pod["metadata"]["uid"]:
            self._admit(pod)

    def _admit(self, pod: Raw) -> None:
        meta = pod["metadata"]
        if pod.get("status", {}).get("phase") in FINAL and "deletionTimestamp" not in meta:
            return  # it ran before this kubelet knew of it, and is over
        key = (meta["namespace"], meta["name"])
        self._forget(key)
        worker = self._workers[key] = PodWorker(self, pod)
        if any("running" in each["state"] for each in pod.get("status", {}).get("containerStatuses", ())):
            worker.adopt()
        else:
            worker.look()

    def _forget(self, key: tuple[str, str]) -> None:
        worker = self._workers.pop(key, None)
        if worker is not None:
            worker.gone()
            if self._logs is not None:
                self._logs.forget(*key)

    # What its pods need.

    def tell(self, pod: Raw, event_type: str, reason: str, message: str, field_path: str = "") -> None:
        """An event about a pod, while there is somebody to tell it."""
        if self.running:
            about = {"kind": "Pod", "apiVersion": "v1", "metadata": pod["metadata"]}
            self.recorder.event(about, event_type, reason, message, field_path=field_path)

    def new_address(self, pod: Raw) -> str:
        """The IP of a new pod."""
        if pod["spec"].get("hostNetwork"):
            return self.host_ip
        number = self._addresses
        self._addresses += 1
        if number < ADDRESSES:
            return f"10.244.{self.number % 256}.{number + 2}"
        return f"10.{self.number % 200 + 1}.{number // ADDRESSES % 256}.{number % ADDRESSES + 2}"

    def scatters_probes(self, period: float) -> bool:
        """Whether a worker with this period (seconds) that starts now waits a random part of it first."""
        return not self.version.at_least(1, 21) or period > self.agenda.now - self._began

    def log_begins(self, worker: PodWorker, container: Container) -> None:
        """A container writes from now on."""
        if self._logs is not None:
            self._logs.begins(*worker.key, container)

    def log_ends(self, worker: PodWorker, container: Container) -> None:
        """It has ended."""
        if self._logs is not None:
            self._logs.ends(*worker.key, container)


class Kubelets:
    """The kubelets of all nodes; one ear on the store for all of them."""

    def __init__(
        self,
        registry: Registry,
        agenda: Agenda,
        *,
        programs: Programs = healthy,
        version: ServerVersion = NEWEST,
        logs: Logs | None = None,
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._programs = programs
        self._version = version
        self._logs = logs
        self._by_node: dict[str, Kubelet] = {}
        self._unlisten = registry.store.listen(self._changed)

    def __getitem__(self, node: str) -> Kubelet:
        """A node's; raises `KeyError`."""
        return self._by_node[node]

    def __contains__(self, node: object) -> bool:
        return node in self._by_node

    def add(
        self, node: str, *, chance: Chance | None = None, long_up: bool = True, bound: Iterable[Raw] | None = None
    ) -> Kubelet:
        """A node gets its kubelet, which takes over the pods that are bound to it.

        `bound`: those pods, of whoever knows them; None: they are looked for among all.
        """
        kubelet = self._by_node[node] = Kubelet(
            self._registry,
            self._agenda,
            node,
            number=len(self._by_node),
            programs=self._programs,
            version=self._version,
            logs=self._logs,
            chance=chance,
            long_up=long_up,
        )
        for pod in self._registry.each("pods") if bound is None else bound:
            if pod["spec"].get("nodeName") == node:
                kubelet.pod_changed(pod)
        return kubelet

    def close(self) -> None:
        """Hear no more."""
        self._unlisten()

    def _changed(self, change: Change) -> None:
        if change.plural != "pods":
            return
        if change.after is not None:
            pod = change.after.obj
            kubelet = self._by_node.get(pod["spec"].get("nodeName", ""))
            if kubelet is not None:
                kubelet.pod_changed(pod)
        elif change.before is not None:
            pod = change.before.obj
            kubelet = self._by_node.get(pod["spec"].get("nodeName", ""))
            if kubelet is not None:
                meta = pod["metadata"]
                kubelet.pod_gone(meta["namespace"], meta["name"], meta["uid"])
