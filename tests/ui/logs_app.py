"""The application with a log open: streams that read what the test tells them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ktui.ui.screens.logs import LogsScreen
from tests.fakes import objects
from tests.fakes.clock import START, until
from tests.ui.fake_session import FakeApp, ready

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from tests.fakes.log_streams import FakeStream
    from tests.ui.fake_session import FakeSession


class Logs:
    """What is on the screen, and the streams beneath it."""

    def __init__(self, app: FakeApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> LogsScreen:
        assert isinstance(self.app.screen, LogsScreen)
        return self.app.screen

    @property
    def stream(self) -> FakeStream:
        """The one opened last."""
        return self.app.session.streams.made[-1]

    @property
    def title(self) -> str:
        return "\n".join(self.app.lines()[:2])

    @property
    def rows(self) -> list[str]:
        """The log's rows, with the current line's bar, without blank ends."""
        region = self.screen.view.region
        return [line.rstrip() for line in self.app.lines()[region.y : region.bottom]]

    @property
    def current(self) -> str:
        """The current line's rows."""
        return "".join(row[1:] for row in self.rows if row.startswith("▌"))

    async def say(self, *texts: str, at: float = START, stream: FakeStream | None = None) -> None:
        """Lines that are read, and painted."""
        total = self.screen.feed.ring.total + len(texts)
        (stream or self.stream).say(*texts, at=at)
        await self.until(lambda: self.screen.feed.ring.total == total)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        names = {" ": "space", ".": "full_stop", "(": "left_parenthesis"}
        await self.press(*(names.get(character, character) for character in text))

    async def until(self, holds: Any) -> None:
        await until(holds, what=lambda: self.app.text)
        await self.pilot.pause()


def pods(session: FakeSession) -> None:
    session.live(
        pods=[objects.pod("web", containers=("app", "side"), uid="web-uid"), objects.pod("zeta")],
        nodes=[objects.node("node-1")],
    )


@asynccontextmanager
async def logs_open(fill: Any = pods, *, pane: str = "1", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Logs]:
    """The log of what is first in a pane."""
    app = FakeApp(fill)
    async with app.run_test(size=size, notifications=True) as pilot:
        await ready(pilot)
        logs = Logs(app, pilot)
        await logs.press(pane, "l")
        yield logs
        assert app.failure is None
