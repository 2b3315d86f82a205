from __future__ import annotations

from itertools import pairwise

from ktui.demo.kubelet.program import HEALTHY, IGNORES_TERM, Answer, Attempt, Program
from ktui.demo.kubelet.programs.answering import ByClock, Says, hangs, status
from ktui.model.version import ServerVersion
from tests.demo.kubelet.node import Node, container, http_probe

OLD = ServerVersion(1, 20)


class Asked:
    """An answer to every probe, and when it was asked, in seconds since the container started."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.at: list[float] = []

    def __call__(self, attempt: Attempt) -> Answer:
        self.at.append(attempt.since)
        return self.answer


def test_a_probe_is_made_once_a_period_though_its_verdict_changes_the_status_just_then() -> None:
    node = Node(Program(answers=ByClock(40, 2, (1,), Says("cold\n"))), version=OLD)
    node.pod("a", container(readinessProbe=http_probe(periodSeconds=5, failureThreshold=2)))
    node.run(600)
    times = [event[0] for event in node.events("Unhealthy") if event[0] < 150]
    assert all(round(after - before) >= 5 for before, after in pairwise(times))


def test_the_initial_delay_counts_from_the_start_of_the_container() -> None:
    asked = Asked(Answer("success"))
    node = Node(Program(answers=asked))
    node.pod("a", container(livenessProbe=http_probe(initialDelaySeconds=33)))
    node.run(60)
    assert 33 <= asked.at[0] <= 43
    assert [round(after - before) for before, after in pairwise(asked.at)] == [10] * (len(asked.at) - 1)


def test_old_kubelets_scatter_the_first_probe_over_the_period_and_new_ones_do_not() -> None:
    firsts: dict[ServerVersion, list[float]] = {}
    for version in (OLD, ServerVersion(1, 35)):
        for seed in range(8):
            asked = Asked(Answer("success"))
            node = Node(Program(answers=asked), version=version, seed=seed)
            node.pod("a", container(livenessProbe=http_probe(periodSeconds=30)))
            node.run(70)
            firsts.setdefault(version, []).append(asked.at[0])
    assert max(firsts[OLD]) - min(firsts[OLD]) > 10
    assert max(firsts[ServerVersion(1, 35)]) - min(firsts[ServerVersion(1, 35)]) < 1


def test_a_new_kubelet_probes_readiness_at_once_when_a_container_has_started() -> None:
    waits = {}
    for version in (OLD, ServerVersion(1, 35)):
        node = Node(Program(answers=Asked(HEALTHY)), version=version)
        node.pod("a", container(readinessProbe=http_probe(periodSeconds=60)))
        node.run(100)
        ready = [
            at
            for at, change in node.writes
            if change.plural == "pods"
            and change.after
            and change.after.obj["status"].get("containerStatuses", [{}])[0].get("ready")
        ]
        waits[version] = ready[0]
    assert waits[ServerVersion(1, 35)] < 3
    assert waits[OLD] > 10


def test_ready_turns_after_as_many_answers_as_the_thresholds_say() -> None:
    changes = (30.0, 90.0)

    def answers(attempt: Attempt) -> Answer:
        bad = changes[0] <= attempt.since < changes[1]
        return Says("no\n")(attempt) if bad else Answer("success")

    node = Node(Program(answers=answers))
    node.pod("a", container(readinessProbe=http_probe(periodSeconds=4, failureThreshold=4, successThreshold=3)))
    node.run(140)
    told = [
        (at, change.after.obj["status"]["containerStatuses"][0]["ready"])
        for at, change in node.writes
        if change.plural == "pods" and change.after and "containerStatuses" in change.after.obj["status"]
    ]
    turns = [after for before, after in pairwise(told) if before[1] != after[1]]
    assert [ready for _, ready in turns] == [True, False, True]
    # A look at a container that is not ready probes at once, so the first three come sooner than in two periods.
    assert turns[0][0] <= 10
    assert 42 <= turns[1][0] - 0.8 <= 47
    assert 98 <= turns[2][0] - 0.8 <= 102.1


def test_a_timeout_takes_its_time_and_puts_off_no_tick() -> None:
    node = Node(Program(answers=hangs))
    node.pod("a", container(livenessProbe=http_probe(periodSeconds=10, timeoutSeconds=3, failureThreshold=9)))
    node.run(60)
    times = [event[0] for event in node.events("Unhealthy")]
    assert [round(after - before, 1) for before, after in pairwise(times)] == [10.0] * (len(times) - 1)
    assert 13 <= times[0] <= 14


def test_probing_stops_after_a_verdict_until_there_is_a_new_container() -> None:
    asked = Asked(Answer("failed", "no"))
    node = Node(Program(answers=asked, on_term=IGNORES_TERM))
    node.pod("a", container(livenessProbe=http_probe(periodSeconds=2)), terminationGracePeriodSeconds=30)
    node.run_to(12)
    killed = node.events("Killing")[0][0]
    assert len(asked.at) == 3
    assert killed < 8


def test_ten_thousand_healthy_pods_cost_nothing_at_rest() -> None:
    node = Node(Program())
    for number in range(300):
        node.pod(f"p{number}", container(livenessProbe=http_probe(), readinessProbe=http_probe(periodSeconds=3)))
    node.run(25)
    assert all(node.condition("Ready", f"p{number}")["status"] == "True" for number in range(300))
    writes = len(node.writes)
    assert node.agenda.due is None
    node.run(86_400)
    assert len(node.writes) == writes


def test_a_probe_that_begins_to_fail_late_is_asked_from_the_tick_on_at_which_it_does() -> None:
    asked = Asked(Answer("success", until=1000.0))
    node = Node(Program(answers=lambda attempt: asked(attempt) if attempt.since < 1000 else status(500)(attempt)))
    node.pod("a", container(livenessProbe=http_probe()))
    node.run_to(990)
    assert len(asked.at) == 1
    node.run_to(1015)
    assert 1000 <= node.events("Unhealthy")[0][0] <= 1011.5
