"""A pod that is well is judged without a look at its past, and none is taken for well that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.evidence import Evidence
from ktui.insight.why import case
from ktui.insight.why.judging import now_of
from ktui.insight.why.verdict import Around, Cause
from ktui.model.evidence import Watched
from tests.insight.objects import NOW
from tests.insight.why.made import (
    HTTP,
    V135,
    condition,
    container,
    ended,
    event,
    node,
    pod,
    running,
    status,
)

if TYPE_CHECKING:
    from ktui.insight.why.verdict import Now
    from ktui.model.objects import Pod

READY = [condition("Ready", "True", 590)]
RUNS = status(state=running(600), ready=True)
WELL = pod(RUNS, conditions=READY, containers=[container(livenessProbe=HTTP)])


def now_on(one: Pod, *told: Any, around: Around | None = None) -> Now:
    known = Evidence("1")
    known.note_pod(one)
    known.remember(told)
    return now_of(one, known, Watched(since=NOW - 7200), NOW, V135, Around() if around is None else around)


@pytest.fixture
def no_past(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("a timeline was made")

    monkeypatch.setattr(case, "timeline", fail)


@pytest.mark.usefixtures("no_past")
def test_no_timeline_is_made_of_a_pod_that_is_well() -> None:
    assert now_on(WELL).cause is Cause.RUNNING
    assert now_on(WELL, around=Around(node())).cause is Cause.RUNNING
    with_init = pod(
        RUNS, conditions=READY, init=[container("fetch")], init_statuses=[status("fetch", ended(0, "Completed"))]
    )
    assert now_on(with_init).cause is Cause.RUNNING
    started = event("Started", "Container started", 600, warning=False)
    assert now_on(WELL, started).cause is Cause.RUNNING


CLOSER = {
    "a failure of a probe": lambda: now_on(
        WELL, event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", 4)
    ),
    "a kill": lambda: now_on(
        WELL, event("Killing", "Container app failed liveness probe, will be restarted", 4, warning=False)
    ),
    "a restart": lambda: now_on(
        pod(status(state=running(20), last=ended(1, ago=30), restarts=1, ready=True), conditions=READY)
    ),
    "not ready": lambda: now_on(pod(RUNS, conditions=[condition("Ready", "False")])),
    "a deletion": lambda: now_on(pod(RUNS, conditions=READY, deleted=5)),
    "a node that is lost": lambda: now_on(WELL, around=Around(node("Unknown"))),
    "about to go": lambda: now_on(
        pod(RUNS, conditions=[*READY, condition("DisruptionTarget", "True", 5, "EvictionByEvictionAPI")])
    ),
}


@pytest.mark.parametrize("look", CLOSER.values(), ids=CLOSER)
def test_whatever_is_told_of_it_is_looked_at(look: Any) -> None:
    assert look().cause is not Cause.RUNNING
