"""A reflector at work against the test API server, on a clock that only the test moves."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ktui.errors import UnreachableError
from ktui.kube.pulse import Pulse
from ktui.kube.reflector import Reflector, Target
from ktui.kube.transport import Transport
from ktui.model.kinds import PODS, Kind
from ktui.model.link import Link, LinkState
from ktui.session.feed import Feed
from tests.fakes.clock import FakeClock, settle, turns, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from ktui.demo.server.api_server import ApiServer
    from ktui.store.store import Delta


CANCEL_TURNS = 10
"""Turns of the loop in which a cancelled reflector has to end: each level of awaiting unwinds in one of its own."""


class Token:
    """Credentials that are a bearer token; `fresh` is what renewing gives, None where it is of no use."""

    def __init__(self, token: str, fresh: str | None = None) -> None:
        self._token = token
        self._fresh = fresh
        self.renewals = 0
        self.closed = False

    async def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def renew(self) -> bool:
        self.renewals += 1
        if self._fresh is None:
            return False
        self._token = self._fresh
        return True

    async def close(self) -> None:
        self.closed = True


class ImpatientProbe:
    """The pulse's request, whose limit is measured by the test's clock."""

    def __init__(self, transport: Transport, clock: FakeClock) -> None:
        self._transport = transport
        self._clock = clock

    async def get(self, path: str, *, seconds: float) -> bytes:
        asking = asyncio.ensure_future(self._transport.get(path))
        limit = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({asking, limit}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise UnreachableError(f"no answer within {seconds:g} s")
            return asking.result()
        finally:
            asking.cancel()
            limit.cancel()
            await asyncio.gather(asking, limit, return_exceptions=True)


class Reflection:
    """One reflector, what it fills, and what it said about its link."""

    def __init__(
        self,
        server: ApiServer,
        kind: Kind,
        *,
        clock: FakeClock,
        transport: Transport,
        pulse: Pulse,
        rand: Callable[[], float],
    ) -> None:
        self.server = server
        self.kind = kind
        self.clock = clock
        self.pulse = pulse
        self.links: list[Link] = []
        self.deltas: list[Delta] = []
        self.others: list[Reflection] = []
        self.feed = Feed(kind, lambda _obj, _now: None, self._flush)
        self.reflector = Reflector(Target(kind), self.feed, transport=transport, pulse=pulse, clock=clock, rand=rand)
        self.task = asyncio.create_task(self.reflector.run())
        self.cancelled = False

    def _flush(self, feed: Feed, _within: float) -> None:
        changes = feed.take()
        if delta := feed.store.apply(changes, 0.0):
            self.deltas.append(delta)
        if feed.relinked:
            feed.relinked = False
            if not self.links or self.links[-1] is not feed.link:
                self.links.append(feed.link)

    @property
    def link(self) -> Link:
        """The latest."""
        return self.feed.link

    @property
    def names(self) -> list[str]:
        """Of everything known, in order."""
        return [name for _, name in sorted(self.feed.store.objects)]

    async def until_live(self) -> None:
        """Until a watch is open and known to be."""
        await self._until(
            lambda: self.server.watches(self.kind.name) and self.link.state is LinkState.LIVE,
            lambda: f"{self.kind.name} live, but {self.link}",
        )

    async def until_names(self, *names: str) -> None:
        """Until exactly these are known."""
        await self._until(lambda: self.names == sorted(names), lambda: f"{sorted(names)}, but {self.names}")

    async def paused(self) -> float:
        """Until it waits before another try; for how many seconds."""
        await self._until(lambda: self.clock.sleepers, lambda: f"a pause, but {self.link}")
        assert len(self.clock.sleepers) == 1
        return self.clock.sleepers[0].seconds

    async def _until(self, predicate: Callable[[], object], what: Callable[[], str]) -> None:
        await until(lambda: self.task.done() or predicate(), what=what)
        if self.task.done():
            self.task.result()

    async def retry(self) -> float:
        """Until it waits, and let it wait; for how many seconds that was."""
        await self.paused()
        return await self.clock.advance_to_next()

    async def cancel(self) -> None:
        """Cancel it, and see that it has ended after a few turns of the loop, without waiting for anything."""
        self.cancelled = True
        self.task.cancel()
        await turns(CANCEL_TURNS)
        assert self.task.cancelled()

    async def assert_at_rest(self) -> None:
        """Nothing more is asked and nobody waits to ask."""
        asked = len(self.server.requests)
        await settle()
        assert len(self.server.requests) == asked
        assert self.clock.sleepers == []


@asynccontextmanager
async def reflecting(
    server: ApiServer,
    *kinds: Kind,
    clock: FakeClock | None = None,
    credentials: Token | None = None,
    rand: Callable[[], float] = lambda: 0.0,
    pulse_runs: bool = False,
) -> AsyncIterator[Reflection]:
    """A reflector of the first kind (pods by default) and, sharing its connection, of the others.

    `rand` 0 means no jitter. `pulse_runs`: whether silence is looked into; else only failures are noticed.
    """
    clock = clock or FakeClock()
    transport = Transport(server=server.url, credentials=credentials or Token("any"), tls=lambda: None, clock=clock)
    pulse = Pulse(ImpatientProbe(transport, clock), clock)
    transport.heard = pulse.heard
    made = [
        Reflection(server, kind, clock=clock, transport=transport, pulse=pulse, rand=rand) for kind in kinds or (PODS,)
    ]
    made[0].others = made[1:]
    tasks = [reflection.task for reflection in made]
    if pulse_runs:
        tasks.append(asyncio.create_task(pulse.run()))
    try:
        yield made[0]
        for reflection in made:
            assert reflection.cancelled or not reflection.task.done(), reflection.task.exception()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await transport.close()
