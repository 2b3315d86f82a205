"""The guide of a demo: over the panes, gone with a key, there again by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ktui.config import Config
from ktui.demo.guide import STEPS, demo_guide
from ktui.model.keys import KEYS
from ktui.model.rebound import rebound
from ktui.ui.screens.guide import GuideScreen, guide_lines, hint_spans, hint_text
from ktui.ui.spans import width
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, ready

GUIDE = demo_guide(Path("/tmp/ktui-demo-abcdefgh/kubeconfig"))
IDS = {key.id for key in KEYS}


def fill(session: FakeSession) -> None:
    session.live(pods=[objects.pod("alpha"), objects.pod("kubia-liveness")], nodes=[objects.node("node-2")])


def guided(**options: Any) -> FakeApp:
    return FakeApp(fill, guide=GUIDE, guide_opens=True, namespace=None, **options)


def test_every_key_that_is_named_there_is_one() -> None:
    for step in STEPS:
        for text, tone in hint_spans(step.hint, KEYS):
            assert tone != "key" or text not in IDS
            assert tone != "key" or "." not in text, f"{text} is no key's id"


def test_a_key_is_named_as_the_user_has_it() -> None:
    own = rebound(KEYS, {"write.label": ["f9"]})
    label = next(step for step in STEPS if "{write.label}" in step.hint)
    assert hint_text(label.hint, KEYS).startswith("L on this node")
    assert hint_text(label.hint, own).startswith("f9 on this node")


@pytest.mark.parametrize("at", range(len(STEPS)))
@pytest.mark.parametrize(("room", "height"), [(72, 22), (72, 12), (40, 22), (30, 6)])
def test_it_fits_and_the_step_under_the_cursor_is_seen(at: int, room: int, height: int) -> None:
    lines = guide_lines(GUIDE, at, room, height, KEYS)
    assert len(lines) <= height
    assert all(width(line) <= room for line in lines)
    assert sum(line[:1] == (("▌ ", "brand"),) for line in lines) == 1


async def test_it_opens_by_itself_and_rows_are_seen_above_it() -> None:
    app = guided()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert isinstance(app.screen, GuideScreen)
        assert GUIDE.title in app.text
        assert "alpha" in app.text
        assert "export KUBECONFIG=/tmp/ktui-demo-abcdefgh/kubeconfig" in app.text


async def test_enter_goes_to_what_the_step_is_about_and_says_what_to_do_there() -> None:
    app = guided()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("down", "enter")
        await ready(pilot)
        assert app.opened == ["nodes"]
        assert app.table.cursor_key == ("", "node-2")
        (hint,) = [notice.message for notice in app._notifications]
        assert hint.startswith("L on this node, then disk=ssd")


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_it_closes_and_comes_again_by_name(key: str) -> None:
    told: list[bool] = []
    app = guided(guide_closed=lambda: told.append(True))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(key)
        await ready(pilot)
        assert GUIDE.title not in app.text
        await pilot.press("colon", *"guide", "enter")
        await ready(pilot)
        assert isinstance(app.screen, GuideScreen)
    assert told == []


async def test_it_may_be_closed_for_good() -> None:
    told: list[bool] = []
    app = guided(guide_closed=lambda: told.append(True))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("x")
        await ready(pilot)
        assert GUIDE.title not in app.text
    assert told == [True]


async def test_elsewhere_there_is_none() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.action_guide()
        await ready(pilot)
        assert not isinstance(app.screen, GuideScreen)
        await pilot.press("colon", *"guide")
        await ready(pilot)
        assert "what to try first" not in app.text


async def test_its_own_keys_can_be_rebound() -> None:
    app = guided(config=Config(keys={"guide.never": ("f7",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "f7 closes it for good" in app.text
        await pilot.press("f7")
        await ready(pilot)
        assert not isinstance(app.screen, GuideScreen)
