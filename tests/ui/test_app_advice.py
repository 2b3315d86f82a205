"""The advice on all pods that are shown: gathered, live, and a way to each of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

import ktui.ui.screens.advice
from ktui.insight.advice.rules import advice_on
from ktui.ui.screens.advice import AdviceScreen
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, decoded, ready

if TYPE_CHECKING:
    from ktui.insight.advice.advice import Advice

COUNT = 10_000
SIZES = [(80, 24), (120, 40), (40, 10)]
PROBE = {"tcpSocket": {"port": 8080}, "periodSeconds": 10, "timeoutSeconds": 1, "failureThreshold": 3}
GOOD = {"livenessProbe": PROBE | {"failureThreshold": 6}, "readinessProbe": PROBE, "startupProbe": PROBE}


def pod(name: str, version: int = 1, *, good: bool = False, owner: str = "", **more: Any) -> dict[str, Any]:
    owned = objects.owner("DaemonSet", owner, "1") if owner else None
    raw = objects.pod(name, uid=f"{name}-uid", resourceVersion=str(version), owned_by=owned, **more)
    if good:
        raw["spec"]["containers"][0] |= GOOD
    return raw


def fill(session: FakeSession) -> None:
    agents = [pod(f"agent-{number}", owner="agent") for number in range(40)]
    session.live(pods=[*agents, pod("bare"), pod("good", good=True)])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("way", [["A"], ["colon", *"advice", "enter"]], ids=["key", "palette"])
async def test_what_is_made_alike_is_advised_once(size: tuple[int, int], way: list[str]) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press(*way)
        await ready(pilot)
        assert isinstance(app.screen, AdviceScreen)
        assert "41 of 42 pods" in app.lines()[0]
        assert "No liveness probe   41 pods" in app.text
        assert "x40   DaemonSet agent" in app.text
        assert "esc" in app.lines()[-1]


async def test_enter_goes_to_a_pod_and_backspace_comes_back_to_where_one_was() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("5", "A")
        await ready(pilot)
        await pilot.press("enter")
        await ready(pilot)
        assert "about no pod" in app.lines()[0], "the first line is a rule's"
        await pilot.press("slash", *"bare", "enter")
        await ready(pilot)
        await pilot.press("enter")
        await ready(pilot)
        assert app.opened == ["pods"]
        assert app.table.cursor_key == ("default", "bare")


async def test_it_lives() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("A")
        await ready(pilot)
        screen = app.screen
        assert isinstance(screen, AdviceScreen)
        app.session.put("pods", pod("bare", 2, good=True), pod("agent-40", owner="agent"))
        app.session.remove("pods", ("default", "agent-0"), ("default", "agent-1"))
        await ready(pilot)
        screen._painting.rested()
        await ready(pilot)
        assert "x39   DaemonSet agent" in app.text
        assert "bare" not in app.text
        assert "39 of 41 pods" in app.lines()[0]


async def test_esc_leaves_and_nobody_listens_any_more() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for key in ("escape", "q", "A"):
            await pilot.press("A")
            await ready(pilot)
            assert app.session.also_told
            await pilot.press(key)
            await ready(pilot)
            assert app.screen is app.main
            assert not app.session.also_told


async def test_it_follows_to_other_namespaces() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("A")
        await ready(pilot)
        first = app.session
        app.show_namespaces(("shop",))
        await ready(pilot)
        assert isinstance(app.screen, AdviceScreen)
        assert app.screen.session is app.session is not first
        assert not first.also_told
        assert "41 of 42 pods" in app.lines()[0]


async def test_where_there_is_nothing_to_say_it_says_so() -> None:
    app = FakeApp(lambda session: session.live(pods=[pod("good", good=True)]))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("A")
        await ready(pilot)
        assert "There is nothing to advise." in app.text


async def test_a_name_steers_no_terminal() -> None:
    app = FakeApp(lambda session: session.live(pods=[pod("a\x1b[31m\u202e")]))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("A")
        await ready(pilot)
        assert "a␛[31m\\u202e" in app.text


def ten_thousand(session: FakeSession) -> None:
    from msgspec.structs import replace

    session.identify()
    session.listed("pods", ())
    feed = session.feeds["pods"]
    [template] = decoded(feed.kind, [pod("template")])
    for number in range(COUNT):
        meta = replace(template.meta, name=f"pod-{number:05d}", uid=f"uid-{number}")
        feed.put(replace(template, meta=meta))
    session.flush()


async def test_ten_thousand_pods_are_looked_at_in_many_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """In pods looked at, never in time: each is looked at once, and the loop turns many times meanwhile."""
    looked: dict[int, int] = {}
    turn, counting = 0, True

    def count(pod: Any, evidence: Any) -> tuple[Advice, ...]:
        looked[turn] = looked.get(turn, 0) + 1
        return advice_on(pod, evidence)

    async def turns() -> None:
        nonlocal turn
        while counting:
            turn += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(ktui.ui.screens.advice, "advice_on", count)
    app = FakeApp(ten_thousand)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        counter = asyncio.get_running_loop().create_task(turns())
        await pilot.press("A")
        while sum(looked.values()) < COUNT:
            await pilot.pause()
        counting = False
        await counter
        await ready(pilot)
        assert sum(looked.values()) == COUNT
        assert len(looked) > 5
        assert f"{COUNT:,} of {COUNT:,} pods" in app.lines()[0]
        assert app.text.count("and 9,960 more of the kind") <= 1
