"""The agenda follows this machine's time, a slice at a time."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from ktui.demo.agenda import Agenda
from ktui.demo.clock import DemoTime
from ktui.demo.pace import FEW, SLICE, Pace
from tests.fakes.clock import START, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest


class Watch:
    """A monotonic clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def paced(speed: float = 1.0) -> tuple[Agenda, Watch, Pace]:
    agenda, watch = Agenda(START), Watch()
    return agenda, watch, Pace(agenda, DemoTime(begun=1000.0, start=START, speed=speed), watch)


@asynccontextmanager
async def running(pace: Pace) -> AsyncIterator[None]:
    task = asyncio.create_task(pace.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_what_is_due_by_the_demos_time_has_happened() -> None:
    agenda, watch, pace = paced(speed=60.0)
    done: list[float] = []
    for seconds in (59.0, 60.0, 61.0):
        agenda.after(seconds, lambda: done.append(agenda.now - START))
    watch.seconds += 1.0
    assert pace.catch_up()
    assert done == [59.0, 60.0]
    assert agenda.now == START + 60


async def test_much_at_once_is_done_in_slices_between_which_others_get_their_turn() -> None:
    agenda, watch, pace = paced()
    done: list[int] = []
    seen: list[int] = []

    def work(number: int) -> None:
        watch.seconds += SLICE / 2
        done.append(number)

    for number in range(100):
        agenda.after(0.0, partial(work, number))
    async with running(pace):
        while len(done) < 100:
            await asyncio.sleep(0)
            seen.append(len(done))
    assert done == list(range(100))
    assert seen[:3] == [FEW, 2 * FEW, 3 * FEW]


async def test_what_a_request_plans_wakes_it() -> None:
    agenda, watch, pace = paced()
    done: list[float] = []
    async with running(pace):
        agenda.after(3600.0, lambda: done.append(3600.0))
        await asyncio.sleep(0.05)
        watch.seconds += 0.01
        agenda.after(0.0, lambda: done.append(0.0))
        await until(lambda: done, what="the appointment that was made meanwhile")
    assert done == [0.0]


async def test_a_bug_in_the_cluster_is_told_in_the_log_and_costs_itself_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    agenda, _, pace = paced()
    done: list[bool] = []
    agenda.after(0.0, lambda: done.append(bool(1 // 0)))
    agenda.after(0.0, lambda: done.append(True))
    with caplog.at_level(logging.ERROR):
        async with running(pace):
            await until(lambda: done, what="the appointment after the one that failed")
    assert "ZeroDivisionError" in caplog.text
