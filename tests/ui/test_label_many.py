"""Many nodes labelled at once over real HTTP: all of them, as far as one lets it, and back as one."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ktui.ui.screens.change import ChangeScreen
from tests.fakes.clock import until
from tests.session.writings import disks, put_nodes
from tests.ui.real_session import real_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from textual.pilot import Pilot

    from ktui.demo.server.api_server import ApiServer

MANY = 80


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{folder}_HOME", str(tmp_path / folder))


@asynccontextmanager
async def all_marked(server: ApiServer) -> AsyncIterator[Pilot[Any]]:
    """The nodes' pane, every node marked."""
    app = real_app(server)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(lambda: app.sessions.session is not None and len(app.sessions.session.feeds["nodes"].store) == MANY)
        await pilot.press("5", "asterisk")
        yield pilot


def text(pilot: Pilot[Any]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def shows(pilot: Pilot[Any], *words: str) -> None:
    await until(lambda: all(word in text(pilot) for word in words), what=lambda: f"{words} in:\n{text(pilot)}")


async def test_all_at_once_and_back_as_one(api_server: ApiServer) -> None:
    put_nodes(api_server, MANY, disk="hdd")
    async with all_marked(api_server) as pilot:
        await pilot.press("L", *"disk=ssd")
        await shows(pilot, f"hdd → ssd  {MANY} Nodes (n000, n001, n002 …)", "dry run accepted")
        await pilot.press("enter")
        await shows(pilot, f"{MANY} Nodes labeled; u takes it back")
        assert disks(api_server) == ["ssd"] * MANY
        await pilot.press("u")
        await shows(pilot, f"disk: ssd → hdd on {MANY} Nodes", "dry run accepted")
        await pilot.press("enter")
        await shows(pilot, f"change 1 of {MANY} Nodes undone")
        assert disks(api_server) == ["hdd"] * MANY


async def test_esc_stops_and_what_was_done_goes_back_as_one(api_server: ApiServer) -> None:
    put_nodes(api_server, MANY, disk="hdd")
    async with all_marked(api_server) as pilot:
        await pilot.press("L", *"disk=ssd")
        await shows(pilot, "dry run accepted")
        api_server.faults.silence(kind="nodes", verb="patch", headers=False, times=10)
        await pilot.press("enter")
        await shows(pilot, f"of {MANY}", "esc stop")
        await pilot.press("escape")
        await shows(pilot, "Stopping: what is under way is waited for, no more is sent.")
        api_server.faults.clear()
        await shows(pilot, "you stopped it before", "esc back")
        done = disks(api_server).count("ssd")
        assert done < MANY
        await pilot.press("escape")
        await until(lambda: not isinstance(pilot.app.screen, ChangeScreen))
        await pilot.press("u")
        await shows(pilot, "Undo change 1" if done else "nothing to undo")
        if done:
            await shows(pilot, "dry run accepted")
            await pilot.press("enter")
            await until(lambda: disks(api_server) == ["hdd"] * MANY)
