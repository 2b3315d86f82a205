"""A search in a log that comes to an end, whatever is searched for and whatever the lines are."""

from __future__ import annotations

import re

import pytest

from ktui.insight.log_lines import LogLine
from ktui.session import log_search
from ktui.session.log_ring import LogRing, Matches
from ktui.session.log_search import MARKING, PIECE, PIECE_CHARACTERS, LogSearch
from ktui.session.pace import ENOUGH, TOO_SLOW, TURN

ENDLESS = "a" * 10_000 + "!"
WORDS = "(a+)+$"


def lines(*texts: str) -> list[LogLine]:
    return [LogLine(0, "", text) for text in texts]


class Spending:
    """Processor time: so much goes by each time one looks at it."""

    def __init__(self, each: float = 0.0) -> None:
        self.each = each
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += self.each
        return self.seconds


def all_of(search: LogSearch, given: list[LogLine]) -> tuple[list[int], list[int], list[int]]:
    """What is found, what is not known, and how many lines each turn looked into."""
    found: list[int] = []
    unknown: list[int] = []
    turns: list[int] = []
    at = 0
    while at < len(given) and not search.too_slow:
        looked = search.look(given[at:])
        found += [at + index for index in looked.found]
        unknown += [at + index for index in looked.unknown]
        turns.append(looked.seen)
        at += looked.seen
    return found, unknown, turns


def test_a_usual_search_finds_what_there_is_in_one_turn() -> None:
    given = lines(*(f"line {number}" for number in range(1000)))
    found, unknown, turns = all_of(LogSearch("line 9..", cpu=Spending()), given)
    assert found == list(range(900, 1000))
    assert unknown == []
    assert turns == [1000]


def test_a_turn_ends_when_its_time_is_over() -> None:
    given = lines(*["line"] * 1000)
    search = LogSearch("x", cpu=Spending(TURN * 0.4))
    assert search.look(given).seen == 3 * PIECE


def test_a_line_without_an_end_is_not_known_and_the_others_are() -> None:
    given = lines("aaa", "b", ENDLESS, "ba", "c")
    assert all_of(LogSearch(WORDS), given)[:2] == ([0, 3], [2])


def test_each_of_many_lines_is_judged_though_one_among_them_has_no_end() -> None:
    given = lines(*["b"] * (PIECE * 2), ENDLESS, *["aa"] * (PIECE * 2))
    found, unknown, _ = all_of(LogSearch(WORDS), given)
    assert unknown == [PIECE * 2]
    assert found == list(range(PIECE * 2 + 1, PIECE * 4 + 1))


def test_what_took_long_once_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A collection of garbage may fall into any line."""
    asked: list[int] = []
    plain = LogSearch._find

    def find(self: LogSearch, given: list[LogLine]) -> list[int]:
        asked.append(len(given))
        if len(asked) < 3:
            re.search(WORDS, ENDLESS)
        return plain(self, given)

    monkeypatch.setattr(LogSearch, "_find", find)
    assert all_of(LogSearch("b"), lines("b", "c"))[:2] == ([0], [])
    assert asked == [2, 1, 1, 1]


def test_of_a_log_full_of_them_only_some_are_tried() -> None:
    search = LogSearch(WORDS)
    _, unknown, turns = all_of(search, lines(*[ENDLESS] * 5000))
    assert search.too_slow
    assert len(unknown) == ENOUGH
    assert max(turns) == 1, "each in a turn of its own"
    assert search.look(lines("aaa")).seen == 0, "nothing is looked into any more"


def test_one_that_is_slow_for_every_line_is_given_up() -> None:
    search = LogSearch("x", cpu=Spending(TOO_SLOW * PIECE * 2))
    _, unknown, turns = all_of(search, lines(*["line"] * 1000))
    assert search.too_slow
    assert (sum(turns), unknown) == (PIECE, [])


def test_long_lines_are_fewer_under_one_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[int] = []
    plain = LogSearch._find

    def find(self: LogSearch, given: list[LogLine]) -> list[int]:
        pieces.append(sum(len(line.text) for line in given))
        return plain(self, given)

    monkeypatch.setattr(LogSearch, "_find", find)
    all_of(LogSearch("b", cpu=Spending()), lines(*["a" * 10_000] * 20, "a" * PIECE_CHARACTERS * 2))
    assert max(pieces[:-1]) <= PIECE_CHARACTERS
    assert pieces[-1] == PIECE_CHARACTERS * 2


def test_lines_that_are_not_known_are_counted_as_long_as_they_are_there() -> None:
    ring = LogRing(4)
    ring.append(lines("aa", ENDLESS, "b"))
    matches = Matches(LogSearch(WORDS), ring)
    while matches.look():
        pass
    assert (matches.numbers, matches.unknown) == ([0], [1])
    matches.forget_from(1)
    assert (matches.numbers, matches.unknown) == ([0], [])
    while matches.look():
        pass
    assert matches.unknown == [1]
    ring.append(lines("c", "d", "a"))
    while matches.look():
        pass
    assert (matches.numbers, matches.unknown) == ([5], [])


def test_a_search_that_was_given_up_has_no_more_to_look_at() -> None:
    ring = LogRing()
    ring.append(lines(*["line"] * 1000))
    matches = Matches(LogSearch("x", cpu=Spending(TOO_SLOW * PIECE * 2)), ring)
    assert not matches.look()


# Marks


def test_marks_are_those_with_a_part_in_what_is_shown() -> None:
    marks = LogSearch("abc|d").marks("abc d abc d abc")
    assert marks.within(0, 3) == [(0, 3)]
    assert marks.within(8, 11) == [(6, 9), (10, 11)]
    assert marks.within(2, 5) == [(0, 3), (4, 5)]
    assert marks.within(3, 4) == []
    assert marks.within(9, 99) == [(10, 11), (12, 15)]


def test_no_more_of_a_text_is_searched_than_is_shown() -> None:
    """Nothing is known to be behind what is shown, where there would be no end."""
    marks = LogSearch("b|(a+)+$").marks("b b b " + ENDLESS)
    assert marks.within(0, 4) == [(0, 1), (2, 3)]
    assert marks.within(0, 99) == [(0, 1), (2, 3), (4, 5)]
    assert marks.within(0, 5) == [(0, 1), (2, 3), (4, 5)]


def test_marking_that_takes_too_long_is_left_and_the_search_goes_on() -> None:
    search = LogSearch(WORDS)
    for number in range(100):
        assert search.marks(f"{number} {ENDLESS}").within(0, 80) == []
    assert search.unmarked
    assert not search.too_slow
    assert search.look(lines("aa")).found == [0]
    assert search.marks("aa").within(0, 2) == []


@pytest.mark.parametrize(("each", "unmarked"), [(MARKING * 0.9, False), (MARKING * 1.1, True)])
def test_what_is_painted_at_once_has_so_much_time(each: float, unmarked: bool) -> None:
    search = LogSearch("a", cpu=Spending(each))
    assert search.marks("aa").within(0, 1) == [(0, 1)]
    assert search.unmarked is unmarked


def test_marking_may_take_its_time_with_many_lines() -> None:
    search = LogSearch("a", cpu=Spending(TOO_SLOW * 0.5))
    for _ in range(1000):
        search.marks("aa").within(0, 1)
    assert not search.unmarked


def test_limits_are_what_they_say() -> None:
    assert log_search.PIECE_CHARACTERS > 32 << 10, "more than the longest line there is"
