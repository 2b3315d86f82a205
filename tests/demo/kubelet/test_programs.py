from __future__ import annotations

import itertools
from typing import Any

import pytest

from ktui.demo.kubelet.program import HEALTHY, Program, always_healthy
from ktui.demo.kubelet.programs import workloads
from ktui.demo.kubelet.programs.answering import (
    ByClock,
    Errs,
    ForRequests,
    Says,
    Sometimes,
    Until,
    hangs,
    not_serving,
    refuses,
    status,
)
from ktui.demo.kubelet.programs.catalogue import bare_name, catalogue
from ktui.demo.kubelet.programs.writing import Both, Every, Once
from ktui.model.version import ServerVersion
from tests.demo.kubelet.node import Node, container, http_probe


def test_the_manifests_server_is_killed_after_five_good_answers_and_ignores_sigterm() -> None:
    node = Node(catalogue())
    node.pod("a", container("kubia", image="luksa/kubia-unhealthy", livenessProbe=http_probe()))
    node.run(130)
    failed = node.events("Unhealthy")
    assert [event[3] for event in failed] == [1, 2, 3]
    assert failed[0][2] == "Liveness probe failed: HTTP probe failed with statuscode: 500"
    assert [round(after[0] - before[0]) for before, after in itertools.pairwise(failed)] == [10, 10]
    assert node.events("Killing")[0][2] == "Container kubia failed liveness probe, will be restarted"
    ended = node.state(container="kubia")["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (137, "Error")
    started_again = node.events("Started")[1][0]
    assert 30 <= started_again - node.events("Killing")[0][0] <= 31


def test_healthy_in_the_environment_says_how_long_it_is() -> None:
    node = Node(catalogue())
    env = [{"name": "HEALTHY", "value": "1000000000"}]
    node.pod("a", container("kubia", image="luksa/kubia-unhealthy", livenessProbe=http_probe(), env=env))
    node.run(3600)
    assert not node.events("Unhealthy")


def test_a_job_image_works_for_its_seconds_and_exits_with_its_code() -> None:
    node = Node(catalogue())
    env = [{"name": "SECS", "value": "4"}, {"name": "EXIT", "value": "3"}]
    node.pod("a", container("main", image="luksa/batch-job:latest", env=env), restartPolicy="Never")
    node.run(20)
    ended = node.state(container="main")["state"]["terminated"]
    assert (ended["exitCode"], ended["reason"], node.status()["phase"]) == (3, "Error", "Failed")
    lines = node.log(container="main")
    assert [line.partition(" ")[2] for line in lines] == ["batch job starting\n", "finished with 3\n"]
    assert lines[0].startswith("2023-11-14T22:13:")


@pytest.mark.parametrize(
    ("command", "code", "seconds"),
    [
        (["false"], 1, 0),
        (["sh", "-c", "sleep 3; exit 7"], 7, 3),
        (["sleep", "5"], 0, 5),
        (["sh", "-c", "exit 2"], 2, 0),
    ],
)
def test_small_commands_do_what_they_say(command: list[str], code: int, seconds: int) -> None:
    node = Node(catalogue())
    node.pod("a", container(command=command, image="busybox"), restartPolicy="Never")
    node.run(15)
    ended = node.state()["state"]["terminated"]
    assert ended["exitCode"] == code
    assert seconds <= int(ended["finishedAt"][-3:-1]) - int(ended["startedAt"][-3:-1]) <= seconds + 1


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("docker.io/luksa/kubia-unhealthy:latest", "luksa/kubia-unhealthy"),
        ("nginx", "nginx"),
        ("docker.io/library/nginx:1.25@sha256:0123", "nginx"),
        ("registry.example:5000/team/app:2", "team/app"),
    ],
)
def test_an_images_name_is_what_is_left_without_registry_and_tag(image: str, name: str) -> None:
    assert bare_name(image) == name


def told(answers: Any, probe: dict[str, Any], seconds: float = 100) -> list[tuple[str, int]]:
    """Messages of `Unhealthy` and their last counts."""
    node = Node(Program(answers=answers))
    node.pod("a", container(readinessProbe={"periodSeconds": 10, "failureThreshold": 3, "timeoutSeconds": 1, **probe}))
    node.run(seconds)
    return list({event[2]: event[3] for event in node.events("Unhealthy")}.items())


@pytest.mark.parametrize(
    ("answers", "probe", "message"),
    [
        (
            refuses,
            {"httpGet": {"path": "/h", "port": 80, "scheme": "HTTP"}},
            'Get "http://10.244.0.2:80/h": dial tcp 10.244.0.2:80: connect: connection refused',
        ),
        (refuses, {"tcpSocket": {"port": 5432}}, "dial tcp 10.244.0.2:5432: connect: connection refused"),
        (hangs, {"tcpSocket": {"port": 5432}}, "dial tcp 10.244.0.2:5432: i/o timeout"),
        (
            hangs,
            {"exec": {"command": ["sh", "-c", "sleep 9"]}},
            'command timed out: "sh -c sleep 9" timed out after 1s',
        ),
        (Says("cache is cold\n"), {"exec": {"command": ["check"]}}, "cache is cold\n"),
        (status(503), {"httpGet": {"path": "/", "port": 80}}, "HTTP probe failed with statuscode: 503"),
        (not_serving, {"grpc": {"port": 9000}}, 'service unhealthy (responded with "NOT_SERVING")'),
    ],
)
def test_each_kind_of_failure_is_told_in_the_real_words(answers: Any, probe: dict[str, Any], message: str) -> None:
    ((said, count),) = told(answers, probe)
    assert said == f"Readiness probe failed: {message}"
    assert count >= 9


def test_a_probe_that_errs_is_tried_three_times_and_counts_for_nothing() -> None:
    asked: list[int] = []

    def errs(attempt: Any) -> Any:
        asked.append(attempt.number)
        return Errs("rpc error: no such file")(attempt)

    node = Node(Program(answers=errs))
    node.pod("a", container(livenessProbe=http_probe()))
    node.run(95)
    (message,) = {event[2] for event in node.events("Unhealthy")}
    assert message == "Liveness probe errored and resulted in unknown state: rpc error: no such file"
    assert len(asked) == 3 * len(node.events("Unhealthy"))
    assert not node.events("Killing")


def test_answers_change_when_they_say_though_nobody_looks_in_between() -> None:
    node = Node(Program(answers=Until(600, always_healthy, status(500))))
    node.pod("a", container(readinessProbe=http_probe()))
    node.run_to(610)
    assert len(node.events("Unhealthy")) == 1
    node.run_to(700)
    assert node.condition("Ready")["status"] == "False"


def test_a_flap_follows_the_clock() -> None:
    flap = ByClock(40, 2, (1,), Says("cache is cold\n"))
    node = Node(Program(answers=flap))
    node.pod("a", container(readinessProbe=http_probe(periodSeconds=5, failureThreshold=2)))
    node.run(400)
    changes = [
        change.after.obj["status"]["containerStatuses"][0]["ready"]
        for _, change in node.writes
        if change.plural == "pods" and change.after and "containerStatuses" in change.after.obj["status"]
    ]
    assert sum(before != after for before, after in itertools.pairwise(changes)) >= 9


def test_chance_comes_from_the_seed_alone() -> None:
    def counts(seed: int) -> list[float]:
        node = Node(Program(answers=Sometimes(0.5, status(500))), seed=seed)
        node.pod("a", container(readinessProbe=http_probe()))
        node.run(300)
        return [event[0] for event in node.events("Unhealthy")]

    assert counts(1) == counts(1)
    assert counts(1) != counts(2)


def test_a_program_with_many_requests_to_go_is_not_asked_again_and_again() -> None:
    assert ForRequests(10**9, status(500))(_attempt(3)) == HEALTHY
    assert ForRequests(5, status(500))(_attempt(4)).kind == "success"
    assert ForRequests(5, status(500))(_attempt(5)).kind == "failed"


def _attempt(number: int) -> Any:
    class Asked:
        since = 1.0

    asked: Any = Asked()
    asked.number = number
    return asked


def test_lines_are_the_same_however_the_time_is_cut() -> None:
    writes = Both(Every(5, ("{time} a", "{time} b {number}")), Once(((0.5, "x"), (12.0, "{time} y"))))
    whole = list(writes(1000.0, -1.0, 40.0))
    cut = [line for begin in range(-1, 40) for line in writes(1000.0, float(begin), begin + 1.0)]
    assert whole == cut
    assert whole[0] == (0.0, "1970-01-01T00:16:40Z a\n")
    assert len(whole) == 11


def test_a_slow_death_goes_through_its_stages() -> None:
    node = Node(workloads.leaking(600))
    node.pod("a", container(readinessProbe=http_probe(), livenessProbe=http_probe()))
    node.run_to(640)
    reasons = [event[2].partition(" ")[0] for event in node.events("Unhealthy")]
    assert reasons[0] == "Readiness"
    assert "Liveness" in reasons or node.state()["lastState"]["terminated"]["reason"] == "OOMKilled"
    assert node.state()["restartCount"] == 1


def test_a_command_that_takes_too_long_says_nothing_with_an_old_kubelet() -> None:
    node = Node(Program(answers=hangs), version=ServerVersion(1, 20))
    node.pod("a", container(readinessProbe={"exec": {"command": ["slow"]}, "periodSeconds": 5, "timeoutSeconds": 1}))
    node.run(20)
    assert node.events("Unhealthy")[0][2] == "Readiness probe failed: "
