"""The cursor stays with its object, and what is on the screen stays where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import MouseScrollDown

from tests.ui.row_table_app import ListedRows, TableApp, pod

if TYPE_CHECKING:
    from textual.widget import Widget


def even_rows(count: int) -> ListedRows:
    return ListedRows(pod(i * 2) for i in range(count))


async def test_the_cursor_stays_on_its_object_and_line_while_rows_come_above() -> None:
    rows = even_rows(100)
    app = TableApp(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        table = app.table
        table.move_cursor(50)
        table.move_cursor(47)
        await pilot.pause()
        before, line = table.lines(), table.cursor_line
        table.forget()
        rows.add(*(pod(i) for i in range(1, 40, 2)))
        table.rows_changed()
        await pilot.pause()
        assert table.cursor_key == pod(94)
        assert table.position == (67, 120)
        assert table.cursor_line == line
        assert table.lines() == before
        assert table.refreshed == []


async def test_a_row_that_comes_into_sight_pushes_those_above_the_cursor_up() -> None:
    rows = even_rows(100)
    app = TableApp(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        table = app.table
        table.move_cursor(50)
        line = table.cursor_line
        rows.add(pod(95))
        table.rows_changed()
        await pilot.pause()
        assert (table.cursor_line, table.cursor_key) == (line, pod(100))
        assert table.line_with("pod-00095") == line - 3


async def test_the_cursor_of_a_row_that_goes_is_in_the_row_that_took_its_place() -> None:
    rows = even_rows(20)
    app = TableApp(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        table = app.table
        table.move_cursor(5)
        await pilot.pause()
        line = table.cursor_line
        rows.remove(pod(10))
        table.rows_changed()
        await pilot.pause()
        assert (table.cursor_key, table.cursor_line) == (pod(12), line)
        table.action_end()
        rows.remove(pod(38), pod(36))
        table.rows_changed()
        await pilot.pause()
        assert table.cursor_key == pod(34)
        assert app.moves[-3:] == [pod(12), pod(38), pod(34)]


async def test_the_cursor_follows_its_object_through_another_order() -> None:
    rows = even_rows(50)
    app = TableApp(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        table = app.table
        table.move_cursor(20)
        await pilot.pause()
        line = table.cursor_line

        class Reversed(ListedRows):
            def index_of(self, key: tuple[str, str]) -> int | None:
                return self.keys.index(key) if key in self.keys else None

        rows.__class__ = Reversed
        rows.keys.reverse()
        table.rows_changed()
        await pilot.pause()
        assert table.cursor_key == pod(40)
        assert table.position == (29, 50)
        assert table.cursor_line == line


async def test_a_view_nobody_touched_stays_at_the_top_with_the_cursor_on_its_object() -> None:
    rows = even_rows(50)
    app = TableApp(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        rows.add(("a", "comes-first"))
        app.table.rows_changed()
        await pilot.pause()
        assert app.table.lines()[1].startswith("   comes-first")
        assert app.table.lines()[2].startswith("▌  pod-00000")


async def test_while_the_first_list_comes_in_the_cursor_stays_in_the_first_row() -> None:
    rows = even_rows(50)
    app = TableApp(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        table = app.table
        table.filling = True
        rows.add(("a", "comes-first"))
        table.rows_changed()
        assert table.cursor_key == ("a", "comes-first")
        table.move_cursor(1)
        rows.add(("a", "b-comes-second"))
        table.rows_changed()
        await pilot.pause()
        assert table.cursor_key == pod(0)


async def test_a_cursor_out_of_sight_lets_the_rows_in_sight_stay() -> None:
    rows = even_rows(100)
    app = TableApp(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        table = app.table
        for _ in range(10):
            table.post_message(_wheel(table))
        await pilot.pause()
        before = table.lines()
        assert "▌" not in "".join(before)
        rows.add(pod(1), pod(3))
        table.rows_changed()
        await pilot.pause()
        assert table.lines() == before
        assert table.cursor_key == pod(0)
        await pilot.press("down")
        assert table.cursor_key == pod(1)
        assert table.cursor_line


def _wheel(table: Widget) -> MouseScrollDown:
    return MouseScrollDown(table, 5, 5, 0, 1, 0, False, False, False, screen_x=5, screen_y=5, style=None)


async def test_an_emptied_table_finds_its_cursor_again() -> None:
    rows = even_rows(50)
    app = TableApp(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        table = app.table
        table.move_cursor(20)
        keys, rows.keys = rows.keys, []
        table.rows_changed()
        await pilot.pause()
        assert (table.cursor_key, table.position) == (None, (0, 0))
        rows.keys = keys
        table.rows_changed()
        await pilot.pause()
        assert (table.cursor_key, table.position) == (pod(40), (20, 50))
        assert app.moves[-3:] == [pod(40), None, pod(40)]


async def test_other_rows_begin_at_their_beginning_unless_the_cursor_is_kept() -> None:
    rows = even_rows(50)
    app = TableApp(rows)
    async with app.run_test(size=(80, 12)) as pilot:
        table = app.table
        table.move_cursor(20)
        await pilot.pause()
        before = table.lines()
        table.set_rows(even_rows(60), keep_cursor=True)
        await pilot.pause()
        assert table.lines() == before
        assert table.position == (20, 60)
        table.set_rows(even_rows(70))
        await pilot.pause()
        assert (table.cursor_key, table.position) == (pod(0), (0, 70))
        assert table.lines()[1].startswith("▌  pod-00000")
        table.set_rows(ListedRows([]))
        await pilot.pause()
        assert app.moves[-2:] == [pod(0), None]


@pytest.mark.parametrize(
    ("keys", "row", "first_line"),
    [
        (["down", "down", "up"], 1, 0),
        (["end"], 49, 39),
        (["end", "home"], 0, 0),
        (["down", "pagedown"], 12, 11),
        (["pagedown", "pagedown", "pageup"], 11, 11),
        (["up"], 0, 0),
        (["pageup"], 0, 0),
        (["end", "down", "pagedown"], 49, 39),
    ],
)
async def test_keys_move_the_cursor(keys: list[str], row: int, first_line: int) -> None:
    app = TableApp(even_rows(50))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press(*keys)
        assert app.table.position == (row, 50)
        assert f"pod-{first_line * 2:05d}" in app.table.lines()[1]


async def test_a_click_moves_the_cursor_and_focuses() -> None:
    app = TableApp(even_rows(50))
    async with app.run_test(size=(80, 12)) as pilot:
        app.table.blur()
        await pilot.click(app.table, offset=(30, 4))
        assert app.table.cursor_key == pod(6)
        assert app.focused is app.table
        moves = len(app.moves)
        await pilot.click(app.table, offset=(30, 4), times=2)
        await pilot.click(app.table, offset=(30, 0))
        assert len(app.moves) == moves
