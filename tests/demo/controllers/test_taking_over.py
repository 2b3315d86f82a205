"""A cluster that is made around objects which are there already."""

from __future__ import annotations

import copy

from ktui.demo.agenda import Agenda
from ktui.demo.cluster import Cluster
from ktui.demo.server.registry import Registry
from ktui.demo.server.store import Store
from tests.demo.controllers.scene import Scene, daemonset, deployment, job, said

PLURALS = (
    "namespaces",
    "nodes",
    "deployments",
    "replicasets",
    "controllerrevisions",
    "daemonsets",
    "jobs",
    "pods",
    "events",
)


def test_what_is_well_stays_as_it_is_and_goes_on() -> None:
    before = Scene(nodes=2)
    before.make("deployments", deployment("web", 3))
    before.make("daemonsets", daemonset("agent"))
    before.make("jobs", job("batch", "sleep 60"))
    before.go(20)
    agenda = Agenda(before.agenda.now, 9)
    store = Store(lambda: agenda.now, seed=9)
    for plural in PLURALS:
        for obj in before.registry.each(plural):
            store.put(plural, obj)
    registry = Registry(store, namespaces=True)
    cluster = Cluster(registry, agenda, programs=said)
    for node in list(registry.each("nodes")):
        cluster.add_node(node)

    def pods() -> list[tuple[str, str]]:
        return [(pod["metadata"]["name"], pod["metadata"]["uid"]) for pod in registry.each("pods")]

    was, statuses = pods(), [copy.deepcopy(one["status"]) for one in registry.each("deployments")]
    events = {event["metadata"]["uid"] for event in registry.each("events")}
    cluster.advance(agenda.now + 20)
    assert pods() == was
    assert [one["status"] for one in registry.each("deployments")] == statuses
    assert {event["metadata"]["uid"] for event in registry.each("events")} == events
    cluster.advance(agenda.now + 60)
    [done] = registry.each("jobs")
    assert [one["type"] for one in done["status"]["conditions"]] == ["SuccessCriteriaMet", "Complete"]
    cluster.advance(agenda.now + 3530)
    assert not events & {event["metadata"]["uid"] for event in registry.each("events")}
