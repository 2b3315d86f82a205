"""The first at once, then at most one in each rest, and the last is never forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ktui.ui.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable

REST = 4


class Worked:
    """Somebody who works for a throttle, in a time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0
        self.done: list[int] = []
        self._due: list[tuple[float, Callable[[], None]]] = []
        self.throttle = Throttle(lambda: self.done.append(self.now), REST, self._later)

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        self._due.append((self.now + seconds, call))

    def go_to(self, moment: int) -> None:
        while self.now < moment:
            self.now += 1
            due, self._due = self._due, []
            for at, call in due:
                if at <= self.now:
                    call()
                else:
                    self._due.append((at, call))


def test_the_first_is_done_at_once() -> None:
    worked = Worked()
    worked.throttle.ask()
    assert worked.done == [0]


def test_what_is_asked_for_meanwhile_is_done_once_and_in_the_end() -> None:
    worked = Worked()
    for moment in (0, 1, 2, 3):
        worked.go_to(moment)
        worked.throttle.ask()
    assert worked.done == [0]
    worked.go_to(20)
    assert worked.done == [0, 4]


def test_after_silence_it_is_done_at_once_again() -> None:
    worked = Worked()
    worked.throttle.ask()
    worked.go_to(9)
    worked.throttle.ask()
    assert worked.done == [0, 9]


def test_work_that_asks_for_itself_has_its_rest() -> None:
    worked = Worked()
    done: list[int] = []

    def work() -> None:
        done.append(worked.now)
        worked.throttle.ask()

    worked.throttle = Throttle(work, REST, worked._later)
    worked.throttle.ask()
    worked.go_to(9)
    assert done == [0, 4, 8]


@given(st.lists(st.integers(0, 60), min_size=1))
def test_it_is_never_done_too_often_and_never_more_than_a_rest_late(asked: list[int]) -> None:
    worked = Worked()
    for moment in sorted(asked):
        worked.go_to(moment)
        worked.throttle.ask()
    worked.go_to(100)
    assert all(later - sooner >= REST for sooner, later in zip(worked.done, worked.done[1:], strict=False))
    for moment in asked:
        assert any(moment <= done <= moment + REST for done in worked.done)
    assert set(worked.done) <= {moment + late for moment in asked for late in range(REST + 1)}
