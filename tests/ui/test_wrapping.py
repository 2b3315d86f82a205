"""Lines of a page wrapped to a width: nothing lost, nothing too wide, words whole where they can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.page import PageLine, line
from ktui.insight.text import visible
from ktui.ui.spans import width
from ktui.ui.wrapping import wrapped

if TYPE_CHECKING:
    from ktui.insight.page import Spans

TONES = st.sampled_from(["", "bad", "key"])
SPANS = st.lists(st.tuples(st.text(max_size=30).map(visible), TONES), max_size=6).map(tuple)


def texts(lines: list[Spans]) -> list[str]:
    return ["".join(text for text, _ in spans) for spans in lines]


def test_a_line_that_fits_is_itself() -> None:
    spans = (("a", "bad"), ("b", ""))
    assert wrapped(PageLine(spans), 2) == [spans]


def test_an_empty_line_takes_one_row() -> None:
    assert wrapped(line(), 10) == [()]


@pytest.mark.parametrize(
    ("text", "room", "rows"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 8, ["one two", "three"]),
        ("one  two", 5, ["one", "two"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a bcdefghij", 4, ["a", "bcde", "fghi", "j"]),
        ("日本語", 4, ["日本", "語"]),
        ("日本語", 3, ["日", "本", "語"]),
        ("日", 1, ["日"]),
    ],
)
def test_words_stay_whole_where_they_can(text: str, room: int, rows: list[str]) -> None:
    assert texts(wrapped(line(text), room)) == rows


def test_what_follows_hangs() -> None:
    assert texts(wrapped(line("key: one two three four", hang=5), 18)) == ["key: one two three", "     four"]


def test_a_hang_that_leaves_no_room_is_given_up() -> None:
    assert texts(wrapped(line("key: one two three", hang=10), 14)) == ["key: one two", "three"]


def test_tones_stay_with_their_text() -> None:
    rows = wrapped(line(("bad", "bad"), " fine and well"), 8)
    assert rows[0] == (("bad", "bad"), (" fine", ""))
    assert rows[1] == (("and well", ""),)


@given(SPANS, st.integers(2, 40), st.integers(0, 30))
def test_nothing_is_lost_and_nothing_is_too_wide(spans: Spans, room: int, hang: int) -> None:
    rows = wrapped(PageLine(spans, hang), room)
    assert rows
    assert all(width(row) <= room for row in rows)
    whole = "".join(text for text, _ in spans)
    assert "".join(texts(rows)).replace(" ", "") == whole.replace(" ", "")
