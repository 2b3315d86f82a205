from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.trouble import cronjob_trouble, trouble_of
from ktui.model.kinds import DAEMONSETS, JOBS, NODES, PODS
from ktui.model.trouble import Trouble
from tests.insight.objects import NOW, READY, RUNNING, container, cronjob, daemonset, ended, job, node, pod

COUNTS = ("desiredNumberScheduled", "numberAvailable", "updatedNumberScheduled")


def words(kind: Any, obj: Any) -> str | None:
    trouble = trouble_of(kind)(obj, NOW)
    return trouble.words if trouble else None


def running(*, conditions: Any = READY, **container_status: Any) -> Any:
    told = {"state": RUNNING, "ready": True, **container_status}
    return pod({"phase": "Running", "conditions": conditions, "containerStatuses": [container(**told)]})


class TestAPod:
    def test_that_is_ready_is_well(self) -> None:
        assert words(PODS, running()) is None

    def test_that_has_not_said_whether_it_is_ready_is_judged_by_its_containers(self) -> None:
        assert words(PODS, running(conditions=[])) is None
        assert words(PODS, running(conditions=[], ready=False)) == "0/1 Running"

    def test_that_is_not_ready_tells_its_state(self) -> None:
        assert (
            words(PODS, running(state={"waiting": {"reason": "CrashLoopBackOff"}}, ready=False))
            == "0/1 CrashLoopBackOff"
        )

    def test_that_is_not_there_yet_is_not_ready(self) -> None:
        assert words(PODS, pod({"phase": "Pending"})) == "0/1 Pending"

    def test_whose_containers_are_ready_and_itself_is_not(self) -> None:
        assert words(PODS, running(conditions=[{"type": "Ready", "status": "False"}])) == "1/1 Running, not ready"

    def test_without_any_container_is_not_ready(self) -> None:
        assert words(PODS, pod({"phase": "Running"}, containers=None)) == "0/0 Running, not ready"

    @pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
    def test_that_has_finished_need_not_be_ready(self, phase: str) -> None:
        assert words(PODS, pod({"phase": phase})) is None

    def test_that_was_restarted_is_news_for_ten_minutes(self) -> None:
        restarted = running(restarts=3, last=ended(137, "OOMKilled", ago=200))
        assert trouble_of(PODS)(restarted, NOW) == Trouble("1/1 Running, 3 restarts", NOW + 400)
        assert trouble_of(PODS)(restarted, NOW + 399) is not None
        assert trouble_of(PODS)(restarted, NOW + 400) is None

    def test_that_was_restarted_once_says_so_in_the_singular(self) -> None:
        assert words(PODS, running(restarts=1, last=ended(1, ago=5))) == "1/1 Running, 1 restart"

    def test_that_is_not_ready_stays_in_trouble_beyond_its_restart(self) -> None:
        restarted = running(ready=False, restarts=3, last=ended(1, ago=5))
        assert trouble_of(PODS)(restarted, NOW) == Trouble("0/1 Running", None)

    def test_whose_restart_is_of_unknown_time_is_no_news(self) -> None:
        assert words(PODS, running(restarts=1, last={"terminated": {"exitCode": 1, "finishedAt": None}})) is None


class TestADaemonSet:
    def test_with_all_pods_in_place_is_well(self) -> None:
        assert words(DAEMONSETS, daemonset(**dict.fromkeys(COUNTS, 3))) is None

    def test_that_no_node_is_to_run(self) -> None:
        assert words(DAEMONSETS, daemonset()) == "DESIRED 0"

    @pytest.mark.parametrize(
        ("counts", "told"),
        [
            ({"numberAvailable": 2}, "2/3 available"),
            ({"updatedNumberScheduled": 1}, "1/3 up to date"),
            ({"numberMisscheduled": 2}, "2 misscheduled"),
            ({"numberAvailable": 0, "updatedNumberScheduled": 0}, "0/3 available, 0/3 up to date"),
        ],
    )
    def test_with_fewer_than_desired_or_some_in_the_wrong_place(self, counts: dict[str, int], told: str) -> None:
        assert words(DAEMONSETS, daemonset(**(dict.fromkeys(COUNTS, 3) | counts))) == told


FAILED = {"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}


class TestAJob:
    def test_that_runs_or_is_complete_is_well(self) -> None:
        assert words(JOBS, job()) is None
        assert words(JOBS, job({"conditions": [{"type": "Complete", "status": "True"}], "succeeded": 1})) is None

    def test_that_failed_says_why(self) -> None:
        status = {"conditions": [FAILED], "failed": 4, "succeeded": 1}
        assert words(JOBS, job(status, completions=3)) == "1/3 failed: BackoffLimitExceeded, 4 failed pods"

    def test_that_failed_for_no_reason_told(self) -> None:
        assert words(JOBS, job({"conditions": [{"type": "Failed", "status": "True"}]})) == "0/1 failed"

    def test_with_a_failed_pod_is_in_trouble_even_when_another_made_it_complete(self) -> None:
        status = {"conditions": [{"type": "Complete", "status": "True"}], "failed": 1, "succeeded": 1}
        assert words(JOBS, job(status, completions=1)) == "1/1, 1 failed pod"


class TestACronJob:
    def test_without_a_job_or_with_a_good_last_one_is_well(self) -> None:
        assert cronjob_trouble(cronjob(), None, NOW) is None
        assert cronjob_trouble(cronjob(), job({"failed": 2}), NOW) is None

    def test_whose_last_job_failed(self) -> None:
        trouble = cronjob_trouble(cronjob(), job({"conditions": [FAILED]}), NOW)
        assert trouble == Trouble("last Job failed: BackoffLimitExceeded")


class TestANode:
    def test_that_is_ready_is_well_even_when_it_is_cordoned(self) -> None:
        assert words(NODES, node(("Ready", "True"), ("MemoryPressure", "False"), unschedulable=True)) is None

    @pytest.mark.parametrize(
        ("conditions", "told"),
        [
            ([("Ready", "False")], "NotReady"),
            ([("Ready", "Unknown")], "NotReady"),
            ([], "Unknown"),
            ([("DiskPressure", "True"), ("Ready", "True")], "DiskPressure"),
            (
                [("MemoryPressure", "True"), ("PIDPressure", "True"), ("Ready", "False")],
                "NotReady, MemoryPressure, PIDPressure",
            ),
            ([("NetworkUnavailable", "True"), ("Ready", "True")], "NetworkUnavailable"),
        ],
    )
    def test_that_is_not_ready_or_under_pressure(self, conditions: list[tuple[str, str]], told: str) -> None:
        assert words(NODES, node(*conditions)) == told
