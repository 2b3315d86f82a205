"""A cluster: controllers and kubelets around the objects of an API server, all on one agenda.

How it is used:

    agenda = Agenda(start, seed)
    server = ApiServer(now=lambda: agenda.now, seed=seed, namespaces=True, ...)
    cluster = Cluster(server.registry, agenda, version=..., programs=..., logs=server.logs)
    cluster.add_node(node)                     # any node object; its kubelet and heartbeats come with it
    cluster.registry.create("jobs", job)       # whoever changes objects does so through the registry
    cluster.advance(agenda.now + 60)           # or agenda.run_until(...), piece by piece

    cluster.lose_node("node-4")                # 50 seconds later (40 before 1.32) it is NotReady, and what follows
    cluster.find_node("node-4")                # its kubelet tells of itself again
    cluster.controller_manager.switch(False)   # no Jobs, no DaemonSets, no garbage; a CronJob's time is missed
    cluster.scheduler_power.switch(False)      # new pods stay Pending
    cluster.kubelets["node-1"]                 # see `ktui.demo.kubelet`

Objects that are there before the cluster is made are taken over: nodes need `add_node` for their kubelets. What gets
there must be whole, as `registry.create` makes it: the store's own `put` fills in no defaults. The same seed and the
same calls give the same course of events, to the last uid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.controllers.cronjobs import CronJobs
from ktui.demo.controllers.daemonsets import DaemonSets
from ktui.demo.controllers.deployments import Deployments
from ktui.demo.controllers.event_expiry import EventExpiry
from ktui.demo.controllers.garbage import Garbage
from ktui.demo.controllers.hearing import Hearing
from ktui.demo.controllers.heartbeats import Heartbeats
from ktui.demo.controllers.jobs import JobExpiry, Jobs
from ktui.demo.controllers.namespaces import Namespaces
from ktui.demo.controllers.node_lifecycle import NodeLifecycle, TaintEviction
from ktui.demo.controllers.power import Power
from ktui.demo.controllers.replicasets import ReplicaSets
from ktui.demo.controllers.scheduler import Scheduler
from ktui.demo.kubelet.kubelet import Kubelets
from ktui.demo.kubelet.program import healthy
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.kubelet.program import Programs
    from ktui.demo.server.logs import Logs
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
"""Those that every cluster has."""


class Cluster:
    """Everything that happens by itself."""

    def __init__(
        self,
        registry: Registry,
        agenda: Agenda,
        *,
        version: ServerVersion = NEWEST,
        programs: Programs = healthy,
        logs: Logs | None = None,
    ) -> None:
        """`programs` says what the pretend containers do, `logs` takes what they write: the server's."""
        self.registry = registry
        self.agenda = agenda
        self.version = version
        self.controller_manager = Power()
        """The switch of all controllers but the scheduler."""
        self.scheduler_power = Power()
        """The scheduler's switch."""
        power = self.controller_manager
        hearing = self.hearing = Hearing(registry)
        for name in NAMESPACES:
            if registry.get("namespaces", "", name) is None:
                registry.create("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        self.kubelets = Kubelets(registry, agenda, programs=programs, version=version, logs=logs)
        """By node."""
        self.heartbeats = Heartbeats(registry, agenda, hearing, version)
        self.namespaces = Namespaces(registry, agenda, hearing, power, version)
        self.scheduler = Scheduler(registry, agenda, hearing, self.scheduler_power, version)
        self.daemonsets = DaemonSets(registry, agenda, hearing, power, version)
        self.replicasets = ReplicaSets(registry, agenda, hearing, power, version)
        self.deployments = Deployments(registry, agenda, hearing, power, version)
        self.jobs = Jobs(registry, agenda, hearing, power, version)
        self.job_expiry = JobExpiry(registry, agenda, hearing, power)
        self.cronjobs = CronJobs(registry, agenda, hearing, power, version)
        self.garbage = Garbage(registry, agenda, hearing, power)
        self.node_lifecycle = NodeLifecycle(registry, agenda, hearing, power, version)
        self.taint_eviction = TaintEviction(registry, agenda, hearing, power, version)
        self.event_expiry = EventExpiry(registry, agenda, hearing)

    def add_node(self, node: Raw, *, long_up: bool = True) -> None:
        """A node with its kubelet; created where there is no such object. `long_up`: it has been there for long."""
        name = node["metadata"]["name"]
        if self.registry.get("nodes", "", name) is None:
            self.registry.create("nodes", node)
        if long_up:
            self.node_lifecycle.take_as_known(name)
        self.kubelets.add(name, long_up=long_up, bound=self.hearing.indexes.pods_on(name))
        self.heartbeats.start(name, long_up=long_up)

    def lose_node(self, name: str) -> None:
        """Nothing is heard of the node any more, and it hears nothing; its containers go on."""
        self.heartbeats.stop(name)
        self.kubelets[name].stop()

    def find_node(self, name: str) -> None:
        """The node is there again."""
        self.heartbeats.start(name, long_up=False)
        self.kubelets[name].start()

    def advance(self, until: float) -> None:
        """Let everything up to then happen; Unix seconds."""
        self.agenda.run_until(until)
