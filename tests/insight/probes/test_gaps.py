"""Of which times nothing can be known, and why."""

from __future__ import annotations

import pytest

from ktui.insight.evidence import Evidence
from ktui.insight.probes.budget import silences
from ktui.model.evidence import Deletion, EventWrite, Gone, ProbeType, Readiness, Watched
from ktui.model.version import ServerVersion
from tests.insight.probes.made import (
    BOTH,
    LIVENESS_FAILED,
    READINESS_FAILED,
    RUNNING,
    WAITING,
    T,
    end,
    gaps,
    lane,
    lanes,
    made_pod,
    marks,
    start,
    write,
)

LIVENESS, READINESS, STARTUP = ProbeType.LIVENESS, ProbeType.READINESS, ProbeType.STARTUP


def each_ten_seconds(message: str, times: int, **fields: object) -> list[EventWrite]:
    return [write(message, count + 1, 10.0 * count, **fields) for count in range(times)]


# -- the budget


def test_25_writes_and_no_more_until_300_seconds_after_the_first() -> None:
    shown = lanes(start(-10), *each_ten_seconds(LIVENESS_FAILED, 25), now=250)
    assert gaps(lane(shown, "app", LIVENESS)) == [("budget", 240, None)]
    assert gaps(lane(shown, "app", READINESS)) == [("budget", 240, None)]
    later = lanes(start(-10), *each_ten_seconds(LIVENESS_FAILED, 25), now=600)
    assert gaps(lane(later, "app", LIVENESS)) == [("budget", 240, 300)]


def test_a_band_tells_the_count_of_its_own_lane_and_not_of_others() -> None:
    told = [*each_ten_seconds(LIVENESS_FAILED, 25), write(LIVENESS_FAILED, 31, 300)]
    shown = lanes(start(-10), *told, now=400)
    assert gaps(lane(shown, "app", LIVENESS)) == [("budget", 300, None)]
    assert gaps(lane(shown, "app", READINESS)) == [("budget", 240, None)]


def test_normal_events_have_a_budget_of_their_own_since_1_32() -> None:
    pulls = each_ten_seconds("Pulled", 25, reason="Pulled", type="Normal")
    for version, found in ((ServerVersion(1, 31), [("budget", 240, None)]), (ServerVersion(1, 32), [])):
        shown = lanes(start(-10), *pulls, now=250, version=version)
        assert gaps(lane(shown, "app", READINESS)) == found


def test_what_others_tell_takes_nothing_from_the_kubelets_budget() -> None:
    shown = lanes(start(-10), *each_ten_seconds(LIVENESS_FAILED, 25, source="mesh"), now=250)
    assert gaps(lane(shown, "app", LIVENESS)) == []


def test_a_kubelet_that_was_started_again_has_a_full_bucket() -> None:
    told = [*each_ten_seconds(LIVENESS_FAILED, 25), write(LIVENESS_FAILED, 1, 250, name="new", first=T + 250)]
    shown = lanes(start(-10), *told, now=260)
    assert gaps(lane(shown, "app", READINESS)) == [("budget", 240, 250)]


def test_a_jump_that_was_watched_shows_that_the_bucket_was_empty() -> None:
    told = [write(LIVENESS_FAILED, 31, 0, first=T - 3000), write(LIVENESS_FAILED, 61, 300, first=T - 3000)]
    shown = lanes(start(-3000), *told, watched=Watched(since=T + 100), now=400)
    assert gaps(lane(shown, "app", READINESS)) == [("budget", 0, None)]


@pytest.mark.parametrize(
    "watched", [Watched(since=T + 350), Watched(since=T - 60, lost=((T + 100, T + 150),)), Watched(since=None)]
)
def test_a_jump_while_nobody_listened_shows_nothing(watched: Watched) -> None:
    told = [write(LIVENESS_FAILED, 3, 0), write(LIVENESS_FAILED, 9, 300)]
    shown = lanes(start(-10), *told, watched=watched, now=400)
    assert not any(reason == "budget" for reason, *_ in gaps(lane(shown, "app", READINESS)))


def test_a_count_higher_than_there_can_have_been_writes_shows_that_the_bucket_was_empty() -> None:
    told = write(LIVENESS_FAILED, 361, 0, first=T - 3600)
    shown = lanes(start(-3600), told, watched=Watched(since=T + 10), now=100)
    assert gaps(lane(shown, "app", LIVENESS)) == [("budget", 0, None)]


# -- who watched


def test_the_time_before_the_ttl_is_forgotten() -> None:
    watched = Watched(since=T + 7200, ttl=3600)
    shown = lanes(start(5), watched=watched, now=7300)
    assert gaps(lane(shown, "app", LIVENESS)) == [("ttl", 5, 3600)]
    assert gaps(lane(shown, None, None)) == [("ttl", 0, 3600)]
    assert gaps(lane(shown, "app", None)) == []


def test_a_count_reaches_back_beyond_the_ttl() -> None:
    watched = Watched(since=T + 7200, ttl=3600)
    shown = lanes(start(5), write(LIVENESS_FAILED, 40, 7000, first=T + 100), watched=watched, now=7205)
    assert gaps(lane(shown, "app", LIVENESS))[0] == ("ttl", 5, 100)


def test_our_own_file_reaches_back_beyond_the_ttl() -> None:
    watched = Watched(since=T + 9000, ttl=3600)
    old = (write(LIVENESS_FAILED, 1, 100, first=T + 100), write(LIVENESS_FAILED, 2, 110, first=T + 100))
    other = write(READINESS_FAILED, 1, 2000, first=T + 2000)
    shown = lanes(start(5), watched=watched, remembered=(*old, other), now=9100)
    assert gaps(lane(shown, "app", LIVENESS)) == [("ttl", 5, 100), ("ttl", 2000, 5400)]
    assert all(mark.remembered for mark in lane(shown, "app", LIVENESS).marks)


def test_lost_connections_whatever_is_known_of_them() -> None:
    watched = Watched(since=T - 60, lost=((T + 100, T + 200), (T + 150, T + 220), (T + 500, None)))
    shown = lanes(start(5), write(LIVENESS_FAILED, 1, 120), watched=watched)
    for where in (("app", LIVENESS), ("app", READINESS), (None, None)):
        assert gaps(lane(shown, *where)) == [("disconnected", 100, 220), ("disconnected", 500, None)]


def test_where_nobody_may_watch_all_of_it() -> None:
    shown = lanes(start(5), watched=Watched(since=None))
    assert gaps(lane(shown, "app", LIVENESS)) == [("disconnected", 5, None)]


def test_each_time_has_one_reason() -> None:
    watched = Watched(since=T + 4000, ttl=3600, lost=((T + 4010, T + 4100),))
    told = [write(LIVENESS_FAILED, count, 3850 + 10 * count) for count in range(1, 26)]
    shown = lanes(start(5), *told, watched=watched, now=4105)
    assert gaps(lane(shown, "app", READINESS)) == [
        ("ttl", 5, 400),
        ("disconnected", 4010, 4100),
        ("budget", 4100, None),
    ]


# -- what has nothing to tell


def test_a_container_that_has_not_begun_has_no_gaps() -> None:
    shown = lanes(pod=made_pod(state=WAITING), watched=Watched(since=T + 7200), now=8000)
    assert gaps(lane(shown, "app", LIVENESS)) == []


def test_none_while_the_container_is_known_not_to_run() -> None:
    watched = Watched(since=T - 60, lost=((T + 50, T + 400),))
    told = (start(0), end(100), start(200, 1), end(300, 1))
    shown = lanes(*told, pod=made_pod(restarts=1, state=WAITING), watched=watched)
    assert gaps(lane(shown, "app", LIVENESS)) == [("disconnected", 50, 100), ("disconnected", 200, 300)]
    assert gaps(lane(shown, None, None)) == [("disconnected", 50, 400)]


def test_those_of_a_pod_that_is_gone_or_finished_end() -> None:
    watched = Watched(since=T - 60, lost=((T + 50, None),))
    gone = lanes(start(0), Gone(at=T + 100), watched=watched)
    assert gaps(lane(gone, "app", LIVENESS)) == gaps(lane(gone, None, None)) == [("disconnected", 50, 100)]
    finished = lanes(start(0), end(90), pod=made_pod(phase="Succeeded", state=WAITING), watched=watched)
    assert gaps(lane(finished, "app", LIVENESS)) == gaps(lane(finished, None, None)) == [("disconnected", 50, 90)]


def test_none_where_the_container_has_no_such_probe() -> None:
    shown = lanes(
        start(0), write("Startup probe failed: x", 1, 10), watched=Watched(since=T - 9, lost=((T + 20, None),))
    )
    assert gaps(lane(shown, "app", STARTUP)) == []
    assert not lane(shown, "app", STARTUP).configured


def test_a_startup_probe_is_asked_first_and_only_then_the_others() -> None:
    container = {"name": "app", **BOTH, "startupProbe": {"periodSeconds": 5, "failureThreshold": 4}}
    watched = Watched(since=T - 60, lost=((T, None),))
    passed = lanes(start(0), pod=made_pod(container), watched=watched)
    assert gaps(lane(passed, "app", STARTUP)) == [("disconnected", 0, 21)]
    assert gaps(lane(passed, "app", LIVENESS)) == [("disconnected", 0, None)]
    still = lanes(start(0), pod=made_pod(container, started=False), watched=watched)
    assert gaps(lane(still, "app", STARTUP)) == [("disconnected", 0, None)]
    assert gaps(lane(still, "app", LIVENESS)) == gaps(lane(still, "app", READINESS)) == []
    kill = write("Container app failed startup probe, will be restarted", 1, 20, reason="Killing", type="Normal")
    killed = lanes(start(0), kill, end(22), start(30, 1), pod=made_pod(container, restarts=1), watched=watched)
    assert gaps(lane(killed, "app", STARTUP)) == [("disconnected", 0, 22), ("disconnected", 30, 51)]
    assert gaps(lane(killed, "app", LIVENESS)) == [("disconnected", 30, None)]


# -- ends that are not told


def test_restarts_without_a_known_end_lie_between_those_that_are_known() -> None:
    told = (start(0), end(100), start(400, 3), end(500, 3), start(600, 4))
    shown = lanes(*told, pod=made_pod(restarts=5), now=1000)
    assert gaps(lane(shown, "app", None)) == [("unseen", 100, 400), ("unseen", 600, 1000)]
    shown = lanes(start(50, 2), end(60, 2), start(70, 4), pod=made_pod(restarts=4), now=1000)
    assert gaps(lane(shown, "app", None)) == [("unseen", 0, 50), ("unseen", 60, 70)]


def test_of_a_pod_that_was_never_seen_before_only_the_last_end_is_known() -> None:
    shown = lanes(end(2000, 6, started=T + 1990), start(2010, 7), pod=made_pod(restarts=7), now=2100)
    assert gaps(lane(shown, "app", None)) == [("unseen", 0, 1990)]


def test_a_hundred_thousand_restarts_are_one_gap() -> None:
    shown = lanes(start(50, 99_999), pod=made_pod(restarts=100_000), now=100)
    assert gaps(lane(shown, "app", None)) == [("unseen", 0, 100)]


def test_no_end_is_missing_where_all_are_known() -> None:
    shown = lanes(start(0), end(10), start(10, 1), pod=made_pod(restarts=1, state=RUNNING))
    assert gaps(lane(shown, "app", None)) == []
    assert marks(lane(shown, "app", None)) == [("started", 0, 0, 1), ("exited", 10, 10, 1), ("started", 10, 10, 1)]


def test_a_deletion_ends_nothing_until_the_pod_is_gone() -> None:
    watched = Watched(since=T - 60, lost=((T + 50, None),))
    shown = lanes(start(0), Deletion(at=T + 60, grace=30), Readiness(at=T, ready=True), watched=watched)
    assert gaps(lane(shown, None, None)) == [("disconnected", 50, None)]


# -- normal events


def test_the_bucket_of_normal_events_is_a_starting_containers_too() -> None:
    """Since 1.32: where none of them is heard, each start took three; so kills after the eighth are not told."""
    evidence = Evidence("u-1")
    for ordinal in range(9):
        evidence.note(start(5.0 * ordinal, ordinal))
    kill = "Container app failed liveness probe, will be restarted"
    evidence.note(write(kill, 1, 41, reason="Killing", type="Normal"))
    for version, kind, silent in (
        (ServerVersion(1, 32), "Normal", True),
        (ServerVersion(1, 32), "Warning", False),
        (ServerVersion(1, 31), "Warning", True),
    ):
        found = silences(evidence, Watched(since=T - 60), version, kind)
        assert any(begins <= T + 42 <= ends for begins, ends in found) is silent
