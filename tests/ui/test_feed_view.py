"""Lines that keep coming: what is on the screen while it follows, while one reads, and at another width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult

from ktui.insight.page import PageLine, line
from ktui.session.feed_log import FeedEntry
from ktui.ui.widgets.feed_view import TONES, FeedView

if TYPE_CHECKING:
    from collections.abc import Iterable


class FeedViewApp(App[None]):
    CSS = "\n".join(f".feed--{tone} {{ color: red; }}" for tone in TONES)

    def compose(self) -> ComposeResult:
        yield FeedView(self.line)

    made = 0

    def line(self, entry: FeedEntry) -> PageLine:
        self.made += 1
        return line(f"{entry.name} {entry.number}", hang=2)

    @property
    def view(self) -> FeedView:
        return self.query_one(FeedView)

    @property
    def shown(self) -> list[str]:
        strips = [self.view.render_line(y).text[2:].rstrip() for y in range(self.view.size.height)]
        while strips and not strips[-1]:
            strips.pop()
        return strips


def lines(numbers: Iterable[int], text: str = "line") -> list[FeedEntry]:
    return [FeedEntry(number, 0.0, "pod", "web", text, ()) for number in numbers]


def names(numbers: Iterable[int]) -> list[str]:
    return [f"line {number}" for number in numbers]


SIZE = (42, 10)


async def test_it_follows_the_newest() -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE):
        app.view.start_over(lines(range(3)), "nothing")
        assert app.shown == names(range(3))
        app.view.extend(lines(range(3, 30)), 0)
        assert app.shown == names(range(20, 30))


async def test_scrolling_up_holds_what_one_reads_and_counts_what_came() -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE):
        app.view.start_over(lines(range(30)), "")
        app.view.move("up")
        assert app.shown == names(range(19, 29))
        app.view.extend(lines(range(30, 35)), 0)
        assert (app.shown, app.view.below, app.view.following) == (names(range(19, 29)), 5, False)
        app.view.extend(lines(range(35, 36)), 10)
        assert app.shown == names(range(19, 29))
        app.view.extend([], 25)
        assert app.shown == names(range(25, 35)), "what is forgotten cannot be read any more"


@pytest.mark.parametrize("way", [["end"], ["down", "down", "down"], ["page_down"]])
async def test_the_last_line_follows_again(way: list[str]) -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE):
        app.view.start_over(lines(range(30)), "")
        for where in ("up", "up", "up", *way):
            app.view.move(where)
        app.view.extend(lines([30]), 0)
        assert (app.view.following, app.view.below, app.shown[-1]) == (True, 0, "line 30")


async def test_pages_and_both_ends() -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE):
        app.view.start_over(lines(range(30)), "")
        app.view.move("page_up")
        assert app.shown == names(range(10, 20))
        app.view.move("home")
        app.view.move("up")
        assert app.shown == names(range(10))
        app.view.move("page_down")
        assert app.shown == names(range(10, 20))


async def test_few_lines_do_not_stop_following() -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE):
        app.view.start_over(lines(range(3)), "")
        for where in ("up", "home", "page_up"):
            app.view.move(where)
            assert app.view.following


async def test_a_long_line_goes_on_beneath_itself() -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE):
        app.view.start_over(lines([7], "word " * 12), "")
        assert app.shown == ["word word word word word word word word", "  word word word word  7"]


async def test_another_width_keeps_the_line_on_top() -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.start_over(lines(range(40), "word " * 12), "")
        app.view.move("home")
        app.view.move("page_down")
        assert app.shown[1].endswith(" 5")
        await pilot.resize_terminal(100, 10)
        await pilot.pause()
        assert app.shown[0].endswith(" 5")
        await pilot.resize_terminal(20, 10)
        await pilot.pause()
        assert [row for row in app.shown if row.endswith(" 5")]


async def test_the_notice_stands_only_where_nothing_does() -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE):
        app.view.start_over([], "Nothing yet.")
        assert app.shown == ["Nothing yet."]
        app.view.extend(lines([0]), 0)
        assert app.shown == ["line 0"]


async def test_only_what_is_on_the_screen_is_made_into_lines() -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.start_over(lines(range(5000), "word " * 12), "")
        assert app.shown[-1].endswith(" 4999")
        assert app.made <= 2 * SIZE[1]
        await pilot.resize_terminal(20, 10)
        await pilot.pause()
        assert app.shown
        app.view.move("home")
        app.view.extend(lines(range(5000, 5100)), 100)
        assert app.made <= 6 * SIZE[1]


async def test_the_entry_on_the_last_line_is_the_one_that_is_meant() -> None:
    app = FeedViewApp()
    async with app.run_test(size=SIZE):
        app.view.start_over(lines(range(30)), "")
        assert app.view.render_line(9).text.startswith("▌ ")
        assert not app.view.render_line(8).text.startswith("▌")
        assert app.view.current is not None
        assert app.view.current.number == 29
        app.view.move("up")
        assert app.view.current.number == 28
        app.view.start_over([], "Nothing yet.")
        assert app.view.current is None
        assert "▌" not in app.view.render_line(0).text
