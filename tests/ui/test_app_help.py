"""The help page, over panes that stay live."""

from __future__ import annotations

import pytest

from ktui.model.keys import EVERYWHERE, PANES, keys_of
from ktui.ui.app import INTERRUPTED
from ktui.ui.screens.help import HelpScreen
from tests.fakes import objects
from tests.ui import story
from tests.ui.fake_session import FakeApp, ready


def told() -> FakeApp:
    return FakeApp(story.fill, namespace=story.NAMESPACE, start=story.NOW)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_it_shows_every_key(size: tuple[int, int]) -> None:
    app = told()
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        seen = app.text
        await pilot.press("end")
        await pilot.pause()
        seen += app.text
        for key in (*keys_of(PANES), *keys_of(EVERYWHERE)):
            assert key.does in seen or key.action.startswith("show_pane"), key.id
            for glyph in key.shown.split():
                assert glyph in seen, key.id


@pytest.mark.parametrize("key", ["escape", "q", "question_mark"])
async def test_it_closes_and_the_screen_is_as_before(key: str) -> None:
    app = told()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        before = app.text
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        await pilot.press(key)
        await pilot.pause()
        assert app.is_running
        assert not isinstance(app.screen, HelpScreen)
        assert app.text == before


async def test_ctrl_c_leaves_from_it() -> None:
    app = told()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("question_mark", "ctrl+c")
        await pilot.pause()
    assert app.return_value == INTERRUPTED


async def test_the_panes_keys_do_nothing_beneath_it() -> None:
    app = told()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("question_mark", "3", "z", "tab", "down", "escape")
        assert app.opened == ["pods"]
        assert app.table.position[0] == 0


async def test_the_panes_stay_live_beneath_it() -> None:
    app = told()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        assert "crash-exit-1" in app.text
        app.session.put("pods", objects.pod("a-new-one", story.NAMESPACE))
        await pilot.pause()
        await pilot.pause()
        assert "a-new-one" in app.text
        assert "Keys" in app.text
