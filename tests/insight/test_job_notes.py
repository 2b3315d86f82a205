"""What is said before a Job is made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.job_bodies.notes import rerun_notes, trigger_notes
from tests.fakes import objects


def cronjob(*, active: tuple[str, ...] = (), job: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    raw = objects.cronjob("backup", active=active)
    raw["spec"] |= spec
    raw["spec"]["jobTemplate"]["spec"] |= job or {}
    return raw


def test_of_an_idle_cronjob_there_is_nothing_to_say() -> None:
    assert trigger_notes(cronjob()) == ()


@pytest.mark.parametrize(
    ("active", "known", "said"),
    [
        (("a",), (), "a is not finished: the new Job runs beside it."),
        ((), ("b",), "b is not finished: the new Job runs beside it."),
        (("a",), ("b", "a"), "a and b are not finished: the new Job runs beside them."),
        ((), ("c", "a", "b"), "a, b and c are not finished: the new Job runs beside them."),
        ((), tuple("abcde"), "a, b, c and 2 more are not finished: the new Job runs beside them."),
        (("\x1b",), (), "␛ is not finished: the new Job runs beside it."),
    ],
)
def test_runs_that_are_under_way_are_named(active: tuple[str, ...], known: tuple[str, ...], said: str) -> None:
    assert trigger_notes(cronjob(active=active), known) == (said,)


def test_a_suspended_cronjob_runs_all_the_same() -> None:
    said = "The CronJob is suspended: the new Job runs all the same, none by schedule does."
    assert trigger_notes(cronjob(suspend=True, concurrencyPolicy="Forbid")) == (said,)


@pytest.mark.parametrize(("policy", "does"), [("Forbid", "count"), ("Replace", "end")])
def test_the_policy_does_not_see_what_is_made_by_hand(policy: str, does: str) -> None:
    said = f"{policy} does not {does} runs by hand: one by schedule starts beside the new Job, too."
    assert trigger_notes(cronjob(concurrencyPolicy=policy)) == (said,)


def test_a_cronjob_that_goes_takes_the_job_with_it() -> None:
    raw = cronjob()
    raw["metadata"]["deletionTimestamp"] = objects.STARTED
    assert trigger_notes(raw) == ("The CronJob is being deleted, and the new Job goes with it.",)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (
            cronjob(successfulJobsHistoryLimit=0),
            "If the new Job succeeds it is deleted at once, with its logs: successfulJobsHistoryLimit is 0.",
        ),
        (
            cronjob(failedJobsHistoryLimit=0),
            "If the new Job fails it is deleted at once, with its logs: failedJobsHistoryLimit is 0.",
        ),
        (
            cronjob(job={"ttlSecondsAfterFinished": 0}),
            "The new Job is deleted 0s after it has finished, with its logs.",
        ),
        (cronjob(job={"suspend": True}), "The template has suspend true: the new Job waits until it is resumed."),
        (cronjob(job={"parallelism": 0}), "Its parallelism is 0: no pod starts."),
    ],
)
def test_a_job_that_does_not_start_or_does_not_stay(raw: dict[str, Any], said: str) -> None:
    assert trigger_notes(raw) == (said,)


def job(*, finished: str | None = "Complete", cronjob: str = "", **spec: Any) -> dict[str, Any]:
    raw = objects.job(
        "migrate", finished=finished, owned_by=objects.owner("CronJob", cronjob, "c") if cronjob else None
    )
    raw["spec"] |= spec
    return raw


@pytest.mark.parametrize("finished", ["Complete", "Failed"])
def test_of_a_finished_job_there_is_nothing_to_say(finished: str) -> None:
    assert rerun_notes(job(finished=finished, ttlSecondsAfterFinished=60)) == ()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (job(finished=None), "The Job is not finished: the new one runs beside it."),
        (job(finished="Suspended", suspend=True), "The Job is suspended: the new one runs at once."),
        (
            job(cronjob="nightly"),
            "The new Job counts among those of CronJob nightly, "
            "whose history limits may delete older ones when it ends.",
        ),
        (
            job(manualSelector=True),
            "Its selector was chosen by hand and stays: pods that have no owner may go to either Job.",
        ),
        (job(parallelism=0), "Its parallelism is 0: no pod starts."),
        (job(ttlSecondsAfterFinished=59), "The new Job is deleted 59s after it has finished, with its logs."),
    ],
)
def test_what_is_said_of_a_rerun(raw: dict[str, Any], said: str) -> None:
    assert rerun_notes(raw) == (said,)


@pytest.mark.parametrize("odd", [{}, {"metadata": [], "spec": None, "status": {"active": {}, "conditions": 7}}])
def test_odd_objects_do_no_harm(odd: dict[str, Any]) -> None:
    assert trigger_notes(odd) == ()
    assert rerun_notes(odd) == ("The Job is not finished: the new one runs beside it.",)
