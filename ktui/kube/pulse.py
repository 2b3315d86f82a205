"""Whether the API server is alive: what tells a quiet cluster from a dead one.

A watch may say nothing for minutes, and a server that is frozen keeps its connections open. So while everything is
silent, one cheap request every few seconds asks; when it fails, everything shown is stale, every request under way is
given up, and the same request, now every second, wakes all who wait as soon as the server answers.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from ktui.errors import ConfigError, CredentialsError, KtuiError, UnreachableError
from ktui.kube.answers import AnswerError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ktui.kube.clock import Clock

QUIET = 5.0
"""Seconds of silence after which the server is asked; with `LIMIT` a freeze is known within 10 s."""
LIMIT = 5.0
"""Seconds the answer may take."""
DOWN = 0.5
"""Seconds between questions while the server is down: half of what a reader notices, and one small request."""
UNREADY = 10.0
"""Seconds a returning server may say it is not ready before it is taken at its word no longer: one failing health
check must not keep ktui from a server that answers."""
SETTLING = 15.0
"""Seconds after its return in which a refusal is not taken for the server's last word: it may answer before it has read
all of its roles and bindings, and refuse what it allows in a moment."""
JUMP = 20.0
"""Seconds by which the wall clock may run ahead of the other before the machine is taken to have slept."""


class Probe(Protocol):
    """The part of a transport that the pulse needs."""

    async def get(self, path: str, *, seconds: float) -> bytes:
        """GET, whole."""
        ...


class Pulse:
    """The heartbeat of one API server."""

    def __init__(self, probe: Probe, clock: Clock, changed: Callable[[], None] = lambda: None) -> None:
        self._probe = probe
        self._clock = clock
        self._changed = changed
        self.alive = True
        self.reason = ""
        """Why the server is taken to be dead."""
        self.last_heard = clock.time()
        """When it last gave a sign of life, in Unix seconds by this machine's clock."""
        self._heard_at = clock.monotonic()
        self.returns = 0
        """How often it came back."""
        self._returned_at = float("-inf")
        self._path = "/readyz"
        self._admitted = False
        """Whether this question was ever answered."""
        self._barred = False
        """Whether it refuses every question even in health."""
        self._scopes: set[asyncio.Timeout] = set()
        self._wake = asyncio.Event()
        self._suspected = asyncio.Event()

    def heard(self) -> None:
        """A byte has arrived: the server lives."""
        self._heard_at = self._clock.monotonic()
        if self.alive:
            self.last_heard = self._clock.time()

    @property
    def settling(self) -> bool:
        """Whether it came back so lately that what it refuses may be allowed in a moment."""
        return self._clock.monotonic() - self._returned_at < SETTLING

    def suspect(self) -> None:
        """A connection failed: ask now rather than at the end of the silence."""
        self._suspected.set()

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """What is awaited inside ends with an `UnreachableError` once the server is found dead."""
        if not self.alive:
            raise UnreachableError(self.reason)
        try:
            async with asyncio.timeout(None) as scope:
                self._scopes.add(scope)
                try:
                    yield
                finally:
                    self._scopes.discard(scope)
        except TimeoutError:
            if not scope.expired():
                raise
            raise UnreachableError(self.reason or "the API server does not answer") from None

    async def pause(self, seconds: float) -> None:
        """Wait before another try: `seconds`, or until the server is back after an outage, whichever is first."""
        if self.alive:
            waiting = asyncio.ensure_future(self._clock.sleep(seconds))
            waking = asyncio.ensure_future(self._wake.wait())
            try:
                await asyncio.wait({waiting, waking}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiting.cancel()
                waking.cancel()
        while not self.alive:
            await self._wake.wait()

    async def outage(self) -> None:
        """Wait until the server was down and is back."""
        await self._wake.wait()

    async def run(self) -> None:
        """Keep asking, until cancelled."""
        while True:
            await self._until_silent()
            if await self._ask() is not None:
                await self._outage()
            if not self.alive:
                self._revive()

    async def _until_silent(self) -> None:
        while True:
            wall, steady = self._clock.time(), self._clock.monotonic()
            left = self._heard_at + QUIET - steady
            if left <= 0:
                return
            waiting = asyncio.ensure_future(self._clock.sleep(left))
            suspecting = asyncio.ensure_future(self._suspected.wait())
            try:
                await asyncio.wait({waiting, suspecting}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiting.cancel()
                suspecting.cancel()
            if self._suspected.is_set():
                self._suspected.clear()
                return
            slept = (self._clock.time() - wall) - (self._clock.monotonic() - steady)
            if slept > JUMP:
                self._die(f"this machine slept for {slept:.0f} s")
                return

    async def _outage(self) -> None:
        """Ask until the server is back."""
        unready_since: float | None = None
        while True:
            await self._clock.sleep(DOWN)
            code = await self._ask()
            if code is None:
                break
            if code:
                now = self._clock.monotonic()
                unready_since = now if unready_since is None else unready_since
                if now - unready_since >= UNREADY:
                    break
            else:
                unready_since = None

    def _revive(self) -> None:
        self.alive = True
        self.reason = ""
        self.last_heard = self._clock.time()
        self.returns += 1
        self._returned_at = self._clock.monotonic()
        self._suspected.clear()
        wake, self._wake = self._wake, asyncio.Event()
        wake.set()
        self._changed()

    async def _ask(self) -> int | None:
        """None: it lives. A number: it does not; the HTTP status where it answers that it is not ready, else 0."""
        began = self._clock.time()
        try:
            await self._probe.get(self._path, seconds=LIMIT)
        except AnswerError as error:
            if error.code in (401, 403, 404):
                return await self._turned_away(error.code)
            elif not self.alive and error.code >= 500:
                return error.code
        except (CredentialsError, ConfigError):
            pass  # It answered, or was never asked: not the server's fault.
        except KtuiError as error:
            self._die(str(error))
            return 0
        else:
            self._admitted = True
        self._answered(began)
        return None

    async def _turned_away(self, code: int) -> int | None:
        """It answers, only not to this question: the version is public nearly everywhere."""
        first = self._path != "/version"
        if self.alive:
            self._barred = not first
        elif self._admitted or not (first or self._barred):
            return code  # it has not read yet who may ask
        if first:
            self._path, self._admitted = "/version", False
            if not self.alive:
                return await self._ask()
        self._answered(self._clock.time())
        return None

    def _answered(self, began: float) -> None:
        if self.alive:
            self.last_heard = max(self.last_heard, began)
            self._heard_at = self._clock.monotonic()

    def _die(self, reason: str) -> None:
        self._path = "/readyz"  # what it refused before it may answer when it is back
        self.reason = reason
        if not self.alive:
            return
        self.alive = False
        scopes, self._scopes = self._scopes, set()  # each once: what is ending already cannot be ended again
        for scope in scopes:
            scope.reschedule(0.0)
        self._changed()
