from __future__ import annotations

import asyncio

import pytest

from tests.fakes.clock import FakeClock, settle, until


async def test_sleepers_wake_in_order_each_at_its_own_second() -> None:
    clock = FakeClock(start=100.0)
    woken: list[tuple[str, float, float]] = []

    async def sleeper(name: str, *naps: float) -> None:
        for nap in naps:
            await clock.sleep(nap)
            woken.append((name, clock.monotonic(), clock.time()))

    async with asyncio.TaskGroup() as group:
        group.create_task(sleeper("a", 2.0, 2.0))
        group.create_task(sleeper("b", 3.0))
        await clock.advance(4.5)
    assert woken == [("a", 2.0, 102.0), ("b", 3.0, 103.0), ("a", 4.0, 104.0)]
    assert clock.monotonic() == 4.5
    assert clock.slept == [2.0, 3.0, 2.0]


async def test_who_waits_is_seen_and_gone_when_cancelled() -> None:
    clock = FakeClock()
    task = asyncio.ensure_future(clock.sleep(30.0))
    await clock.advance(10.0)
    assert [(sleeper.seconds, sleeper.due) for sleeper in clock.sleepers] == [(30.0, 30.0)]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert clock.sleepers == []


async def test_advancing_to_the_next_tells_how_long_that_took() -> None:
    clock = FakeClock()
    task = asyncio.ensure_future(clock.sleep(0.8))
    await asyncio.sleep(0)
    assert await clock.advance_to_next() == pytest.approx(0.8)
    await task
    with pytest.raises(AssertionError):
        await clock.advance_to_next()


async def test_a_jump_moves_the_wall_clock_alone() -> None:
    clock = FakeClock(start=0.0)
    task = asyncio.ensure_future(clock.sleep(5.0))
    await asyncio.sleep(0)
    clock.jump(60.0)
    await settle()
    assert (clock.time(), clock.monotonic(), task.done()) == (60.0, 0.0, False)
    await clock.advance(5.0)
    assert task.done()


async def test_waiting_for_what_never_comes_fails_with_its_name() -> None:
    with pytest.raises(AssertionError, match="a miracle"):
        await until(lambda: False, 0.01, what="a miracle")
