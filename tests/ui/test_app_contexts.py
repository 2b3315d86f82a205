"""`C`: another cluster, while the one on the screen stays until the other has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.errors import ConfigError
from ktui.model.link import LinkState
from ktui.state import LeftWith, ScreenState
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, ready

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


def fill(session: FakeSession) -> None:
    session.live(pods=[objects.pod(f"in-{session.context}", session.namespaces[0])])


def said(app: FakeApp) -> list[str]:
    """The sentences that stand over the screen."""
    return [notice.message for notice in app._notifications]


async def chosen(pilot: Pilot[int], *keys: str) -> FakeApp:
    await pilot.press("C")
    await pilot.pause()
    await pilot.press(*keys)
    return await ready(pilot)


async def test_another_context_takes_the_screen_when_it_answers() -> None:
    app = FakeApp(fill, namespace="shop")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("C")
        await ready(pilot)
        assert "3 contexts" in app.text
        assert "shown now" in app.line_with("▌ lab ")
        await pilot.press(*"prod", "enter")
        await ready(pilot)
        assert "prod / default" in app.banner
        assert "in-prod" in app.text
        assert "in-lab" not in app.text
        assert app.fakes[0].ended


async def test_the_old_one_stays_until_then_and_escape_keeps_it() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.refused["prod"] = None
        await chosen(pilot, *"prod", "enter")
        assert "lab / default" in app.banner
        assert "opening prod, esc stays here" in app.banner
        app.session.put("pods", objects.pod("still-live"))
        await ready(pilot)
        assert "still-live" in app.text
        await pilot.press("down")
        assert app.table.position[0] == 1
        await pilot.press("escape")
        await ready(pilot)
        assert "opening" not in app.banner
        assert len(app.fakes) == 1


async def test_one_that_says_nothing_gives_way_to_another_choice() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.refused["prod"] = None
        await chosen(pilot, *"prod", "enter")
        await pilot.press("C")
        await ready(pilot)
        assert "being opened" in app.line_with("prod ")
        await pilot.press(*"stage", "enter")
        await ready(pilot)
        assert "stage / default" in app.banner
        assert "opening" not in app.banner


async def test_one_without_a_connection_is_told_and_the_old_one_goes_on() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.fill = None
        await chosen(pilot, *"prod", "enter")
        lab, prod = app.fakes
        assert "lab / default" in app.banner
        prod.link("pods", state=LinkState.CONNECTING, reason="cannot connect to https://prod:6443")
        await ready(pilot)
        assert said(app) == ["prod cannot be opened: cannot connect to https://prod:6443"]
        assert "lab / default" in app.banner
        assert prod.ended
        assert not lab.ended
        prod.identify()
        await ready(pilot)
        assert "lab / default" in app.banner


async def test_a_context_that_is_wrong_is_a_sentence() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.refused["prod"] = ConfigError("[b]user[/] 'x' needs a \x1b key")
        await chosen(pilot, *"prod", "enter")
        assert app.is_running
        assert said(app) == ["prod cannot be opened: [b]user[/] 'x' needs a ␛ key"]
        assert "\x1b" not in app.text
        assert "in-lab" in app.text


async def test_a_kubeconfig_that_cannot_be_read_is_a_sentence() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.context_names = ConfigError("cannot read the kubeconfig /x: gone")
        await pilot.press("C")
        await ready(pilot)
        assert "cannot read the kubeconfig /x: gone" in app.text
        await pilot.press("escape")
        await ready(pilot)
        assert "in-lab" in app.text


async def test_no_context_at_all_is_a_sentence() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.context_names = ()
        await pilot.press("C")
        await ready(pilot)
        assert "No context is configured" in app.text


async def test_the_one_that_is_shown_changes_nothing() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await chosen(pilot, *"lab", "enter")
        assert len(app.fakes) == 1


async def test_back_again_is_the_first_choice_and_in_the_scope_it_was_left_in() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("n")
        await pilot.pause()
        await pilot.press(*"shop", "enter")
        await ready(pilot)
        await chosen(pilot, *"stage", "enter")
        assert "stage / default" in app.banner
        await chosen(pilot, "enter")
        assert "lab / shop" in app.banner


async def test_while_the_first_one_does_not_answer_another_may_be_chosen() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.fill = fill
        await chosen(pilot, *"prod", "enter")
        assert "prod / default" in app.banner
        assert "in-prod" in app.text


async def test_a_namespace_of_the_old_context_is_not_taken_for_one_of_the_new() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.fill = None
        await chosen(pilot, *"prod", "enter")
        await pilot.press("n")
        await ready(pilot)
        app.fakes[1].identify()
        await ready(pilot)
        await pilot.press(*"shop", "enter")
        await ready(pilot)
        assert app.session.namespaces == ("default",)
        assert "prod / default" in app.banner
        assert said(app) == ["another context is shown meanwhile: choose its namespaces again"]


async def test_each_context_is_remembered_as_it_was_left(tmp_path: Path) -> None:
    state = ScreenState.read(tmp_path / "s")
    state.remember("prod", pane="jobs", sort={"pods": ("AGE", True)})
    app = FakeApp(fill, state=state)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.main.pane.order_by("NAME")
        await chosen(pilot, *"prod", "enter")
        assert app.opened == ["jobs"]
        assert app.main.panes["pods"].wanted.column == "AGE"
        await pilot.press("n")
        await pilot.pause()
        await pilot.press(*"shop", "enter")
        await ready(pilot)
    kept = ScreenState.read(tmp_path / "s")
    assert kept.of("lab") == LeftWith("pods", ("default",), {"pods": ("NAME", False)})
    assert kept.of("prod") == LeftWith("jobs", ("shop",), {"pods": ("AGE", True)})
    assert kept.latest == "prod"
