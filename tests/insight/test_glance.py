"""What is seen of a pod at a glance: signs, traits and order, from timelines made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.glance import Glance, is_well, quiet_glance, seen
from ktui.insight.probes.lane import Lane, Mark, MarkKind, Timeline
from ktui.insight.why.verdict import Cause, Now
from ktui.model.evidence import ProbeType
from tests.insight.objects import NOW, RUNNING, container, ended, pod

PROBE = {"httpGet": {"port": 8080}, "failureThreshold": 3}
BACK_OFF = {"waiting": {"reason": "CrashLoopBackOff"}}
WELL = Now(Cause.RUNNING, "It runs.", "running")


def main(**probes: Any) -> dict[str, Any]:
    return {"name": "main", **probes}


def running(*, ready: bool = True, started: bool = True, spec: Any = None, **probes: Any) -> Any:
    status = {**container(ready=ready, state=RUNNING), "started": started}
    ready_now = [{"type": "Ready", "status": str(ready)}]
    return pod(
        {"phase": "Running", "containerStatuses": [status], "conditions": ready_now},
        containers=[main(**probes)],
        **(spec or {}),
    )


def lane(probe: ProbeType | None, *kinds: MarkKind, ago: float = 60, count: int = 1) -> Lane:
    return Lane("main", probe, tuple(Mark(kind, NOW - ago, NOW - ago, count) for kind in kinds))


def glanced(of: Any, *lanes: Lane, why: Now = WELL, watched: bool = True) -> Glance:
    return seen(of, Timeline(lanes), why, NOW, watched=watched)


@pytest.mark.parametrize(
    ("sign", "of"),
    [
        ("·", running()),
        ("✓", running(livenessProbe=PROBE)),
        ("✓", running(readinessProbe=PROBE, startupProbe=PROBE)),
        ("R", running(ready=False, readinessProbe=PROBE)),
        ("✓", running(ready=False, livenessProbe=PROBE)),
        ("S", running(started=False, ready=False, readinessProbe=PROBE, startupProbe=PROBE)),
        ("·", pod({"phase": "Pending"}, containers=[main(livenessProbe=PROBE)])),
        (
            "·",
            pod(
                {
                    "phase": "Running",
                    "containerStatuses": [container(state={"waiting": {"reason": "CrashLoopBackOff"}})],
                },
                containers=[main(livenessProbe=PROBE)],
            ),
        ),
    ],
)
def test_a_sign_where_nothing_was_told(sign: str, of: Any) -> None:
    assert glanced(of).probes == quiet_glance(of, watched=True).probes == sign


def test_no_news_is_no_good_news_where_events_are_not_to_be_had() -> None:
    assert quiet_glance(running(livenessProbe=PROBE), watched=False).probes == "▒"
    assert quiet_glance(running(), watched=False).probes == "·"


def test_no_news_of_a_lost_node_is_none_either() -> None:
    lost = Now(Cause.NODE_LOST, "Nothing has been heard of it.", "node lost: node-4")
    assert glanced(running(livenessProbe=PROBE), why=lost).probes == "▒"


def test_what_is_well() -> None:
    assert is_well(running(), NOW)
    assert is_well(pod({"phase": "Succeeded"}), NOW)
    assert not is_well(pod(deleted=True), NOW)
    assert not is_well(running(ready=False), NOW)
    last = {**container(ready=True, state=RUNNING, restarts=1, last=ended(1, ago=60))}
    assert not is_well(pod({"phase": "Running", "containerStatuses": [last]}), NOW), "its restart is news"
    last = {**container(ready=True, state=RUNNING, restarts=1, last=ended(1, ago=6000))}
    assert is_well(pod({"phase": "Running", "containerStatuses": [last]}), NOW)


@pytest.mark.parametrize(
    ("lanes", "near"),
    [
        ([lane(ProbeType.LIVENESS, MarkKind.FAILED)], True),
        ([lane(ProbeType.LIVENESS, MarkKind.FAILED, MarkKind.KILLING)], False),
        ([lane(ProbeType.LIVENESS, MarkKind.FAILED, ago=700)], False),
        ([lane(ProbeType.LIVENESS, MarkKind.ERRORED)], False),
        ([lane(ProbeType.READINESS, MarkKind.FAILED)], True),
        ([lane(ProbeType.STARTUP, MarkKind.FAILED)], False),
        ([lane(ProbeType.STARTUP, MarkKind.FAILED, count=2)], True),
        ([lane(None, MarkKind.STARTED)], False),
        ([], False),
    ],
)
def test_a_near_miss_fails_and_does_not_come_to_its_threshold(lanes: list[Lane], near: bool) -> None:
    of = running(livenessProbe=PROBE, readinessProbe=PROBE, startupProbe=PROBE)
    assert ("near-miss" in glanced(of, *lanes).traits) is near


def test_a_pod_that_is_not_ready_is_no_near_miss() -> None:
    of = running(ready=False, readinessProbe=PROBE)
    assert "near-miss" not in glanced(of, lane(ProbeType.READINESS, MarkKind.FAILED)).traits


def turns(*kinds: MarkKind, every: float = 60) -> Lane:
    """The pod's own lane, the last mark a minute ago."""
    times = [NOW - every * (len(kinds) - number) for number in range(len(kinds))]
    return Lane(None, None, tuple(Mark(kind, time, time) for kind, time in zip(kinds, times, strict=True)))


def test_it_flaps_that_ceased_to_be_ready_twice_without_a_restart() -> None:
    of = running(livenessProbe=PROBE)
    yes, no = MarkKind.READY, MarkKind.NOT_READY
    flaps = glanced(of, turns(yes, no, yes, no, yes))
    assert "flapping" in flaps.traits
    assert flaps.why == "flapped 2 times, no restart"
    for lanes in (
        [turns(no, yes, no, yes)],  # it began so
        [turns(yes, no, yes, no, yes, every=400)],
        [turns(yes, no, yes, MarkKind.DELETED, no)],
        [turns(yes, no, yes, no, yes), lane(None, MarkKind.EXITED)],
    ):
        assert "flapping" not in glanced(of, *lanes).traits


def test_a_container_that_ended_of_late_was_perhaps_killed() -> None:
    failing = lane(ProbeType.LIVENESS, MarkKind.FAILED)
    status = container(ready=True, state=RUNNING, restarts=1, last=ended(137, ago=100))
    of = pod({"phase": "Running", "containerStatuses": [status]}, containers=[main(livenessProbe=PROBE)])
    assert "near-miss" not in glanced(of, failing).traits


def test_a_near_miss_says_which_probe_though_all_is_well_now() -> None:
    near = glanced(running(livenessProbe=PROBE), lane(ProbeType.LIVENESS, MarkKind.FAILED))
    assert near.why == "liveness fails at times"
    assert near.why_value > glanced(running()).why_value


@pytest.mark.parametrize(
    ("of", "lacks"),
    [
        (running(), True),
        (running(livenessProbe=PROBE), False),
        (running(readinessProbe=PROBE), True),
        (running(spec={"restartPolicy": "Never"}), False),
        (pod({"phase": "Failed"}), False),
    ],
)
def test_a_container_that_is_to_run_for_ever_wants_a_liveness_probe(of: Any, lacks: bool) -> None:
    assert ("no-liveness" in glanced(of).traits) is lacks
    assert ("no-liveness" in quiet_glance(of, watched=True).traits) is lacks


def test_nothing_is_told_of_a_pod_that_is_well_and_its_verdict_of_any_other() -> None:
    killed = Now(Cause.LIVENESS_PROBE, "It was killed.", "liveness: HTTP 500, 3 of 3")
    assert glanced(running(), why=WELL).why == ""
    assert glanced(running(ready=False), why=killed).why == "liveness: HTTP 500, 3 of 3"


def test_what_was_killed_comes_before_what_only_failed_and_the_worse_cause_before_the_better() -> None:
    of = running(livenessProbe=PROBE)
    killed = glanced(of, lane(ProbeType.LIVENESS, MarkKind.FAILED, MarkKind.KILLING))
    often = glanced(of, lane(ProbeType.LIVENESS, MarkKind.FAILED, count=9))
    assert killed.probes_value > often.probes_value > glanced(of).probes_value
    liveness, waits = Now(Cause.LIVENESS_PROBE, "", "liveness"), Now(Cause.UNSCHEDULABLE, "", "no node")
    lame = running(ready=False)
    assert glanced(lame, why=liveness).why_value > glanced(lame, why=waits).why_value > glanced(lame).why_value[:0]


def test_only_what_fades_moves_by_time_alone() -> None:
    of = running(livenessProbe=PROBE)
    assert glanced(of, lane(ProbeType.LIVENESS, MarkKind.FAILED)).moves
    assert not glanced(of).moves
    assert not quiet_glance(of, watched=True).moves
