from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.text import visible, width_of
from ktui.ui.spans import changed_cells, cut, first_fitting, justified, width

if TYPE_CHECKING:
    from ktui.insight.page import Spans

TONES = st.sampled_from(["", "strong", "muted"])
SPANS = st.lists(st.tuples(st.text(max_size=12).map(visible), TONES), max_size=5).map(tuple)
ROOM = st.integers(0, 60)


def text_of(spans: Spans) -> str:
    return "".join(text for text, _ in spans)


def test_width_is_in_cells() -> None:
    assert width((("ab", ""), ("你好", "strong"), ("é", ""))) == 7
    assert width(()) == 0


# Cutting


def test_what_fits_is_left_as_it_is() -> None:
    spans = (("name", "strong"), (" is bad", "muted"))
    assert cut(spans, 11) == spans


def test_what_does_not_fit_ends_in_an_ellipsis_and_what_is_behind_it_goes() -> None:
    spans = (("name", "strong"), (" is bad", "muted"), (" really", ""))
    assert cut(spans, 8) == (("name", "strong"), (" is…", "muted"))
    assert cut(spans, 4) == (("name", "strong"),)
    assert cut(spans, 3) == (("na…", "strong"),)
    assert cut(spans, 1) == (("…", "strong"),)
    assert cut(spans, 0) == ()


def test_a_wide_character_is_never_cut_in_half() -> None:
    assert text_of(cut((("你好吗", ""),), 4)) == "你… "


@given(SPANS, ROOM)
def test_a_cut_line_is_never_wider_than_its_room(spans: Spans, room: int) -> None:
    assert width(cut(spans, room)) <= room


@given(SPANS)
def test_nothing_is_cut_where_there_is_room(spans: Spans) -> None:
    assert cut(spans, width(spans)) == spans


# Both ends


def test_left_and_right_stand_at_the_ends() -> None:
    assert text_of(justified((("left", ""),), (("right", ""),), 12)) == "left   right"
    assert text_of(justified((("left", ""),), (), 6)) == "left  "
    assert text_of(justified((), (("right", ""),), 6)) == " right"


def test_the_left_is_cut_before_the_right_and_a_space_stays_between() -> None:
    assert text_of(justified((("a long left", ""),), (("right", ""),), 12)) == "a lon… right"
    assert text_of(justified((("left", ""),), (("right", ""),), 5)) == "right"
    assert text_of(justified((("left", ""),), (("right", ""),), 3)) == "ri…"


@given(SPANS, SPANS, ROOM)
def test_a_line_of_two_ends_fills_its_room_exactly(left: Spans, right: Spans, room: int) -> None:
    assert width(justified(left, right, room)) == room


# Choosing


def test_the_richest_that_fits_is_chosen() -> None:
    choices: list[Spans] = [(("a very long line", ""),), (("a shorter", ""),), (("short", ""),)]
    assert [text_of(first_fitting(choices, room)) for room in (20, 16, 15, 9, 8, 5, 4)] == [
        "a very long line",
        "a very long line",
        "a shorter",
        "a shorter",
        "short",
        "short",
        "sho…",
    ]


# What differs


def cells(spans: Spans) -> list[tuple[str, str]]:
    """(character, tone) for each cell of a line without wide characters."""
    return [(character, tone) for text, tone in spans for character in text]


def test_a_ticking_count_is_all_that_differs() -> None:
    before = ((" pods ", "muted"), ("○ stale 12s", "bad"), (" ", ""))
    after = ((" pods ", "muted"), ("○ stale 13s", "bad"), (" ", ""))
    found = changed_cells(before, after)
    assert found is not None
    first, last = found
    assert first <= 15 < last
    assert last - first <= 3
    assert changed_cells(before, before) is None


NARROW = st.lists(st.tuples(st.text("ab c", max_size=6), TONES), max_size=4).map(tuple)


@given(NARROW, NARROW)
def test_outside_of_what_differs_nothing_does(before: Spans, after: Spans) -> None:
    old, new = cells(before), cells(after)
    if len(old) != len(new):
        return
    found = changed_cells(before, after)
    if found is None:
        assert old == new
        return
    first, last = found
    assert 0 <= first <= last <= max(len(old), len(new))
    assert old[:first] == new[:first]
    assert old[last:] == new[last:]


@given(SPANS, SPANS)
def test_what_differs_lies_within_the_line(before: Spans, after: Spans) -> None:
    found = changed_cells(before, after)
    if found is not None:
        assert 0 <= found[0] <= found[1] <= max(width_of(text_of(before)), width_of(text_of(after)))
