"""How much of a turn rows take, and when they take too long."""

from __future__ import annotations

from ktui.session.pace import ENOUGH, TOO_SLOW, TURN, Pace


class Spent:
    """Processor time in the test's hands."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_turn_is_over_when_its_time_is_spent_and_the_next_one_begins_anew() -> None:
    spent = Spent()
    pace = Pace(spent)
    pace.begin()
    spent.seconds += TURN * 0.6
    assert not pace.note(1)
    spent.seconds += TURN * 0.6
    assert pace.note(1)
    pace.begin()
    spent.seconds += TURN * 0.6
    assert not pace.note(1)
    assert pace.examined == 3


def test_what_others_spend_between_two_turns_does_not_count() -> None:
    spent = Spent()
    pace = Pace(spent)
    for _ in range(ENOUGH):
        spent.seconds += 100.0
        pace.begin()
        pace.note(1)
    assert not pace.too_slow
    assert pace.spent == 0.0


def test_it_takes_enough_rows_to_say_that_they_take_too_long() -> None:
    spent = Spent()
    pace = Pace(spent)
    pace.begin()
    spent.seconds += TOO_SLOW * ENOUGH * 2
    pace.note(ENOUGH - 1)
    assert not pace.too_slow
    pace.note(1)
    assert pace.too_slow
    pace.note(ENOUGH * 2)
    assert not pace.too_slow
