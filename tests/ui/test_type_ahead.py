"""What is typed faster than it is handled means what it means when typed slowly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key
from textual.message_pump import MessagePump

from ktui.ui.screens.help import HelpScreen
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tests.ui.fake_session import FakeSession

PATIENCE = 0.3
"""Seconds after which a key goes on in any case."""


def three(session: FakeSession) -> None:
    session.live(pods=[objects.pod(name) for name in ("alpha", "beta", "gamma")])


async def typed(app: FakeApp, pilot: Pilot[int], *keys: str) -> None:
    """All keys in one bunch, as a slow link delivers them."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else None))
    for _ in range(10):
        await pilot.pause()


async def test_the_letters_of_a_filter_are_the_filters() -> None:
    app = FakeApp(three)
    async with app.run_test() as pilot:
        await ready(pilot)
        await typed(app, pilot, "slash", "b", "e", "t", "a", "enter", "space")
        assert app.main.pane.wanted.filter == "beta"
        assert [key[1] for key in app.main.pane.marked] == ["beta"]


async def test_the_letters_for_a_list_that_opens_are_the_lists() -> None:
    app = FakeApp(three)
    async with app.run_test() as pilot:
        await ready(pilot)
        await typed(app, pilot, "colon", *"cronjobs", "enter")
        assert app.main.pane.kind.name == "cronjobs"


async def test_a_key_for_what_was_left_goes_to_what_is_there() -> None:
    app = FakeApp(three)
    async with app.run_test() as pilot:
        await ready(pilot)
        await typed(app, pilot, "question_mark", "escape", "3", "question_mark", "escape", "5")
        assert app.main.pane.kind.name == "nodes"
        await typed(app, pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)


async def test_many_keys_stay_in_their_order() -> None:
    app = FakeApp(three)
    async with app.run_test() as pilot:
        await ready(pilot)
        await typed(app, pilot, "slash", *"abcdefghijklmnop", "enter")
        await pilot.pause(0.1)
        assert app.main.pane.wanted.filter == "abcdefghijklmnop"


async def test_a_key_whose_place_is_gone_holds_up_the_next_for_a_moment_alone() -> None:
    app = FakeApp(three)
    async with app.run_test() as pilot:
        await ready(pilot)
        gone = MessagePump()
        app._type_ahead.holds(Key("x", "x"))
        app._type_ahead.handed([gone])  # nobody reads its queue
        app.post_message(Key("down", None))
        await pilot.pause()
        assert app.main.pane.table.position[0] == 0
        await pilot.pause(PATIENCE)
        assert app.main.pane.table.position[0] == 1
