"""A node that is heard of no more, and one that comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.demo.controllers.pods import condition
from ktui.model.version import ServerVersion
from tests.demo.controllers.scene import Scene, daemonset, deployment, node, pod, told

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw


def lost(version: ServerVersion | None = None) -> tuple[Scene, float]:
    """Two nodes with two pods each, of which `n1` was lost at the time that is told."""
    scene = Scene(nodes=2) if version is None else Scene(nodes=2, version=version)
    scene.make("deployments", deployment("web", 2))
    scene.make("daemonsets", daemonset("agent"))
    scene.go(10)
    scene.cluster.lose_node("n1")
    return scene, scene.agenda.now - scene.began


def ready(obj: Raw) -> tuple[str, str, str]:
    found = condition(obj, "Ready")
    assert found is not None
    return found["status"], found.get("reason", ""), found.get("message", "")


def taints(scene: Scene, name: str) -> set[tuple[str, str]]:
    return {(one["key"], one["effect"]) for one in scene.get("nodes", name)["spec"].get("taints", ())}


@pytest.mark.parametrize(("minor", "grace"), [(20, 40), (35, 50)])
def test_after_its_grace_it_is_unknown_tainted_and_its_pods_are_not_ready(minor: int, grace: int) -> None:
    scene, _ = lost(ServerVersion(1, minor))
    scene.go(grace - 12)  # the last heartbeat may have been up to ten seconds before
    assert ready(scene.get("nodes", "n1"))[0] == "True"
    scene.go(20)
    unknown = ("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")
    assert ready(scene.get("nodes", "n1")) == unknown
    assert {one["status"] for one in scene.get("nodes", "n1")["status"]["conditions"]} == {"Unknown"}
    key = "node.kubernetes.io/unreachable"
    assert taints(scene, "n1") == {(key, "NoSchedule"), (key, "NoExecute")}
    assert [ready(one)[0] for one in scene.pods() if one["spec"]["nodeName"] == "n1"] == ["False", "False"]
    assert ("Normal", "NodeNotReady", "Node n1 status is now: NodeNotReady") in told(scene.events("n1"))
    assert [reason for reason in scene.reasons("web-") if reason == "NodeNotReady"] == ["NodeNotReady"]
    assert ready(scene.get("nodes", "n0"))[0] == "True"


def test_after_five_minutes_its_pods_are_deleted_but_cannot_end_and_daemons_stay() -> None:
    scene, _ = lost()
    scene.go(60 + 290)
    assert [one for one in scene.pods("web-") if "deletionTimestamp" in one["metadata"]] == []
    scene.go(20)
    [going] = [one for one in scene.pods("web-") if "deletionTimestamp" in one["metadata"]]
    assert going["spec"]["nodeName"] == "n1"
    name = going["metadata"]["name"]
    assert ("Normal", "TaintManagerEviction", f"Marking for deletion Pod default/{name}") in told(scene.events(name))
    scene.go(3600)
    assert name in scene.names("pods")
    staying = [one for one in scene.pods("web-") if "deletionTimestamp" not in one["metadata"]]
    assert [one["spec"]["nodeName"] for one in staying] == ["n0", "n0"]
    assert len(scene.pods("agent-")) == 2
    # A daemon's pod bears NoExecute, but not NoSchedule: it may stay where a new one would not be put.
    status = scene.get("daemonsets", "agent")["status"]
    assert (status["desiredNumberScheduled"], status["numberMisscheduled"]) == (1, 1)


def test_when_it_comes_back_all_is_well_and_what_was_deleted_ends() -> None:
    scene, _ = lost()
    scene.go(400)
    scene.cluster.find_node("n1")
    scene.go(15)
    assert ready(scene.get("nodes", "n1"))[:2] == ("True", "KubeletReady")
    assert taints(scene, "n1") == set()
    assert "NodeReady" in scene.reasons("n1")
    scene.go(60)
    assert [one for one in scene.pods() if "deletionTimestamp" in one["metadata"]] == []
    assert {ready(one)[0] for one in scene.pods()} == {"True"}


def test_a_short_silence_changes_nothing_and_one_in_time_calls_the_evictions_off() -> None:
    scene, _ = lost()
    scene.go(25)
    scene.cluster.find_node("n1")
    scene.go(100)
    assert scene.events("n1", "NodeNotReady") == []
    scene.cluster.lose_node("n1")
    scene.go(200)
    assert taints(scene, "n1") != set()
    scene.cluster.find_node("n1")
    scene.go(600)
    assert [one["metadata"]["name"] for one in scene.pods("web-") if "deletionTimestamp" in one["metadata"]] == []
    said = [event["message"] for event in scene.events("web-", "TaintManagerEviction")]
    assert [message.split(" Pod ")[0] for message in said] == ["Cancelling deletion of"]


def test_a_pod_says_itself_how_long_it_bears_a_taint() -> None:
    scene = Scene()
    key = {"key": "maintenance", "operator": "Exists", "effect": "NoExecute"}
    scene.make("pods", pod("short", tolerations=[{**key, "tolerationSeconds": 20}]))
    scene.make("pods", pod("long", tolerations=[key]))
    scene.make("pods", pod("none"))
    scene.go(5)
    scene.taint("n0", {"key": "maintenance", "value": "", "effect": "NoExecute"})
    scene.go(1)
    going = {one["metadata"]["name"] for one in scene.pods() if "deletionTimestamp" in one["metadata"]}
    assert going == {"none"}
    scene.go(21)
    going = {one["metadata"]["name"] for one in scene.pods() if "deletionTimestamp" in one["metadata"]}
    assert "short" in going
    assert "long" not in going


def test_a_new_node_is_registered_and_one_that_goes_is_told() -> None:
    scene = Scene()
    scene.cluster.add_node(node("n1"), long_up=False)
    scene.go(10)
    assert ("Normal", "RegisteredNode", "Node n1 event: Registered Node n1 in Controller") in told(scene.events("n1"))
    scene.cluster.lose_node("n1")
    scene.registry.delete("nodes", "", "n1")
    scene.go(10)
    assert ("Normal", "RemovingNode", "Node n1 event: Removing Node n1 from Controller") in told(scene.events("n1"))
    assert scene.registry.get("leases", "kube-node-lease", "n1") is None


def test_heartbeats_cost_little_however_many_nodes_there_are() -> None:
    scene = Scene(nodes=60)
    scene.go(120)
    leases = [one for one in scene.seen if one.plural == "leases"]
    statuses = [one for one in scene.seen if one.plural == "nodes"]
    assert len(leases) <= 60 * 120 / 25 * 1.2
    assert len(statuses) <= 60
    assert {ready(one)[0] for one in scene.registry.each("nodes")} == {"True"}


def test_a_kubelet_tells_that_its_node_is_cordoned() -> None:
    scene = Scene(nodes=2)
    scene.cluster.lose_node("n1")
    for name in ("n0", "n1"):
        scene.change("nodes", name, unschedulable=True)
    scene.go(11)
    assert told(scene.events("n0")) == [("Normal", "NodeNotSchedulable", "Node n0 status is now: NodeNotSchedulable")]
    assert scene.events("n1") == []
    scene.change("nodes", "n0", unschedulable=None)
    scene.go(11)
    assert scene.reasons("n0") == ["NodeNotSchedulable", "NodeSchedulable"]
