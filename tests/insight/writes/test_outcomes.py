"""What is so after a yes, after a no, and after no answer at all."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ktui.insight.writes.labels import label, parse_labels
from ktui.insight.writes.lifecycle import delete, make_job, trigger_command
from ktui.insight.writes.outcomes import moved, not_taken, read_back
from ktui.insight.writes.switches import suspend
from ktui.model.kinds import JOBS, PODS
from ktui.model.writes import Change, ObjectRef, Outcome
from tests.fakes import objects
from tests.insight.writes.changing import known, made_of, node

HDD = node(disk="hdd")
TO_SSD = label(HDD, parse_labels(["disk=ssd"]))
assert TO_SSD is not None
SSD = made_of(HDD, TO_SSD)
CHANGE: Change = TO_SSD.change


def other(obj: dict[str, Any]) -> dict[str, Any]:
    return known(copy.deepcopy(obj), uid="u-2")


def test_a_yes_that_did_all_of_it() -> None:
    assert not_taken(CHANGE, SSD) == ""


def test_a_yes_after_which_the_field_is_another() -> None:
    assert "made disk nvme, not ssd" in not_taken(CHANGE, node(disk="nvme"))


def test_a_server_that_does_not_know_how_to_suspend_a_job() -> None:
    job = known(objects.job("once", "web"))
    del job["spec"]["suspend"]
    write = suspend(JOBS, job, on=True)
    assert write is not None
    assert "does not know how to suspend a Job" in not_taken(write.change, job)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (HDD, ""),
        (None, "node n1 is not there any more"),
        (other(HDD), "is another one now"),
        (node(disk="nvme"), "disk of n1 is nvme now, no longer hdd"),
        (node(), "disk of n1 is not set now, no longer hdd"),
        (node(disk=""), "disk of n1 is '' now"),
    ],
)
def test_what_has_moved_meanwhile_is_said(now: dict[str, Any] | None, said: str) -> None:
    assert said in moved(CHANGE, now)
    assert bool(moved(CHANGE, now)) is bool(said)


@pytest.mark.parametrize(
    ("now", "outcome", "said"),
    [
        (SSD, Outcome.APPLIED, "it was done"),
        (HDD, Outcome.FAILED, "nothing has changed"),
        (node(disk="nvme"), Outcome.UNKNOWN, "disk is nvme now"),
        (other(SSD), Outcome.UNKNOWN, "another one"),
        (None, Outcome.UNKNOWN, "not there any more"),
    ],
)
def test_a_patch_that_was_not_answered(now: dict[str, Any] | None, outcome: Outcome, said: str) -> None:
    found, sentence = read_back(CHANGE, now)
    assert found is outcome
    assert said in sentence


def test_a_deletion_that_was_not_answered() -> None:
    pod = known(objects.pod("a", "web"))
    change = delete(PODS, pod).change
    going = copy.deepcopy(pod)
    going["metadata"]["deletionTimestamp"] = "2023-11-14T22:13:20Z"
    assert read_back(change, None)[0] is Outcome.APPLIED
    assert read_back(change, other(pod))[0] is Outcome.APPLIED
    assert read_back(change, going)[0] is Outcome.APPLIED
    assert read_back(change, pod)[0] is Outcome.FAILED


def test_a_job_whose_making_was_not_answered() -> None:
    origin = ObjectRef("cronjobs", "web", "backup", "u-9")
    body = objects.job("backup-1", "web")
    change = make_job("trigger", origin, body, kubectl=trigger_command(origin, "backup-1")).change
    assert read_back(change, None)[0] is Outcome.FAILED
    theirs = known(objects.job("backup-1", "web"))
    assert read_back(change, theirs)[0] is Outcome.UNKNOWN
    ours = copy.deepcopy(theirs)
    ours["metadata"]["managedFields"][0]["manager"] = "ktui"
    assert read_back(change, ours)[0] is Outcome.APPLIED
