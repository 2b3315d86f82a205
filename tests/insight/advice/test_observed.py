"""What is said of a pod by what became of it: its starts, what its probes did, when it was ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.advice.rules import OBSERVED_RULES, advice_on
from ktui.insight.evidence import Evidence
from ktui.model.evidence import EventWrite, Exit, Readiness, Start
from tests.insight.probes.probes import ANY_PROBES, pod_of
from tests.insight.recorded import recorded_pods

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.advice.advice import Advice
    from ktui.model.evidence import Observation

HTTP: dict[str, Any] = {"httpGet": {"path": "/", "port": 8080}}
READY: dict[str, Any] = {"httpGet": {"path": "/ready", "port": 8080}}
OBSERVED = {rule.slug for rule in OBSERVED_RULES}


def observed(container: dict[str, Any], *told: Observation, **spec: Any) -> list[Advice]:
    evidence = Evidence("1")
    evidence.remember(told)
    found = advice_on(pod_of({"name": "app", **container}, **spec), evidence)
    return [each for each in found if each.rule in OBSERVED]


def started(*at: float) -> Iterable[Start]:
    return [Start(container="app", at=each, ordinal=ordinal) for ordinal, each in enumerate(at)]


def ready(*turns: tuple[float, bool]) -> Iterable[Readiness]:
    return [Readiness(at=at, ready=is_ready) for at, is_ready in turns]


def write(message: str, *at: float, reason: str = "Unhealthy") -> Iterable[EventWrite]:
    """An event, each time that it happened."""
    return [
        EventWrite(
            name=f"{reason}.{message[:9]}",
            count=count,
            reason=reason,
            type="Normal" if reason == "Killing" else "Warning",
            message=message,
            container="app",
            first=at[0],
            last=each,
            source="kubelet",
        )
        for count, each in enumerate(at, 1)
    ]


def killed(by: str, *at: float) -> Iterable[EventWrite]:
    return write(f"Container app failed {by} probe, will be restarted", *at, reason="Killing")


BOTH: dict[str, Any] = {"livenessProbe": {**HTTP, "initialDelaySeconds": 5}, "readinessProbe": READY}


def test_a_start_up_slower_than_liveness_may_wait() -> None:
    told: list[Observation] = [
        *started(1000),
        *ready((1045, True)),
        *write("Liveness probe failed: HTTP 500", 1020, 1030),
    ]
    (advice,) = observed(BOTH, *told)
    assert (advice.rule, advice.field) == (
        "liveness-before-start-up",
        "spec.containers[app].livenessProbe.initialDelaySeconds",
    )
    assert advice.reason == (
        "it was ready 45 s after a start; liveness may kill from 25 s after it on, and had failed twice by then"
    )
    assert advice.instead == "startupProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 10, failureThreshold: 30}"


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("a quick one", [*started(1000), *ready((1020, True))]),
        ("a flap after the start", [*started(1000), *ready((1060, False), (1090, True))]),
        ("an end long after the start", [*started(1000), *ready((2000, True))]),
        ("the end of another start", [*started(1000, 1050), *ready((1060, True))]),
        ("not ready yet", [*started(1000), *ready((1000, False))]),
        ("nothing of a start", [*ready((1045, True))]),
    ],
)
def test_what_is_no_slow_start_up_is_none(what: str, told: list[Observation]) -> None:
    assert observed(BOTH, *told) == [], what


def test_a_restarts_start_up_counts_as_well() -> None:
    told: list[Observation] = [*started(1000, 5000), *ready((1003, True), (5000, False), (5100, True))]
    assert [each.reason for each in observed(BOTH, *told)] == [
        "it was ready 100 s after a start; liveness may kill from 25 s after it on"
    ]


def test_a_start_up_probe_waits_for_it() -> None:
    assert observed({**BOTH, "startupProbe": HTTP}, *started(1000), *ready((1045, True))) == []


def test_of_several_containers_it_is_not_told_which_was_slow() -> None:
    evidence = Evidence("1")
    evidence.remember([*started(1000), *ready((1045, True))])
    found = advice_on(pod_of({"name": "app", **BOTH}, {"name": "other"}), evidence)
    assert not {each.rule for each in found} & OBSERVED


def test_kills_before_any_good_answer_may_be_of_a_start_up() -> None:
    alone = {"livenessProbe": HTTP}
    told: list[Observation] = [*started(1000, 1100), *killed("liveness", 1025, 1128)]
    (advice,) = observed(alone, *told)
    assert advice.reason == (
        "liveness killed it twice within 28 s of a start, without one good answer since that start:"
        " it may need longer to start up, unless it cannot at all"
    )
    # 30 s after a start there may have been a good answer at first.
    assert observed(alone, *started(1000, 1100), *killed("liveness", 1025, 1130)) == []
    assert observed(alone, *started(1000), *killed("liveness", 1025)) == []


def test_kills_by_the_start_up_probe_show_its_budget_too_short() -> None:
    startup = {"startupProbe": {**HTTP, "periodSeconds": 5, "failureThreshold": 4}}
    told: list[Observation] = [*started(1000, 1030, 1060), *killed("startup", 1021, 1051)]
    (advice,) = observed(startup, *told)
    assert (advice.rule, advice.field) == (
        "start-up-budget-too-short",
        "spec.containers[app].startupProbe.failureThreshold",
    )
    assert advice.reason == (
        "killed twice by its start-up probe: 20 s were not enough, so it cannot start at all, or needs longer"
    )
    assert advice.instead == "failureThreshold: 8"
    (advice,) = observed(startup, *told, *ready((1079, True)))
    assert advice.reason == (
        "killed twice by its start-up probe: 20 s were not enough; it was up 19 s after another start,"
        " so it needs longer"
    )


LATE = 'Liveness probe failed: Get "http://10.0.0.1:8080/": context deadline exceeded'


def test_answers_that_come_too_late_now_and_then_ask_for_a_longer_timeout() -> None:
    (advice,) = observed(BOTH, *write(LATE, 1000, 2000, 3000))
    assert (advice.rule, advice.field) == (
        "timeout-too-short",
        "spec.containers[app].livenessProbe.timeoutSeconds",
    )
    assert advice.reason.startswith("3 times no answer within 1 s, though it answers otherwise")
    assert advice.instead == "timeoutSeconds: 2"
    tight = {**BOTH, "livenessProbe": {**HTTP, "initialDelaySeconds": 5, "periodSeconds": 2}}
    assert observed(tight, *write(LATE, 1000, 2000, 3000))[0].instead == "{timeoutSeconds: 2, periodSeconds: 4}"


def test_answers_that_never_come_do_not() -> None:
    assert observed(BOTH, *write(LATE, 1000, 2000)) == []
    assert observed(BOTH, *write(LATE, 1000, 1010, 1020), *killed("liveness", 1020)) == []
    readiness = LATE.replace("Liveness", "Readiness")
    assert observed(BOTH, *write(readiness, 1000, 2000, 3000)) == []
    assert len(observed(BOTH, *write(readiness, 1000, 2000, 3000), *ready((990, True)))) == 1


def test_a_probe_that_cannot_be_run_protects_nothing() -> None:
    readiness = {**BOTH, "readinessProbe": {"exec": {"command": ["/no/such/check", "-v"]}}}
    message = 'Readiness probe errored and resulted in unknown state: exec: "/no/such/check": no such file or directory'
    (advice,) = observed(readiness, *write(message, 1000))
    assert (advice.rule, advice.field) == ("probe-cannot-run", "spec.containers[app].readinessProbe.exec.command")
    assert advice.reason == (
        "/no/such/check could not be run once: an attempt that cannot be made counts for nothing,"
        " so it never becomes ready"
    )
    assert observed(readiness, *write("Readiness probe errored: container is not running", 1000)) == []


def test_a_redirect_to_another_host_counts_as_an_answer() -> None:
    message = "Liveness probe warning: Probe terminated redirects, Response body: moved"
    (advice,) = observed(BOTH, *write(message, 1000, 1010, reason="ProbeWarning"))
    assert (advice.rule, advice.field) == ("redirect-counts", "spec.containers[app].livenessProbe.httpGet.path")
    assert advice.reason.startswith("answered twice with a redirect to another host")


def test_without_evidence_there_is_nothing_observed() -> None:
    assert observed(BOTH) == []


RECORDED = {
    "http-500": set(),
    "http-slow": {"liveness-before-start-up"},
    "startup-never": {"start-up-budget-too-short"},
    "exec-flap": set(),
    "healthy": set(),
    "exec-cannot-run": {"probe-cannot-run"},
}


@pytest.mark.parametrize("name", ["probes", "probes-1.35", "probes-odd"])
def test_of_recorded_pods_only_what_was_seen_is_said(name: str) -> None:
    for pod, told in recorded_pods(name).items():
        found = {each.rule for each in advice_on(told.pod, told.evidence)} & OBSERVED
        assert found == RECORDED.get(pod, set()), pod


MOMENTS = st.integers(1000, 1300).map(float)
OBSERVATIONS = st.one_of(
    MOMENTS.map(lambda at: Start(container="app", at=at)),
    st.builds(lambda at, code: Exit(container="app", finished=at, exit_code=code), st.none() | MOMENTS, st.integers()),
    st.builds(lambda at, turn: Readiness(at=at, ready=turn), MOMENTS, st.booleans()),
    st.builds(
        lambda name, count, reason, message, at: EventWrite(
            name=name, count=count, reason=reason, type="", message=message, container="app", first=at, last=at,
            source="kubelet",
        ),
        st.sampled_from("ab"),
        st.integers(1, 30),
        st.sampled_from(["Unhealthy", "Killing", "ProbeWarning"]),
        st.sampled_from([
            LATE,
            "Container app failed liveness probe, will be restarted",
            "Container app failed startup probe, will be restarted",
            "Readiness probe errored: permission denied",
            "Liveness probe warning: x",
            "(combined from similar events): Startup probe failed: ",
        ]),
        MOMENTS,
    ),
)  # fmt: skip


@given(ANY_PROBES, st.lists(OBSERVATIONS, max_size=9))
def test_whatever_was_seen_of_whatever_is_written_can_be_judged(
    probes: dict[str, Any], told: list[Observation]
) -> None:
    for advice in observed(probes, *told):
        assert advice.reason
        assert advice.instead
