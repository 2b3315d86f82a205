"""A cursor and the rows around it, as numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ktui.ui.viewport import Viewport

VIEWS = st.builds(Viewport, st.integers(0, 60), st.integers(0, 60))
TOTALS = st.integers(0, 50)
PAGES = st.integers(0, 20)


def test_the_screen_scrolls_only_as_far_as_the_cursor_needs() -> None:
    assert Viewport(0, 0).moved_to(9, 50, 10) == Viewport(9, 0)
    assert Viewport(9, 0).moved_to(10, 50, 10) == Viewport(10, 1)
    assert Viewport(10, 10).moved_to(3, 50, 10) == Viewport(3, 3)


def test_a_page_moves_cursor_and_screen_together() -> None:
    assert Viewport(3, 0).paged(10, 50, 10) == Viewport(13, 10)
    assert Viewport(13, 10).paged(-10, 50, 10) == Viewport(3, 0)
    assert Viewport(43, 40).paged(10, 50, 10) == Viewport(49, 40)
    assert Viewport(3, 0).paged(-10, 50, 10) == Viewport(0, 0)


def test_the_wheel_leaves_the_cursor_in_its_row() -> None:
    assert Viewport(0, 0).scrolled(3, 50, 10) == Viewport(0, 3)
    assert Viewport(0, 0).scrolled(-3, 50, 10) == Viewport(0, 0)
    assert Viewport(0, 38).scrolled(9, 50, 10) == Viewport(0, 40)


@given(VIEWS, st.integers(-10, 70), TOTALS, PAGES)
def test_wherever_the_cursor_goes_it_is_in_a_row_and_on_the_screen(
    view: Viewport, cursor: int, total: int, page: int
) -> None:
    moved = view.moved_to(cursor, total, page)
    assert moved.cursor == max(0, min(cursor, total - 1))
    assert page == 0 or moved.shows(moved.cursor, page)
    assert 0 <= moved.top <= max(0, total - max(page, 1))


@given(VIEWS, st.integers(-30, 30), TOTALS, PAGES)
def test_no_line_stays_empty_while_there_are_rows_for_it(view: Viewport, rows: int, total: int, page: int) -> None:
    for moved in (view.paged(rows, total, page), view.scrolled(rows, total, page), view.bounded(total, page)):
        assert 0 <= moved.top <= max(0, total - max(page, 1))
        assert 0 <= moved.cursor <= max(0, total - 1)


def test_a_screen_that_is_folded_away_is_where_it_was_when_it_comes_back() -> None:
    assert Viewport(12, 10).moved_to(12, 50, 0).moved_to(12, 50, 10) == Viewport(12, 10)
