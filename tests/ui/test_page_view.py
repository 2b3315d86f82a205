"""A page that is read: what is shown of it, how one moves and finds, and what is painted when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown

from ktui.insight.page import PageLine, line
from ktui.paths import styles_dir
from ktui.ui.widgets.page_view import PageView

if TYPE_CHECKING:
    from textual.geometry import Region

HUNDRED = [line(f"line {number}") for number in range(100)]


class Page(App[None]):
    CSS_PATH = [styles_dir() / "app.tcss"]  # noqa: RUF012

    def __init__(self, lines: list[PageLine]) -> None:
        super().__init__()
        self.page = PageView()
        self._first = lines
        self.found: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield self.page

    def on_mount(self) -> None:
        self.page.show(self._first, anew=True)
        self.page.focus()

    def on_page_view_found(self, event: PageView.Found) -> None:
        self.found.append((event.number, event.total))

    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]

    def under_cursor(self) -> list[str]:
        return [text[2:] for text in self.lines() if text.startswith("▌")]


async def test_it_begins_at_the_beginning() -> None:
    app = Page(HUNDRED)
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        assert app.lines() == ["▌ line 0", *(f"  line {number}" for number in range(1, 10))]


@pytest.mark.parametrize(
    ("moves", "number"),
    [
        (["down"], 1),
        (["down", "down", "up"], 1),
        (["up"], 0),
        (["end"], 99),
        (["end", "down"], 99),
        (["end", "home"], 0),
        (["page_down"], 10),
        (["page_down", "page_down", "page_up"], 10),
    ],
)
async def test_moving(moves: list[str], number: int) -> None:
    app = Page(HUNDRED)
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        for where in moves:
            app.page.move(where)
        await pilot.pause()
        assert app.under_cursor() == [f"line {number}"]
        assert app.page.current.text == f"line {number}"


async def test_a_long_line_is_one_line_for_the_cursor() -> None:
    app = Page([line("first"), line("one two three four five", hang=4), line("last")])
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        app.page.move("down")
        await pilot.pause()
        assert app.lines()[:4] == ["  first", "▌ one two three four", "▌     five", "  last"]


async def test_a_narrower_page_is_wrapped_anew_around_the_line_one_reads() -> None:
    app = Page([line(f"number {number} of the lines") for number in range(50)])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        for _ in range(20):
            app.page.move("down")
        await pilot.resize_terminal(16, 10)
        await pilot.pause()
        assert "".join(app.under_cursor()).replace(" ", "") == "number20ofthelines"


async def test_searching_goes_from_match_to_match_and_around() -> None:
    app = Page(HUNDRED)
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        app.page.search("LINE 4")
        await pilot.pause()
        assert app.under_cursor() == ["line 4"]
        app.page.next_match(1)
        await pilot.pause()
        assert app.under_cursor() == ["line 40"]
        app.page.next_match(-1)
        app.page.next_match(-1)
        await pilot.pause()
        assert app.under_cursor() == ["line 49"]
        assert app.found == [(1, 11), (2, 11), (1, 11), (11, 11)]


async def test_what_is_not_there_is_said_and_moves_nothing() -> None:
    app = Page(HUNDRED)
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        app.page.move("down")
        app.page.search("nowhere")
        app.page.next_match(1)
        await pilot.pause()
        assert app.under_cursor() == ["line 1"]
        assert app.found == [(0, 0), (0, 0)]


async def test_a_page_that_changes_keeps_the_place_and_paints_what_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Page(HUNDRED)
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        for _ in range(12):
            app.page.move("down")
        await pilot.pause()
        painted: list[Region] = []
        plain = app.page.refresh

        def refresh(*regions: Region, **more: Any) -> Any:
            painted.extend(regions)
            return plain(*regions, **more)

        monkeypatch.setattr(app.page, "refresh", refresh)
        changed = [*HUNDRED]
        changed[5] = line("another")
        app.page.show(changed)
        await pilot.pause()
        assert app.under_cursor() == ["line 12"]
        assert app.lines()[2].strip() == "another"
        assert [region.y for region in painted] == [2]


async def test_another_page_begins_at_its_beginning() -> None:
    app = Page(HUNDRED)
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        app.page.move("end")
        app.page.show([line("new")], anew=True)
        await pilot.pause()
        assert app.under_cursor() == ["new"]


async def test_a_page_that_gets_shorter_has_its_cursor_inside() -> None:
    app = Page(HUNDRED)
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        app.page.move("end")
        app.page.show(HUNDRED[:3])
        await pilot.pause()
        assert app.under_cursor() == ["line 2"]


async def test_the_wheel_scrolls_and_takes_the_cursor_along() -> None:
    app = Page(HUNDRED)
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        app.page.post_message(MouseScrollDown(app.page, 1, 1, 0, 1, 0, False, False, False))
        await pilot.pause()
        assert app.under_cursor()[0] != "line 0"


async def test_dragging_selects_text_to_copy() -> None:
    app = Page(HUNDRED)
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        await pilot.mouse_down(offset=(2, 1))
        await pilot.hover(offset=(5, 2))
        await pilot.mouse_up(offset=(5, 2))
        await pilot.pause()
        assert app.screen.get_selected_text() == "line 1\nline"


async def test_what_is_selected_is_seen() -> None:
    app = Page([line("wide 漢字 and more"), line("next")])
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        await pilot.mouse_down(offset=(2 + 5, 0))
        await pilot.hover(offset=(3, 1))
        await pilot.mouse_up(offset=(3, 1))
        await pilot.pause()
        style = app.screen.get_component_rich_style("screen--selection")
        seen = [
            "".join(
                piece.text
                for piece in app.page.render_line(y)
                if piece.style is not None and (piece.style.bgcolor, piece.style.color) == (style.bgcolor, style.color)
            )
            for y in range(2)
        ]
        assert seen == ["漢字 and more", "ne"]


async def test_an_empty_page_harms_nothing() -> None:
    app = Page([])
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        for where in ("up", "down", "page_up", "page_down", "home", "end"):
            app.page.move(where)
        app.page.search("x")
        app.page.next_match(1)
        await pilot.pause()
        assert app.page.current == PageLine()
