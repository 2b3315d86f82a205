"""Which pods have a past worth keeping, and what of it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ktui.insight.eventful import eventful, lasting, observations, troubled, turned
from ktui.insight.evidence import Evidence
from ktui.model.evidence import Deletion, EventWrite, Exit, Gone, Observation, Readiness, Start
from ktui.model.objects import Pod
from tests.fakes import objects
from tests.fakes.clock import START

BAD = {"terminated": {"exitCode": 1, "reason": "Error"}}
GOOD = {"terminated": {"exitCode": 0, "reason": "Completed"}}


def decoded(raw: Any) -> Pod:
    return msgspec.json.decode(msgspec.json.encode(raw), type=Pod)


def pod(*, init: Any = None, phase: str = "Running", **status: Any) -> Pod:
    raw = objects.pod("web", phase=phase)
    raw["status"]["containerStatuses"] = [objects.container_status(**status)]
    if init is not None:
        raw["status"]["initContainerStatuses"] = [objects.container_status("init", **init)]
    return decoded(raw)


@pytest.mark.parametrize(
    ("one", "tells"),
    [
        (pod(), False),
        (pod(ready=False), False),
        (pod(state=GOOD, phase="Succeeded"), False),
        (pod(init={"state": GOOD}), False),
        (pod(restarts=1), True),
        (pod(state=BAD), True),
        (pod(phase="Failed"), True),
        (pod(init={"state": BAD}), True),
        (pod(init={"state": GOOD, "restarts": 2}), True),
    ],
)
def test_which_pods_have_something_to_tell(one: Pod, tells: bool) -> None:
    assert eventful(one) is tells


def changed(**status: Any) -> Pod:
    raw = objects.pod("web")
    raw["status"] |= status
    return decoded(raw)


def test_what_is_of_a_pods_past() -> None:
    before = decoded(objects.pod("web"))
    assert not turned(before, decoded(objects.pod("web", labels={"tier": "front"}, resourceVersion="9")))
    assert not turned(before, changed(podIP="10.0.0.9"))
    assert turned(before, decoded(objects.pod("web", ready=False)))
    assert turned(before, decoded(objects.pod("web", restarts=1)))
    assert turned(before, changed(conditions=[]))
    assert turned(before, changed(ephemeralContainerStatuses=[objects.container_status("debug")]))
    assert turned(before, decoded(objects.pod("web", deletionTimestamp=objects.STARTED)))


def write(type_: str = "Warning", reason: str = "Unhealthy") -> EventWrite:
    return EventWrite(name=reason, count=1, reason=reason, type=type_, message="", first=START, last=START)


@pytest.mark.parametrize(
    ("each", "worth"),
    [
        (write(), True),
        (write("Normal", "Killing"), False),
        (Exit(container="app", exit_code=1), True),
        (Exit(container="app"), False),
        (Exit(container="app", ordinal=1), True),
        (Start(container="app", at=START), False),
        (Start(container="app", at=START, ordinal=1), True),
        (Readiness(at=START, ready=False), False),
        (Deletion(at=START), False),
    ],
)
def test_whose_past_is_kept_for_long(each: Any, worth: bool) -> None:
    evidence = Evidence("u")
    evidence.remember([each])
    assert troubled(evidence) is worth


def test_of_the_normal_events_few_are_kept_for_long() -> None:
    assert lasting(write())
    assert lasting(write("Normal", "Killing"))
    assert not lasting(write("Normal", "Pulled"))
    assert lasting(Start(container="app", at=START))


def test_all_that_was_seen() -> None:
    each: list[Observation] = [
        write(),
        Exit(container="app"),
        Start(container="app", at=START),
        Readiness(at=START, ready=False),
        Deletion(at=START),
        Gone(at=START),
    ]
    evidence = Evidence("u")
    assert list(observations(evidence)) == []
    evidence.remember(each)
    assert set(observations(evidence)) == set(each)
