from __future__ import annotations

import itertools

import pytest

from ktui.demo.kubelet.program import IGNORES_TERM, Exit, OnTerm, Program
from ktui.demo.kubelet.programs.answering import ByProbe, refuses, status
from ktui.demo.kubelet.statuses import Ended
from ktui.model.version import ServerVersion
from tests.demo.kubelet.node import Node, container, http_probe

OLD = ServerVersion(1, 20)


def test_crashes_back_off_from_ten_seconds_to_five_minutes() -> None:
    node = Node(Program(exit=Exit(3, 1)))
    node.pod()
    node.run(3600)
    assert node.state()["restartCount"] >= 12
    started = [
        change.after.obj["status"]["containerStatuses"][0]["state"]["running"]["startedAt"]
        for _, change in node.writes
        if change.plural == "pods"
        and change.after
        and "running" in change.after.obj["status"].get("containerStatuses", [{"state": {}}])[0]["state"]
    ]
    seconds = [int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19]) for text in dict.fromkeys(started)]
    waits = [after - before - 3 for before, after in itertools.pairwise(seconds)]
    for wait, least in zip(waits, (0, 10, 20, 40, 80, 160, 300, 300, 300), strict=False):
        assert least <= wait <= least * 1.5 + 62


def test_the_back_off_is_told_as_the_kubelet_tells_it() -> None:
    node = Node(Program(exit=Exit(3, 1)))
    pod = node.pod()
    node.run(40)
    uid = pod["metadata"]["uid"]
    assert node.events("BackOff")[0][2] == f"Back-off restarting failed container app in pod a_default({uid})"
    node.run_to(60)
    told = [
        change.after.obj["status"]["containerStatuses"][0]["state"].get("waiting", {}).get("message")
        for _, change in node.writes
        if change.plural == "pods" and change.after and "containerStatuses" in change.after.obj["status"]
    ]
    assert f"back-off 10s restarting failed container=app pod=a_default({uid})" in told


def test_a_back_off_is_forgotten_after_ten_good_minutes() -> None:
    runs = (3, 3, 3, 3, 700, 3)

    node = Node(lambda launch: Program(exit=Exit(runs[min(launch.run, 5)], 1)))
    node.pod()
    node.run(1200)
    assert node.state()["restartCount"] >= 6
    waits = [event for event in node.events("BackOff") if event[0] > 850]
    assert waits[0][0] < waits[0][0] + 60


@pytest.mark.parametrize(
    ("policy", "code", "phase", "restarts"),
    [
        ("Never", 0, "Succeeded", 0),
        ("Never", 1, "Failed", 0),
        ("OnFailure", 0, "Succeeded", 0),
        ("OnFailure", 1, "Running", 2),
        ("Always", 0, "Running", 2),
    ],
)
def test_what_becomes_of_a_pod_depends_on_its_policy(policy: str, code: int, phase: str, restarts: int) -> None:
    node = Node(Program(exit=Exit(3, code)))
    node.pod("a", container(), restartPolicy=policy)
    node.run(25)
    assert (node.status()["phase"], node.state()["restartCount"]) == (phase, restarts)
    if phase == "Succeeded":
        assert node.condition("Ready")["reason"] == "PodCompleted"


def test_a_liveness_kill_under_never_ends_the_pod() -> None:
    node = Node(Program(answers=status(500)))
    node.pod("a", container(livenessProbe=http_probe(periodSeconds=2)), restartPolicy="Never")
    node.run(30)
    assert node.events("Killing")[0][2] == "Container app failed liveness probe"
    assert node.status()["phase"] == "Failed"


def test_a_probe_can_have_a_grace_of_its_own() -> None:
    probe = http_probe(periodSeconds=2, terminationGracePeriodSeconds=4)
    for version, grace in ((ServerVersion(1, 35), 4), (OLD, 30)):
        node = Node(Program(answers=status(500), on_term=IGNORES_TERM), version=version)
        node.pod("a", container(livenessProbe=probe))
        node.run(60)
        killed = node.events("Killing")[0][0]
        assert grace <= node.events("Started")[1][0] - killed <= grace + 1
        assert node.state()["lastState"]["terminated"]["exitCode"] == 137


def test_a_startup_probe_that_never_passes_is_acted_on_at_once_or_in_old_releases_at_the_next_look() -> None:
    probe = http_probe(periodSeconds=2, failureThreshold=3)
    waits = {}
    for version in (ServerVersion(1, 35), OLD):
        node = Node(Program(answers=refuses), version=version)
        node.pod("a", container(startupProbe=probe, livenessProbe=http_probe()))
        node.run(100)
        assert node.events("Killing")[0][2] == "Container app failed startup probe, will be restarted"
        assert {event[2].partition(" ")[0] for event in node.events("Unhealthy")} == {"Startup"}
        waits[version] = node.events("Killing")[0][0]
    assert waits[ServerVersion(1, 35)] < 10
    assert 60 < waits[OLD] < 95


def test_liveness_waits_for_startup() -> None:
    node = Node(Program(answers=ByProbe(liveness=status(500))))
    node.pod("a", container(startupProbe=http_probe(initialDelaySeconds=20), livenessProbe=http_probe(periodSeconds=2)))
    node.run_to(20)
    assert node.state()["started"] is False
    assert not node.events("Unhealthy")
    node.run_to(34)
    assert node.events("Unhealthy")


def test_a_deleted_pod_gets_its_grace_and_is_gone() -> None:
    node = Node(Program(on_term=IGNORES_TERM))
    node.pod()
    node.run(10)
    node.delete(grace=20)
    node.run(19)
    assert node.events("Killing") == [(10.0, "Killing", "Stopping container app", 1)]
    assert node.state()["state"].keys() == {"running"}
    node.run(3)
    assert not node.exists()
    last = [change.after.obj for _, change in node.writes if change.plural == "pods" and change.after][-1]
    assert last["status"]["phase"] == "Failed"
    assert last["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 137


def test_one_that_obeys_is_gone_at_once_with_its_own_code() -> None:
    node = Node(Program(on_term=OnTerm(0.5, 0)))
    node.pod()
    node.run(10)
    node.delete()
    node.run(2.5)
    assert not node.exists()


def test_a_hook_that_sleeps_comes_before_sigterm() -> None:
    node = Node(Program(on_term=OnTerm(0.1, 0)))
    node.pod("a", container(lifecycle={"preStop": {"exec": {"command": ["sleep", "8"]}}}))
    node.run(10)
    node.delete()
    node.run(7)
    assert node.state()["state"].keys() == {"running"}
    node.run(3)
    assert not node.exists()


def test_readiness_is_probed_until_the_end_and_liveness_is_not() -> None:
    node = Node(Program(answers=status(500), on_term=IGNORES_TERM))
    probe = http_probe(periodSeconds=3, failureThreshold=100)
    node.pod("a", container(readinessProbe=probe, livenessProbe=probe))
    node.run(10)
    node.delete(grace=25)
    node.run(20)
    late = {event[2].partition(" ")[0] for event in node.events("Unhealthy") if event[0] > 11}
    assert late == {"Readiness"}


def test_a_pod_that_has_completed_is_deleted_without_a_kill() -> None:
    node = Node(Program(exit=Exit(2)))
    node.pod("a", container(), restartPolicy="Never")
    node.run(10)
    node.delete()
    node.run(2)
    assert not node.exists()
    assert not node.events("Killing")


def test_a_pod_that_is_taken_away_by_force_tells_nothing_more() -> None:
    node = Node(Program(answers=status(500)))
    node.pod("a", container(livenessProbe=http_probe(periodSeconds=2)))
    node.run(4)
    node.registry.store.delete("pods", "default", "a")
    before = len(node.writes)
    node.run(600)
    assert len(node.writes) == before
    assert node.agenda.due is None


def test_a_deadline_fails_the_pod() -> None:
    node = Node()
    node.pod("a", container(), activeDeadlineSeconds=20)
    node.run(25)
    status_now = node.status()
    assert (status_now["phase"], status_now["reason"]) == ("Failed", "DeadlineExceeded")
    assert status_now["message"] == "Pod was active on the node longer than the specified deadline"
    assert [event[1] for event in node.events()][-2:] == ["DeadlineExceeded", "Killing"]
    assert node.condition("Ready")["reason"] == "PodFailed"


def test_an_evicted_pod_says_why() -> None:
    node = Node()
    node.pod()
    node.run(5)
    node.kubelet.evict("default", "a", "The node was low on resource: memory. ")
    node.run(5)
    assert (node.status()["phase"], node.status()["reason"]) == ("Failed", "Evicted")
    assert node.events("Evicted")
    assert Ended("Evicted", node.status()["message"]).message.startswith("The node was low")


def test_an_oom_kill_is_told_by_its_reason() -> None:
    node = Node(Program(exit=Exit(5, 137, "OOMKilled")))
    node.pod()
    node.run(8)
    ended = node.state()["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (137, "OOMKilled")
