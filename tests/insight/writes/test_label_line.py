"""The line of labels as it is typed: what it says, what is wrong for good, and what is only not finished."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.errors import UsageError
from ktui.insight.writes.label_line import read_line, word_at
from ktui.insight.writes.labels import LabelChange, parse_labels


def test_what_is_set_and_what_is_taken_off() -> None:
    said = read_line("disk=ssd tier-", 14)
    assert said.changes == (LabelChange("disk", "ssd"), LabelChange("tier", None))
    assert said.whole


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_is_nothing_wrong(text: str) -> None:
    said = read_line(text, len(text))
    assert not said.problem
    assert not said.whole


@pytest.mark.parametrize(
    "word", ["d", "disk", "example.com", "example.com/", "disk=a.", "disk=a-", "a.", "example.com/disk", "x" * 63]
)
def test_a_word_under_the_cursor_may_come_right(word: str) -> None:
    said = read_line(f"tier=gold {word}", len(f"tier=gold {word}"))
    assert said.unfinished == word
    assert not said.problem
    assert not said.whole
    assert said.changes == (LabelChange("tier", "gold"),)


@pytest.mark.parametrize(
    "word", ["_a", "Example.com/", "a/b/", "disk=-", "disk=a=", "disk=" + "x" * 64, "x" * 64, "=ssd", "-", "disk=ä"]
)
def test_nothing_makes_a_label_of_it_any_more(word: str) -> None:
    assert read_line(word, len(word)).problem


def test_a_word_that_was_left_has_to_be_whole() -> None:
    assert "key=value sets one" in read_line("disk ", 5).problem
    assert "key=value sets one" in read_line("disk tier=gold", 14).problem
    assert "key=value sets one" in read_line("disk tier=gold", 2).problem  # a letter before its end is under the cursor
    assert read_line("disk tier=gold", 4).unfinished == "disk"


def test_a_label_twice_is_wrong_unless_it_may_become_another() -> None:
    assert "twice" in read_line("disk=ssd disk=hdd", 17).problem
    assert "twice" in read_line("disk=ssd disk- ", 15).problem
    assert read_line("disk=ssd disk-", 14).unfinished == "disk-"  # disk-size=2
    assert read_line("disk=ssd disk", 13).unfinished == "disk"


def test_the_word_under_the_cursor() -> None:
    assert word_at("disk=ssd tier-", 14) == (9, 14)
    assert word_at("disk=ssd tier-", 9) == (9, 14)
    assert word_at("disk=ssd tier-", 8) == (0, 8)
    assert word_at("disk=ssd  ", 9) == (9, 9)
    assert word_at("", 0) == (0, 0)


@given(st.text(alphabet="ab=-/. A_", max_size=12), st.integers(0, 12))
def test_it_is_whole_exactly_where_the_command_would_take_it(text: str, cursor: int) -> None:
    try:
        wanted = parse_labels(text.split())
    except UsageError:
        wanted = ()
    said = read_line(text, min(cursor, len(text)))
    assert said.whole == bool(wanted)
    assert not said.whole or said.changes == wanted


@given(st.text(alphabet="ab=-/.A_", min_size=1, max_size=8))
def test_on_the_way_to_a_label_nothing_is_wrong(word: str) -> None:
    try:
        parse_labels([word])
    except UsageError:
        return
    for end in range(1, len(word)):
        assert not read_line(word[:end], end).problem
