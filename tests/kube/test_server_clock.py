from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.kube.server_clock import TOLERATED, ServerClock
from tests.fakes.clock import START, FakeClock


def observed(ahead: float, *answers: tuple[float, float]) -> ServerClock:
    """A clock that saw answers of a server `ahead` seconds ahead; each was sent and received so long after `START`.

    The server stamps it just before the answer is received.
    """
    clock = ServerClock(FakeClock())
    for sent, received in answers:
        stamp = formatdate(int(START + received + ahead), usegmt=True)
        clock.observe(stamp, sent=START + sent, received=START + received)
    return clock


def test_nothing_heard_is_no_difference() -> None:
    clock = ServerClock(FakeClock())
    assert (clock.offset, clock.skew, clock.time()) == (0.0, 0.0, START)


def test_clocks_that_may_agree_are_taken_to_agree() -> None:
    assert observed(0.0, (0.0, 0.9)).offset == 0.0
    assert observed(0.4, (0.2, 0.3)).offset == 0.0


@pytest.mark.parametrize("ahead", [3600.0, 30.0, 5.0, -5.0, -30.0, -86400.0])
def test_a_wrong_clock_is_told_to_the_second(ahead: float) -> None:
    clock = observed(ahead, (0.0, 0.01), (3.3, 3.31), (7.6, 7.61))
    assert clock.offset == pytest.approx(ahead, abs=1.02)
    assert clock.skew == clock.offset
    assert clock.time() == pytest.approx(START + ahead, abs=1.02)


def test_a_slow_answer_tells_little_and_is_not_taken_for_a_skew() -> None:
    assert observed(0.0, (0.0, 30.0)).skew == 0.0


def test_answers_together_narrow_the_difference() -> None:
    answers = [(step + step / 10, step + step / 10 + 0.01) for step in range(10)]
    assert observed(30.5, *answers).offset == pytest.approx(30.5, abs=0.15)


def test_a_difference_within_what_a_network_adds_is_not_said() -> None:
    clock = observed(TOLERATED, (0.0, 0.0), (0.5, 0.5))
    assert 0.0 < clock.offset <= TOLERATED
    assert clock.skew == 0.0


def test_a_clock_that_was_set_meanwhile_is_followed() -> None:
    clock = ServerClock(FakeClock())
    clock.observe(formatdate(START + 3600, usegmt=True), sent=START, received=START)
    assert clock.skew == pytest.approx(3600, abs=1)
    clock.observe(formatdate(START + 60, usegmt=True), sent=START + 60, received=START + 60)
    assert clock.skew == 0.0


@pytest.mark.parametrize(
    "date",
    [
        None,
        "",
        " ",
        "yesterday",
        "Tue, 99 Nov 2023 22:13:20 GMT",
        "Tue, 14 Nov 99999 22:13:20 GMT",
        "Tue, 14 Nov 2023 22:13:20 +99999999999999999",
        "0",
        "{}",
    ],
)
def test_a_date_that_is_none_is_ignored(date: str | None) -> None:
    clock = ServerClock(FakeClock())
    clock.observe(date, sent=START, received=START)
    assert clock.offset == 0.0


@given(st.text())
def test_no_header_whatsoever_is_an_error(date: str) -> None:
    ServerClock(FakeClock()).observe(date, sent=START, received=START)


@given(
    ahead=st.floats(-1e6, 1e6),
    answers=st.lists(st.tuples(st.floats(0, 100), st.floats(0, 30)), min_size=1, max_size=20),
)
def test_the_difference_is_never_overstated(ahead: float, answers: list[tuple[float, float]]) -> None:
    """Of all differences that the answers allow, the smallest is told."""
    clock = observed(ahead, *((sent, sent + took) for sent, took in answers))
    assert abs(clock.offset) <= abs(ahead) + 1e-3
