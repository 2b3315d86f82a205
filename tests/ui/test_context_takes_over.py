"""Another context, or other namespaces, while something of the old ones stands over the panes."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ktui.model.kinds import EVENTS
from ktui.ui.screens.change import ChangeScreen
from ktui.ui.screens.live_feed import LiveFeedScreen
from ktui.ui.screens.logs import LogsScreen
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.fake_session import FakeApp, FakeSession, decoded, ready

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot


def pod(session: FakeSession, name: str, version: int = 1, **more: Any) -> dict[str, Any]:
    raw = objects.pod(name, session.namespaces[0], containers=("app", "side"), **more)
    raw["metadata"] |= {"resourceVersion": str(version), "uid": f"{name}-uid"}
    return raw


def fill(session: FakeSession) -> None:
    session.live(pods=[pod(session, f"in-{session.context}")])


def said(app: FakeApp) -> list[str]:
    return [notice.message for notice in app._notifications]


@asynccontextmanager
async def prod_is_opening(*keys: str) -> AsyncIterator[tuple[FakeApp, Pilot[int]]]:
    """`prod` was chosen and does not answer yet; meanwhile these keys are pressed."""
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.fill = None
        await pilot.press("C")
        await ready(pilot)
        await pilot.press(*"prod", "enter")
        await ready(pilot)
        for key in keys:
            await pilot.press(key)
            await ready(pilot)
        yield app, pilot
        assert app.failure is None


async def answers(app: FakeApp, pilot: Pilot[int]) -> tuple[FakeSession, FakeSession]:
    """`prod` answers, and takes over."""
    lab, prod = app.fakes
    prod.identify()
    await ready(pilot)
    fill(prod)
    await ready(pilot)
    assert lab.ended
    return lab, prod


@pytest.mark.parametrize(
    "above",
    [(), ("question_mark",), ("colon",), ("m",), ("slash",)],
    ids=["alone", "help", "palette", "list", "search"],
)
async def test_a_log_of_the_old_one_closes_with_all_above_it(above: tuple[str, ...]) -> None:
    async with prod_is_opening("l", *above) as (app, pilot):
        assert any(isinstance(screen, LogsScreen) for screen in app.screen_stack)
        assert len(app.fakes[0].streams.open) == 1
        lab, _ = await answers(app, pilot)
        assert app.screen is app.main
        assert "prod / default" in app.banner
        assert "in-prod" in app.text
        assert "in-lab" not in "\n".join(app.lines()[1:20])
        assert said(app) == ["prod is shown now: the log of in-lab was closed"]
        assert lab.streams.open == []
        assert not lab.also_told
        assert app.focused is app.table


async def test_the_log_that_is_opened_next_is_one_of_the_new() -> None:
    async with prod_is_opening("l") as (app, pilot):
        _, prod = await answers(app, pilot)
        await pilot.press("l")
        await ready(pilot)
        assert isinstance(app.screen, LogsScreen)
        assert [stream.request.pod for stream in prod.streams.open] == ["in-prod"]


async def test_a_log_stays_where_the_other_context_cannot_be_opened() -> None:
    async with prod_is_opening("l") as (app, pilot):
        app.sessions.give_up()
        await ready(pilot)
        assert isinstance(app.screen, LogsScreen)
        assert said(app) == []


async def test_a_change_that_is_not_made_yet_is_not_made_by_a_key_meant_for_the_new_one() -> None:
    async with prod_is_opening("ctrl+d") as (app, pilot):
        assert isinstance(app.screen, ChangeScreen)
        await answers(app, pilot)
        assert len(app.screen_stack) == 1
        assert said(app) == ["prod is shown now: the dialog of a change was closed"]


async def test_a_change_does_not_mind_other_namespaces_of_its_cluster() -> None:
    async with prod_is_opening("ctrl+d") as (app, pilot):
        dialog = app.screen
        assert isinstance(dialog, ChangeScreen)
        lab, prod = app.fakes
        prod._writing = lab.writing  # as a session of the same cluster has it
        await answers(app, pilot)
        assert len(app.screen_stack) == 2
        assert dialog.session is prod


async def test_the_live_feed_follows() -> None:
    async with prod_is_opening() as (app, pilot):
        lab, prod = app.fakes
        lab.put("pods", pod(lab, "old-one"))
        await pilot.press("E")
        await ready(pilot)
        await pilot.press("f")
        await ready(pilot)
        assert "only pod/in-lab" in app.lines()[0]
        await answers(app, pilot)
        assert isinstance(app.screen, LiveFeedScreen)
        assert said(app) == ["prod is shown now: the live feed follows it"]
        assert "everything in default" in app.lines()[0]
        assert "old-one" not in app.text
        assert "Nothing has changed" in app.text
        assert (len(lab.watching), len(prod.watching)) == (0, 1)
        prod.put("pods", pod(prod, "new-one"))
        await ready(pilot)
        assert "new-one" in app.text
        assert "old-one" not in app.text
        raw = objects.event("e-1", message="Liveness probe failed")
        raw["metadata"]["resourceVersion"] = "1"
        prod.sinks(EVENTS)[0].put(decoded(EVENTS, [raw])[0])
        await until(lambda: "Warning Unhealthy" in app.text, what=lambda: app.text)


async def test_what_the_old_one_still_says_is_not_in_the_feed() -> None:
    async with prod_is_opening("E") as (app, pilot):
        lab, _ = await answers(app, pilot)
        lab.put("pods", pod(lab, "late"))
        await ready(pilot)
        assert "late" not in app.text


async def test_a_storm_in_the_old_one_leaves_nothing_due() -> None:
    """What was to be painted soon is of a log that is not shown any more."""
    async with prod_is_opening("E") as (app, pilot):
        lab, prod = app.fakes
        lab.put("pods", pod(lab, "one"))
        lab.put("pods", pod(lab, "two"))
        prod.identify()
        await ready(pilot)
        assert isinstance(app.screen, LiveFeedScreen)
        app.screen._painting.rested()
        await ready(pilot)
        assert "two" not in app.text


async def test_enter_in_the_feed_goes_to_an_object_of_the_new_one_and_back_to_its_panes() -> None:
    async with prod_is_opening("E") as (app, pilot):
        _, prod = await answers(app, pilot)
        prod.put("pods", pod(prod, "new-one"))
        await ready(pilot)
        await pilot.press("enter")
        await ready(pilot)
        assert app.screen is app.main
        assert app.line_with("▌").split()[1] == "new-one"
        assert prod.watching == []


async def test_the_feed_follows_to_other_namespaces_too() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("E")
        await ready(pilot)
        app.show_namespaces(("blog", "shop"))
        await ready(pilot)
        assert isinstance(app.screen, LiveFeedScreen)
        assert "everything in blog, shop" in app.lines()[0]
        app.session.put("pods", objects.pod("cart", "shop"))
        await ready(pilot)
        assert "shop/cart" in app.text


async def test_what_is_over_the_panes_alone_stays() -> None:
    async with prod_is_opening("question_mark") as (app, pilot):
        await answers(app, pilot)
        assert app.screen is not app.main
        assert said(app) == []
        await pilot.press("escape")
        await ready(pilot)
        assert "in-prod" in app.text
