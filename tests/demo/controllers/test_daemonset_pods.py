"""A DaemonSet's pods: where nodes come, go and change, and when the template does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import is_ready
from ktui.demo.server.registry import DeleteOptions
from tests.demo.controllers.scene import Scene, daemonset, node, told

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}}


def nodes_of(pods: list[Raw]) -> list[str]:
    return sorted(pod["spec"]["nodeName"] for pod in pods if "deletionTimestamp" not in pod["metadata"])


def versions(scene: Scene, name: str) -> list[str]:
    pods = scene.pods(f"{name}-")
    return sorted(pod["spec"]["containers"][0]["env"][0]["value"] for pod in pods if is_ready(pod))


def test_a_label_brings_a_pod_within_a_second_and_takes_it_away() -> None:
    scene = Scene(nodes=3)
    scene.make("daemonsets", daemonset("ssd", {"disk": "ssd"}))
    scene.go(1)
    assert scene.pods("ssd-") == []
    assert scene.get("daemonsets", "ssd")["status"]["desiredNumberScheduled"] == 0
    scene.label("n1", disk="ssd")
    scene.go(1)
    assert nodes_of(scene.pods("ssd-")) == ["n1"]
    scene.label("n1", disk="hdd")
    scene.go(1)
    assert nodes_of(scene.pods("ssd-")) == []
    scene.go(5)
    assert scene.pods("ssd-") == []
    assert scene.get("daemonsets", "ssd")["status"]["numberMisscheduled"] == 0


def test_a_new_node_gets_its_pod_and_a_cordoned_one_keeps_it() -> None:
    scene = Scene(nodes=1)
    scene.make("daemonsets", daemonset("all"))
    scene.go(3)
    scene.cluster.add_node(node("late"))
    scene.change("nodes", "n0", unschedulable=True)
    scene.go(3)
    assert nodes_of(scene.pods("all-")) == ["late", "n0"]
    assert scene.get("nodes", "n0")["spec"]["taints"][0]["key"] == "node.kubernetes.io/unschedulable"
    assert scene.get("daemonsets", "all")["status"]["desiredNumberScheduled"] == 2


def test_under_a_no_schedule_taint_a_pod_stays_misplaced_under_no_execute_it_goes() -> None:
    scene = Scene(nodes=2)
    scene.make("daemonsets", daemonset("all"))
    scene.go(3)
    scene.taint("n1", {"key": "dedicated", "value": "db", "effect": "NoSchedule"})
    scene.go(3)
    assert nodes_of(scene.pods("all-")) == ["n0", "n1"]
    status = scene.get("daemonsets", "all")["status"]
    assert (status["desiredNumberScheduled"], status["numberMisscheduled"]) == (1, 1)
    scene.taint("n1", {"key": "dedicated", "value": "db", "effect": "NoExecute"})
    scene.go(5)
    assert nodes_of(scene.pods("all-")) == ["n0"]


def test_one_that_is_deleted_comes_again() -> None:
    scene = Scene()
    scene.make("daemonsets", daemonset("all"))
    scene.go(3)
    first = scene.pods("all-")[0]["metadata"]["name"]
    scene.registry.delete("pods", "default", first)
    scene.go(5)
    assert [pod["metadata"]["name"] == first for pod in scene.pods("all-")] == [False]


def test_a_rollout_takes_one_node_after_another() -> None:
    scene = Scene(nodes=4)
    scene.make("daemonsets", daemonset("all", updateStrategy=ROLLING))
    scene.go(4)
    scene.change("daemonsets", "all", template=daemonset("all", version="2")["spec"]["template"])
    least, steps = 4, set()
    for _ in range(300):
        scene.go(0.1)
        there = versions(scene, "all")
        least = min(least, len(there))
        steps.add(there.count("2"))
    assert versions(scene, "all") == ["2"] * 4
    assert least == 3
    assert steps == {0, 1, 2, 3, 4}
    status = scene.get("daemonsets", "all")["status"]
    assert (status["updatedNumberScheduled"], status["observedGeneration"]) == (4, 2)


def test_with_a_surge_the_new_pod_is_ready_before_the_old_one_goes() -> None:
    scene = Scene(nodes=3)
    surge = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}
    scene.make("daemonsets", daemonset("all", updateStrategy=surge))
    scene.go(4)
    scene.change("daemonsets", "all", template=daemonset("all", version="2")["spec"]["template"])
    most = 0
    for _ in range(300):
        scene.go(0.1)
        there = [pod for pod in scene.pods("all-") if "deletionTimestamp" not in pod["metadata"]]
        most = max(most, len(there))
        assert sum(map(is_ready, there)) >= 3
    assert versions(scene, "all") == ["2"] * 3
    assert most == 4


def test_on_delete_nothing_is_replaced_by_itself() -> None:
    scene = Scene(nodes=2)
    scene.make("daemonsets", daemonset("all", updateStrategy={"type": "OnDelete"}))
    scene.go(4)
    scene.change("daemonsets", "all", template=daemonset("all", version="2")["spec"]["template"])
    scene.go(20)
    assert versions(scene, "all") == ["1", "1"]
    assert "updatedNumberScheduled" not in scene.get("daemonsets", "all")["status"]
    scene.registry.delete("pods", "default", scene.pods("all-")[0]["metadata"]["name"])
    scene.go(5)
    assert versions(scene, "all") == ["1", "2"]


def test_failed_pods_are_replaced_later_each_time() -> None:
    scene = Scene()
    scene.make("daemonsets", daemonset("all"))
    scene.go(4)
    came = []
    for _ in range(4):
        pod = next(pod for pod in scene.pods("all-") if "deletionTimestamp" not in pod["metadata"])
        meta = pod["metadata"]

        def fail(obj: Raw) -> None:
            obj["status"] = {**obj["status"], "phase": "Failed", "reason": "Evicted"}

        scene.cluster.kubelets["n0"].stop()
        scene.registry.change("pods", "default", meta["name"], fail, subresource="status")
        failed = scene.agenda.now
        while meta["name"] in scene.names("pods"):
            scene.go(0.1)
        came.append(scene.agenda.now - failed)
        scene.cluster.kubelets["n0"].start()
        scene.go(1)
    assert came[0] < 0.2
    assert came[1] < came[2] < came[3]
    assert told(scene.events("all", "FailedDaemonPod"))[0][0] == "Warning"
    assert scene.events("all", "FailedDaemonPod")[0]["message"].endswith("on node n0, will try to kill it")


def test_ten_old_revisions_are_kept() -> None:
    scene = Scene()
    scene.make("daemonsets", daemonset("all", revisionHistoryLimit=2))
    for version in "2345":
        scene.go(6)
        scene.change("daemonsets", "all", template=daemonset("all", version=version)["spec"]["template"])
    scene.go(6)
    assert sorted(one["revision"] for one in scene.registry.each("controllerrevisions")) == [3, 4, 5]
    scene.change("daemonsets", "all", template=daemonset("all", version="4")["spec"]["template"])
    scene.go(6)
    assert sorted(one["revision"] for one in scene.registry.each("controllerrevisions")) == [3, 5, 6]
    assert versions(scene, "all") == ["4"]


def test_deleted_in_the_background_its_pods_follow_orphaned_they_stay() -> None:
    scene = Scene()
    scene.make("daemonsets", daemonset("one"))
    scene.make("daemonsets", daemonset("two"))
    scene.go(4)
    scene.registry.delete("daemonsets", "default", "one", DeleteOptions(propagation="Background"))
    scene.registry.delete("daemonsets", "default", "two", DeleteOptions(propagation="Orphan"))
    scene.go(10)
    assert [pod["metadata"]["name"][:4] for pod in scene.pods()] == ["two-"]
    assert "ownerReferences" not in scene.pods()[0]["metadata"]
