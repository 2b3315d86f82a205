"""The whole application on a recording, over the embedded server, whose time goes by when a test says so."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ktui.recording.reader import read_recording
from ktui.replaying import session_on
from ktui.ui.app import KtuiApp
from tests.fakes.clock import until
from tests.recording.files import RECORDINGS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from textual.pilot import Pilot

    from ktui.insight.scope import Namespaces
    from ktui.session.playback import Playback
    from ktui.session.session import Listener, Session

PROBES = RECORDINGS / "probes.jsonl"


class ReplayApp(KtuiApp):
    """Held from the beginning, at the start of the recording."""

    def __init__(self, path: Path = PROBES, *, inspector: bool = False, **options: Any) -> None:
        self.recorded = read_recording(path)

        async def connect(listener: Listener, *, context: str | None, namespaces: Namespaces | None) -> Session:
            session = await session_on(self.recorded, listener, namespaces=namespaces)
            assert session.playback is not None
            session.playback.hold()
            return session

        super().__init__(connect=connect, context=path.name, namespaces=(), replay=path.name, **options)
        self.animation_level = "none"
        self.main.inspector.settle = 0.001
        self.main.inspector_wanted = inspector
        self.landings = 0

    @property
    def playback(self) -> Playback:
        assert self.playing is not None
        assert self.playing.playback is not None
        return self.playing.playback

    @property
    def session(self) -> Session:
        assert self.sessions.session is not None
        return self.sessions.session

    def lines(self) -> list[str]:
        """What is on the screen."""
        width, height = self.size
        return [strip.text for strip in self.screen._compositor.render_strips()][:height] if width else []

    @property
    def text(self) -> str:
        return "\n".join(self.lines())

    @property
    def said(self) -> list[str]:
        """What was told over the screen."""
        return [notification.message for notification in self._notifications]

    def cells(self, pane: str = "pods") -> dict[str, list[str]]:
        """The open pane's rows as painted: name to its other words."""
        rows = {}
        for line in self.lines():
            words = line.lstrip(" ▌!").split()
            if len(words) > 4 and words[0] == "probes":
                rows[words[1]] = words[2:]
        return rows


@asynccontextmanager
async def replayed(
    path: Path = PROBES, *, size: tuple[int, int] = (120, 40), **options: Any
) -> AsyncIterator[tuple[ReplayApp, Pilot[Any]]]:
    """The application with what is there at the start on its screen."""
    app = ReplayApp(path, **options)
    async with app.run_test(size=size) as pilot:
        await until(lambda: app.playing is not None and app.playing.playback is not None)
        recorded = [name for name in app.recorded.resources if name in app.session.feeds]
        await until(lambda: all(app.session.feeds[name].loaded for name in recorded))
        await until(lambda: app.playback.searched)
        await pilot.pause()
        yield app, pilot


async def landed(app: ReplayApp, pilot: Pilot[Any]) -> None:
    """Wait until a jump is over, and all that it has changed is painted."""
    await until(lambda: not app.session.log.hushed)
    await until(lambda: not app.main.inspector.reading)
    for _ in range(3):
        await pilot.pause()


async def jump(app: ReplayApp, pilot: Pilot[Any], moment: float) -> None:
    """Go there, as the prompt for a time does."""
    assert app.playing is not None
    app.playing.go_to(moment)
    await landed(app, pilot)
