"""Every restart in the recordings of real kubelets has the cause that it had, at any time and whenever one looks."""

from __future__ import annotations

import pytest

from ktui.insight.why.verdict import Cause, Restart
from tests.insight.recorded import recorded_pods
from tests.insight.why.causes import ENDS, ENDS_LAST, NOW
from tests.insight.why.recorded import moments, verdict_on

PODS = [(path, name) for path in ("probes", "probes-1.35", "probes-odd") for name in sorted(recorded_pods(path))]
SHARES = (0.03, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0)


@pytest.mark.parametrize(("path", "name"), PODS)
def test_each_restart_has_its_cause_and_its_words(path: str, name: str) -> None:
    for at in moments(path, *SHARES):
        for restart in verdict_on(path, name, at).restarts:
            expected = ENDS.get(name) or ENDS_LAST[name]
            assert (restart.cause, restart.exit_code) == (expected.cause, expected.code), restart
            for words in expected.words:
                assert words in restart.sentence or words in restart.sentence.lower(), restart.sentence


@pytest.mark.parametrize(("path", "name"), PODS)
def test_each_restart_is_there_once_and_the_newest_comes_first(path: str, name: str) -> None:
    for at in moments(path, *SHARES):
        pod = recorded_pods(path, at=at)[name].pod
        restarts = verdict_on(path, name, at).restarts
        for status in pod.status.container_statuses or ():
            own = [each for each in restarts if each.container == status.name]
            assert sum(each.count for each in own if each.replaced) == status.restart_count
            assert len([each for each in own if not each.replaced]) == (status.state.running is None and bool(own))
        times = [each.at for each in restarts]
        assert times == sorted(times, key=lambda at: -(at or 0.0))


def first(path: str, name: str) -> Restart:
    return verdict_on(path, name).restarts[-1]


@pytest.mark.parametrize("path", ["probes", "probes-1.35"])
def test_the_chain_of_a_kill_is_told_from_the_misses_to_the_new_container(path: str) -> None:
    restart = first(path, "http-500")
    told = [clue.text for clue in restart.clues]
    order = [
        "liveness probe: http-get http://:8080/ delay=0s timeout=1s period=5s #success=1 #failure=3",
        "container kubia started",
        "Liveness probe failed: HTTP probe failed with statuscode: 500 (1 of 3)",
        "Liveness probe failed: HTTP probe failed with statuscode: 500 (2 of 3)",
        "Liveness probe failed: HTTP probe failed with statuscode: 500 (3 of 3)",
        "Killing: Container kubia failed liveness probe, will be restarted",
        "SIGTERM, and SIGKILL after 5 s of grace (terminationGracePeriodSeconds)",
    ]
    assert told[: len(order)] == order
    assert told[len(order)].startswith("exit 137: SIGKILL (128+9)")
    assert told[len(order) + 1] == "a new container kubia started"
    assert restart.sentence.endswith("a new container took its place.")
    assert restart.missing == ()
    assert [clue.source for clue in restart.clues] == [
        *("spec", "status", "event", "event", "event", "event", "spec", "status", "status"),
    ]
    times = [clue.at for clue in restart.clues if clue.at is not None]
    assert times == sorted(times)


@pytest.mark.parametrize("path", ["probes", "probes-1.35"])
def test_what_the_budget_ate_is_named(path: str) -> None:
    restarts = verdict_on(path, "http-500").restarts
    eaten = [each for each in restarts if any("No Killing event" in words for words in each.missing)]
    assert len(eaten) > 3
    for each in eaten:
        (words,) = [words for words in each.missing if "No Killing event" in words]
        assert "told 25 events of the pod" in words
        # Before 1.32 the reasons and the types share one budget.
        assert ("all reasons share" in words) is (path == "probes")
    assert restarts[-1].missing == ()


def test_kills_between_two_counts_are_each_ones() -> None:
    """In 1.20's recording `Killing` goes from 4 to 10, and six containers ended in that time."""
    by_count = [
        each for each in verdict_on("probes", "startup-never").restarts if any("count" in m for m in each.missing)
    ]
    assert len(by_count) >= 5
    assert {each.cause for each in by_count} == {Cause.STARTUP_PROBE}


@pytest.mark.parametrize(("path", "name"), PODS)
def test_the_present_state_is_one_that_such_a_pod_can_be_in(path: str, name: str) -> None:
    for at in moments(path, *SHARES):
        if recorded_pods(path, at=at)[name].pod.status.phase == "Pending":
            continue
        now = verdict_on(path, name, at).now
        assert now.cause in NOW[name], now
        assert now.sentence.endswith(".")
        assert len(now.short) <= 32
        assert now.short or now.cause is Cause.RUNNING


@pytest.mark.parametrize(
    ("path", "name", "short"),
    [
        ("probes", "http-500", "liveness: HTTP 500, 3 of 3"),
        ("probes", "oom", "out of memory, limit 16Mi"),
        ("probes", "crash-exit-1", "exit 1 after 3 s"),
        ("probes", "tcp-refused", "not ready 44m: refused :9999"),
        ("probes", "two-failing", "not ready 44m: exec probe"),
        ("probes", "startup-never", "start-up: refused :8080, 4 of 4"),
        ("probes-1.35", "http-slow", "liveness: no answer in 2 s"),
        ("probes", "healthy", ""),
        ("probes-odd", "leaving", "deleted"),
    ],
)
def test_the_shortest_form_fits_a_column(path: str, name: str, short: str) -> None:
    assert verdict_on(path, name).now.short == short
