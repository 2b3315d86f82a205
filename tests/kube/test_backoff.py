from __future__ import annotations

import pytest

from ktui.kube.backoff import CAP, FORGET, Backoff
from tests.fakes.clock import FakeClock


async def test_delays_double_up_to_the_cap() -> None:
    backoff = Backoff(FakeClock(), lambda: 0.0)
    assert [backoff.next() for _ in range(8)] == pytest.approx([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30.0, 30.0])


async def test_jitter_adds_up_to_as_much_again() -> None:
    assert Backoff(FakeClock(), lambda: 0.5).next() == pytest.approx(1.2)
    longest = Backoff(FakeClock(), lambda: 0.999999)
    assert max(longest.next() for _ in range(10)) == pytest.approx(2 * CAP, rel=1e-5)


async def test_a_wait_that_the_server_asks_for_is_kept() -> None:
    backoff = Backoff(FakeClock(), lambda: 0.0)
    assert backoff.next(at_least=7.0) == 7.0
    assert backoff.next(at_least=1.0) == pytest.approx(1.6)


async def test_failures_are_forgotten_after_a_healthy_while() -> None:
    clock = FakeClock()
    backoff = Backoff(clock, lambda: 0.0)
    for _ in range(5):
        wait = backoff.next()
        await clock.advance(wait)
    await clock.advance(FORGET - 1)
    assert backoff.next() == pytest.approx(25.6)
    await clock.advance(25.6 + FORGET + 1)
    assert backoff.next() == pytest.approx(0.8)


async def test_a_long_wait_itself_is_no_healthy_while() -> None:
    clock = FakeClock()
    backoff = Backoff(clock, lambda: 0.0)
    wait = backoff.next(at_least=FORGET * 3)
    await clock.advance(wait)
    assert backoff.next() == pytest.approx(1.6)


async def test_reset_begins_from_the_shortest() -> None:
    backoff = Backoff(FakeClock(), lambda: 0.0)
    backoff.next()
    backoff.next()
    backoff.reset()
    assert backoff.next() == pytest.approx(0.8)
