"""What kubectl prints on the releases between those whose servers were recorded."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.columns import table_of
from ktui.model.kinds import CRONJOBS, JOBS, KINDS, PODS
from ktui.model.version import ServerVersion
from tests.insight.objects import NOW, READY, RUNNING, container, cronjob, ended, job, pod


def headers(kind: Any, minor: int) -> list[str]:
    return [column.header for column in table_of(kind, ServerVersion(1, minor)).columns if not column.wide]


def cell(kind: Any, header: str, obj: Any, minor: int) -> str:
    table = table_of(kind, ServerVersion(1, minor))
    return table.cells(obj, NOW)[[column.header for column in table.columns].index(header)]


def changes(kind: Any, header: str, obj: Any) -> dict[int, str]:
    """The cell's text by the first release that has it, from 1.20 to 1.35."""
    found: dict[int, str] = {}
    for minor in range(20, 36):
        text = cell(kind, header, obj, minor)
        if not found or found[max(found)] != text:
            found[minor] = text
    return found


def test_restarts_say_when_since_1_22() -> None:
    last = ended(1, "Error", ago=300)
    restarted = pod({"containerStatuses": [container(state=RUNNING, restarts=3, last=last)]})
    assert changes(PODS, "RESTARTS", restarted) == {20: "3", 22: "3 (5m ago)"}


def test_from_1_22_to_1_27_a_time_is_told_even_for_no_restarts() -> None:
    reset = pod({"containerStatuses": [container(state=RUNNING, last=ended(1, ago=300))]})
    assert changes(PODS, "RESTARTS", reset) == {20: "0", 22: "0 (5m ago)", 28: "0"}


def test_before_1_28_an_init_containers_last_end_counts_as_the_pods() -> None:
    status = {
        "initContainerStatuses": [container(name="init", state=ended(0), restarts=1, last=ended(1, ago=60))],
        "containerStatuses": [container(state=RUNNING, restarts=2, last=ended(1, ago=300))],
    }
    restarted = pod(status, initContainers=[{"name": "init"}])
    assert changes(PODS, "RESTARTS", restarted) == {20: "2", 22: "2 (60s ago)", 28: "2 (5m ago)"}


def test_pods_that_wait_for_gates_have_a_word_since_1_26() -> None:
    gated = pod(
        {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]}
    )
    assert changes(PODS, "STATUS", gated) == {20: "Pending", 26: "SchedulingGated"}


def test_sidecars_count_since_1_28() -> None:
    status = {
        "initContainerStatuses": [container(name="side", state=RUNNING, ready=True)],
        "containerStatuses": [container(state=RUNNING, ready=True)],
        "conditions": READY,
    }
    with_sidecar = pod(status, initContainers=[{"name": "side", "restartPolicy": "Always"}])
    assert changes(PODS, "READY", with_sidecar) == {20: "0/1", 28: "2/2"}


def test_an_initialized_pod_is_judged_by_its_containers_since_1_28() -> None:
    status = {
        "phase": "Running",
        "initContainerStatuses": [container(name="init", state=RUNNING)],
        "containerStatuses": [container(state={"waiting": {"reason": "CrashLoopBackOff"}})],
        "conditions": [{"type": "Initialized", "status": "True"}],
    }
    again = pod(status, initContainers=[{"name": "init"}])
    assert changes(PODS, "STATUS", again) == {20: "Init:0/1", 28: "CrashLoopBackOff"}


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_a_finished_pod_keeps_its_word_while_it_is_deleted_since_1_31(phase: str) -> None:
    assert changes(PODS, "STATUS", pod({"phase": phase}, deleted=True)) == {20: "Terminating", 31: phase}


def test_a_failure_outlasts_completed_containers_since_1_35() -> None:
    status = {"containerStatuses": [container(state=ended(0, "Completed")), container(state=ended(1, "Error"))]}
    assert changes(PODS, "STATUS", pod(status)) == {20: "Completed", 35: "Error"}


def test_jobs_have_a_status_since_1_30() -> None:
    assert headers(JOBS, 29) == ["NAME", "COMPLETIONS", "DURATION", "AGE"]
    assert headers(JOBS, 30) == ["NAME", "STATUS", "COMPLETIONS", "DURATION", "AGE"]
    assert table_of(JOBS, ServerVersion(1, 29)).state_column == "COMPLETIONS"
    assert table_of(JOBS, ServerVersion(1, 30)).state_column == "STATUS"


def test_success_criteria_have_a_word_since_1_34() -> None:
    met = job({"conditions": [{"type": "SuccessCriteriaMet", "status": "True"}]})
    assert [cell(JOBS, "STATUS", met, minor) for minor in (30, 33, 34)] == ["Running", "Running", "SuccessCriteriaMet"]


def test_cronjobs_have_a_time_zone_since_1_30() -> None:
    assert "TIMEZONE" not in headers(CRONJOBS, 29)
    assert cell(CRONJOBS, "TIMEZONE", cronjob(timeZone="Asia/Kolkata"), 30) == "Asia/Kolkata"
    assert cell(CRONJOBS, "TIMEZONE", cronjob(), 30) == "<none>"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_table_is_made_once_for_each_version(kind: Any) -> None:
    assert table_of(kind, ServerVersion(1, 31)) is table_of(kind, ServerVersion(1, 31))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_name_and_the_state_are_the_last_to_go_when_room_is_short(kind: Any) -> None:
    table = table_of(kind, ServerVersion(1, 35))
    staying = [column.header for column in table.columns if column.rank == 0]
    assert staying[0] == "NAME"
    assert table.state_column in staying or kind is CRONJOBS
    ranks = [column.rank for column in table.columns if column.rank]
    assert len(ranks) == len(set(ranks))


def test_pods_show_their_five_columns_in_80_cells() -> None:
    columns = [column for column in table_of(PODS, ServerVersion(1, 35)).columns if not column.wide]
    assert [column.header for column in columns] == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert sum(max(column.width, len(column.header)) + 2 for column in columns) <= 76
