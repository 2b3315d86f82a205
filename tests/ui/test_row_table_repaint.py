"""How little a table draws: budgets in lines, regions and bytes, never in time."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from ktui.ui.widgets.row_table import MAX_REMEMBERED
from tests.ui.row_table_app import KeptTerminal, ListedRows, TableApp, pod

SIZE = (80, 24)
PAGE = 23


def many() -> ListedRows:
    return ListedRows(pod(i) for i in range(1000))


async def test_five_hundred_updates_draw_no_more_than_a_screen() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.forget()
        rows.cells_read = 0
        for i in range(500):
            rows.texts[pod(i % 250)] = {1: f"{i % 2}/1"}
        app.table.cells_changed([pod(i) for i in range(500)])
        await pilot.pause()
        assert 0 < len(app.table.drawn) <= PAGE
        assert rows.cells_read <= PAGE


async def test_five_hundred_calls_draw_no_more_than_a_screen_either() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.forget()
        for i in range(500):
            rows.texts[pod(i % 50)] = {1: f"{i // 50}/1"}
            app.table.cells_changed([pod(i % 50)])
        await pilot.pause()
        assert 0 < len(app.table.drawn) <= PAGE


async def test_rows_out_of_sight_cost_nothing_until_they_are_seen() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("pagedown", "home")
        app.table.forget()
        rows.cells_read = 0
        rows.texts[pod(30)] = {1: "0/1"}
        app.table.cells_changed([pod(i) for i in range(23, 1000)])
        await pilot.pause()
        assert (app.table.drawn, rows.cells_read) == ([], 0)
        await pilot.press("pagedown")
        assert "0/1" in app.table.lines()[app.table.line_with("pod-00030")]


async def test_a_cursor_that_moves_without_scrolling_draws_two_lines() -> None:
    app = TableApp(many())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        app.table.forget()
        await pilot.press("down")
        assert sorted(app.table.drawn) == [2, 3]
        assert app.table.refreshed == [Region(0, 2, 80, 1), Region(0, 3, 80, 1)]


async def test_scrolling_draws_every_line_once() -> None:
    app = TableApp(many())
    async with app.run_test(size=SIZE) as pilot:
        table = app.table
        table.move_cursor(22)
        await pilot.pause()
        table.forget()
        await pilot.press("down")
        assert sorted(table.drawn) == list(range(PAGE + 1))


async def test_a_strip_is_the_same_object_while_its_row_says_the_same() -> None:
    app = TableApp(many())
    async with app.run_test(size=SIZE) as pilot:
        page = Region(0, 5, 80, 10)
        before = app.table.render_lines(page)
        app.table.refresh()
        await pilot.press("pagedown", "pageup")
        after = app.table.render_lines(page)
        assert all(old is new for old, new in zip(before, after, strict=True))


async def test_a_tick_repaints_the_cells_that_say_something_else() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.forget()
        app.table.tick()
        await pilot.pause()
        assert (app.table.drawn, app.table.refreshed) == ([], [])
        rows.texts[pod(3)] = {4: "16m"}
        x = app.table.lines()[0].index("AGE")
        app.table.tick()
        assert app.table.refreshed == [Region(x, 4, 3, 1)]
        await pilot.pause()
        assert "16m" in app.table.lines()[4]


async def test_a_change_in_a_column_that_is_not_shown_repaints_nothing() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=(40, 24)) as pilot:
        app.table.forget()
        rows.age = "6m"
        app.table.tick()
        await pilot.pause()
        assert (app.table.drawn, app.table.refreshed) == ([], [])


async def test_trouble_and_tone_that_come_with_time_are_repainted() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.forget()
        rows.troubled.add(pod(3))
        app.table.tick()
        rows.tones[pod(4)] = "bad"
        app.table.tick()
        x = app.table.lines()[0].index("STATUS")
        assert app.table.refreshed == [Region(1, 4, 1, 1), Region(x, 5, 10, 1)]
        await pilot.pause()
        assert app.table.lines()[4].startswith(" ! pod-00003")


async def test_rows_that_come_below_the_screen_repaint_nothing() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.forget()
        rows.cells_read = 0
        rows.add(("z", "comes-last"))
        rows.remove(pod(500))
        app.table.rows_changed()
        await pilot.pause()
        assert (app.table.drawn, app.table.passes, rows.cells_read) == ([], 0, 0)


async def test_rows_that_come_into_sight_are_the_only_ones_read() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE):
        rows.cells_read = 0
        rows.remove(pod(3), pod(7))
        app.table.rows_changed()
        assert rows.cells_read == 2


async def test_another_object_of_the_same_name_is_read_anew() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        table = app.table
        rows.remove(pod(3))
        table.rows_changed()
        await pilot.pause()
        rows.add(pod(3))
        rows.texts[pod(3)] = {2: "Pending"}
        table.rows_changed()
        await pilot.pause()
        assert "Pending" in table.lines()[4]


async def test_rows_that_change_places_and_words_at_once_are_read_anew() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        rows.texts[pod(3)] = {2: "Pending"}
        rows.remove(pod(1))
        app.table.rows_changed([pod(3)])
        await pilot.pause()
        assert "Pending" in app.table.lines()[3]


@pytest.mark.parametrize("how", ["display", "height"])
async def test_a_hidden_table_reads_and_paints_nothing_and_is_right_when_shown(how: str) -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE) as pilot:
        table = app.table
        table.move_cursor(5)
        if how == "display":
            table.display = False
        else:
            table.styles.height = 0
        await pilot.pause()
        table.forget()
        rows.cells_read = 0
        rows.age = "6m"
        table.cells_changed([pod(i) for i in range(500)])
        table.tick()
        rows.remove(pod(0))
        table.rows_changed()
        await pilot.pause()
        assert (table.drawn, table.passes, rows.cells_read) == ([], 0, 0)
        assert (table.cursor_key, table.position) == (pod(5), (4, 999))
        if how == "display":
            table.display = True
        else:
            table.styles.height = "1fr"
        await pilot.pause()
        assert "6m" in table.lines()[1]
        assert table.lines()[5].startswith("▌  pod-00005")


async def test_a_table_that_is_shown_again_is_painted_once_and_whole() -> None:
    app = TableApp(many())
    async with app.run_test(size=SIZE) as pilot:
        table = app.table
        table.display = False
        await pilot.pause()
        table.forget()
        table.display = True
        await pilot.pause()
        assert sorted(table.drawn) == list(range(PAGE + 1))


async def test_a_row_that_is_gone_before_the_table_is_told_is_left_alone() -> None:
    rows = many()
    app = TableApp(rows)
    async with app.run_test(size=SIZE):
        rows.remove(pod(3))
        app.table.tick()
        app.table.cells_changed([pod(3)])
        assert "pod-00003" in app.table.lines()[4]


async def test_what_is_remembered_is_bounded() -> None:
    rows = ListedRows(pod(i) for i in range(3000))
    app = TableApp(rows)
    async with app.run_test(size=(80, 90)) as pilot:
        for _ in range(30):
            app.table.action_page_down()
        await pilot.pause()
        rows.cells_read = 0
        app.table.action_home()
        assert rows.cells_read == 89
        assert "pod-00088" in app.table.lines()[89]


async def test_rows_that_were_forgotten_while_on_the_screen_still_move_with_their_columns() -> None:
    rows = ListedRows(pod(i) for i in range(3000))
    app = TableApp(rows)
    async with app.run_test(size=(80, 90)) as pilot:
        for _ in range(MAX_REMEMBERED // 89):
            app.table.action_page_down()
        await pilot.pause()
        assert app.table.cursor_key is not None
        rows.texts[app.table.cursor_key] = {0: "a-rather-long-name"}
        app.table.cells_changed([app.table.cursor_key])
        await pilot.pause()
        assert {line.index("1/1") for line in app.table.lines()[1:]} == {23}


async def test_a_cell_that_ticks_costs_the_terminal_only_its_own_bytes() -> None:
    rows = many()
    app = TableApp(rows, driver_class=KeptTerminal)
    async with app.run_test(size=SIZE, headless=False) as pilot:
        terminal = app._driver
        assert isinstance(terminal, KeptTerminal)
        await pilot.pause()
        rows.age = "6m"
        app.table.tick()
        await pilot.pause(0.1)
        terminal.written = ""
        rows.texts[pod(7)] = {4: "7m"}
        app.table.tick()
        await pilot.pause(0.1)
        assert terminal.written == "\x1b[9;47H7\x1b[1;1H"
        terminal.written = ""
        app.table.action_cursor_down()
        await pilot.pause(0.1)
        assert "pod-00000" in terminal.written
        assert "pod-00001" in terminal.written
        assert "pod-00002" not in terminal.written
