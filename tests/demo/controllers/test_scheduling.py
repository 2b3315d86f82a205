"""Where the scheduler puts pods, and why it does not."""

from __future__ import annotations

import pytest

from ktui.model.version import ServerVersion
from tests.demo.controllers.scene import Scene, deployment, node, pod, told


def place(scene: Scene, name: str) -> str:
    """A pod's node; "": none."""
    found: str = scene.get("pods", name)["spec"].get("nodeName", "")
    return found


def why(scene: Scene, name: str) -> str:
    [unbound] = [one for one in scene.get("pods", name)["status"]["conditions"] if one["type"] == "PodScheduled"]
    assert (unbound["status"], unbound["reason"]) == ("False", "Unschedulable")
    return str(unbound["message"])


def requests(cpu: str = "", memory: str = "") -> dict[str, object]:
    asked = {name: value for name, value in (("cpu", cpu), ("memory", memory)) if value}
    return {
        "containers": [{"name": "main", "image": "x", "imagePullPolicy": "Never", "resources": {"requests": asked}}]
    }


def test_pods_are_spread_over_the_nodes() -> None:
    scene = Scene(nodes=4)
    scene.make("deployments", deployment("web", 8))
    scene.go(5)
    where = [one["spec"]["nodeName"] for one in scene.pods("web-")]
    assert {name: where.count(name) for name in where} == dict.fromkeys(("n0", "n1", "n2", "n3"), 2)


def test_each_reason_is_counted_and_they_are_sorted() -> None:
    scene = Scene(nodes=4)
    scene.taint("n0", {"key": "dedicated", "value": "db", "effect": "NoSchedule"})
    scene.change("nodes", "n1", unschedulable=True)
    scene.go(1)
    scene.make("pods", pod("far", nodeSelector={"zone": "moon"}))
    scene.go(1)
    assert why(scene, "far") == (
        "0/4 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable, 2 node(s) didn't "
        "match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/4 nodes are available: 4 "
        "Preemption is not helpful for scheduling."
    )
    assert scene.reasons("far") == ["FailedScheduling"]


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (20, "0/1 nodes are available: 1 node(s) had taint {dedicated: db}, that the pod didn't tolerate."),
        (
            30,
            "0/1 nodes are available: 1 node(s) had untolerated taint {dedicated: db}. preemption: 0/1 nodes are "
            "available: 1 Preemption is not helpful for scheduling.",
        ),
    ],
)
def test_the_words_of_other_releases(minor: int, words: str) -> None:
    scene = Scene(version=ServerVersion(1, minor))
    scene.taint("n0", {"key": "dedicated", "value": "db", "effect": "NoSchedule"})
    scene.make("pods", pod("kept-out"))
    scene.go(1)
    assert why(scene, "kept-out") == words


def test_a_pod_waits_for_room_and_gets_it() -> None:
    scene = Scene()
    scene.make("pods", pod("first", **requests(cpu="3")))
    scene.go(2)
    scene.make("pods", pod("second", **requests(cpu="1500m")))
    scene.go(2)
    assert why(scene, "second").endswith("1 No preemption victims found for incoming pod.")
    assert why(scene, "second").startswith("0/1 nodes are available: 1 Insufficient cpu.")
    scene.registry.delete("pods", "default", "first")
    scene.go(45)
    assert place(scene, "second") == "n0"
    assert scene.reasons("second")[:2] == ["FailedScheduling", "Scheduled"]
    scheduled = scene.events("second", "Scheduled")[0]
    assert (scheduled["message"], scheduled["action"]) == ("Successfully assigned default/second to n0", "Binding")
    assert (scheduled["eventTime"] is None, scheduled.get("count")) == (False, None)


def test_memory_and_the_number_of_pods_run_out_too() -> None:
    scene = Scene(nodes=0)
    scene.cluster.add_node(node("small", memory="1Gi", pods="2"))
    scene.make("pods", pod("one", **requests(memory="600Mi")))
    scene.make("pods", pod("two", **requests(memory="600Mi")))
    scene.go(1)
    assert "1 Insufficient memory" in why(scene, "two")
    scene.make("pods", pod("three"))
    scene.make("pods", pod("four"))
    scene.go(1)
    assert place(scene, "three") == "small"
    assert "1 Too many pods" in why(scene, "four")


@pytest.mark.parametrize("change", ["label", "uncordon", "taint", "node"])
def test_a_change_of_nodes_is_a_new_chance(change: str) -> None:
    scene = Scene()
    selector = {"disk": "ssd"} if change in ("label", "node") else {}
    if change == "uncordon":
        scene.change("nodes", "n0", unschedulable=True)
    if change == "taint":
        scene.taint("n0", {"key": "a", "value": "", "effect": "NoSchedule"})
    scene.go(1)
    scene.make("pods", pod("waiting", nodeSelector=selector))
    scene.go(3)
    assert place(scene, "waiting") == ""
    if change == "label":
        scene.label("n0", disk="ssd")
    elif change == "uncordon":
        scene.change("nodes", "n0", unschedulable=None)
    elif change == "taint":
        scene.taint("n0")
    else:
        made = node("n1")
        made["metadata"]["labels"]["disk"] = "ssd"
        scene.cluster.add_node(made)
    scene.go(3)
    assert place(scene, "waiting") == ("n1" if change == "node" else "n0")


def test_gates_hold_a_pod_back() -> None:
    scene = Scene()
    scene.make("pods", pod("gated", schedulingGates=[{"name": "example.com/quota"}]))
    scene.go(5)
    assert place(scene, "gated") == ""
    [told_of] = scene.get("pods", "gated")["status"]["conditions"]
    assert (told_of["type"], told_of["reason"]) == ("PodScheduled", "SchedulingGated")
    assert scene.events("gated") == []
    scene.change("pods", "gated", schedulingGates=None)
    scene.go(2)
    assert place(scene, "gated") == "n0"


def test_without_nodes_and_for_other_schedulers_nothing_is_done() -> None:
    scene = Scene(nodes=0)
    scene.make("pods", pod("any"))
    scene.make("pods", pod("theirs", schedulerName="their-scheduler"))
    scene.go(2)
    assert why(scene, "any") == "no nodes available to schedule pods"
    assert told(scene.events("theirs")) == []


def test_while_the_scheduler_stands_still_pods_wait_without_a_word() -> None:
    scene = Scene()
    scene.cluster.scheduler_power.switch(False)
    scene.make("pods", pod("waiting"))
    scene.go(20)
    assert scene.events("waiting") == []
    scene.cluster.scheduler_power.switch(True)
    scene.go(2)
    assert place(scene, "waiting") == "n0"
