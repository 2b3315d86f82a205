"""A filter that is slow for every row takes no more of a turn than a fast one, and is given up."""

from __future__ import annotations

import pytest

from ktui.insight.columns import table_of
from ktui.model.kinds import PODS
from ktui.model.row_choice import RowChoice
from ktui.model.version import NEWEST
from ktui.session.feed import Feed
from ktui.session.pace import ENOUGH, TOO_SLOW, TURN
from ktui.store.view import SLICE
from ktui.ui.arranging import CHUNK, Arranging
from tests.store.storing import pod

COUNT = 1000


class Spending:
    """Processor time that goes by while rows are examined: so much for each."""

    def __init__(self, each: float) -> None:
        self.each = each
        self.spent = 0.0

    def __call__(self) -> float:
        self.spent += self.each * CHUNK
        return self.spent


def arranging(spending: Spending, choice: RowChoice) -> Arranging:
    feed = Feed(PODS, lambda _obj, _now: None, lambda _feed, _frame: None)
    feed.view.update(feed.store.apply({("web", f"pod-{n:04d}"): pod(f"pod-{n:04d}") for n in range(COUNT)}, 0.0))
    table = table_of(PODS, NEWEST)
    return Arranging(feed, choice, table=table, columns=table.columns, now=lambda: 0.0, cpu=spending)


def turns(made: Arranging) -> list[int]:
    """The rows examined in each turn."""
    rows: list[int] = []
    while True:
        before = made._pace.examined
        done = made.step()
        rows.append(made._pace.examined - before)
        if done:
            return rows


def test_an_ordinary_filter_examines_a_slice_in_a_turn() -> None:
    made = arranging(Spending(TOO_SLOW / 50), RowChoice("pod-0"))
    rows = turns(made)
    assert set(rows[:-1]) == {SLICE}
    assert sum(rows) == COUNT
    assert not made.given_up


def test_a_slower_one_examines_less() -> None:
    made = arranging(Spending(TOO_SLOW * 0.9), RowChoice("pod-0"))
    rows = turns(made)
    assert max(rows) <= TURN / (TOO_SLOW * 0.9) + CHUNK
    assert sum(rows) == COUNT
    assert not made.given_up


def test_one_that_is_slow_for_every_row_is_given_up() -> None:
    made = arranging(Spending(TOO_SLOW * 2), RowChoice("pod-0"))
    rows = turns(made)
    assert made.given_up
    assert ENOUGH <= sum(rows) < ENOUGH + SLICE


@pytest.mark.parametrize("choice", [RowChoice(column="NAME"), RowChoice(troubled=True), RowChoice()])
def test_without_a_filter_nothing_is_given_up(choice: RowChoice) -> None:
    made = arranging(Spending(TOO_SLOW * 2), choice)
    assert sum(turns(made)) == COUNT
    assert not made.given_up
