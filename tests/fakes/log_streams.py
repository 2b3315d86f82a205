"""Streams of logs without a cluster: what they read is in the test's hands."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ktui.insight.log_lines import stamp_of
from ktui.insight.log_state import LogState, StreamState

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.insight.log_state import Fate
    from ktui.kube.log_stream import LogRequest, LogSink


class FakeStream:
    """One stream: it reads what it is told to."""

    def __init__(self, request: LogRequest, sink: LogSink, fate: Callable[[], Fate]) -> None:
        self.request = request
        self.sink = sink
        self.fate = fate
        self.looks = 0
        self.running = False

    async def run(self) -> None:
        self.running = True
        try:
            await asyncio.Event().wait()
        finally:
            self.running = False

    def look_again(self) -> None:
        self.looks += 1

    def say(self, *texts: str, at: float) -> None:
        """Lines of one moment, in Unix seconds."""
        self.sink.lines([(stamp_of(at), text) for text in texts])

    def told(self, state: LogState, words: str = "", retry_at: float | None = None) -> None:
        self.sink.told(StreamState(state, words, retry_at))


class FakeStreams:
    """Makes them, and keeps them."""

    def __init__(self) -> None:
        self.made: list[FakeStream] = []

    def __call__(self, request: LogRequest, sink: LogSink, fate: Callable[[], Fate]) -> FakeStream:
        stream = FakeStream(request, sink, fate)
        self.made.append(stream)
        return stream

    @property
    def open(self) -> list[FakeStream]:
        return [stream for stream in self.made if stream.running]

    def of(self, pod: str, container: str = "app") -> FakeStream:
        """The latest of a container."""
        return next(
            stream
            for stream in reversed(self.made)
            if (stream.request.pod, stream.request.container) == (pod, container)
        )
