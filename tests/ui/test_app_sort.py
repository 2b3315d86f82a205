"""Ordering the rows of the open pane by a column."""

from __future__ import annotations

import pytest

from ktui.config import Config
from ktui.ui.screens.sort import jump
from tests.fakes import objects
from tests.ui import story
from tests.ui.fake_session import FakeApp, FakeSession, ready

SIZE = (80, 24)
RESTARTS = [3, 0, 12, 3, 9]


def pods(session: FakeSession) -> None:
    session.live(
        pods=[objects.pod(f"pod-{n}", restarts=count, resourceVersion="1") for n, count in enumerate(RESTARTS)]
    )


def names(app: FakeApp) -> list[str]:
    view = app.session.feeds["pods"].view
    return [view.key_at(index)[1] for index in range(len(view))]


async def test_a_column_is_picked_and_picked_again_reverses() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("o")
        await pilot.pause()
        assert "Sort by" in app.text
        await pilot.press("r", "e", "s", "enter")
        await pilot.pause()
        assert names(app) == ["pod-2", "pod-4", "pod-0", "pod-3", "pod-1"], "equals stay by name"
        assert "RESTARTS↓" in app.line_with("STATUS")
        assert "by RESTARTS ↓" in app.title_of("pods")
        await pilot.press("o")
        await pilot.pause()
        assert "RESTARTS ↓" in app.text
        await pilot.press("enter")
        await pilot.pause()
        assert names(app) == ["pod-1", "pod-0", "pod-3", "pod-4", "pod-2"]
        assert "RESTARTS↑" in app.line_with("STATUS")
        assert "by RESTARTS ↑" in app.title_of("pods")
        await pilot.press("o", "home", "enter")
        await pilot.pause()
        assert names(app) == [f"pod-{n}" for n in range(5)]
        assert "by " not in app.title_of("pods")


async def test_escape_leaves_the_order_as_it_is() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("o", "down", "down", "escape")
        await pilot.pause()
        assert "Sort by" not in app.text
        assert names(app) == [f"pod-{n}" for n in range(5)]
        assert app.focused is app.table


async def test_a_click_on_a_header_orders_by_it_and_back() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        x = app.line_with("STATUS").index("RESTARTS") + 2
        for order in (["pod-2", "pod-4", "pod-0", "pod-3", "pod-1"], ["pod-1", "pod-0", "pod-3", "pod-4", "pod-2"]):
            await pilot.click(app.table, offset=(x, 0))
            await pilot.pause()
            assert names(app) == order
        await pilot.click(app.table, offset=(0, 0))
        await pilot.pause()
        assert names(app)[0] == "pod-1", "left of the columns nothing is pressed"


async def test_the_cursor_follows_its_object_and_changes_move_rows() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("down", "down")
        await pilot.press("o", "r", "e", "s", "enter", "o", "enter")
        await pilot.pause()
        assert app.table.cursor_key == ("default", "pod-2")
        assert app.table.position == (4, 5)
        app.session.put("pods", objects.pod("pod-2", restarts=1, resourceVersion="2"))
        await pilot.pause()
        assert names(app) == ["pod-1", "pod-2", "pod-0", "pod-3", "pod-4"]
        assert app.table.position == (1, 5)
        assert app.line_with("▌").split()[1] == "pod-2"
        app.session.remove("pods", ("default", "pod-2"))
        await pilot.pause()
        assert app.table.cursor_key == ("default", "pod-0")


@pytest.mark.parametrize(
    ("pane", "column", "reverse"),
    [
        ("1", "RESTARTS", True),
        ("1", "READY", False),
        ("1", "AGE", False),
        ("1", "NAME", False),
        ("3", "DURATION", False),
        ("4", "ACTIVE", True),
    ],
)
async def test_a_column_begins_at_the_end_one_looks_for(pane: str, column: str, reverse: bool) -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press(pane)
        for expected in (reverse, not reverse, reverse):
            app.main.pane.order_by(column)
            assert (app.main.pane.wanted.column, app.main.pane.wanted.reverse) == (column, expected)
        app.main.pane.order_by("NAME")
        app.main.pane.order_by(column)
        assert app.main.pane.wanted.reverse == reverse, "it begins anew"


async def test_a_chosen_column_keeps_its_way() -> None:
    app = FakeApp(pods, config=Config(columns={"pods": ("NAME", "RESTARTS")}))
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("o", "r", "enter")
        await pilot.pause()
        assert names(app)[0] == "pod-2"


async def test_ages_keep_their_order_and_durations_overtake() -> None:
    running = story.job("runs", age=20)
    ended = story.job("ran", age=60, done=1, took=30)
    app = FakeApp(lambda session: session.live(jobs=[running, ended]), namespace=story.NAMESPACE, start=story.NOW)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("3", "o", "d", "enter")
        await pilot.pause()

        def order() -> list[str]:
            view = app.session.feeds["jobs"].view
            return [view.key_at(index)[1] for index in range(len(view))]

        assert order() == ["runs", "ran"]
        app.clock.jump(30)
        app.tick()
        await pilot.pause()
        assert order() == ["ran", "runs"]


@pytest.mark.parametrize(
    ("letters", "place"),
    [
        ("r", "READY"),
        ("rr", "RESTARTS"),
        ("rrr", "READY"),
        ("res", "RESTARTS"),
        ("rea", "READY"),
        ("st", "STATUS"),
        ("sr", "RESTARTS"),
        ("x", ""),
        ("rx", "READY"),
        ("no", "NODE"),
        ("nom", "NOMINATED NODE"),
    ],
)
def test_letters_go_to_the_column_that_begins_so(letters: str, place: str) -> None:
    headers = ["", "NAME", "READY", "STATUS", "RESTARTS", "NODE", "NOMINATED NODE"]
    typed, at = "", 0
    for letter in letters:
        typed, at = jump(headers, at, typed, letter)
    assert headers[at] == place


async def test_the_list_fits_a_small_terminal() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=(40, 10)) as pilot:
        await ready(pilot)
        await pilot.press("o", "end")
        await pilot.pause()
        assert "ADVICE" in app.text
        await pilot.press("enter")
        await pilot.pause()
        assert app.main.pane.shown.column == "ADVICE"
