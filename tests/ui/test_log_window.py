from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ktui.ui.log_window import Spot, bringing, last_top, moved, spots

heights = st.lists(st.integers(1, 5), min_size=1, max_size=30)


def flat(tall: list[int]) -> list[Spot]:
    return [Spot(line, row) for line, rows in enumerate(tall) for row in range(rows)]


@given(heights, st.integers(0, 200), st.integers(-200, 200))
def test_a_spot_moves_by_rows_and_stops_at_both_ends(tall: list[int], start: int, by: int) -> None:
    rows = flat(tall)
    at = start % len(rows)
    wanted = rows[max(0, min(at + by, len(rows) - 1))]
    assert moved(rows[at], by, tall.__getitem__, len(tall)) == wanted


@given(heights, st.integers(1, 40))
def test_at_the_end_the_page_is_full_where_there_are_rows_enough(tall: list[int], page: int) -> None:
    rows = flat(tall)
    top = last_top(page, tall.__getitem__, len(tall))
    assert spots(top, page, tall.__getitem__, len(tall)) == rows[-page:]


@given(heights, st.integers(0, 200), st.integers(0, 200), st.integers(1, 12))
def test_a_line_is_brought_whole_or_from_its_beginning(tall: list[int], start: int, line: int, page: int) -> None:
    rows, line = flat(tall), line % len(tall)
    top = rows[start % len(rows)]
    after = bringing(line, top, page, tall.__getitem__, len(tall))
    seen = spots(after, page, tall.__getitem__, len(tall))
    wanted = [spot for spot in rows if spot.line == line][:page]
    assert set(wanted) <= set(seen) or after == top
    assert any(spot.line == line for spot in seen)
