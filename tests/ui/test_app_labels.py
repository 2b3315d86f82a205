"""`L`: the labels of nodes as one types them, shown at once, planned when typing pauses, applied on Enter."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from ktui.config import Config
from ktui.ui.screens import labels
from ktui.ui.screens.labels import LabelsScreen
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.fake_cluster import FakeCluster
from tests.ui.fake_session import FakeApp, FakeSession, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot

ZONE = "topology.kubernetes.io/zone"


@pytest.fixture
def never_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typing goes on for an hour."""
    monkeypatch.setattr(labels, "PAUSE", 3600.0)


@pytest.fixture(autouse=True)
def pauses_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "PAUSE", 0.01)


def node(name: str, version: str = "1", **labels: str) -> dict[str, Any]:
    made = objects.node(name)
    made["metadata"].update(uid=f"u-{name}", resourceVersion=version, labels={**labels, ZONE: "a"})
    return made


NODES = [node("n0"), node("n1", disk="hdd", tier="gold"), node("n2", disk="hdd"), node("n3", disk="nvme")]


def fill(session: FakeSession) -> None:
    session.live(pods=[objects.pod("web")], nodes=NODES)


async def shows(pilot: Pilot[Any], *words: str) -> None:
    """Wait until all of these are on the screen."""
    app = pilot.app
    assert isinstance(app, FakeApp)
    await until(lambda: all(word in app.text for word in words), what=lambda: f"{words} in:\n{app.text}")
    await ready(pilot)


def said(app: FakeApp) -> list[str]:
    return [toast.message for toast in app._notifications]


async def typed(pilot: Pilot[Any], text: str) -> None:
    await pilot.press(*["space" if letter == " " else letter for letter in text])


def a_line(app: FakeApp) -> str:
    assert isinstance(app.screen, LabelsScreen)
    return app.screen.line.value


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_shown_planned_and_applied(size: tuple[int, int]) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("5", "space", "space", "L")
        await shows(pilot, "Labels of n0, n1", "labels now", f"{ZONE}=a", "disk=hdd on 1 of 2 Nodes")
        await typed(pilot, "disk=ssd tier-")
        await shows(pilot, "n0", "(none) → ssd", "hdd → ssd", "gold → (none)", "dry run accepted", "enter label")
        await shows(pilot, "kubectl label node n0 n1 disk=ssd tier- --overwrite")
        assert app.session.fake_transport.sent == []
        await pilot.press("enter")
        await shows(pilot, "2 Nodes labeled; u takes it back")
        assert app.screen is app.main
        assert sorted(app.session.fake_transport.sent) == ["PATCH /api/v1/nodes/n0", "PATCH /api/v1/nodes/n1"]


@pytest.mark.usefixtures("never_pauses")
async def test_what_is_held_is_shown_at_once_without_a_request() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "down", "L")
        await typed(pilot, "disk=ssd")
        await shows(pilot, "hdd → ssd", "asked when you pause", "kubectl label node n1 disk=ssd --overwrite")
        await pilot.press("escape")
        await ready(pilot)
        assert app.screen is app.main
        assert app.session.fake_transport.sent == []


async def test_completion_takes_the_most_frequent_and_offers_others() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "down", "L", "d")
        await shows(pilot, "disk=   disk-", "tab take", "shift+tab another")
        await pilot.press("tab")
        assert a_line(app) == "disk="
        await shows(pilot, "disk=hdd   disk=nvme")
        await pilot.press("shift+tab", "tab")
        assert a_line(app) == "disk=nvme "
        await pilot.press("t", "shift+tab", "tab")
        assert a_line(app) == "disk=nvme tier- "
        await shows(pilot, "hdd → nvme", "gold → (none)", "dry run accepted")


async def test_wrong_and_unfinished_words_are_told_apart() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "L", "x")
        await shows(pilot, "key=value sets a label, key- takes one off")
        await typed(pilot, "=-")
        await shows(pilot, "'-' is no value of a label")
        await pilot.press("enter")
        assert isinstance(app.screen, LabelsScreen)
        assert app.session.fake_transport.sent == []
        await pilot.press("backspace", "y")
        await shows(pilot, "(none) → y", "dry run accepted")


async def test_protected_keys_are_warned_of() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "L")
        await typed(pilot, f"{ZONE}=b")
        await shows(pilot, "a → b", "is set by the cloud's controller", "dry run accepted")


@pytest.mark.usefixtures("never_pauses")
async def test_enter_before_the_plan_goes_on_where_nothing_new_comes() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "L", *"disk=ssd", "enter")
        await shows(pilot, "Node n0 labeled; u takes it back")
        assert app.session.fake_transport.sent == ["PATCH /api/v1/nodes/n0"]


@pytest.mark.usefixtures("never_pauses")
async def test_enter_before_the_plan_waits_where_a_value_goes() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "down", "L", *"disk=ssd", "enter")
        await shows(pilot, "hdd → ssd", "dry run accepted", "enter label")
        assert app.session.fake_transport.sent == []
        await pilot.press("enter")
        await shows(pilot, "Node n1 labeled")


@pytest.mark.usefixtures("never_pauses")
async def test_another_letter_takes_an_early_enter_back(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FakeApp(fill)
    answered = asyncio.Event()
    get = FakeCluster.get

    async def slowly(*arguments: Any, **more: Any) -> bytes:
        await answered.wait()
        return await get(*arguments, **more)

    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        monkeypatch.setattr(FakeCluster, "get", slowly)
        await pilot.press("5", "L", *"disk=ssd", "enter")
        await shows(pilot, "asked for a dry run", "enter label once accepted")
        await pilot.press("2")
        answered.set()
        await shows(pilot, "(none) → ssd2", "asked when you pause")
        assert isinstance(app.screen, LabelsScreen)
        assert app.session.fake_transport.sent == []


async def test_earlier_lines_come_back() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "L", *"disk=ssd", "enter")
        await shows(pilot, "Node n0 labeled")
        await pilot.press("down", "down", "L", "x", "up")
        assert a_line(app) == "disk=ssd"
        await shows(pilot, "hdd → ssd", "dry run accepted")
        await pilot.press("down")
        assert a_line(app) == "x"


async def test_a_node_that_was_made_anew_is_left_alone() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "L")
        other = node("n0")
        other["metadata"]["uid"] = "u-other"
        app.session.put("nodes", other)
        await typed(pilot, "disk=ssd")
        await shows(pilot, "node n0 is another one now", "no such node is there any more")
        await pilot.press("enter")
        await ready(pilot)
        assert app.session.fake_transport.sent == []


async def test_in_another_pane_it_says_what_it_is_for() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("L")
        await ready(pilot)
        assert said(app) == ["L is to its labels: it is for Nodes"]


# -- labels that do not stay


async def test_a_label_that_something_sets_back_is_told_once() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "L", *"disk=ssd", "enter")
        await shows(pilot, "Node n0 labeled")
        app.session.put("nodes", node("n0", "2", disk="ssd"))
        assert said(app) == []
        await app.clock.advance(12)
        app.session.put("nodes", node("n0", "3"))
        app.session.put("nodes", node("n0", "4"))
        await ready(pilot)
        assert said(app) == ["disk of n0 is gone again, 12s after it was set to ssd: something else there changes it"]


async def test_taking_it_back_oneself_is_nothing_to_tell() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "L", *"disk=ssd", "enter")
        await shows(pilot, "Node n0 labeled")
        app.session.put("nodes", node("n0", "2", disk="ssd"))
        await pilot.press("u")
        await shows(pilot, "dry run accepted")
        await pilot.press("enter")
        await shows(pilot, "undone")
        app.session.put("nodes", node("n0", "3"))
        await ready(pilot)
        assert said(app) == []


# -- lines on keys of the user's own


async def test_a_key_of_ones_own_fills_the_line_and_enter_applies() -> None:
    app = FakeApp(fill, config=Config(label_keys={"f5": "disk=ssd tier-"}))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "down", "f5")
        await shows(pilot, "Labels of n1", "disk=ssd tier-", "hdd → ssd", "gold → (none)", "dry run accepted")
        assert a_line(app) == "disk=ssd tier-"
        await pilot.press("enter")
        await shows(pilot, "Node n1 labeled")


async def test_ones_own_keys_are_in_the_help_and_the_palette() -> None:
    app = FakeApp(fill, config=Config(label_keys={"f5": "disk=ssd"}))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("question_mark")
        await shows(pilot, "label disk=ssd")
        await pilot.press("escape", "5", "colon", *"disk=ssd")
        await shows(pilot, "label disk=ssd")
        await pilot.press("enter")
        await shows(pilot, "Labels of n0", "(none) → ssd")


async def test_on_another_pane_ones_own_key_says_so_too() -> None:
    app = FakeApp(fill, config=Config(label_keys={"f5": "disk=ssd"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f5")
        await ready(pilot)
        assert said(app) == ["f5 is to label disk=ssd: it is for Nodes"]


@pytest.mark.parametrize("key", ["L", "f5", "u"])
async def test_read_only_says_so(key: str) -> None:
    app = FakeApp(fill, read_only=True, config=Config(label_keys={"f5": "disk=ssd"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("5", key)
        await ready(pilot)
        assert app.screen is app.main
        assert "read-only" in said(app)[0]
