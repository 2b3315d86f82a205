"""Which lanes a pod has, and in which of them what was told is drawn, and when."""

from __future__ import annotations

import json

import msgspec
import pytest

from ktui.insight.probes.wording import COMBINED
from ktui.model.evidence import Deletion, EventWrite, Gone, ProbeType, Readiness
from ktui.model.objects import Pod
from tests.insight.probes.made import (
    BOTH,
    LIVENESS_FAILED,
    READINESS_FAILED,
    T,
    end,
    lane,
    lanes,
    made_pod,
    marks,
    start,
    write,
)

LIVENESS, READINESS, STARTUP = ProbeType.LIVENESS, ProbeType.READINESS, ProbeType.STARTUP


def killing(message: str, count: int, last: float, **fields: object) -> EventWrite:
    return write(message, count, last, reason="Killing", type="Normal", **fields)


def test_each_probe_of_each_container_has_a_lane_and_each_container_and_the_pod() -> None:
    raw = {
        "metadata": {"name": "web"},
        "spec": {
            "initContainers": [{"name": "mesh", "restartPolicy": "Always", "startupProbe": {}}, {"name": "prepare"}],
            "containers": [{"name": "app", "readinessProbe": {}, "startupProbe": {}, "livenessProbe": {}}],
        },
    }
    shown = lanes(start(0, container="debug"), pod=msgspec.json.decode(json.dumps(raw), type=Pod))
    assert [(each.container, each.probe) for each in shown.lanes] == [
        ("mesh", STARTUP),
        ("mesh", None),
        ("prepare", None),
        ("app", STARTUP),
        ("app", LIVENESS),
        ("app", READINESS),
        ("app", None),
        ("debug", None),
        (None, None),
    ]
    assert all(each.configured for each in shown.lanes)


def test_one_more_is_a_mark_and_several_more_a_band() -> None:
    told = [write(LIVENESS_FAILED, count, at) for count, at in ((1, 0), (2, 10), (5, 40))]
    assert marks(lane(lanes(*told), "app", LIVENESS)) == [
        ("failed", 0, 0, 1),
        ("failed", 10, 10, 1),
        ("failed", 10, 40, 3),
    ]


def test_the_first_count_that_is_known_tells_of_the_beginning() -> None:
    [mark] = lane(lanes(write(LIVENESS_FAILED, 7, 300, first=T + 20)), "app", LIVENESS).marks
    assert (mark.start - T, mark.end - T, mark.count, mark.first_known) == (20, 300, 7, True)


def test_a_clock_that_was_set_back_makes_no_band_that_ends_before_it_begins() -> None:
    told = [write(LIVENESS_FAILED, 1, 100, first=T + 100), write(LIVENESS_FAILED, 4, 50, first=T + 100)]
    assert marks(lane(lanes(*told), "app", LIVENESS)) == [("failed", 50, 50, 3), ("failed", 100, 100, 1)]


def test_what_failed_what_errored_and_what_warned_are_told_apart() -> None:
    shown = lanes(
        write(LIVENESS_FAILED, 1, 1),
        write("Liveness probe errored: no such file", 1, 2),
        write("Liveness probe warning: moved", 1, 3, reason="ProbeWarning"),
    )
    assert [kind for kind, *_ in marks(lane(shown, "app", LIVENESS))] == ["failed", "errored", "warned"]


def test_a_kill_is_its_probes_or_else_the_containers() -> None:
    shown = lanes(
        write(LIVENESS_FAILED, 1, 5),
        killing("Container app failed liveness probe, will be restarted", 1, 5),
        killing("Stopping container app", 1, 9),
        end(9),
    )
    assert [kind for kind, *_ in marks(lane(shown, "app", LIVENESS))] == ["failed", "killing"]
    assert [kind for kind, *_ in marks(lane(shown, "app", None))] == ["killing", "exited"]


def test_a_probe_that_the_container_does_not_have_gets_a_lane_when_it_fails() -> None:
    shown = lanes(write("Startup probe failed: x", 1, 5), write(LIVENESS_FAILED, 1, 6, name="odd", container="gone"))
    assert [(each.container, each.probe, each.configured) for each in shown.lanes] == [
        ("app", STARTUP, False),
        ("app", LIVENESS, True),
        ("app", READINESS, True),
        ("app", None, True),
        ("gone", LIVENESS, False),
        (None, None, True),
    ]


def test_what_names_no_container_is_nobodys() -> None:
    shown = lanes(write(LIVENESS_FAILED, 1, 6, container=""))
    assert marks(lane(shown, None, None)) == [("failed", 6, 6, 1)]


def test_an_event_of_another_reporter_is_no_probes() -> None:
    shown = lanes(write(LIVENESS_FAILED, 1, 6, source="mesh-agent"))
    assert marks(lane(shown, "app", LIVENESS)) == []


# -- combined


def combined(told: str, count: int, last: float, container: str = "app") -> EventWrite:
    return write(COMBINED + told, count, last, name="combined", container=container)


def test_one_more_of_what_was_combined_is_the_probes_that_it_names() -> None:
    shown = lanes(
        combined("Liveness probe errored: x", 1, 0),
        combined("Readiness probe failed: y", 2, 5),
        combined("Liveness probe errored: z", 3, 9),
    )
    assert marks(lane(shown, "app", LIVENESS)) == [("errored", 0, 0, 1), ("errored", 9, 9, 1)]
    assert marks(lane(shown, "app", READINESS)) == [("failed", 5, 5, 1)]


def test_several_more_are_nobodys_where_several_were_named_ever() -> None:
    shown = lanes(
        combined("Liveness probe failed: x", 3, 10), combined("Readiness probe failed: y", 9, 20), pod=made_pod()
    )
    assert marks(lane(shown, None, None)) == [("failed", 0, 10, 3), ("failed", 10, 20, 6)]
    assert marks(lane(shown, "app", LIVENESS)) == marks(lane(shown, "app", READINESS)) == []


def test_several_more_are_the_probes_that_alone_was_named() -> None:
    shown = lanes(combined("Liveness probe failed: x", 3, 10), combined("Liveness probe failed: y", 9, 20))
    assert marks(lane(shown, "app", LIVENESS)) == [("failed", 0, 10, 3), ("failed", 10, 20, 6)]


@pytest.mark.parametrize(
    ("containers", "whose"),
    [
        (({"name": "app"}, {"name": "two", **BOTH}), "two"),
        (({"name": "app", **BOTH}, {"name": "two", **BOTH}), "app"),
        (({"name": "app"}, {"name": "two", **BOTH}, {"name": "three", **BOTH}), "app"),
    ],
)
def test_what_was_combined_may_be_told_of_a_container_that_has_no_such_probe(
    containers: tuple[dict[str, object], ...], whose: str
) -> None:
    shown = lanes(combined("Readiness probe failed: x", 1, 10), pod=made_pod(*containers))
    assert marks(lane(shown, whose, READINESS)) == [("failed", 10, 10, 1)]


# -- runs, readiness, deletion


def test_a_run_begins_and_ends_once_however_often_it_is_told() -> None:
    shown = lanes(
        start(0), end(10), end(10), start(0), start(10, 1), end(10, 1), start(10, 2), pod=made_pod(restarts=2)
    )
    assert marks(lane(shown, "app", None)) == [
        ("started", 0, 0, 1),
        ("exited", 10, 10, 1),
        ("started", 10, 10, 1),
        ("exited", 10, 10, 1),
    ]


def test_two_runs_that_begin_in_one_second_began_twice() -> None:
    shown = lanes(end(10, 0, started=T + 9), end(10, 1, started=T + 9), start(9), pod=made_pod(restarts=2))
    assert [kind for kind, *_ in marks(lane(shown, "app", None))].count("started") == 2


@pytest.mark.parametrize(
    ("beside", "at"),
    [((start(50, 1),), 50), ((Readiness(at=T + 30, ready=False),), 30), ((), 5), ((Gone(at=T + 70),), 5)],
)
def test_an_end_without_a_time_was_before_it_was_found(beside: tuple[object, ...], at: float) -> None:
    """As of a container that was lost with its node: `ContainerStatusUnknown`."""
    lost = end(0, started=T + 5, container_id="")
    lost = msgspec.structs.replace(lost, finished=None, reason="ContainerStatusUnknown", exit_code=137)
    shown = lanes(lost, *beside)  # type: ignore[arg-type]
    assert [(mark.end - T, mark.reason) for mark in lane(shown, "app", None).marks if mark.exit_code == 137] == [
        (at, "ContainerStatusUnknown")
    ]


def test_the_pod_turns_ready_where_it_was_not_before() -> None:
    turns = [(0, False), (5, True), (9, True), (20, False), (20, True), (30, True), (31, False)]
    shown = lanes(*(Readiness(at=T + at, ready=ready) for at, ready in turns))
    assert [mark[:2] for mark in marks(lane(shown, None, None))] == [
        ("notReady", 0),
        ("ready", 5),
        ("notReady", 20),
        ("ready", 20),
        ("notReady", 31),
    ]


def test_a_pod_is_deleted_once() -> None:
    asked, gone = Deletion(at=T + 60, grace=30), Gone(at=T + 85)
    assert marks(lane(lanes(asked, gone), None, None)) == [("deleted", 60, 60, 1)]
    assert marks(lane(lanes(gone), None, None)) == [("deleted", 85, 85, 1)]


def test_what_only_a_file_tells_says_so() -> None:
    old = (write(READINESS_FAILED, 1, 5), end(7), Readiness(at=T + 6, ready=False), start(0))
    shown = lanes(write(READINESS_FAILED, 2, 9), end(7), remembered=old)
    assert [mark.remembered for mark in lane(shown, "app", READINESS).marks] == [True, False]
    assert [mark.remembered for mark in lane(shown, "app", None).marks] == [True, False]
    assert [mark.remembered for mark in lane(shown, None, None).marks] == [True]
