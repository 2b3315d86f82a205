"""`R` and `:record`: what is shown goes into a file."""

from __future__ import annotations

import os
import re
import stat
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from ktui.recording.reader import read_recording
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.real_session import real_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from textual.pilot import Pilot

    from ktui.demo.server.api_server import ApiServer
    from ktui.ui.app import KtuiApp


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that ktui is started in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@asynccontextmanager
async def running(server: ApiServer) -> AsyncIterator[tuple[KtuiApp, Pilot[int]]]:
    server.put("pods", objects.pod("a", "web"))
    app = real_app(server)
    async with app.run_test(size=(140, 30)) as pilot:
        await until(lambda: app.main.panes["pods"].table.cursor_key, 10, what="the rows")
        yield app, pilot


async def test_what_is_typed_is_the_name_even_where_it_is_like_one_that_is_offered(
    api_server: ApiServer, here: Path
) -> None:
    async with running(api_server) as (app, pilot):
        await pilot.press("R")
        await until(lambda: app.screen is not app.main, what="the list of files")
        await pilot.press(*"ktui", "enter")
        await until(lambda: files(here), what="a file")
        assert [path.name for path in files(here)] == ["ktui"]


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def banner(app: KtuiApp) -> str:
    return "".join(segment.text for segment in app.main.query_one("#banner").render_line(0))


def said(app: KtuiApp) -> list[str]:
    return [notification.message for notification in app._notifications]


async def say(app: KtuiApp, pilot: Pilot[int], text: str) -> None:
    """Say it in the palette, and enter."""
    await pilot.press("colon")
    await until(lambda: app.screen is not app.main, what="the palette")
    app.screen.line.value = text  # type: ignore[attr-defined]
    await pilot.press("enter")
    await until(lambda: app.screen is app.main or getattr(app.screen, "_title", "") != "What to do", what="an answer")


async def test_a_name_is_offered_and_the_same_key_ends_it(api_server: ApiServer, here: Path) -> None:
    async with running(api_server) as (app, pilot):
        await pilot.press("R")
        await until(lambda: app.screen is not app.main, what="the list of files")
        await pilot.press("enter")
        await until(lambda: files(here), what="a file")
        (path,) = files(here)
        assert re.fullmatch(r"ktui-lab-\d{8}-\d{4}\.jsonl\.gz", path.name)
        await until(lambda: "rec " in banner(app), what="the banner to say so")
        assert re.search(r"rec \d+(\.\d)? k?B \d+s", banner(app))
        await until(
            lambda: app.screen_recording._recorder and "pods" in app.screen_recording._recorder.kinds, what="the list"
        )
        await pilot.press("R")
        await until(lambda: "rec " not in banner(app), what="its end")
        await until(
            lambda: any(message.startswith("recorded ") and str(path) in message for message in said(app)),
            what="what was recorded",
        )
    recording = read_recording(path)
    assert recording.lines[-1].type == "END"
    assert "pods" in recording.resources
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_name_is_said_in_the_palette_and_quitting_ends_it_in_order(api_server: ApiServer, here: Path) -> None:
    async with running(api_server) as (app, pilot):
        await say(app, pilot, "record incident.jsonl")
        await until(lambda: (here / "incident.jsonl").exists(), what="the file")
        await until(
            lambda: app.screen_recording._recorder and "pods" in app.screen_recording._recorder.kinds, what="the list"
        )
    assert read_recording(here / "incident.jsonl").lines[-1].type == "END"


async def test_a_file_that_is_there_is_kept_and_the_screen_goes_on(api_server: ApiServer, here: Path) -> None:
    (here / "precious.jsonl").write_text("precious")
    async with running(api_server) as (app, pilot):
        await say(app, pilot, "record precious.jsonl")
        await until(lambda: said(app), what="a word")
        assert "is there already" in said(app)[0]
        assert "rec " not in banner(app)
        assert (here / "precious.jsonl").read_text() == "precious"
        await say(app, pilot, "record no/such/folder.jsonl")
        await until(lambda: len(said(app)) == 2, what="another word")
        assert "cannot be made: No such file or directory" in said(app)[1]


async def test_a_full_disk_ends_it_and_the_screen_goes_on(
    api_server: ApiServer, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(api_server) as (app, pilot):
        await say(app, pilot, "record full.jsonl")
        recorder = app.screen_recording._recorder
        assert recorder is not None
        await until(lambda: "pods" in recorder.kinds, what="the list")

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "write", full)
        api_server.put("pods", objects.pod("b", "web"))
        await until(lambda: app.screen_recording._recorder is None, what="its end")
        monkeypatch.undo()
        await until(lambda: "rec " not in banner(app), what="the banner to say so")
        full_disk = "full.jsonl cannot be written on: No space left on device"
        await until(lambda: any(full_disk in message for message in said(app)), what="why")
        session = app.sessions.session
        assert session is not None
        await until(lambda: len(session.feeds["pods"].store) == 2, what="the new row")


async def test_other_namespaces_leave_it_alone(api_server: ApiServer, here: Path) -> None:
    async with running(api_server) as (app, pilot):
        await say(app, pilot, "record r.jsonl")
        await until(
            lambda: app.screen_recording._recorder and "pods" in app.screen_recording._recorder.kinds, what="the list"
        )
        app.show_namespaces(("web",))
        await pilot.pause()
        api_server.put("pods", objects.pod("b", "db"))
        await until(lambda: '"b"' in (here / "r.jsonl").read_text(), 10, what="the change")
        assert "rec " in banner(app)


async def test_another_context_ends_it(api_server: ApiServer, here: Path) -> None:
    async with running(api_server) as (app, pilot):
        await say(app, pilot, "record r.jsonl")
        await until(
            lambda: app.screen_recording._recorder and "pods" in app.screen_recording._recorder.kinds, what="the list"
        )
        app.sessions.go_to_context("other")
        await until(lambda: "rec " not in banner(app) and "other" in banner(app), 10, what="the other context")
    assert read_recording(here / "r.jsonl").lines[-1].type == "END"
