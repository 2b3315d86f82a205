"""A cluster that is made around objects which are there already."""

from __future__ import annotations

import copy

from ktui.demo.agenda import Agenda
from ktui.demo.cluster import Cluster
from ktui.demo.server.registry import Registry
from ktui.demo.server.store import Store
from tests.demo.controllers.scene import START, Scene, daemonset, deployment, job, said

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


def test_an_event_of_half_an_hour_ago_has_half_an_hour_left() -> None:
    agenda = Agenda(START, 1)
    registry = Registry(Store(lambda: agenda.now, seed=1))
    meta = {"name": "old.1", "namespace": "default", "creationTimestamp": "2026-11-26T12:00:00Z"}
    told = {"lastTimestamp": "2026-11-26T14:30:00Z", "reason": "Old", "message": "", "type": "Normal"}
    registry.store.put("events", {"metadata": meta, "involvedObject": {"kind": "Pod", "name": "old"}, **told})
    cluster = Cluster(registry, agenda)
    cluster.advance(START + 1799)
    assert registry.get("events", "default", "old.1") is not None
    cluster.advance(START + 1801)
    assert registry.get("events", "default", "old.1") is None
