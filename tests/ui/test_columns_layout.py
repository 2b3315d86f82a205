"""Columns go whole and in order of rank when a table is narrow."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.table import Column
from ktui.ui.columns_layout import GAP, Placed, first_widths, place_columns


def column(header: str, *, rank: int = 0, wide: bool = False, width: int = 0) -> Column:
    return Column(header, lambda thing, now: None, rank=rank, wide=wide, width=width)


COLUMNS = [
    column("NAME"),
    column("READY", rank=2),
    column("STATUS", rank=1),
    column("AGE", rank=3),
    column("IP", rank=4, wide=True),
    column("NODE", rank=4, wide=True),
]
WIDTHS = [20, 5, 10, 4, 12, 8]


def shown(room: int) -> list[str]:
    return [COLUMNS[place.index].header for place in place_columns(COLUMNS, WIDTHS, room)]


def test_columns_leave_by_rank_wide_ones_first_and_come_back_in_their_own_order() -> None:
    assert shown(69) == ["NAME", "READY", "STATUS", "AGE", "IP", "NODE"]
    assert shown(68) == ["NAME", "READY", "STATUS", "AGE", "IP"]
    assert shown(58) == ["NAME", "READY", "STATUS", "AGE"]
    assert shown(44) == ["NAME", "READY", "STATUS"]
    assert shown(38) == ["NAME", "STATUS"]
    assert shown(31) == ["NAME"]


def test_the_name_is_cut_only_when_it_alone_does_not_fit() -> None:
    assert place_columns(COLUMNS, WIDTHS, 20) == (Placed(0, 0, 20),)
    assert place_columns(COLUMNS, WIDTHS, 19) == (Placed(0, 0, 19),)
    assert place_columns(COLUMNS, WIDTHS, 0) == ()


def test_room_that_is_left_over_stays_at_the_right() -> None:
    assert place_columns(COLUMNS[:2], [20, 5], 200) == (Placed(0, 0, 20), Placed(1, 22, 5))


def test_of_several_columns_that_stay_the_widest_gives_way() -> None:
    columns = [column("NAMESPACE"), column("NAME")]
    assert [place.width for place in place_columns(columns, [12, 40], 40)] == [12, 26]
    assert [place.width for place in place_columns(columns, [12, 40], 18)] == [9, 7]


def test_a_wide_column_of_rank_0_still_goes_before_any_other() -> None:
    columns = [column("NAME"), column("IP", wide=True), column("AGE", rank=9)]
    assert [place.index for place in place_columns(columns, [10, 10, 5], 20)] == [0, 2]


def test_a_column_starts_with_the_room_of_its_header_or_of_its_usual_text() -> None:
    assert first_widths([column("NAME", width=30), column("RESTARTS", width=3)]) == [30, 8]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Column], list[int]]:
    size = st.integers(1, 40)
    drawn = draw(st.lists(st.tuples(st.integers(0, 5), st.booleans(), size, size), min_size=1, max_size=10))
    columns = [column("H" * header, rank=rank, wide=wide) for rank, wide, header, _ in drawn]
    return columns, [max(len(column.header), more) for column, (_, _, _, more) in zip(columns, drawn, strict=True)]


@given(tables(), st.integers(0, 300))
def test_the_columns_shown_never_need_more_than_the_room(table: tuple[list[Column], list[int]], room: int) -> None:
    placed = place_columns(*table, room)
    assert not placed or placed[-1].end <= room
    assert all(after.x == before.end + GAP for before, after in itertools.pairwise(placed))
    assert [place.index for place in placed] == sorted(place.index for place in placed)
    assert all(place.width > 0 for place in placed)


@given(tables(), st.integers(0, 300), st.integers(0, 50))
def test_a_wider_terminal_never_shows_fewer_columns(
    table: tuple[list[Column], list[int]], room: int, more: int
) -> None:
    narrow = {place.index for place in place_columns(*table, room)}
    assert narrow <= {place.index for place in place_columns(*table, room + more)}


@given(tables(), st.integers(1, 300))
def test_no_column_is_shown_while_one_that_matters_more_is_not(
    table: tuple[list[Column], list[int]], room: int
) -> None:
    columns, widths = table
    placed = {place.index for place in place_columns(columns, widths, room)}
    order = {i: (column.wide, column.rank, i) for i, column in enumerate(columns)}
    hidden = [order[i] for i in order if i not in placed]
    assert placed
    assert all(order[i] < min(hidden, default=(True, 99, 99)) for i in placed)


@given(tables(), st.integers(1, 300))
def test_only_columns_that_stay_are_ever_cut(table: tuple[list[Column], list[int]], room: int) -> None:
    columns, widths = table
    placed = place_columns(columns, widths, room)
    cut = [place for place in placed if place.width < widths[place.index]]
    if cut:
        staying = [i for i, column in enumerate(columns) if column.rank == 0 and not column.wide]
        assert {place.index for place in placed} <= set(staying) or len(placed) == 1


def test_a_column_that_may_be_cut_takes_what_is_left_and_goes_when_it_is_of_no_use() -> None:
    why = Column("WHY", lambda thing, now: None, rank=1, least=10, cut="middle")
    columns = [column("NAME"), why, column("TIER", rank=2), column("IP", wide=True)]

    def placed(room: int, needs: int = 30) -> list[tuple[int, int, bool]]:
        places = place_columns(columns, [10, needs, 6, 6], room)
        assert all(place.cut in (None, "middle") for place in places)
        return [(place.index, place.width, place.cut is not None) for place in places]

    assert placed(58) == [(0, 10, False), (1, 30, False), (2, 6, False), (3, 6, False)]
    assert placed(57) == [(0, 10, False), (1, 30, False), (2, 6, False)], "a wide one waits until it has all it needs"
    assert placed(49) == [(0, 10, False), (1, 29, True), (2, 6, False)], "the others do not"
    assert placed(29) == [(0, 10, False), (1, 17, True)]
    assert placed(22) == [(0, 10, False), (1, 10, True)]
    assert placed(21) == [(0, 10, False)]
    assert placed(24, needs=4) == [(0, 10, False), (1, 4, False), (2, 6, False)]


def test_the_column_that_orders_stays_whatever_its_rank() -> None:
    def ordered(room: int, by: str) -> list[str]:
        return [COLUMNS[place.index].header for place in place_columns(COLUMNS, WIDTHS, room, by)]

    assert ordered(38, "") == ordered(38, "NAME") == ["NAME", "STATUS"]
    assert ordered(38, "AGE") == ["NAME", "STATUS", "AGE"]
    assert ordered(37, "AGE") == ["NAME", "AGE"]
    assert ordered(38, "IP") == ["NAME", "IP"]
    assert ordered(46, "IP") == ["NAME", "STATUS", "IP"]
    assert ordered(69, "IP") == ["NAME", "READY", "STATUS", "AGE", "IP", "NODE"]
    assert ordered(20, "AGE") == ["NAME", "AGE"], "the name is cut for it"


def test_what_is_left_over_goes_to_those_first_that_miss_most() -> None:
    columns = [
        Column("NAME", lambda thing, now: None, least=10, cut="middle"),
        Column("RESTARTS", lambda thing, now: None, rank=1, least=8, cut="first"),
        Column("WHY", lambda thing, now: None, rank=2, least=9),
    ]

    def widths(room: int) -> list[int]:
        return [place.width for place in place_columns(columns, [20, 14, 15], room)]

    assert widths(31) == [10, 8, 9]
    assert widths(37) == [10, 8, 15]
    assert widths(47) == [20, 8, 15]
    assert widths(48) == [20, 9, 15]
    assert [place.cut for place in place_columns(columns, [20, 14, 15], 48)] == [None, "first", None]
