"""Why a container ended, by what its end, its kill and its spec tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.why.verdict import Cause
from ktui.model.evidence import Exit, Watched
from ktui.model.version import ServerVersion
from tests.insight.objects import NOW
from tests.insight.why.made import HTTP, container, ended, event, judged, pod, running, status

if TYPE_CHECKING:
    from ktui.insight.why.verdict import Restart
    from ktui.model.evidence import EventWrite
    from ktui.model.objects import Pod

FAILED = "Liveness probe failed: HTTP probe failed with statuscode: 500"
KILLED = "Container app failed liveness probe, will be restarted"
LIVENESS: dict[str, Any] = {"livenessProbe": HTTP}


def after(ended_state: dict[str, Any], *, restarts: int = 1, **spec: Any) -> Pod:
    """A pod whose container ended so and was replaced at once."""
    return pod(
        status(state=running(4), last=ended_state, restarts=restarts, ready=True), containers=[container(**spec)]
    )


def only(one: Pod, *told: EventWrite, **more: Any) -> Restart:
    (restart,) = judged(one, *told, **more).restarts
    return restart


def killing(ago: float, message: str = KILLED) -> EventWrite:
    return event("Killing", message, ago, warning=False)


@pytest.mark.parametrize(
    ("code", "grace_left", "words"),
    [
        (137, 0, "SIGTERM, still alive after 30 s of grace, so SIGKILL, exit 137"),
        (137, 20, "SIGTERM, then SIGKILL before its 30 s of grace were over, exit 137"),
        (143, 29, "it obeyed SIGTERM, exit 143"),
        (0, 29, "it ended in order on SIGTERM, exit 0"),
        (2, 29, "on SIGTERM it ended with an exit code of its own, exit 2"),
    ],
)
def test_whatever_the_exit_code_the_kill_is_the_cause(code: int, grace_left: float, words: str) -> None:
    one = after(ended(code, "Error" if code else "Completed", ago=5), **LIVENESS)
    misses = event("Unhealthy", FAILED, 5 + 30 - grace_left, count=3, first=55 - grace_left)
    restart = only(one, misses, killing(5 + 30 - grace_left))
    assert restart.cause is Cause.LIVENESS_PROBE
    assert restart.sentence == (
        "The liveness probe failed 3 times in a row, its threshold (HTTP 500), so the kubelet ended the container:"
        f" {words}; a new container took its place 1 s later."
    )
    assert restart.missing == ()
    assert restart.signal == {137: 9, 143: 15}.get(code)


def test_a_count_that_goes_on_into_the_next_run_tells_of_the_first_failure_in_this_one() -> None:
    one = after(ended(137, ago=300), **LIVENESS)
    restart = only(one, event("Unhealthy", FAILED, 4, count=31, first=350), killing(330))
    assert restart.missing == ()
    first = next(clue for clue in restart.clues if clue.text == FAILED)
    assert first.at == NOW - 350
    assert "(HTTP 500)" in restart.sentence


def test_of_events_that_were_combined_the_first_may_have_been_anothers() -> None:
    combined = f"(combined from similar events): {FAILED}"
    one = after(ended(137, ago=300), **LIVENESS)
    restart = only(one, event("Unhealthy", combined, 4, count=31, first=350), killing(330))
    assert any("No failure of the liveness probe is told of this run" in each for each in restart.missing)


def test_an_exit_code_after_sigterm_is_not_called_an_error() -> None:
    restart = only(after(ended(2, ago=5), **LIVENESS), killing(6))
    assert any(clue.text == "exit 2: the program's own, on SIGTERM" for clue in restart.clues)


def test_a_probes_own_grace_counts_and_two_seconds_at_least() -> None:
    own: dict[str, Any] = {"livenessProbe": {**HTTP, "terminationGracePeriodSeconds": 0}}
    restart = only(after(ended(137, ago=5), **own), event("Unhealthy", FAILED, 7, count=3, first=27), killing(7))
    assert "still alive after 2 s of grace" in restart.sentence
    assert any("the probe's own terminationGracePeriodSeconds" in clue.text for clue in restart.clues)


def test_a_start_up_probe_and_a_liveness_probe_are_told_apart_by_the_kill() -> None:
    both: dict[str, Any] = {"livenessProbe": HTTP, "startupProbe": HTTP}
    restart = only(
        after(ended(143, ago=5), **both),
        event("Unhealthy", "Startup probe failed: dial tcp 10.0.0.1:8080: connect: connection refused", 6, count=3),
        killing(6, "Container app failed startup probe, will be restarted"),
    )
    assert restart.cause is Cause.STARTUP_PROBE
    assert "connection refused" in restart.sentence


@pytest.mark.parametrize(("told", "cause"), [("Startup", Cause.STARTUP_PROBE), ("Liveness", Cause.LIVENESS_PROBE)])
def test_without_the_kill_they_are_told_apart_by_what_failed(told: str, cause: Cause) -> None:
    both: dict[str, Any] = {"livenessProbe": HTTP, "startupProbe": HTTP}
    failed = event("Unhealthy", f"{told} probe failed: HTTP probe failed with statuscode: 500", 6, count=3, first=26)
    restart = only(after(ended(143, ago=5, lasted=40), **both), failed)
    assert restart.cause is cause
    assert any("No Killing event" in words for words in restart.missing)


def test_a_kill_of_an_init_container_is_a_kill() -> None:
    one = pod(
        init=[container("proxy", restartPolicy="Always", **LIVENESS)],
        init_statuses=[status("proxy", running(4), last=ended(143, ago=5), restarts=1, ready=True)],
    )
    kill = event("Killing", "Init container proxy failed liveness probe", 6, container="proxy", warning=False)
    assert only(one, kill).cause is Cause.LIVENESS_PROBE


def test_out_of_memory_after_a_kill_is_the_kills() -> None:
    restart = only(after(ended(137, "OOMKilled", ago=5), **LIVENESS), killing(6))
    assert restart.cause is Cause.LIVENESS_PROBE
    assert any("OOMKilled" in clue.text for clue in restart.clues)


def test_out_of_memory_without_a_limit_says_so() -> None:
    restart = only(after(ended(137, "OOMKilled", ago=5)))
    assert restart.cause is Cause.OOM_KILLED
    assert "no limit of its own" in restart.sentence


@pytest.mark.parametrize(
    ("state", "cause", "words"),
    [
        (ended(1, lasted=3), Cause.EXIT, "exit 1 (an error of the application) after 3 s"),
        (ended(127, lasted=0), Cause.EXIT, "exit 127 (the command was not found)"),
        (ended(0, "Completed", lasted=9), Cause.COMPLETED, "without an error, exit 0 after 9 s"),
        (ended(139), Cause.SIGNAL, "SIGSEGV (128+11), bad memory access, exit 139"),
        (ended(134), Cause.SIGNAL, "SIGABRT (128+6), it aborted itself, exit 134"),
        (ended(137), Cause.SIGNAL, "SIGKILL ended it, exit 137"),
        (ended(143), Cause.SIGNAL, "SIGTERM ended it, exit 143"),
        (
            ended(128, "StartError", message='exec: "x": stat x: no such file or directory: unknown'),
            Cause.START_ERROR,
            "x",
        ),
        (ended(127, "ContainerCannotRun", message='exec: "x": not found'), Cause.START_ERROR, "could not be started"),
        (ended(137, "ContainerStatusUnknown"), Cause.NODE_LOST, "node-1 lost track of the container"),
        (ended(255, "Unknown"), Cause.NODE_LOST, "as after a restart of it"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_ends_by_itself_has_its_own_cause(state: dict[str, Any], cause: Cause, words: str) -> None:
    restart = only(after(state))
    assert restart.cause is cause
    assert words in restart.sentence


@pytest.mark.parametrize(
    ("message", "cause", "words"),
    [
        ("Container app definition changed, will be restarted", Cause.SIGNAL, "definition was changed"),
        ("Container app resize requires restart", Cause.SIGNAL, "resources were changed"),
        ("FailedPostStartHook", Cause.START_ERROR, "postStart hook failed"),
        ("Stopping container app", Cause.SIGNAL, "does not tell why"),
    ],
)
def test_a_kill_that_is_no_probes_says_what_it_was_for(message: str, cause: Cause, words: str) -> None:
    restart = only(after(ended(143, ago=5), **LIVENESS), killing(6, message))
    assert restart.cause is cause
    assert words in restart.sentence


def test_a_sandbox_made_anew_is_the_nodes_doing() -> None:
    changed = event(
        "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.", 6, container="", warning=False
    )
    restart = only(after(ended(143, ago=5)), changed, killing(6, "Stopping container app"))
    assert restart.cause is Cause.NODE_LOST
    assert "sandbox was gone" in restart.sentence


def test_one_that_lived_too_short_for_its_probe_was_not_ended_by_it() -> None:
    slow: dict[str, Any] = {"livenessProbe": {**HTTP, "initialDelaySeconds": 60}}
    restart = only(after(ended(137, ago=5, lasted=40), **slow), watched=Watched())
    assert restart.cause is Cause.SIGNAL
    assert "the pod's events were not watched" in restart.missing[0]


def test_one_that_lived_too_long_for_its_start_up_probe_was_not_ended_by_it() -> None:
    restart = only(after(ended(137, ago=5, lasted=900), startupProbe=HTTP), watched=Watched())
    assert restart.cause is Cause.SIGNAL


def test_an_exit_code_of_its_own_is_not_put_down_to_a_probe_and_the_doubt_is_said() -> None:
    restart = only(after(ended(3, ago=5), **LIVENESS), watched=Watched())
    assert restart.cause is Cause.EXIT
    assert restart.missing == (
        "That the liveness probe ended it cannot be ruled out: no Killing event is known of, as the pod's events were"
        " not watched.",
    )


def test_what_our_file_tells_is_history() -> None:
    one = pod(status(state=running(4), restarts=2, ready=True), containers=[container(**LIVENESS)])
    told = (
        event("Unhealthy", FAILED, 95, count=3, first=115),
        killing(95),
        Exit(container="app", container_id="a", started=NOW - 200, finished=NOW - 90, exit_code=137, reason="Error"),
    )
    restarts = judged(one, remembered=told).restarts
    assert [(each.cause, each.count) for each in restarts] == [(Cause.UNKNOWN, 1), (Cause.LIVENESS_PROBE, 1)]
    assert {clue.source for clue in restarts[1].clues if clue.at is not None and clue.text[:7] != "SIGTERM"} == {
        "history"
    }


def test_a_kill_of_a_run_whose_end_is_not_known_is_not_taken_for_the_next_ones() -> None:
    one = after(ended(1, ago=5, lasted=10), restarts=2, **LIVENESS)
    newest, before = judged(one, event("Unhealthy", FAILED, 60, count=3, first=80), killing(60)).restarts
    assert newest.cause is Cause.EXIT
    assert (before.cause, before.exit_code, before.count) == (Cause.LIVENESS_PROBE, None, 1)
    assert any("keeps the last end" in words for words in before.missing)


def test_an_older_kubelet_may_kill_long_after_the_verdict() -> None:
    old = ServerVersion(1, 20)
    restart = only(after(ended(137, ago=5, lasted=90), startupProbe=HTTP), watched=Watched(), version=old)
    assert restart.cause is Cause.STARTUP_PROBE


def test_a_count_that_began_again_hides_no_end() -> None:
    """When its containers are removed, a kubelet counts restarts from none again."""
    one = pod(status(state=running(4), last=ended(1, ago=5), restarts=1, ready=True))
    before = [
        Exit(container="app", container_id=str(n), finished=NOW - 900 + n, exit_code=1, ordinal=n) for n in range(3)
    ]
    restarts = judged(one, remembered=tuple(before)).restarts
    assert len(restarts) == 4
    assert all(each.replaced for each in restarts)
