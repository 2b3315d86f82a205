"""Filtering the open pane by its line, and to what is in trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from ktui.model.version import ServerVersion
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot

SIZE = (80, 24)


def pods(session: FakeSession) -> None:
    """Web and db in turns, db without being ready."""
    session.live(
        pods=[
            objects.pod(
                f"{name}-{number:02d}",
                ready=name == "web",
                restarts=number,
                labels={"app": name, "number": str(number)},
                resourceVersion="1",
            )
            for number in range(30)
            for name in ("web", "db")
        ],
        nodes=[objects.node("node-1"), objects.node("node-2")],
    )


async def typed(pilot: Pilot[int], text: str) -> None:
    await pilot.press("slash")
    await pilot.pause()
    await write(pilot, text)


async def write(pilot: Pilot[int], text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text))
    await pilot.pause()
    await pilot.pause()


def names(app: FakeApp) -> list[str]:
    view = app.session.feeds["pods"].view
    return [view.key_at(index)[1] for index in range(len(view))]


def bottom(app: FakeApp) -> str:
    return app.lines()[-1]


async def test_a_filter_works_as_it_is_typed_and_is_kept_by_enter() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "we")
        assert app.lines()[-2].startswith("/ we")
        assert "enter keep" in bottom(app)
        assert "esc back" in bottom(app)
        assert {name[:3] for name in names(app)} == {"web"}
        assert "30 of 60 · /we" in app.title_of("pods")
        await write(pilot, "b-0")
        assert len(names(app)) == 10
        await pilot.press("enter")
        await pilot.pause()
        assert app.focused is app.table
        assert len(names(app)) == 10
        assert "10 of 60 · /web-0 · 30 in trouble" in app.title_of("pods")
        assert "1 of 10" in app.title_of("pods")
        assert "? help" in bottom(app)


async def test_escape_in_the_line_brings_back_what_was_before() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "web")
        await pilot.press("enter")
        await typed(pilot, "db")
        assert "/db" in app.title_of("pods")
        await pilot.press("escape")
        await pilot.pause()
        assert "/web" in app.title_of("pods")
        assert app.focused is app.table
        assert len(names(app)) == 30


async def test_escape_in_the_pane_ends_the_filter_then_trouble_only_then_the_zoom() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("z", "ctrl+t")
        await typed(pilot, "0")
        await pilot.press("enter")
        await pilot.pause()
        assert "· /0 · in trouble only" in app.title_of("pods")
        await pilot.press("escape")
        await pilot.pause()
        assert "30 of 60 · in trouble only" in app.title_of("pods")
        await pilot.press("escape")
        await pilot.pause()
        assert "60 · 30 in trouble" in app.title_of("pods")
        assert "DaemonSets" not in app.text
        await pilot.press("escape")
        await pilot.pause()
        assert "DaemonSets" in app.text


async def test_trouble_only_comes_and_goes() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert {name[:2] for name in names(app)} == {"db"}
        app.session.put("pods", objects.pod("db-00", ready=True, resourceVersion="2"))
        await pilot.pause()
        assert "db-00" not in names(app)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert len(names(app)) == 60


async def test_arrows_bring_earlier_lines_and_the_one_being_typed() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        for line in ("web", "db"):
            await typed(pilot, line)
            await pilot.press("enter")
        await typed(pilot, "x")
        seen = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            await pilot.pause()
            seen.append(app.lines()[-2][2:].strip())
        assert seen == ["db", "web", "web", "db", "x", "x"]
        await pilot.press("up", "enter")
        await pilot.pause()
        assert "/db" in app.title_of("pods")


async def test_each_pane_has_its_own_filter() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "web")
        await pilot.press("enter", "5")
        await typed(pilot, "node-2")
        await pilot.press("enter")
        await pilot.pause()
        assert "1 of 2 · /node-2" in app.title_of("nodes")
        assert "30 of 60 · /web" in app.title_of("pods")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("-l app in (", "no closing parenthesis"),
        ("web -l app=web,", "ends too early"),
        ("web[", "no regular expression"),
        ("web(", "no regular expression"),
    ],
)
async def test_a_half_typed_line_says_what_is_wrong_and_leaves_the_rows(line: str, told: str) -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, line)
        assert told in bottom(app)
        assert "esc" in bottom(app)
        assert len(names(app)) in (30, 60)
        await pilot.press("escape")
        await pilot.pause()
        assert len(names(app)) == 60
        assert told not in bottom(app)


async def test_enter_does_not_keep_a_selector_that_cannot_be_read() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "-l app in (")
        await pilot.press("enter")
        await pilot.pause()
        assert "no closing parenthesis" in bottom(app)
        await write(pilot, "web)")
        assert "no closing" not in bottom(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "30 of 60 · /-l app in (web)" in app.title_of("pods")


async def test_enter_keeps_plain_text_that_is_nowhere_and_says_so() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "web[")
        await pilot.press("enter")
        await pilot.pause()
        assert names(app) == []
        assert "No pods match /web[/: esc clears it." in app.text
        await pilot.press("escape")
        await pilot.pause()
        assert len(names(app)) == 60


async def test_none_in_trouble_is_not_none() -> None:
    app = FakeApp(lambda session: session.live(pods=[objects.pod("web")]))
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert "No pods in default are in trouble: ctrl+t shows all 1." in app.text


async def test_an_expression_without_an_end_is_given_up() -> None:
    app = FakeApp(lambda session: session.live(pods=[objects.pod("a" * 60 + "-1"), objects.pod("b")]))
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "(a+)+-x$")
        assert "takes too long" in bottom(app)
        assert len(names(app)) in (1, 2)
        await pilot.press("enter")
        await pilot.pause()
        assert "takes too long" in bottom(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "60" not in app.title_of("pods")
        assert len(names(app)) == 2


async def test_an_expression_that_a_new_object_makes_endless_is_taken_back() -> None:
    app = FakeApp(lambda session: session.live(pods=[objects.pod("b-1")]))
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "!(a+)+-x$")
        await pilot.press("enter")
        await pilot.pause()
        assert "1 of 1 · /!" in app.title_of("pods")
        app.session.put("pods", objects.pod("a" * 60 + "-1"))
        await pilot.pause()
        await pilot.pause()
        assert "/!" not in app.title_of("pods")
        assert len(names(app)) == 2


async def test_the_cursor_stays_with_its_object_and_comes_back_to_it() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("end")
        assert app.table.cursor_key == ("default", "web-29")
        await typed(pilot, "29")
        assert app.table.cursor_key == ("default", "web-29")
        await write(pilot, "x")
        assert app.table.cursor_key is None
        await pilot.press("backspace", "backspace", "backspace")
        await write(pilot, "db")
        assert app.table.cursor_key is not None
        assert app.table.cursor_key[1].startswith("db")
        await pilot.press("escape")
        await pilot.pause()
        assert app.table.cursor_key == ("default", "web-29")


async def test_going_elsewhere_keeps_the_filter() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "web")
        await pilot.press("tab")
        await pilot.pause()
        await pilot.pause()
        assert app.opened == ["daemonsets"]
        assert "? help" in bottom(app)
        assert "30 of 60 · /web" in app.title_of("pods")


async def test_letters_in_the_line_are_no_keys() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "qz25?:o/ go")
        assert app.is_running
        assert app.opened == ["pods"]
        assert app.lines()[-2].startswith("/ qz25?:o/ go")


async def test_changes_are_filtered_as_they_come() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "status:running -l app=web")
        await pilot.press("enter")
        app.session.put("pods", objects.pod("web-99", labels={"app": "web"}), objects.pod("new", labels={"app": "db"}))
        app.session.put("pods", objects.pod("web-00", labels={"app": "other"}, resourceVersion="2"))
        app.session.remove("pods", ("default", "web-01"))
        await pilot.pause()
        assert "web-99" in names(app)
        assert not {"new", "web-00", "web-01"} & set(names(app))


async def test_markup_and_controls_in_a_line_are_text() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "[red]x[/red]")
        await pilot.press("enter")
        await pilot.pause()
        assert "/[red]x[/red]" in app.title_of("pods")
        assert "No pods match /[red]x[/red]/" in app.text


@pytest.mark.parametrize("size", [(40, 10), (120, 40), (200, 60)])
async def test_the_line_fits_every_size(size: tuple[int, int]) -> None:
    app = FakeApp(pods)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await typed(pilot, "web")
        assert app.lines()[-2].startswith("/ web")
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        assert app.lines()[-2].startswith("/ web")
        assert "enter keep" in bottom(app)


async def test_a_filter_before_the_connection_harms_nothing_and_holds_afterwards() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await typed(pilot, "web")
        await pilot.press("enter", "ctrl+t", "ctrl+t", "o", "escape", "escape")
        assert "Connecting" in app.text


async def test_a_terminal_that_loses_the_focus_leaves_the_line_open() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "web")
        app.post_message(events.AppBlur())
        await pilot.pause()
        await pilot.pause()
        assert app.lines()[-2].startswith("/ web")
        app.post_message(events.AppFocus())
        await pilot.pause()
        await write(pilot, "-1")
        assert "/web-1" in app.title_of("pods")


async def test_a_filter_outlives_what_the_server_tells_of_its_version() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await typed(pilot, "web")
        await pilot.press("enter", "o", "r", "e", "s", "enter")
        await pilot.pause()
        app.session.identify(ServerVersion(1, 20, "v1.20.2"))
        await pilot.pause()
        assert "30 of 60 · /web · by RESTARTS ↓" in app.title_of("pods")
        assert names(app)[0] == "web-29"
        app.session.put("pods", objects.pod("web-99", restarts=50), objects.pod("db-99", restarts=50))
        await pilot.pause()
        assert names(app)[0] == "web-99"
