"""What goes with what, and when: owners, namespaces, old events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.registry import DeleteOptions
from tests.demo.controllers.scene import Scene, cronjob, deployment, job, pod

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw


def configmap(name: str, *owners: Raw, blocking: bool = False, finalizers: tuple[str, ...] = ()) -> Raw:
    references = [
        {
            "apiVersion": owner["apiVersion"],
            "kind": owner["kind"],
            "name": owner["metadata"]["name"],
            "uid": owner["metadata"]["uid"],
            **({"blockOwnerDeletion": True} if blocking else {}),
        }
        for owner in owners
    ]
    meta = {"name": name, "namespace": "default", "ownerReferences": references, "finalizers": list(finalizers)}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta}


def delete(scene: Scene, plural: str, name: str, propagation: str) -> None:
    scene.registry.delete(plural, "default", name, DeleteOptions(propagation=propagation))


def names(scene: Scene) -> list[str]:
    return [name for name in scene.names("configmaps") if name != "kube-root-ca.crt"]


def test_background_deletion_goes_down_all_generations() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", "sleep 500"))
    scene.make("deployments", deployment("web"))
    scene.go(70)
    assert len(scene.pods()) == 3
    delete(scene, "cronjobs", "tick", "Background")
    delete(scene, "deployments", "web", "Background")
    scene.go(0.04)
    assert scene.names("jobs") != []
    scene.go(10)
    assert scene.names("jobs") + scene.names("replicasets") + scene.names("pods") == []


def test_foreground_deletion_waits_for_those_that_block_and_for_no_others() -> None:
    scene = Scene()
    owner = scene.make("configmaps", configmap("owner"))
    scene.make("configmaps", configmap("blocks", owner, blocking=True, finalizers=("example.com/hold",)))
    scene.make("configmaps", configmap("blocks-not", owner, finalizers=("example.com/hold",)))
    delete(scene, "configmaps", "owner", "Foreground")
    scene.go(5)
    assert names(scene) == ["blocks", "blocks-not", "owner"]
    assert all("deletionTimestamp" in scene.get("configmaps", name)["metadata"] for name in names(scene))

    def let_go(obj: Raw) -> None:
        obj["metadata"]["finalizers"].remove("example.com/hold")

    scene.registry.change("configmaps", "default", "blocks", let_go)
    scene.go(5)
    assert names(scene) == ["blocks-not"]


def test_orphans_live_on_without_their_owner() -> None:
    scene = Scene()
    scene.make("deployments", deployment("web"))
    scene.go(5)
    delete(scene, "deployments", "web", "Orphan")
    scene.go(5)
    assert scene.names("deployments") == []
    [replicaset] = scene.registry.each("replicasets")
    assert "ownerReferences" not in replicaset["metadata"]
    assert len(scene.pods("web-")) == 2


def test_what_has_another_owner_stays_and_forgets_the_one_that_went() -> None:
    scene = Scene()
    one, two = (scene.make("configmaps", configmap(name)) for name in ("one", "two"))
    scene.make("configmaps", configmap("child", one, two))
    delete(scene, "configmaps", "one", "Background")
    scene.go(1)
    [owner] = scene.get("configmaps", "child")["metadata"]["ownerReferences"]
    assert owner["name"] == "two"
    delete(scene, "configmaps", "two", "Background")
    scene.go(1)
    assert names(scene) == []


def test_an_owner_that_does_not_exist_or_is_another_by_now_is_none() -> None:
    scene = Scene()
    owner = scene.make("configmaps", configmap("owner"))
    gone = {**owner, "metadata": {**owner["metadata"], "uid": "00000000-0000-4000-8000-000000000000"}}
    scene.make("configmaps", configmap("child", gone))
    scene.make("configmaps", configmap("other", {**gone, "metadata": {**gone["metadata"], "name": "nobody"}}))
    scene.go(1)
    assert names(scene) == ["owner"]


def test_a_namespace_is_furnished_and_its_furniture_comes_back() -> None:
    scene = Scene()
    scene.make("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x"}})
    scene.go(1)
    assert scene.names("serviceaccounts", "x") == ["default"]
    assert scene.names("configmaps", "x") == ["kube-root-ca.crt"]
    scene.registry.delete("configmaps", "x", "kube-root-ca.crt")
    scene.go(1)
    assert scene.names("configmaps", "x") == ["kube-root-ca.crt"]


def test_a_namespace_goes_when_its_pods_have_ended_and_takes_all_with_it() -> None:
    scene = Scene()
    scene.make("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x"}})
    scene.go(1)
    for plural, obj in (("pods", pod("last")), ("jobs", job("batch", "sleep 100"))):
        scene.make(plural, {**obj, "metadata": {**obj["metadata"], "namespace": "x"}})
    scene.go(5)
    scene.registry.delete("namespaces", "", "x")
    scene.go(2)
    namespace = scene.get("namespaces", "x")
    assert namespace["status"]["phase"] == "Terminating"
    remaining = next(one for one in namespace["status"]["conditions"] if one["type"] == "NamespaceContentRemaining")
    assert remaining["message"].startswith("Some resources are remaining: pods. has ")
    scene.go(60)
    assert scene.registry.get("namespaces", "", "x") is None
    plurals = {one.plural for one in scene.seen if one.obj["metadata"].get("namespace") == "x"}
    assert {"pods", "jobs", "events", "serviceaccounts", "configmaps"} <= plurals
    assert [obj for plural in plurals for obj in scene.registry.each(plural, "x")] == []


def test_an_event_goes_an_hour_after_it_was_last_written() -> None:
    scene = Scene()
    scene.make("pods", pod("nowhere", nodeSelector={"no": "where"}))
    scene.make("jobs", job("batch", "sleep 1"))
    scene.go(3590)
    assert "Completed" in scene.reasons("batch")
    scene.go(30)
    assert scene.reasons("batch") == []
    assert scene.reasons("nowhere") == ["FailedScheduling"]  # told anew every five minutes, and written every half hour
