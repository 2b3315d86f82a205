"""What the past costs on a large cluster: nothing where all is well, little where much goes wrong at once."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from ktui.model.kinds import EVENTS, PODS
from ktui.store.store import Delta
from tests.fakes import objects
from tests.session.test_session import NOWHERE, Heard, session_of
from tests.ui.fake_session import decoded

if TYPE_CHECKING:
    from ktui.session.session import Session

PODS_THERE = 10_000
EVENTS_AT_ONCE = 2_000


@pytest.fixture(scope="module")
def pods() -> list[Any]:
    return decoded(PODS, [objects.pod(f"pod-{number}", uid=f"u-{number}") for number in range(PODS_THERE)])


@pytest.fixture(scope="module")
def events() -> list[Any]:
    raws = [objects.event(f"e-{number}", about=f"pod-{number * 5}", count=3) for number in range(EVENTS_AT_ONCE)]
    for number, raw in enumerate(raws):
        raw["involvedObject"]["uid"] = f"u-{number * 5}"
    return decoded(EVENTS, raws)


def listed(session: Session, pods: list[Any]) -> Delta:
    session.feeds["pods"].store.apply({pod.key: pod for pod in pods}, 0.0)
    return Delta([pod.key for pod in pods], [], [])


async def test_pods_that_are_well_cost_nothing(pods: list[Any]) -> None:
    async with session_of(NOWHERE, Heard()) as session:
        delta = listed(session, pods)
        began = time.process_time()
        session.memory.flushed(delta, {}, 0.0)
        took = time.process_time() - began
        tracemalloc.start()
        session.memory.flushed(delta, {}, 0.0)
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert session.memory.told == 0
        assert kept < 10_000
        assert took < 0.1


async def test_two_thousand_failures_at_once_are_taken_in_before_one_would_notice(
    pods: list[Any], events: list[Any]
) -> None:
    async with session_of(NOWHERE, Heard()) as session:
        listed(session, pods)
        began = time.process_time()
        for event in events:
            session.memory._take_event(event)
        told = set()
        while changed := session.memory.flushed(Delta([], [], []), {}, 0.0).changed:
            told.update(changed)
        took = time.process_time() - began
        assert len(told) == EVENTS_AT_ONCE
        assert took < 0.2
