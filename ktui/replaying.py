"""Opens a session on a recording. Imported once the first frame is painted: it pulls in the network and the server."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import time
from typing import TYPE_CHECKING

from ktui.demo.player import Player, serves_beta_cronjobs
from ktui.demo.server.api_server import ApiServer
from ktui.kube.clock import SystemClock
from ktui.kube.transport import Transport
from ktui.recording.reader import read_recording
from ktui.session.session import Session

if TYPE_CHECKING:
    from ktui.insight.scope import Namespaces
    from ktui.kube.transport import Headers
    from ktui.recording.reader import Recording
    from ktui.session.session import Listener


class _Bearer:
    """The token of the server that is in this very process: nobody else on this machine is to read the recording."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def headers(self) -> Headers:
        """The header that carries it."""
        return {"Authorization": f"Bearer {self._token}"}

    async def renew(self) -> bool:
        """It is the only one there is."""
        return False

    async def close(self) -> None:
        """Nothing is under way."""


async def open_replay(path: str, listener: Listener, *, speed: float, namespaces: Namespaces | None) -> Session:
    """A session on the recording in a file, at its start; raises `RecordingError`.

    `namespaces` None: all that it holds. The file is read in a thread: the screen is there meanwhile.
    """
    recording = await asyncio.to_thread(read_recording, path)
    return await session_on(recording, listener, speed=speed, namespaces=namespaces)


async def session_on(
    recording: Recording, listener: Listener, *, speed: float = 1.0, namespaces: Namespaces | None = None
) -> Session:
    """A session on a recording that was read: the server is up, and holds what was there at its start."""
    token = secrets.token_urlsafe()
    version = recording.version
    moment = _Moment()
    server = ApiServer(
        version=version.text or f"v{version.major}.{version.minor}",
        cronjob_versions=("v1beta1",) if serves_beta_cronjobs(recording) else ("v1",),
        token=token,
        now=moment.now,
    )
    player = Player(recording, server, monotonic=time.monotonic, sleep=asyncio.sleep, speed=speed)
    moment.player = player
    await player.arrive()
    await server.start()
    transport = Transport(
        server=server.url,
        credentials=_Bearer(token),
        tls=lambda: None,
        clock=SystemClock(),
        read_only=True,
        server_clock=player,
    )
    return Session(
        context=os.path.basename(recording.path),
        transport=transport,
        namespaces=namespaces or (),
        listener=listener,
        clock=SystemClock(),
        rand=random.random,
        playback=player,
    )


class _Moment:
    """The server's time, which is the player's, which wants a server first."""

    player: Player | None = None

    def now(self) -> float:
        """Unix seconds."""
        return self.player.time() if self.player is not None else 0.0
