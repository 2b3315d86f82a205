"""How fresh what is shown is: in the banner, in the titles, in the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.model.link import LinkState
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui import scenes, story
from tests.ui.fake_session import ALL, SERVER, FakeApp, ready
from tests.ui.real_session import real_app

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


def told() -> FakeApp:
    return FakeApp(story.fill, namespace=story.NAMESPACE, start=story.NOW)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_all_live_is_said_once(size: tuple[int, int]) -> None:
    app = told()
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        assert app.banner.startswith(" ktui   lab / probes   v1.35.4 ")
        assert app.banner.endswith("pods ds jobs cj nodes ● live ")
        assert app.text.count("● live") == 1


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_stale_shows_its_age_and_the_next_try_and_keeps_the_rows(size: tuple[int, int]) -> None:
    app = scenes.stale()
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        assert app.banner.endswith("○ stale 72s, retry in 3s ")
        assert app.title_of("pods").endswith("○ stale 72s, retry in 3s ")
        for name in ALL[1:]:
            assert app.title_of(name).endswith("○ stale 72s ")
        assert "CrashLoopBackOff" in app.line_with("http-500")
        assert app.table.position[1] == 9


async def test_the_age_and_the_countdown_move_on() -> None:
    app = scenes.stale()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.clock.jump(2)
        app.tick()
        await pilot.pause()
        assert app.banner.endswith("○ stale 74s, retry in 1s ")
        assert app.title_of("pods").endswith("○ stale 74s, retry in 1s ")
        assert app.title_of("nodes").endswith("○ stale 74s ")
        app.clock.jump(2)
        app.tick()
        await pilot.pause()
        assert app.banner.endswith("○ stale 76s, retrying ")


async def test_stale_rows_lose_their_colours_and_have_them_back() -> None:
    app = told()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)

        def colours() -> set[str]:
            strips = app.table.render_lines(app.table.size.region)
            states = [segment for strip in strips[2:] for segment in strip if "Running" in segment.text]
            return {str(segment.style.color.name) for segment in states if segment.style and segment.style.color}

        live = colours()
        assert len(live) == 2
        app.session.link(state=LinkState.STALE)
        await pilot.pause()
        assert len(colours()) == 1
        assert not colours() & live
        app.session.link(state=LinkState.LIVE)
        await pilot.pause()
        assert colours() == live


async def test_each_kind_has_its_own_freshness() -> None:
    app = scenes.mixed()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert app.banner.endswith("pods ○ stale 12s, retry in 3s   ds jobs cj ● live   nodes ✗ denied: list nodes ")
        assert app.title_of("nodes").endswith("✗ denied: list nodes ")
        assert "live" not in app.title_of("jobs")


async def test_eighty_columns_keep_every_kinds_state_and_the_age() -> None:
    app = scenes.mixed()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.banner.endswith("pods ○ stale 12s   ds jobs cj ● live   nodes ✗ denied ")


async def test_what_may_not_be_read_says_which_right_is_missing() -> None:
    app = scenes.refused()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "You may not list pods in probes" in app.text
        for name in ALL:
            assert app.title_of(name).endswith(f"✗ denied: list {name} ")
        assert "No pods" not in app.text


async def test_what_the_server_does_not_have_is_said() -> None:
    app = told()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.session.link("cronjobs", state=LinkState.ABSENT)
        await pilot.pause()
        assert "- not served" in app.title_of("cronjobs")
        assert "cj - not served" in app.banner


async def test_a_wrong_clock_is_said_and_ages_follow_the_clusters() -> None:
    app = told()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert "16m" in app.line_with("healthy")
        app.session.fake_transport.server_clock.skew = 3600.0
        app.session.link(state=LinkState.LIVE)
        app.tick()
        await pilot.pause()
        assert "cluster's clock 60m ahead" in app.banner
        assert "76m" in app.line_with("healthy")


async def test_another_version_brings_its_columns() -> None:
    app = told()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("4")
        await pilot.pause()
        assert "TIMEZONE" in app.text
        app.session.identify(type(SERVER)(1, 20, "v1.20.2"))
        await pilot.pause()
        assert "TIMEZONE" not in app.text
        assert "v1.20.2" in app.banner


async def test_events_that_may_not_be_read_are_told_beside_the_kinds(api_server: ApiServer) -> None:
    api_server.put("pods", objects.pod("web"))
    api_server.faults.forbid("events")
    app = real_app(api_server)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(lambda: app.sessions.session and app.sessions.session.memory.link.state is LinkState.DENIED)
        await pilot.pause(0.1)
        banner = app.screen._compositor.render_strips()[0].text
        assert banner.endswith("pods ds jobs cj nodes ● live   events ✗ denied: list events ")
