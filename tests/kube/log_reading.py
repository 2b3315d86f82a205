"""A log's stream at work against the test API server, on a clock that only the test moves."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ktui.insight.log_state import Fate, FateIs, LogState, StreamState
from ktui.kube.log_stream import LogRequest, LogStream
from ktui.kube.pulse import Pulse
from ktui.kube.transport import Transport
from tests.fakes.clock import START, FakeClock, until
from tests.fakes.objects import pod
from tests.kube.reflecting import ImpatientProbe, Token

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ktui.demo.server.api_server import ApiServer

WEB = LogRequest("default", "web", "app", tail=100)
RUNS = Fate(FateIs.RUNNING)


class Reading:
    """One stream, what it read, and what it said of itself."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server
        self.clock = FakeClock()
        self.fate = RUNS
        self.got: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.states = [StreamState(LogState.CONNECTING)]
        self.stream: LogStream
        self.task: asyncio.Task[None]

    def lines(self, lines: Sequence[tuple[str, str]]) -> None:
        self.got += lines

    def note(self, stamp: str, text: str) -> None:
        self.notes.append(text)

    def told(self, state: StreamState) -> None:
        self.states.append(state)

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.got]

    @property
    def state(self) -> StreamState:
        return self.states[-1]

    async def until_texts(self, *texts: str) -> None:
        await self._until(lambda: self.texts == list(texts), f"{texts}")

    async def until_state(self, state: LogState) -> StreamState:
        await self._until(lambda: self.state.state is state, str(state))
        return self.state

    async def until_following(self) -> None:
        await self._until(lambda: self.server.logs.readers("web") and self.state.state is LogState.FOLLOWING, "follow")

    async def retry(self) -> float:
        """Until it waits before another try, and let that time pass; how many seconds."""
        await self._until(lambda: self.clock.sleepers, "a pause")
        return await self.clock.advance_to_next()

    async def _until(self, holds: object, what: str) -> None:
        assert callable(holds)
        await until(lambda: holds() or self.task.done(), what=lambda: f"{what}, but {self.texts} {self.states[-3:]}")
        if not holds():
            self.task.result()
            raise AssertionError(f"over without {what}: {self.texts} {self.states}")


@asynccontextmanager
async def reading(
    server: ApiServer, request: LogRequest = WEB, *, token: str = "any", fate: Fate = RUNS
) -> AsyncIterator[Reading]:
    """A stream of the pod `web`, which exists."""
    if not server.objects("pods"):
        server.put("pods", pod("web"))
    read = Reading(server)
    read.fate = fate
    transport = Transport(server=server.url, credentials=Token(token), tls=lambda: None, clock=read.clock)
    pulse = Pulse(ImpatientProbe(transport, read.clock), read.clock)
    read.stream = LogStream(
        request, read, lambda: read.fate, transport=transport, pulse=pulse, clock=read.clock, rand=lambda: 0.0
    )
    read.task = asyncio.create_task(read.stream.run())
    try:
        yield read
    finally:
        read.task.cancel()
        await asyncio.gather(read.task, return_exceptions=True)
        await transport.close()


__all__ = ["START", "WEB", "Reading", "reading"]
