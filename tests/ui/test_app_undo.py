"""`u` and the journal: what takes a change back is shown first, or why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.ui.screens.journal import JournalScreen
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.fake_session import FakeApp, FakeSession, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot


def node(name: str, uid: str = "", **labels: str) -> dict[str, Any]:
    made = objects.node(name)
    made["metadata"].update(uid=uid or f"u-{name}", labels=labels)
    return made


def fill(session: FakeSession) -> None:
    session.live(nodes=[node("n0"), node("n1", disk="hdd")])


async def shows(pilot: Pilot[Any], *words: str) -> None:
    """Wait until all of these are on the screen."""
    app = pilot.app
    assert isinstance(app, FakeApp)
    await until(lambda: all(word in app.text for word in words), what=lambda: f"{words} in:\n{app.text}")
    await ready(pilot)


async def label_both(pilot: Pilot[Any]) -> FakeApp:
    """Both nodes are `disk=ssd` now, as change 1."""
    app = await ready(pilot)
    await pilot.press("5", "asterisk", "L", *"disk=ssd")
    await shows(pilot, "dry run accepted")
    await pilot.press("enter")
    await shows(pilot, "2 Nodes labeled")
    app.session.put("nodes", node("n0", disk="ssd"), node("n1", disk="ssd"))
    return app


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_it_takes_back_and_when_that_was_made(size: tuple[int, int]) -> None:
    async with FakeApp(fill).run_test(size=size) as pilot:
        app = await label_both(pilot)
        await app.clock.advance(180)
        await pilot.press("1", "u")  # in any pane
        await shows(
            pilot,
            "Undo change 1: label 2 Nodes",
            "disk: ssd → (none) on n0",
            "disk: ssd → hdd on n1",
            "undoes    label of n0, n1, disk: … → ssd, 3m ago",
            "dry run accepted",
            "enter undo it",
        )
        await pilot.press("enter")
        await shows(pilot, "change 1 of 2 Nodes undone")
        assert "takes it back" not in app.text
        assert len(app.session.fake_transport.sent) == 4


async def test_a_second_time_there_is_nothing_left() -> None:
    async with FakeApp(fill).run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("u")
        await shows(pilot, "there is nothing to undo: ktui has changed nothing in this cluster", "esc back")
        await pilot.press("escape")
        await label_both(pilot)
        await pilot.press("u")
        await shows(pilot, "dry run accepted")
        await pilot.press("enter")
        await shows(pilot, "undone")
        await pilot.press("u")
        await shows(pilot, "there is nothing to undo")


async def test_a_value_that_changed_since_is_the_reason() -> None:
    async with FakeApp(fill).run_test(size=(100, 30)) as pilot:
        app = await label_both(pilot)
        app.session.put("nodes", node("n0", disk="nvme"), node("n1", uid="u-new", disk="ssd"))
        await pilot.press("u")
        await shows(
            pilot, "not undone: disk of n0 is nvme now, no longer ssd", "node n1 is another one now", "esc back"
        )
        await pilot.press("enter")
        await ready(pilot)
        assert len(app.session.fake_transport.sent) == 2


async def test_the_journal_lists_and_undoes_any() -> None:
    async with FakeApp(fill).run_test(size=(100, 30)) as pilot:
        app = await label_both(pilot)
        await pilot.press("escape", "5", "c")
        await shows(pilot, "dry run accepted")
        await pilot.press("enter")
        await shows(pilot, "Node n0 cordoned")
        cordoned = node("n0", disk="ssd")
        cordoned["spec"]["unschedulable"] = True
        app.session.put("nodes", cordoned)
        await pilot.press("colon", *"journal", "enter")
        await shows(
            pilot, "2 changes", "2  cordon Node n0  unschedulable: (none) → true", "1  label 2 Nodes  disk: … → ssd"
        )
        assert isinstance(app.screen, JournalScreen)
        await pilot.press("down", "enter")
        await shows(pilot, "Undo change 1: label 2 Nodes", "dry run accepted")
        await pilot.press("enter")
        await shows(pilot, "undone")
        await pilot.press("U")
        await shows(pilot, "3 changes", "3  undo 1  label 2 Nodes", "undone by 3")


async def test_an_empty_journal_is_a_sentence() -> None:
    async with FakeApp(fill).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("U")
        await shows(pilot, "ktui has changed nothing in this cluster")


async def test_the_journal_is_open_under_read_only_and_undoes_nothing() -> None:
    async with FakeApp(fill, read_only=True).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("U")
        await shows(pilot, "ktui has changed nothing in this cluster")
