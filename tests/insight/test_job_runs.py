"""What a finished Job tells of its run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import pytest

from ktui.insight.job_runs import finished_run
from ktui.model.objects import Job
from ktui.model.runs import RunOutcome
from tests.fakes import objects


def at(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


CREATED, ENDED = "2026-11-20T10:00:00Z", "2026-11-20T10:01:30Z"


def job(*conditions: Any, owner: Any = None, annotations: Any = None, **status: Any) -> Job:
    raw = objects.job("backup-1", owned_by=owner)
    raw["metadata"] |= {"uid": "j-1", "creationTimestamp": CREATED}
    if annotations is not None:
        raw["metadata"]["annotations"] = annotations
    raw["status"] = {"startTime": CREATED, "conditions": list(conditions), **status}
    return msgspec.json.decode(msgspec.json.encode(raw), type=Job)


COMPLETE = objects.condition("Complete", True, since=ENDED)
FAILED = objects.condition("Failed", True, since=ENDED, reason="BackoffLimitExceeded")


def test_one_that_succeeded() -> None:
    run = finished_run(job(COMPLETE, completionTime=ENDED, succeeded=1, failed=2))
    assert run is not None
    assert (run.uid, run.name, run.outcome, run.reason) == ("j-1", "backup-1", RunOutcome.SUCCEEDED, "")
    assert (run.created, run.started, run.ended) == (at(CREATED), at(CREATED), at(ENDED))
    assert (run.succeeded, run.failed, run.cronjob, run.manual) == (1, 2, "", False)


def test_one_that_failed_ended_when_that_was_found() -> None:
    run = finished_run(job(objects.condition("FailureTarget", True), FAILED, failed=7))
    assert run is not None
    assert (run.outcome, run.reason, run.ended, run.failed) == (
        RunOutcome.FAILED,
        "BackoffLimitExceeded",
        at(ENDED),
        7,
    )


@pytest.mark.parametrize(
    ("annotations", "manual"), [(None, False), ({"cronjob.kubernetes.io/instantiate": "manual"}, True)]
)
def test_whose_it_is_and_whether_it_was_made_by_hand(annotations: Any, manual: bool) -> None:
    run = finished_run(job(COMPLETE, owner=objects.owner("CronJob", "backup", "c-1"), annotations=annotations))
    assert run is not None
    assert (run.cronjob, run.cronjob_uid, run.manual) == ("backup", "c-1", manual)


@pytest.mark.parametrize(
    "conditions",
    [
        (),
        (objects.condition("Complete", False),),
        (objects.condition("SuccessCriteriaMet", True),),
        (objects.condition("Suspended", True),),
    ],
)
def test_one_that_is_not_finished_is_no_run(conditions: Any) -> None:
    assert finished_run(job(*conditions)) is None


def test_one_that_never_began() -> None:
    run = finished_run(job(FAILED, startTime=None))
    assert run is not None
    assert run.started is None
