"""What a table shows: its rows, its columns, and text that nobody checked."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.geometry import Region

from tests.ui.row_table_app import COLUMNS, ListedRows, TableApp, pod


async def test_rows_stand_under_their_headers_with_trouble_and_cursor_marked_by_glyphs() -> None:
    rows = ListedRows([pod(1), pod(2)])
    rows.troubled.add(pod(2))
    rows.texts[pod(2)] = {2: "CrashLoopBackOff", 3: "12"}
    app = TableApp(rows)
    async with app.run_test(size=(80, 6)):
        assert app.table.lines() == [
            "   NAME          READY  STATUS            RESTARTS  AGE   IP",
            "▌  pod-00001     1/1    Running                  0  5m    10.0.0.1",
            " ! pod-00002     1/1    CrashLoopBackOff        12  5m    10.0.0.1",
            "",
            "",
            "",
        ]


async def test_narrow_tables_lose_whole_columns() -> None:
    app = TableApp(ListedRows([pod(1)]))
    async with app.run_test(size=(80, 6)) as pilot:
        await pilot.resize_terminal(40, 6)
        assert app.table.lines()[0] == "   NAME          READY  STATUS"
        await pilot.resize_terminal(24, 6)
        assert app.table.lines()[:2] == ["   NAME", "▌  pod-00001"]
        await pilot.resize_terminal(10, 6)
        assert app.table.lines()[:2] == ["   NAME", "▌  pod-00…"]


async def test_markup_is_literal_and_controls_are_seen() -> None:
    rows = ListedRows([pod(1), pod(2)])
    rows.texts[pod(1)] = {0: "[red]x[/red]"}
    rows.texts[pod(2)] = {0: "a\x1b[2Jb\nc\u202ed"}
    app = TableApp(rows)
    async with app.run_test(size=(80, 6)):
        _, first, second, *_ = app.table.lines()
        assert first.split()[:3] == ["▌", "[red]x[/red]", "1/1"]
        assert second.split()[:2] == ["a␛[2Jb␊c\\u202ed", "1/1"]


async def test_wide_and_combining_characters_keep_the_columns_in_line() -> None:
    rows = ListedRows([pod(1), pod(2), pod(3)])
    rows.texts[pod(1)] = {0: "名前付きのポッド"}
    rows.texts[pod(2)] = {0: "e\u0301te\u0301 🚀"}
    app = TableApp(rows)
    async with app.run_test(size=(80, 6)):
        table = app.table
        columns = {cell_len(line[: line.index("1/1")]) for line in table.lines()[1:4]}
        assert columns == {21}
        assert {strip.cell_length for strip in table.render_lines(table.size.region)} == {80}
        assert {cell_len(strip.text) for strip in table.render_lines(table.size.region)} == {80}


async def test_a_column_grows_with_what_is_seen_and_does_not_shrink_again() -> None:
    rows = ListedRows([pod(1), pod(2)])
    app = TableApp(rows)
    async with app.run_test(size=(80, 6)) as pilot:
        table = app.table
        narrow = table.lines()[0]
        rows.texts[pod(2)] = {2: "ContainerCreating"}
        table.cells_changed([pod(2)])
        await pilot.pause()
        wide = table.lines()[0]
        assert wide.index("RESTARTS") == narrow.index("RESTARTS") + len("ContainerCreating") - 10
        rows.texts[pod(2)] = {2: "Running"}
        table.cells_changed([pod(2)])
        await pilot.pause()
        assert table.lines()[0] == wide
        table.set_rows(rows)
        await pilot.pause()
        assert table.lines()[0] == narrow


async def test_of_rows_that_were_chosen_otherwise_columns_have_the_room_they_need() -> None:
    long = ("default", "a-pod-with-a-long-name")
    rows = ListedRows([long, *(pod(number) for number in range(20))])
    app = TableApp(rows)
    async with app.run_test(size=(80, 6)) as pilot:
        table = app.table
        await pilot.pause()
        wide = table.lines()[0].index("READY")
        rows.remove(long)
        table.rows_changed()
        await pilot.pause()
        assert table.lines()[0].index("READY") == wide, "a pod that goes does not make columns jump"
        table.tighten()
        await pilot.pause()
        assert table.lines()[0].index("READY") == wide - len(long[1]) + 12
        rows.add(long)
        table.rows_changed()
        table.move_cursor(0)
        await pilot.pause()
        assert table.lines()[0].index("READY") == wide, "one that was seen before has its room again"


async def test_a_name_is_cut_in_its_middle_for_a_column_that_comes_then() -> None:
    columns = (COLUMNS[0]._replace(least=12, cut="middle"), *COLUMNS[1:])
    app = TableApp(ListedRows([("default", "a-pod-with-a-long-name")]), columns)
    async with app.run_test(size=(50, 6)) as pilot:
        await pilot.pause()
        assert app.table.lines()[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
        assert app.table.lines()[1].split()[1] == "a-pod-…-name"


async def test_the_column_that_orders_is_shown_where_it_would_not_be() -> None:
    app = TableApp(ListedRows([pod(1)]))
    async with app.run_test(size=(33, 6)) as pilot:
        await pilot.pause()
        assert app.table.lines()[0].split() == ["NAME", "STATUS"]
        app.table.order_shown("AGE", "↑")
        await pilot.pause()
        assert app.table.lines()[0].split() == ["NAME", "STATUS", "AGE↑"]
        app.table.order_shown("", "↑")
        await pilot.pause()
        assert app.table.lines()[0].split() == ["NAME", "STATUS"]


async def test_columns_may_change_once_the_server_is_known() -> None:
    app = TableApp(ListedRows([pod(1)]))
    async with app.run_test(size=(80, 6)) as pilot:
        more = COLUMNS[4]._replace(header="ZONE")
        app.table.set_table((*COLUMNS[:4], more), "READY")
        await pilot.pause()
        assert app.table.lines()[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "ZONE"]
        app.table.set_table((*COLUMNS, *COLUMNS), "STATUS")
        await pilot.pause()
        assert app.table.lines()[1].startswith("▌  pod-00001")


async def test_a_table_without_rows_says_what_it_is_told_to_say() -> None:
    rows = ListedRows([])
    app = TableApp(rows)
    async with app.run_test(size=(60, 6)) as pilot:
        table = app.table
        table.notice = "loading\n"
        await pilot.pause()
        assert table.lines()[1] == "   loading␊"
        assert table.cursor_key is None
        assert table.position == (0, 0)
        await pilot.press("down", "pagedown", "end", "home", "up")
        rows.add(pod(4))
        table.rows_changed()
        await pilot.pause()
        assert table.lines()[1].startswith("▌  pod-00004")


async def test_the_state_bears_its_tone_and_the_cursor_one_background() -> None:
    rows = ListedRows([pod(1), pod(2), pod(3)])
    rows.tones = {pod(1): "bad", pod(2): "bad", pod(3): "good"}
    app = TableApp(rows)
    async with app.run_test(size=(80, 6)):
        cursor, bad, good = app.table.render_lines(Region(0, 1, 80, 3))
        toned = {segment.text.strip(): segment.style for segment in bad}
        assert toned["Running"] is not None
        assert toned["Running"].color != next(s.style.color for s in good if "Running" in s.text and s.style)
        assert len({segment.style.bgcolor for segment in cursor if segment.style}) == 1
        assert next(segment.style.bgcolor for segment in cursor if segment.style) != toned["Running"].bgcolor


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark", "ansi-light"])
async def test_cursor_and_rows_differ_in_every_theme(theme: str) -> None:
    app = TableApp(ListedRows([pod(1), pod(2)]))
    async with app.run_test(size=(80, 6)) as pilot:
        app.theme = theme
        await pilot.pause()

        def looks() -> list[tuple[object, ...]]:
            strips = app.table.render_lines(Region(0, 1, 80, 2))
            styles = [next(s.style for s in strip if "pod-" in s.text) for strip in strips]
            return [(style.bgcolor, style.reverse, style.bold) for style in styles if style]

        focused, plain = looks()
        assert focused != plain
        app.table.blur()
        await pilot.pause()
        blurred, still_plain = looks()
        assert still_plain == plain
        assert blurred not in (plain, focused)


async def test_without_colours_cursor_bar_and_trouble_are_still_to_be_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    rows = ListedRows([pod(1), pod(2)])
    rows.troubled.add(pod(2))
    app = TableApp(rows, ansi_color=True)
    async with app.run_test(size=(80, 6)) as pilot:
        app.theme = "ansi-dark"
        await pilot.pause()
        cursor, trouble = app.table.render_lines(Region(0, 1, 80, 2))
        colours = {(s.style.color.name, s.style.bgcolor.name) for s in (*cursor, *trouble) if s.style}
        assert colours == {("default", "default")}
        assert all(segment.style.reverse for segment in cursor if segment.style)
        assert not any(segment.style.reverse for segment in trouble if segment.style)
        assert (cursor.text[0], trouble.text[:2]) == ("▌", " !")


async def test_no_size_between_the_smallest_and_the_largest_terminal_breaks_it() -> None:
    rows = ListedRows(pod(i) for i in range(500))
    app = TableApp(rows)
    async with app.run_test(size=(120, 40)) as pilot:
        table = app.table
        table.move_cursor(250)
        for step, (width, height) in enumerate(
            [(40, 10), (300, 90), (41, 11), (80, 24), (1, 1), (20, 2), (200, 60), (2, 3), (40, 10), (299, 89)]
        ):
            table.move_cursor(table.position[0] + step * 7)
            rows.texts[pod(step)] = {0: "long" * step}
            table.tick()
            await pilot.resize_terminal(width, height)
            if height > 1:
                assert table.cursor_line
            strips = table.render_lines(table.size.region)
            assert [strip.cell_length for strip in strips] == [width] * height


async def test_ten_thousand_rows_are_shown_by_reading_a_screen_of_them() -> None:
    rows = ListedRows(pod(i) for i in range(10_000))
    app = TableApp(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        assert rows.cells_read <= 23
        await pilot.press("end")
        assert app.table.position == (9999, 10_000)
        assert app.table.lines()[-1].startswith("▌  pod-09999")
        assert rows.cells_read <= 46
        for _ in range(40):
            await pilot.press("pageup")
        assert app.table.position == (9999 - 40 * 23, 10_000)
