"""What changed in a row, in its own words; what only counts on is no change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.changes import event_words, row_changes, row_state
from ktui.insight.columns import table_of
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, NODES, PODS, Kind
from ktui.model.objects import Event, EventSeries
from ktui.model.version import NEWEST
from tests.insight import objects
from tests.insight.objects import NOW, READY, RUNNING, container, ended

if TYPE_CHECKING:
    from ktui.insight.page import Spans


def told(spans: Spans) -> str:
    return "".join(text for text, _ in spans)


def changes(kind: Kind, old: Any, new: Any) -> str:
    return told(row_changes(table_of(kind, NEWEST), old, new, NOW))


def pod(*containers: Any, phase: str = "Running", ip: str = "", **more: Any) -> Any:
    status = {"phase": phase, "podIP": ip, "containerStatuses": list(containers), "conditions": READY}
    return objects.pod(status, **more)


def running(*, ready: bool = True, restarts: int = 0, last: Any = None) -> Any:
    return container(ready=ready, restarts=restarts, state=RUNNING, last=last)


CRASHED = container(restarts=3, state={"waiting": {"reason": "CrashLoopBackOff"}}, last=ended(1, ago=90))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (pod(running(ready=False)), pod(running()), "READY 0/1 → 1/1"),
        (pod(running()), pod(CRASHED), "READY 1/1 → 0/1  STATUS Running → CrashLoopBackOff  RESTARTS 0 → 3"),
        (
            pod(running(restarts=2, last=ended(137, ago=600))),
            pod(running(restarts=3, last=ended(137, ago=1))),
            "RESTARTS 2 → 3",
        ),
        (pod(running(restarts=2, last=ended(1, ago=9))), pod(running(restarts=2, last=ended(1, ago=3))), ""),
        (pod(phase="Pending"), pod(phase="Pending", nodeName="node-1"), "NODE <none> → node-1"),
        (pod(running()), pod(running(), ip="10.0.0.1"), "IP <none> → 10.0.0.1"),
        (pod(running()), pod(running()), ""),
    ],
)
def test_a_pods_changes(old: Any, new: Any, words: str) -> None:
    assert changes(PODS, old, new) == words


def test_other_kinds_speak_by_their_own_columns() -> None:
    assert changes(DAEMONSETS, objects.daemonset(numberReady=1), objects.daemonset(numberReady=2)) == "READY 1 → 2"
    assert changes(NODES, objects.node(("Ready", "True")), objects.node(("Ready", "Unknown"))) == (
        "STATUS Ready → NotReady"
    )
    unready = objects.node(("Ready", "True")), objects.node(("Ready", "True"), unschedulable=True)
    assert changes(NODES, *unready) == "STATUS Ready → Ready,SchedulingDisabled"


def test_what_ticks_is_left_out() -> None:
    begun = {"startTime": objects.at(100), "active": 1}
    done = {"startTime": objects.at(100), "completionTime": objects.at(10), "succeeded": 1}
    assert "DURATION" not in changes(JOBS, objects.job(begun, completions=1), objects.job(done, completions=1))
    before, after = (
        objects.cronjob({"lastScheduleTime": objects.at(60)}),
        objects.cronjob(
            {
                "lastScheduleTime": objects.at(0),
                "active": [{"name": "a"}],
            }
        ),
    )
    assert changes(CRONJOBS, before, after) == "ACTIVE 0 → 1"


def test_only_the_states_own_column_bears_its_tone() -> None:
    spans = row_changes(table_of(PODS, NEWEST), pod(running()), pod(CRASHED), NOW)
    assert [text for text, tone in spans if tone == "bad"] == ["CrashLoopBackOff"]


def test_no_cell_is_made_where_nothing_shown_has_changed() -> None:
    made = 0
    table = table_of(PODS, NEWEST)

    def counted(obj: Any, now: float) -> tuple[str, ...]:
        nonlocal made
        made += 1
        return table.cells(obj, now)

    counting = type(table)(table.columns, counted, table.tone, table.state_column)
    assert row_changes(counting, pod(running()), pod(running()), NOW) == ()
    assert made == 0
    assert row_changes(counting, pod(running()), pod(CRASHED), NOW)
    assert made == 2


def test_a_new_object_tells_its_state_where_the_kind_has_that_column() -> None:
    assert told(row_state(table_of(PODS, NEWEST), pod(phase="Pending"), NOW)) == "  STATUS Pending"
    assert told(row_state(table_of(CRONJOBS, NEWEST), objects.cronjob(), NOW)) == ""


def test_what_a_cell_holds_is_made_visible() -> None:
    evil = container(state={"waiting": {"reason": "\x1b[2J\u202e"}})
    assert changes(PODS, pod(running()), pod(evil)).endswith("STATUS Running → ␛[2J\\u202e")


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            Event(type="Warning", reason="Unhealthy", count=9, message="Liveness probe\n failed"),
            "Warning Unhealthy x9  Liveness probe failed",
        ),
        (Event(type="Normal", reason="Pulled", message=""), "Normal Pulled"),
        (Event(type="Normal", reason="X", series=EventSeries(2), message="\x1b]0;x\x07"), "Normal X x2  ␛]0;x␇"),
    ],
)
def test_an_event_in_one_line(event: Event, words: str) -> None:
    assert told(event_words(event)) == words
