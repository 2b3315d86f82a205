"""`s` where there is no shell: a sentence, and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.errors import ForbiddenError, ReadOnlyError
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.fake_session import FakeApp, FakeSession, at_rest, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot

STOPPED = {"waiting": {"reason": "CrashLoopBackOff"}}


def pods(session: FakeSession) -> None:
    stopped = objects.pod("stopped[b]")
    stopped["status"]["containerStatuses"] = [objects.container_status(state=STOPPED)]
    session.live(pods=[stopped], nodes=[objects.node("node-1")])


async def said(pilot: Pilot[Any], app: FakeApp) -> str:
    await until(lambda: len(app._notifications))
    await at_rest(pilot)
    (toast,) = app._notifications
    assert not toast.markup
    return toast.message


async def test_where_no_container_runs() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("s")
        assert await said(pilot, app) == (
            "No container of stopped[b] is running, so there is no shell: its summary (d) says why"
        )


async def test_where_the_pod_cannot_be_read() -> None:
    app = FakeApp(pods)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.session.unreadable = ForbiddenError("not permitted to get pod stopped: \x1b[31mno")
        await pilot.press("s")
        assert await said(pilot, app) == "not permitted to get pod stopped: ␛[31mno"


@pytest.mark.parametrize("pane", ["2", "3", "4", "5"])
async def test_only_pods_have_one(pane: str) -> None:
    app = FakeApp(
        lambda session: session.live(
            pods=[objects.pod("a")],
            daemonsets=[objects.daemonset("a")],
            jobs=[objects.job("a")],
            cronjobs=[objects.cronjob("a")],
            nodes=[objects.node("a")],
        )
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(pane, "s")
        assert await said(pilot, app) == "Only pods have a shell: choose one and press s again"


async def test_read_only_refuses_before_anything_is_asked() -> None:
    app = FakeApp(pods, read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        readings = app.session.readings
        await pilot.press("s")
        assert await said(pilot, app) == str(ReadOnlyError())
        assert app.session.readings == readings


async def test_without_a_row_nothing_happens() -> None:
    app = FakeApp(lambda session: session.live())
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("s")
        await at_rest(pilot)
        assert not app._notifications
