"""CronJobs: when they run, what they leave alone, what they keep."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.demo.controllers.cronjobs import ImpossibleError, missed
from ktui.insight.schedule import parse
from ktui.model.version import ServerVersion
from tests.demo.controllers.scene import START, Scene, cronjob, job, told

HOUR = 3600


def test_its_jobs_are_named_for_their_minute_and_say_for_when_they_are() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", schedule="30 0 * * *", timeZone="Asia/Seoul"))
    scene.go(HOUR)
    [run] = scene.registry.each("jobs")
    assert run["metadata"]["name"] == f"tick-{int(START + HOUR / 2) // 60}"
    stamp = run["metadata"]["annotations"]["batch.kubernetes.io/cronjob-scheduled-timestamp"]
    assert stamp == "2026-11-27T00:30:00+09:00"
    assert scene.get("cronjobs", "tick")["status"]["lastScheduleTime"] == "2026-11-26T15:30:00Z"


def test_one_that_is_suspended_does_not_run_and_catches_up_once_when_it_is_resumed() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", suspend=True))
    scene.go(200)
    assert scene.names("jobs") == []
    scene.change("cronjobs", "tick", suspend=False)
    scene.go(1)
    assert scene.names("jobs") == [f"tick-{int(START + 180) // 60}"]


def test_allowed_runs_overlap() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", "sleep 150"))
    scene.go(190)
    assert len(scene.get("cronjobs", "tick")["status"]["active"]) == 3


def test_a_run_is_replaced_by_the_next() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", "sleep 150", concurrencyPolicy="Replace"))
    scene.go(190)
    minute = int(START) // 60
    assert scene.names("jobs") == [f"tick-{minute + 3}"]
    [active] = scene.get("cronjobs", "tick")["status"]["active"]
    assert active["name"] == f"tick-{minute + 3}"
    assert ("Normal", "SuccessfulDelete", f"Deleted job tick-{minute + 1}") in told(scene.events("tick"))


def test_three_that_succeeded_and_one_that_failed_are_kept() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("good", "sleep 2"))
    scene.make("cronjobs", cronjob("bad", "exit 1"))
    bad = scene.get("cronjobs", "bad")["spec"]["jobTemplate"]
    scene.change("cronjobs", "bad", jobTemplate={**bad, "spec": {**bad["spec"], "backoffLimit": 0}})
    scene.go(6 * 60 + 30)
    names = scene.names("jobs")
    assert [name[:4] for name in names].count("good") == 3
    assert [name[:3] for name in names].count("bad") == 1
    assert names[-1].endswith(str(int(START) // 60 + 6))


def test_while_the_controllers_stand_still_a_run_is_missed_and_no_event_tells_of_it() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", schedule="*/5 * * * *", startingDeadlineSeconds=15))
    scene.go(60)
    scene.cluster.controller_manager.switch(False)
    scene.go(4 * 60 + 7)
    scene.cluster.controller_manager.switch(True)
    scene.go(1)
    assert scene.names("jobs") == [f"tick-{int(START + 300) // 60}"]  # seven seconds late is in time
    scene.cluster.controller_manager.switch(False)
    scene.go(5 * 60 + 20)
    scene.cluster.controller_manager.switch(True)
    scene.go(10)
    assert len(scene.names("jobs")) == 1
    # What lies before the deadline is not even looked at: `MissSchedule` cannot come of it, nor does it on a real one.
    told_of = [event["reason"] for event in scene.events("tick") if event["involvedObject"]["name"] == "tick"]
    assert told_of == ["SuccessfulCreate", "SawCompletedJob"]
    scene.go(5 * 60)
    assert len(scene.names("jobs")) == 2


def test_a_job_of_somebody_else_in_its_name_is_told_and_does_not_count() -> None:
    scene = Scene()
    made = scene.make("cronjobs", cronjob("tick", schedule="0 0 1 1 *"))
    own = {"apiVersion": "batch/v1", "kind": "CronJob", "name": "tick", "uid": made["metadata"]["uid"]}
    manual = job("by-hand", "sleep 5")
    manual["metadata"]["ownerReferences"] = [{**own, "controller": True}]
    scene.make("jobs", manual)
    scene.go(20)
    said = ("Warning", "UnexpectedJob", "Saw a job that the controller did not create or forgot: by-hand")
    assert said in told(scene.events("tick"))
    status = scene.get("cronjobs", "tick")["status"]
    assert "active" not in status
    assert "lastSuccessfulTime" in status


def test_a_run_that_was_deleted_goes_missing() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", "sleep 500"))
    scene.go(62)
    [name] = scene.names("jobs")
    scene.registry.delete("jobs", "default", name)
    scene.go(2)
    assert ("Normal", "MissingJob", f"Active job went missing: {name}") in told(scene.events("tick"))
    assert "active" not in scene.get("cronjobs", "tick")["status"]


def test_another_schedule_counts_from_when_it_is_given() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", schedule="0 0 1 1 *"))
    scene.go(5)
    scene.change("cronjobs", "tick", schedule="*/2 * * * *")
    scene.go(3 * 60)
    assert len(scene.names("jobs")) == 1


def test_a_schedule_that_never_comes_round_is_told() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", schedule="0 0 31 2 *"))
    scene.go(100)
    said = "invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second"
    assert told(scene.events("tick")) == [("Warning", "InvalidSchedule", said)]


def test_more_than_a_hundred_missed_runs_are_told_and_the_last_is_made_up_for() -> None:
    scene = Scene()
    scene.make("cronjobs", cronjob("tick", suspend=True))
    scene.go(102 * 60)
    scene.change("cronjobs", "tick", suspend=False)
    scene.go(1)
    assert scene.reasons("tick")[0] == "TooManyMissedTimes"
    assert scene.names("jobs") == [f"tick-{int(START) // 60 + 102}"]


def test_the_old_release_looks_every_ten_seconds_and_names_runs_for_their_second() -> None:
    scene = Scene(version=ServerVersion(1, 20))
    scene.make("cronjobs", cronjob("tick", "sleep 70", concurrencyPolicy="Forbid"))
    scene.go(130)
    assert scene.names("jobs") == [f"tick-{int(START) + 60}"]
    assert "lastSuccessfulTime" not in scene.get("cronjobs", "tick")["status"]
    assert scene.reasons("tick-") != []
    assert "JobAlreadyActive" not in scene.reasons("tick")
    made = next(one for one in scene.seen if one.plural == "jobs")
    assert made.at == pytest.approx(58, abs=10)
    assert "annotations" not in made.obj["metadata"]


SCHEDULES = st.sampled_from(["* * * * *", "*/7 * * * *", "30 6-16/4 * * 1-5", "0 0 1 * *", "@every 90s", "15 3 * * 0"])


@given(SCHEDULES, st.integers(0, 10**6), st.integers(0, 3 * 10**6))
def test_of_what_was_missed_the_last_is_found(text: str, ago: int, length: int) -> None:
    schedule, earliest = parse(text), START - ago
    now = earliest + length
    found = missed(schedule, UTC, earliest, now)
    if found.latest is None:
        assert (schedule.next(earliest, UTC) or now + 1) > now or found.number
        return
    assert earliest < found.latest <= now
    following = schedule.next(found.latest, UTC)
    assert following is None or following > now


def test_what_never_comes_cannot_be_missed() -> None:
    with pytest.raises(ImpossibleError):
        missed(parse("0 0 31 2 *"), UTC, START, START + 1)
