"""What a controller has to look at: when, how often, and what a refusal does."""

from __future__ import annotations

from ktui.demo.agenda import Agenda
from ktui.demo.controllers.power import Power
from ktui.demo.controllers.queue import FIRST_RETRY, NOTICED, KeyQueue
from ktui.demo.server.statuses import RefusalError

KEY, OTHER = ("default", "a"), ("default", "b")


class Looks:
    """A queue and the looks that come of it: seconds and keys."""

    def __init__(self) -> None:
        self.agenda, self.power = Agenda(0.0), Power()
        self.queue = KeyQueue(self.agenda, self.power, self._look)
        self.found: list[tuple[float, tuple[str, str]]] = []
        self.refusals = 0

    def _look(self, key: tuple[str, str]) -> None:
        self.found.append((round(self.agenda.now, 6), key))
        if self.refusals:
            self.refusals -= 1
            raise RefusalError(409, {"message": "no"})


def test_what_is_noted_often_is_looked_at_once_in_the_order_of_the_first_note() -> None:
    looks = Looks()
    for key in (KEY, OTHER, KEY, KEY):
        looks.queue.add(key)
    looks.agenda.run_until(10)
    assert looks.found == [(NOTICED, KEY), (NOTICED, OTHER)]


def test_the_soonest_time_holds() -> None:
    looks = Looks()
    looks.queue.add(KEY, 5)
    looks.queue.add(KEY, 2)
    looks.queue.add(KEY, 9)
    looks.agenda.run_until(20)
    assert looks.found == [(2, KEY)]


def test_a_refusal_is_met_with_another_look_later_each_time() -> None:
    looks = Looks()
    looks.refusals = 3
    looks.queue.add(KEY, 0)
    looks.agenda.run_until(100)
    times = [at for at, _ in looks.found]
    assert times == [0, 2 * FIRST_RETRY, 6 * FIRST_RETRY, 14 * FIRST_RETRY]


def test_without_power_keys_wait() -> None:
    looks = Looks()
    looks.queue.add(KEY)
    looks.power.switch(False)
    looks.agenda.run_until(50)
    looks.queue.add(OTHER)
    looks.agenda.run_until(60)
    assert looks.found == []
    looks.power.switch(True)
    looks.agenda.run_until(61)
    assert looks.found == [(60 + NOTICED, KEY), (60 + NOTICED, OTHER)]
    looks.power.switch(True)
    looks.agenda.run_until(70)
    assert len(looks.found) == 2
