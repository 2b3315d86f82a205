"""A dialog of a change over the panes, on the test API server."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ktui.ui.screens.change import ChangeScreen
from tests.fakes.clock import until
from tests.session.writings import writing_to
from tests.ui.fake_session import FakeApp, ready

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from ktui.demo.server.api_server import ApiServer
    from ktui.model.writes import Plan
    from ktui.session.planning import Planner
    from ktui.session.writing import Writing
    from ktui.ui.screens.change import Changed


class Dialog:
    """The dialog, and what it was left with."""

    def __init__(self, app: FakeApp, screen: ChangeScreen, pilot: Pilot[Any], writing: Writing) -> None:
        self.app = app
        self.screen = screen
        self.pilot = pilot
        self.writing = writing
        self.left: list[Changed | None] = []

    @property
    def text(self) -> str:
        """What is on the screen."""
        return self.app.text

    async def says(self, *words: str) -> str:
        """Wait until all of these are on the screen."""

        def there() -> bool:
            text = self.text
            return all(word in text for word in words)

        await until(there, what=lambda: f"{words} in:\n{self.text}")
        await ready(self.pilot)
        return self.text

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await ready(self.pilot)

    async def over(self) -> Changed | None:
        """Wait until it is left; what it was left with."""
        await until(lambda: bool(self.left))
        await ready(self.pilot)
        return self.left[0]


@asynccontextmanager
async def dialog(
    server: ApiServer | str,
    folder: Path,
    make: Callable[[Planner], Awaitable[Plan]],
    *,
    size: tuple[int, int] = (80, 24),
    **more: Any,
) -> AsyncIterator[Dialog]:
    """It is open, and plans."""
    app = FakeApp(lambda session: session.live())
    async with writing_to(server, folder, **more) as writing, app.run_test(size=size) as pilot:
        await ready(pilot)
        app.session._writing = writing
        screen = ChangeScreen(app.session, lambda: make(writing.planner), title="Change it", waiting="reading it")
        opened = Dialog(app, screen, pilot, writing)
        await app.push_screen(screen, opened.left.append)
        await ready(pilot)
        yield opened
