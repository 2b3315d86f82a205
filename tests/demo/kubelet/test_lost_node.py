from __future__ import annotations

from ktui.demo.kubelet.program import Exit, Program, always_healthy
from ktui.demo.kubelet.programs.answering import Until, status
from tests.demo.kubelet.node import Node, container, http_probe


def test_of_a_lost_node_nothing_is_heard_until_it_is_back() -> None:
    node = Node(Program(answers=Until(100, always_healthy, status(500)), exit=Exit(400, 3)))
    node.pod("a", container(readinessProbe=http_probe()))
    node.run_to(50)
    node.kubelet.stop()
    before = len(node.writes)
    node.pod("late")
    node.run_to(600)
    assert len(node.writes) == before + 1
    assert node.condition("Ready")["status"] == "True"
    node.kubelet.start()
    node.run_to(605)
    # The container that ended meanwhile is known, and its successor runs.
    assert node.state()["restartCount"] == 1
    assert node.state()["lastState"]["terminated"]["exitCode"] == 3
    assert node.state("late")["ready"] is True


def test_a_kubelet_that_is_back_counts_its_events_anew() -> None:
    node = Node(Program(answers=status(500)))
    node.pod("a", container(readinessProbe=http_probe()))
    node.run_to(60)
    first = [event[3] for event in node.events("Unhealthy")]
    node.kubelet.stop()
    node.run_to(90)
    node.kubelet.start()
    node.run_to(150)
    assert max(first) >= 5
    assert node.events("Unhealthy")[len(first)][3] == 1


def test_a_pod_that_was_deleted_meanwhile_is_ended() -> None:
    node = Node()
    node.pod()
    node.run(5)
    node.kubelet.stop()
    node.delete(grace=5)
    node.run(60)
    assert node.exists()
    node.kubelet.start()
    node.run(10)
    assert not node.exists()


def test_a_kubelet_takes_over_pods_that_run_already() -> None:
    first = Node()
    first.pod("a", container(livenessProbe=http_probe()))
    first.run(5)
    there = first.registry.get("pods", "default", "a")
    assert there is not None
    second = Node(Program(exit=Exit(300, 1)), start=first.agenda.now)
    second.registry.store.put("pods", there)
    second.run(2)
    assert second.state() == there["status"]["containerStatuses"][0]
    assert not second.events()
    second.run(320)
    assert second.state()["restartCount"] == 1
