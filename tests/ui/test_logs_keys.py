"""Every key of the logs, at 80x24."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from ktui.model.keys import LOGS, keys_of
from ktui.ui.screens.help import HelpScreen
from ktui.ui.screens.logs import LogsScreen
from tests.fakes.clock import START
from tests.ui.logs_app import Logs, logs_open

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 24 - 3
"""Rows of the log: all but two lines of title and one of keys."""


async def hundred(logs: Logs) -> None:
    await logs.say(*(f"line {number:03d} {'even' if number % 2 == 0 else 'odd'}" for number in range(100)))


def saved(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def numbers(logs: Logs) -> list[int]:
    return [int(row.split()[1]) for row in logs.rows if "line" in row]


async def test_l_opens_the_log_of_the_pod_under_the_cursor_and_shows_a_way_out() -> None:
    async with logs_open() as logs:
        assert logs.stream.request.path == "/api/v1/namespaces/default/pods/web/log"
        assert "web  app (of 2 containers)" in logs.title
        assert "esc back" in logs.app.lines()[-1]
        assert len(logs.rows) == PAGE


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_back_to_panes_that_stayed_live(key: str) -> None:
    async with logs_open() as logs:
        app = logs.app
        app.session.remove("pods", ("default", "zeta"))
        await logs.press(key)
        assert not isinstance(app.screen, LogsScreen)
        assert "zeta" not in app.text
        assert app.focused is app.table
        await logs.until(lambda: not app.session.streams.open)
        assert not app.session.also_told


@pytest.mark.parametrize("key", ["up", "k"])
async def test_up_pauses_and_the_title_counts_what_is_new(key: str) -> None:
    async with logs_open() as logs:
        await hundred(logs)
        assert logs.current == "line 099 odd"
        await logs.press(key)
        assert logs.current == "line 098 even"
        assert "paused" in logs.title
        await logs.say("more", "and more")
        await logs.until(lambda: "paused, 2 new" in logs.title)
        assert numbers(logs) == list(range(100 - PAGE, 100))


@pytest.mark.parametrize("key", ["end", "G"])
async def test_the_end_is_followed_again(key: str) -> None:
    async with logs_open() as logs:
        await hundred(logs)
        await logs.press("up")
        await logs.say("new")
        await logs.press(key)
        assert logs.current == "new"
        assert "paused" not in logs.title
        await logs.say("newer")
        assert logs.current == "newer"


@pytest.mark.parametrize("key", ["down", "j"])
async def test_down_goes_down_and_beyond_the_last_line_follows(key: str) -> None:
    async with logs_open() as logs:
        await hundred(logs)
        await logs.press("up", "up", key)
        assert logs.current == "line 098 even"
        await logs.press(key)
        assert (logs.current, "paused" in logs.title) == ("line 099 odd", True)
        await logs.press(key)
        assert "paused" not in logs.title


@pytest.mark.parametrize("key", ["home", "g"])
async def test_the_oldest_line(key: str) -> None:
    async with logs_open() as logs:
        await hundred(logs)
        await logs.press(key)
        assert logs.current == "line 000 even"
        assert numbers(logs) == list(range(PAGE))


@pytest.mark.parametrize(("up", "down"), [("pageup", "pagedown"), ("ctrl+b", "ctrl+f")])
async def test_pages(up: str, down: str) -> None:
    async with logs_open() as logs:
        await hundred(logs)
        await logs.press(up)
        assert numbers(logs) == list(range(100 - 2 * PAGE, 100 - PAGE))
        assert logs.current == "line 078 even"
        await logs.press(down)
        assert numbers(logs)[-1] == 99
        assert "paused" in logs.title
        await logs.press(down)
        assert "paused" not in logs.title
        await logs.press(*[up] * 6)
        assert logs.current == "line 000 even"


async def test_w_wraps_or_not_and_left_and_right_show_the_rest() -> None:
    async with logs_open() as logs:
        await logs.say("begin" + "x" * 150 + "end")
        assert len([row for row in logs.rows if row]) == 2
        await logs.press("w")
        assert [row for row in logs.rows if row] == ["▌begin" + "x" * 73 + "…"]
        await logs.press(*["right"] * 7)
        assert logs.current.endswith("xend")
        await logs.press(*["left"] * 9)
        assert logs.current.startswith("begin")
        await logs.press("right", "w")
        assert logs.current == "begin" + "x" * 150 + "end"


async def test_t_shows_times() -> None:
    async with logs_open() as logs:
        await logs.say("one", at=START + 0.25)
        await logs.press("T")
        assert logs.current == "11-14 22:13:20.250Z one"
        await logs.press("T")
        assert logs.current == "one"


async def test_a_search_highlights_and_goes_from_match_to_match() -> None:
    async with logs_open() as logs:
        await hundred(logs)
        await logs.press("slash")
        await logs.type("line 0.5")
        await logs.press("enter")
        await logs.until(lambda: "10 matches" in logs.title)
        assert logs.current == "line 095 odd"
        await logs.press("less_than_sign")
        assert logs.current == "line 085 odd"
        await logs.press("greater_than_sign")
        assert logs.current == "line 095 odd"
        await logs.press("greater_than_sign")
        assert "no match further down" in logs.title
        await logs.press("g", "less_than_sign")
        assert "no match further up" in logs.title
        reverse = [
            segment.text
            for y in range(PAGE)
            for segment in logs.screen.view.render_line(y)
            if segment.style is not None and segment.style.reverse
        ]
        assert reverse == ["line 005", "line 015"]


async def test_keys_are_letters_while_one_types_and_escape_takes_the_search_back() -> None:
    async with logs_open() as logs:
        await hundred(logs)
        await logs.press("slash")
        await logs.type("qwf")
        assert "search qwf: 0 matches" in logs.title
        await logs.press("escape")
        assert "search" not in logs.title
        assert isinstance(logs.app.screen, LogsScreen)


async def test_f_shows_matches_alone_and_escape_goes_back_step_by_step() -> None:
    async with logs_open() as logs:
        await hundred(logs)
        await logs.press("f")
        assert "nothing is searched for" in logs.title
        await logs.press("greater_than_sign")
        assert "nothing is searched for" in logs.title
        await logs.press("slash")
        await logs.type("even")
        await logs.press("enter", "f")
        assert numbers(logs) == list(range(100 - 2 * PAGE, 100, 2))
        assert "only even: 50 matches" in logs.title
        await logs.press("G")
        await logs.say("odd one", "even one")
        await logs.until(lambda: logs.current == "even one")
        assert not any("odd" in row for row in logs.rows)
        await logs.press("escape")
        assert any("odd" in row for row in logs.rows)
        await logs.press("escape")
        assert "even:" not in logs.title
        await logs.press("escape")
        assert not isinstance(logs.app.screen, LogsScreen)


async def test_a_filter_to_nothing_says_so() -> None:
    async with logs_open() as logs:
        await hundred(logs)
        await logs.press("slash")
        await logs.type("none(")
        await logs.press("enter", "f")
        assert logs.rows[0] == " No line has none("


async def test_p_is_the_run_before_and_back() -> None:
    async with logs_open() as logs:
        await logs.say("now")
        await logs.press("P")
        assert logs.stream.request.previous
        assert "the run before this one" in logs.title
        assert "now" not in logs.app.text
        await logs.say("before")
        assert logs.current == "before"
        await logs.press("P")
        assert not logs.stream.request.previous
        assert len(logs.app.session.streams.open) == 1


async def test_s_goes_further_back() -> None:
    async with logs_open() as logs:
        assert "last 1,000 lines" in logs.title
        seen = []
        for _ in range(5):
            await logs.press("S")
            seen.append((logs.stream.request.since, " ".join(logs.title.split()[-3:])))
        assert [since for since, _ in seen] == [300, 3600, 86400, None, None]
        assert "last 5m" in seen[0][1]
        assert "all of it" in seen[3][1]


async def test_ctrl_y_copies_the_line_as_it_is_shown() -> None:
    async with logs_open() as logs:
        await logs.press("ctrl+y")
        assert "no line to copy" in logs.title
        await logs.say("one", "two \x1b[31m")
        await logs.press("ctrl+y")
        assert logs.app.clipboard == "two ␛[31m"
        await logs.press("up", "ctrl+y")
        assert logs.app.clipboard == "one"
        assert "line copied" in logs.title


async def test_ctrl_s_saves_all_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with logs_open() as logs:
        await hundred(logs)
        await logs.press("ctrl+s")
        (path,) = saved(tmp_path)
        assert f"saved {path.name}" in logs.title
        assert path.name.startswith("web-app-2023111")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_text().splitlines()) == 100


async def test_the_help_has_the_keys_of_this_place() -> None:
    async with logs_open() as logs:
        await logs.press("question_mark")
        assert isinstance(logs.app.screen, HelpScreen)
        assert "the run before, back" in logs.app.text
        await logs.press("escape")
        assert isinstance(logs.app.screen, LogsScreen)


async def test_no_key_fails_where_there_is_no_line() -> None:
    async with logs_open() as logs:
        for key in keys_of(LOGS):
            if key.id not in ("logs.back", "logs.leave", "logs.save", "logs.search"):
                await logs.press(*key.keys)
            if key.id == "logs.container":
                await logs.press("escape")
            assert isinstance(logs.app.screen, LogsScreen)
