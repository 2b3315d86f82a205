"""One container's log: read, followed, and taken up again where it broke off, without a line lost or doubled."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ktui.errors import ConfigError, CredentialsError, UnreachableError
from ktui.insight.log_lines import stamp_of, stamped
from ktui.insight.log_state import FateIs, LogState, StreamState
from ktui.kube.answers import AnswerError
from ktui.kube.backoff import Backoff
from ktui.kube.log_splitter import LogSplitter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.log_state import Fate
    from ktui.kube.clock import Clock
    from ktui.kube.pulse import Pulse
    from ktui.kube.transport import Transport

ASK_AGAIN = 60.0
"""Seconds after which a refused log is asked for again: rights come and go."""

RIGHT = "get pods/log"
"""What a user must be permitted, as the screen says it."""


@dataclass(frozen=True, slots=True)
class LogRequest:
    """Which log, and how much of it."""

    namespace: str
    pod: str
    container: str
    previous: bool = False
    """The log of the container's run before this one, which does not go on."""
    tail: int | None = None
    """At most so many lines from its end; None for all."""
    since: int | None = None
    """Only what is younger than so many seconds; None for all."""

    @property
    def path(self) -> str:
        """Where the API serves it."""
        return f"/api/v1/namespaces/{self.namespace}/pods/{self.pod}/log"


class LogSink(Protocol):
    """Where a stream puts what it reads. Called on the loop, in order; must not block."""

    def lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Lines as they arrive: (stamp, text)."""

    def note(self, stamp: str, text: str) -> None:
        """Something happened to the log that its reader has to know."""

    def told(self, state: StreamState) -> None:
        """The stream's state changed."""


class LogStream:
    """Feeds `sink` with a container's log until that is over, or until cancelled.

    `fate` tells what the pods' watch knows of the container: a body that ends says nothing of why.
    """

    def __init__(
        self,
        request: LogRequest,
        sink: LogSink,
        fate: Callable[[], Fate],
        *,
        transport: Transport,
        pulse: Pulse,
        clock: Clock,
        rand: Callable[[], float],
    ) -> None:
        self._request = request
        self._sink = sink
        self._fate = fate
        self._transport = transport
        self._pulse = pulse
        self._clock = clock
        self._backoff = Backoff(clock, rand)
        self._looked = asyncio.Event()
        self._last = ""
        """The stamp of the last line that was read."""
        self._count = 0
        """How many lines in a row, the last one included, bear that stamp."""
        self._lost = ""
        """When the link was lost; "" while it is not."""
        self._restarts: int | None = None
        """The container's restarts when its log was last opened."""
        self._opened = False
        self._following = False

    def look_again(self) -> None:
        """The pod has changed: its container may have started or ended."""
        self._looked.set()
        if self._following:
            self._compare(self._fate())

    async def run(self) -> None:
        """Read until there is nothing more to come; every failure is told and tried again."""
        self._tell(LogState.CONNECTING)
        while True:
            try:
                async with self._pulse.attempt():
                    await self._read()
                over = await self._after_end()
            except AnswerError as error:
                over = await self._refused(error)
            except UnreachableError as error:
                self._pulse.suspect()
                over = await self._broken(str(error))
            except (CredentialsError, ConfigError) as error:
                over = await self._broken(str(error))
            if over:
                return

    # -- reading

    def _params(self) -> dict[str, str]:
        asked = self._request
        params = {"container": asked.container, "timestamps": "true"}
        if asked.previous:
            params["previous"] = "true"
        else:
            params["follow"] = "true"
        if self._last:
            params["sinceTime"] = self._last
            return params
        if asked.tail is not None:
            params["tailLines"] = str(asked.tail)
        if asked.since is not None:
            params["sinceSeconds"] = str(asked.since)
        return params

    async def _read(self) -> None:
        """One stream, until it ends in order."""
        known = _Known(self._last, self._count)
        fate = self._fate()
        async with self._transport.open(self._request.path, self._params()) as incoming:
            self._follow(fate)
            splitter = LogSplitter()
            async with aclosing(incoming.chunks()) as chunks:
                async for chunk in chunks:
                    self._take(splitter.feed(chunk), known)
        if self._request.previous or self._fate().now is not FateIs.RUNNING:
            # Of a container that runs on, a line without an end is a piece: it is read again, whole.
            self._take(splitter.end(), known)

    def _follow(self, fate: Fate) -> None:
        """The head has arrived: say what happened since the last one."""
        if self._lost:
            self._sink.note(self._now(), f"link lost at {self._lost[11:19]}Z, resumed at {self._now()[11:19]}Z")
        self._lost = ""
        self._compare(fate)
        self._opened = True
        self._tell(LogState.FOLLOWING)

    def _compare(self, fate: Fate) -> None:
        """Say so where another run of the container writes the log now."""
        if self._restarts is not None and fate.restarts > self._restarts:
            ended = f" after {fate.before}" if fate.before else ""
            self._sink.note(self._now(), f"container started again{ended} (restart {fate.restarts})")
        self._restarts = fate.restarts

    def _take(self, raws: Sequence[str], known: _Known) -> None:
        lines: list[tuple[str, str]] = []
        for raw in raws:
            stamp, text = stamped(raw)
            if not stamp:  # the server's own words, or the rest of a line that it broke: of the time of the one before
                lines.append((self._last, text))
                continue
            if known.has(stamp):
                continue
            if stamp == self._last:
                self._count += 1
            else:
                self._last, self._count = stamp, 1
            lines.append((stamp, text))
        if lines:
            self._sink.lines(lines)

    # -- ending

    async def _after_end(self) -> bool:
        """The body has ended in order: whether that was all."""
        if self._request.previous:
            before = self._fate().before
            self._tell(LogState.ENDED, f"previous run: {before}" if before else "previous run")
            return True
        fate = self._fate()
        if fate.now is FateIs.GONE:
            self._tell(LogState.GONE, "the pod is gone")
            return True
        if fate.now is FateIs.ENDED:
            self._tell(LogState.ENDED, fate.words)
            await self._until(lambda now: now.now is not FateIs.ENDED or now.restarts != fate.restarts)
            if self._fate().now is FateIs.GONE:
                self._tell(LogState.GONE, f"the pod is gone; ended: {fate.words}")
                return True
            self._backoff.reset()
            return False
        # The watch may not have told of the end yet, or the server closed the stream of a container that runs.
        await self._pause(LogState.CONNECTING, "", self._backoff.next())
        return False

    async def _until(self, holds: Callable[[Fate], bool]) -> None:
        while not holds(self._fate()):
            self._looked.clear()
            await self._looked.wait()

    # -- failing

    async def _broken(self, reason: str, at_least: float = 0.0) -> bool:
        if self._opened:
            self._lost = self._lost or self._now()
        if self._fate().now is FateIs.GONE and self._opened:
            self._tell(LogState.GONE, "the pod is gone")
            return True
        await self._pause(LogState.BROKEN if self._opened else LogState.FAILED, reason, self._backoff.next(at_least))
        return False

    async def _refused(self, error: AnswerError) -> bool:
        """The server answered, and not with the log: whether it never will."""
        message = str(error)
        if error.code == 403:
            await self._pause(LogState.DENIED, RIGHT, ASK_AGAIN)
            return False
        if error.code == 404:
            self._tell(LogState.GONE, "the pod is gone")
            return True
        if error.code == 400:
            if "previous terminated container" in message:
                self._tell(LogState.NONE, f"no previous run: {self._request.container} has not been restarted")
                return True
            if "waiting to start" in message or "not available" in message or "not have a host" in message:
                await self._wait_for_start(message)
                return False
            self._tell(LogState.NONE, message)
            return True
        reason = str(error.for_user("read the log")) if error.code == 401 else message
        return await self._broken(reason, error.retry_after)

    async def _wait_for_start(self, message: str) -> None:
        """Until the pod changes, or for a while: the kubelet may know before the watch tells."""
        self._looked.clear()
        seconds = self._backoff.next()
        self._tell(LogState.WAITING, message, self._clock.time() + seconds)
        waking = asyncio.ensure_future(self._looked.wait())
        pausing = asyncio.ensure_future(self._pulse.pause(seconds))
        try:
            await asyncio.wait({waking, pausing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()
            pausing.cancel()

    async def _pause(self, state: LogState, reason: str, seconds: float) -> None:
        returns = self._pulse.returns
        self._tell(state, reason, self._clock.time() + seconds)
        await self._pulse.pause(seconds)
        if self._pulse.returns != returns:
            self._backoff.reset()  # what failed before the outage says nothing of the server that is back

    def _now(self) -> str:
        return stamp_of(self._transport.server_clock.time())

    def _tell(self, state: LogState, words: str = "", retry_at: float | None = None) -> None:
        self._following = state is LogState.FOLLOWING
        self._sink.told(StreamState(state, words, retry_at))


class _Known:
    """Tells which lines of a resumed log were read before: the server counts from whole seconds only."""

    def __init__(self, last: str, count: int) -> None:
        self._last = last
        self._left = count

    def has(self, stamp: str) -> bool:
        """Whether the line of this time, the next in order, is known."""
        if not self._last or stamp > self._last:
            self._last = ""  # from here on all is new
            return False
        if stamp == self._last:
            if not self._left:
                self._last = ""
                return False
            self._left -= 1
        return True
