"""What happens in the story: before it opens, so that there is something to look at, and after.

All of it is planned on the cluster's agenda, as what users and machines do; what comes of it is the controllers' and
the kubelets' business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.registry import DeleteOptions
from ktui.demo.story.ageing import aged
from ktui.demo.story.manifests import plural_of, story_objects
from ktui.demo.story.nodes import CORDONED, LOST

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.cluster import Cluster
    from ktui.demo.server.statuses import Raw

MINUTE, DAY = 60.0, 86_400.0
PAST = 14 * MINUTE
"""Seconds that are acted out before the story opens."""
AWAY = -13 * MINUTE, -8.75 * MINUTE
"""For which the controller manager was away: what was due then is missed."""
BAD_RELEASE = "registry.example/monitoring/log-shipper:3.0.0"
GOOD_RELEASE = "registry.example/monitoring/log-shipper:3.0.1"
IMPORTS_KEPT = 3
"""Jobs of earlier imports."""


class Telling:
    """Plans the story of `cluster`, which opens at `opening` (Unix seconds)."""

    def __init__(self, cluster: Cluster, opening: float) -> None:
        self._cluster = cluster
        self._registry = cluster.registry
        self._agenda = cluster.agenda
        self._opening = opening
        self._imports = 0
        self._releases = 0

    def plan(self) -> None:
        """All of it; the agenda stands at the beginning of the past."""
        cluster = self._cluster
        self._change("nodes", "", CORDONED, _cordoned)
        self._apply("troubled-shop.yml", "troubled-payments.yml", "troubled-staging.yml", old=True)
        self._at(AWAY[0], lambda: cluster.controller_manager.switch(False))
        self._at(AWAY[1], lambda: cluster.controller_manager.switch(True))
        self._at(-8.7 * MINUTE, lambda: self._release_shipper(BAD_RELEASE))
        self._at(-8.6 * MINUTE, lambda: cluster.lose_node(LOST))
        # When that is known: no pod that a guide may lead to is to be lost with the node.
        self._at(-7.6 * MINUTE, lambda: self._apply("seeds/kubia-liveness-probe.yml", "jobs.yml"))
        self._at(-0.5 * MINUTE, lambda: self._apply("seeds/batch-job.yml"))
        self._at(-1.5 * MINUTE, self._import)
        self._at(3 * MINUTE, self._release_web)
        self._at(26 * MINUTE, lambda: cluster.find_node(LOST))
        self._at(40 * MINUTE, lambda: self._release_shipper(GOOD_RELEASE))

    # What happens again and again.

    def _import(self) -> None:
        """A Job of 5 completions, two at a time; those of earlier ones go."""
        self._imports += 1
        (job,) = story_objects("import-orders.yml", version=self._cluster.version)
        name = job["metadata"]["name"]
        self._create({**job, "metadata": {**job["metadata"], "name": f"{name}-{self._imports}"}})
        self._delete("jobs", "jobs", f"{name}-{self._imports - IMPORTS_KEPT}")
        self._agenda.after(self._agenda.stream(f"import {self._imports}").uniform(5, 8) * MINUTE, self._import)

    def _release_web(self) -> None:
        """Another release of the shop's front, rolled out."""
        self._releases += 1
        image = f"registry.example/shop/web:2.14.{1 + self._releases}"
        self._change("deployments", "shop", "web", lambda web: _use(web, image))
        self._agenda.after(self._agenda.stream(f"release {self._releases}").uniform(9, 15) * MINUTE, self._release_web)

    def _release_shipper(self, image: str) -> None:
        self._change("daemonsets", "monitoring", "log-shipper", lambda shipper: _use(shipper, image))

    # How it is done.

    def _at(self, seconds: float, do: Callable[[], None]) -> None:
        """Do it so many seconds after the opening; before it, where negative."""
        self._agenda.at(self._opening + seconds, do)

    def _apply(self, *names: str, old: bool = False) -> None:
        """Create what is in these files; `old`: Deployments are not new, their release is."""
        for obj in story_objects(*names, version=self._cluster.version):
            made = self._create(obj)
            if old and made is not None and obj["kind"] == "Deployment":
                days = self._agenda.stream(f"age of {made['metadata']['name']}").uniform(20, 40)
                self._registry.store.put("deployments", aged(made, days * DAY))

    def _create(self, obj: Raw) -> Raw | None:
        """Create it, unless a user has made one of that name."""
        meta = obj["metadata"]
        plural = plural_of(obj)
        if self._registry.get(plural, meta.get("namespace", ""), meta["name"]) is not None:
            return None
        if self._registry.get("namespaces", "", meta["namespace"]) is None:
            return None
        return self._registry.create(plural, obj)

    def _change(self, plural: str, namespace: str, name: str, edit: Callable[[Raw], object]) -> None:
        """Change it, unless a user has deleted it."""
        self._registry.change(plural, namespace, name, edit)

    def _delete(self, plural: str, namespace: str, name: str) -> None:
        if self._registry.get(plural, namespace, name) is not None:
            self._registry.delete(plural, namespace, name, DeleteOptions(propagation="Background"))


def _cordoned(node: Raw) -> None:
    node["spec"]["unschedulable"] = True


def _use(workload: Raw, image: str) -> None:
    """Another image for its first container."""
    workload["spec"]["template"]["spec"]["containers"][0]["image"] = image
