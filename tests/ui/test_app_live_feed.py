"""The live feed on the screen: what appears, what it is narrowed to, and that nothing stays open behind it."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.model.kinds import EVENTS
from ktui.model.link import Link, LinkState
from ktui.ui.screens.live_feed import LiveFeedScreen
from ktui.ui.widgets.feed_view import FeedView
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, decoded, ready

SIZES = [(80, 24), (120, 40), (40, 10)]


def pod(name: str, version: int = 1, *, phase: str = "Running", namespace: str = "default") -> dict[str, Any]:
    raw = objects.pod(name, namespace, phase=phase)
    raw["metadata"] |= {"resourceVersion": str(version), "uid": f"{name}-uid"}
    return raw


def fill(session: FakeSession) -> None:
    session.live(pods=[pod("a"), pod("b")], nodes=[objects.node("n-1")])


def event(session: FakeSession, name: str, **more: Any) -> None:
    raw = objects.event(name, **more)
    raw["metadata"]["resourceVersion"] = "1"
    for stream in session.sinks(EVENTS):
        stream.put(decoded(EVENTS, [raw])[0])


@pytest.mark.parametrize("size", SIZES)
async def test_what_changes_appears(size: tuple[int, int]) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("E")
        await pilot.pause()
        assert "Live feed" in app.lines()[0]
        assert "Nothing has changed so far" in app.text
        app.session.put("pods", pod("a", 2, phase="Failed"))
        await pilot.pause()
        assert "Nothing has changed" not in app.text
        assert "STATUS Running → Failed" in app.text
        assert "esc" in app.lines()[-1]


async def test_what_changed_before_it_was_opened_is_there() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.session.put("pods", pod("b", 2, phase="Failed"))
        app.session.remove("pods", ("default", "b"))
        await pilot.press("E")
        await pilot.pause()
        rows = [line[2:].split()[1:3] for line in app.lines()[1:] if line[2:3].isdigit()]
        assert rows == [["pod", "b"], ["pod", "b"]]
        assert "deleted" in app.text


async def test_events_appear_while_it_is_open_and_are_not_watched_after() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.session.watching == []
        await pilot.press("E")
        await pilot.pause()
        assert len(app.session.watching) == 1
        event(app.session, "e-1", message="Liveness probe failed: " + "statuscode 500 " * 6)
        await pilot.pause()
        assert "Warning Unhealthy" in app.text
        assert "events ● live" in app.lines()[0]
        await pilot.press("escape")
        await pilot.pause()
        assert app.session.watching == []
        assert not isinstance(app.screen, LiveFeedScreen)


@pytest.mark.parametrize("key", ["escape", "q", "E"])
async def test_ways_back(key: str) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        before = app.text
        await pilot.press("E", key)
        await pilot.pause()
        assert app.text == before
        assert app.is_running


async def test_a_change_after_it_was_closed_harms_nothing() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("E", "escape")
        await pilot.pause()
        app.session.put("pods", pod("c"))
        await pilot.press("E")
        await pilot.pause()
        assert "added" in app.line_with(" c ")


async def test_one_key_narrows_to_what_the_cursor_was_on() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("down", "E")
        app.session.put("pods", pod("a", 2, phase="Failed"), pod("b", 2, phase="Failed"))
        app.session.put("nodes", objects.node("n-2"))
        await pilot.pause()

        def shown() -> list[str]:
            return [line[2:].split()[2] for line in app.lines()[1:] if line[2:3].isdigit()]

        await pilot.press("f")
        await pilot.pause()
        assert (shown(), "only pod/b" in app.lines()[0]) == (["b"], True)
        event(app.session, "of-b", about="b")
        event(app.session, "of-a", about="a")
        await pilot.pause(0.2)
        assert shown() == ["b", "b"]
        await pilot.press("f")
        await pilot.pause()
        assert (sorted(set(shown())), "only namespace default" in app.lines()[0]) == (["a", "b"], True)
        await pilot.press("f")
        await pilot.pause()
        assert "n-2" in shown()


async def test_scrolling_up_pauses_and_the_end_follows() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.session.put("pods", *(pod(f"p-{number:03d}") for number in range(50)))
        await pilot.press("E")
        await pilot.pause()
        assert "p-049" in app.lines()[-2]
        await pilot.press("up")
        await pilot.pause()
        assert "paused" in app.lines()[0]
        before = app.lines()[1:]
        app.session.put("pods", pod("p-050"))
        await pilot.pause()
        assert "paused, 1 more below" in app.lines()[0]
        assert app.lines()[1:] == before
        await pilot.press("end")
        await pilot.pause()
        assert "p-050" in app.lines()[-2]
        assert "following" in app.lines()[0]


@pytest.mark.parametrize(
    ("keys", "first"),
    [
        (["k"], "p-027"),
        (["k", "k", "j"], "p-027"),
        (["pageup"], "p-006"),
        (["ctrl+b"], "p-006"),
        (["home"], "p-000"),
        (["g"], "p-000"),
        (["g", "pagedown"], "p-022"),
        (["g", "ctrl+f"], "p-022"),
        (["g", "G"], "p-028"),
    ],
)
async def test_the_keys_of_moving(keys: list[str], first: str) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.session.put("pods", *(pod(f"p-{number:03d}") for number in range(50)))
        await pilot.press("E", *keys)
        await pilot.pause()
        assert first in app.lines()[1]


async def test_a_refusal_of_the_events_is_said() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("E")
        await pilot.pause()
        app.session.sinks(EVENTS)[0].linked(Link(LinkState.DENIED, 0.0, "list events"))
        await pilot.pause()
        assert "events ✗ denied: list events" in app.lines()[0]


async def test_the_help_has_the_feeds_keys() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("E", "question_mark")
        await pilot.pause()
        assert "the end, followed" in app.text
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, LiveFeedScreen)


async def test_before_the_connection_it_says_why_not() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("E")
        await pilot.pause()
        assert not isinstance(app.screen, LiveFeedScreen)
        assert "The live feed begins with the" in app.text


async def test_resizing_at_any_moment() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.session.put("pods", *(pod(f"p-{number:03d}") for number in range(50)))
        await pilot.press("E", "pageup")
        for size in ((40, 10), (300, 90), (41, 11), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.screen.query_one(FeedView).size.width == size[0]
            assert "Live feed" in app.lines()[0]


async def test_enter_goes_to_the_object_of_the_last_line_and_backspace_comes_back() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.session.put("nodes", objects.node("n-1", resourceVersion="2", uid="n"))
        app.session.put("pods", pod("b", 2, phase="Failed"))
        await pilot.press("5", "E")
        await pilot.pause()
        assert app.line_with("▌").split()[3] == "b" or " b " in app.line_with("▌")
        await pilot.press("enter")
        await ready(pilot)
        assert app.opened == ["pods"]
        assert app.line_with("▌").split()[1] == "b"
        await pilot.press("backspace")
        await ready(pilot)
        assert app.opened == ["nodes"]


async def test_what_has_no_pane_or_is_gone_is_said_in_a_sentence() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.session.remove("pods", ("default", "b"))
        await pilot.press("E", "enter")
        await ready(pilot)
        assert app.opened == ["pods"]
        assert [note.message for note in app._notifications] == ["Pod b is gone"]


async def test_the_object_under_the_cursor_is_not_jumped_to() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.session.put("pods", pod("b", 2, phase="Failed"))
        await pilot.press("down", "E", "enter")
        await ready(pilot)
        assert [note.message for note in app._notifications] == ["Pod b is the one under the cursor"]
        assert app.line_with("▌").split()[1] == "b"
        assert "\u203a" not in app.text


async def test_an_event_about_another_groups_kind_of_the_same_name_leads_nowhere() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("E")
        await pilot.pause()
        raw = objects.event("e", about="n-1", kind="Node", container=None)
        raw["metadata"]["resourceVersion"] = "1"
        raw["involvedObject"]["apiVersion"] = "longhorn.io/v1beta2"
        app.session.sinks(EVENTS)[0].put(decoded(EVENTS, [raw])[0])
        await pilot.press("enter")
        await ready(pilot)
        assert [note.message for note in app._notifications] == ["node n-1 has no pane"]
        assert app.opened == ["pods"]
