"""A demo as large as one likes: copies that controllers and kubelets take for their own."""

from __future__ import annotations

from collections import Counter

from tests.demo.story.boxes import box, objects, trace


def test_there_are_as_many_pods_as_were_wanted_and_they_are_well() -> None:
    told = box(pods=500, nodes=12)
    told.agenda.run_until(told.agenda.now)
    pods, nodes = objects(told, "pods"), objects(told, "nodes")
    assert len(pods) == 500
    assert len(nodes) == 12
    tenants = [pod for (namespace, _), pod in pods.items() if namespace.startswith("tenant-")]
    assert {pod["status"]["phase"] for pod in tenants} == {"Running"}
    assert len({pod["metadata"]["uid"] for pod in pods.values()}) == 500
    assert len({pod["status"]["podIP"] for pod in tenants}) == len(tenants)
    assert all(pod["spec"]["nodeName"] in {name for _, name in nodes} for pod in tenants)


def test_controllers_have_nothing_to_add() -> None:
    told = box(pods=500)
    told.agenda.run_until(told.agenda.now)
    changed = Counter(
        plural
        for _, plural, namespace, _, _ in trace(told, 120)
        if namespace.startswith("tenant-") and plural != "events"
    )
    assert changed["pods"] == 0
    assert changed["replicasets"] == 0


def test_a_copied_pod_that_is_deleted_is_made_anew() -> None:
    told = box(pods=400)
    told.agenda.run_until(told.agenda.now)
    key = next(key for key in objects(told, "pods") if key[0] == "tenant-01")
    told.server.registry.delete("pods", *key)
    told.agenda.run_until(told.agenda.now + 60)
    pods = objects(told, "pods")
    assert key not in pods
    assert sum(namespace.startswith("tenant-") for namespace, _ in pods) > 200
