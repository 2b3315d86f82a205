"""Marking rows, and copying names, at 80x24."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, at_rest, ready

if TYPE_CHECKING:
    import pytest

    from ktui.ui.rows import Key

SIZE = (80, 24)


def pods(session: FakeSession) -> None:
    session.live(
        pods=[objects.pod(f"{name}-{number}", uid=f"{name}-{number}") for name in ("db", "web") for number in range(3)],
        nodes=[objects.node("node-1")],
    )


def marked(app: FakeApp) -> list[str]:
    return [name for _, name in app.main.pane.marked]


def signs(app: FakeApp) -> list[str]:
    """The names of the rows that bear the sign, as painted."""
    return [line.split("•")[1].split()[0] for line in app.lines() if line[2:3] == "•"]


async def test_space_marks_the_row_and_goes_to_the_next() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "down", "space")
        await pilot.pause()
        assert signs(app) == marked(app) == ["db-0", "db-2"]
        assert app.table.position[0] == 3
        assert "6 · 2 marked" in app.title_of("pods")
        await pilot.press("up", "space")
        await pilot.pause()
        assert signs(app) == marked(app) == ["db-0"]


async def test_the_sign_is_seen_under_the_cursor_too() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("end", "space")
        await pilot.pause()
        assert "▌ •web-2" in app.text


async def test_a_star_marks_all_rows_shown_and_takes_their_marks_away() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "slash", "w", "e", "b", "enter")
        await pilot.pause()
        await pilot.press("asterisk")
        await pilot.pause()
        assert signs(app) == ["web-0", "web-1", "web-2"]
        assert marked(app) == ["web-0", "web-1", "web-2", "db-0"]
        assert "3 of 6 · /web · 4 marked" in app.title_of("pods")
        await pilot.press("asterisk")
        await pilot.pause()
        assert marked(app) == ["db-0"]


async def test_esc_ends_the_filter_then_takes_the_marks_away_then_ends_the_zoom() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("z", "space", "slash", "w", "enter")
        await pilot.press("escape")
        assert marked(app) == ["db-0"]
        await pilot.press("escape")
        await pilot.pause()
        assert marked(app) == signs(app) == []
        assert "marked" not in app.text
        assert "DaemonSets" not in app.text
        await pilot.press("escape")
        await pilot.pause()
        assert "DaemonSets" in app.text


async def test_marks_are_a_panes_own_and_outlive_another_order() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "down", "space")
        app.main.pane.order_by("NAME")
        app.main.pane.order_by("NAME")
        await pilot.pause()
        assert marked(app) == signs(app) == ["db-2", "db-0"]
        await pilot.press("5", "space")
        await pilot.pause()
        assert marked(app) == ["node-1"]
        await pilot.press("escape", "1")
        assert marked(app) == ["db-2", "db-0"]


async def test_a_mark_goes_with_its_object() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("asterisk")
        app.session.remove("pods", ("default", "db-0"))
        app.session.put("pods", objects.pod("db-0", uid="another"), objects.pod("db-1", uid="another"))
        app.session.put("pods", objects.pod("db-2", uid="db-2", resourceVersion="2"))
        await pilot.pause()
        assert signs(app) == marked(app) == ["db-2", "web-0", "web-1", "web-2"]


async def test_an_empty_pane_has_nothing_to_mark_or_copy() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("3", "space", "asterisk", "ctrl+y", "a", "N", "p", "backspace")
        assert marked(app) == []
        assert app.clipboard == ""
        assert app.opened == ["jobs"]


async def test_marking_costs_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        rows = app.table._rows
        read: list[str] = []
        plain = rows.cells

        def cells(key: Key) -> tuple[str, ...]:
            read.append(key[1])
            return plain(key)

        monkeypatch.setattr(rows, "cells", cells)
        await pilot.press("space")
        await pilot.pause()
        assert read == ["db-0"]


async def test_the_name_under_the_cursor_is_copied_and_the_title_says_so() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("down", "ctrl+y")
        await pilot.pause()
        assert app.clipboard == "db-1"
        assert app.title_of("pods").endswith("copied db-1 ")
        app.tick()
        app.tick()
        await pilot.pause()
        assert app.title_of("pods").endswith("2 of 6 ")


async def test_the_names_of_all_marked_rows_are_copied() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("space", "down", "space", "ctrl+y")
        await pilot.pause()
        assert app.clipboard == "db-0\ndb-2"
        assert "copied 2 names" in app.title_of("pods")


async def test_nothing_that_a_terminal_obeys_gets_into_the_clipboard() -> None:
    app = FakeApp(lambda session: session.live(pods=[objects.pod("web\x1b]0;\n\u202e[b]1")]))
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert app.clipboard == "web]0;[b]1"
        assert "copied web␛]0;␊" in app.title_of("pods")


async def test_rows_out_of_sight_are_not_marked_from_the_inspector() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("enter", "space", "asterisk", "a")
        await at_rest(pilot)
        assert marked(app) == []
        assert app.main.place == "inspector"
