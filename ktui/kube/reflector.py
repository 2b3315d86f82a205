"""One kind, kept equal to the API server: list, then watch, for ever.

The rules are client-go's reflector's where they are good (resume by resourceVersion, relist on 410, jittered
back-off) and stricter about silence (see `pulse`). What is known is never cleared by an error: the sink hears that the
link is stale, and later what changed meanwhile.
"""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from ktui.errors import ConfigError, CredentialsError, UnreachableError
from ktui.kube.answers import AnswerError
from ktui.kube.backoff import Backoff
from ktui.kube.lines import EndlessLineError, LineSplitter
from ktui.kube.listing import pages
from ktui.model.decode import SLIM, MalformedError, Reading, Status, WatchEvent
from ktui.model.link import Link, LinkState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.kube.clock import Clock
    from ktui.kube.pulse import Pulse
    from ktui.kube.transport import Transport
    from ktui.model.kinds import Kind

WATCH_SECONDS = (240, 300)
"""The server ends a watch after a random time between these: before the idle limits of most load balancers (350 s)
and spread out, so that thousands of clients do not come back at once."""
WATCH_SECONDS_WITHOUT_BOOKMARKS = (50, 60)
"""The same for a kind without bookmarks: nothing but a new watch tells one that is quiet from one whose connection
a proxy has forgotten."""
SHORT_WATCH = 1.0
"""A watch that ends sooner than this without an event is taken for a failure: a server or proxy that closes at once
must not be asked in a hot loop (client-go's VeryShortWatchError)."""
REWATCHES = 3
"""Failed watches in a row after which the state is listed anew rather than resumed."""
RESUMABLE = 300.0
"""Seconds without a connection after which the state is listed anew: etcd forgets history every five minutes."""
ASK_AGAIN = 60.0
"""Seconds after which a refused or absent kind is asked for again: rights and API groups come and go."""
UNSETTLED = 0.5
"""Seconds, and up to as many more by jitter, after which a server that has only just come back is asked again for what
it refuses (see `Pulse.settling`)."""
NOT_RECORDED = "NotRecorded"
"""The reason of a replay's answer where a kind was not recorded."""


class Sink(Protocol):
    """Where a reflector puts what it learns. Called on the loop, in order; must not block."""

    def list_began(self) -> None:
        """A list begins; what is known stays until `list_ended`."""

    def page(self, objects: Sequence[Any], remaining: int | None) -> None:
        """Objects of the list, as they arrive; `remaining` follow, where the server tells."""

    def list_ended(self) -> None:
        """The list is whole: what was known and not in it is gone."""

    def put(self, obj: Any) -> None:
        """An object was added or changed."""

    def remove(self, obj: Any) -> None:
        """An object is gone; its last state."""

    def linked(self, link: Link) -> None:
        """The link's state changed."""


class _ExpiredError(Exception):
    """What was asked for is too old for the server (410 Gone, reason Expired): list anew."""


class Target(msgspec.Struct, frozen=True):
    """What a reflector keeps: a kind, in one namespace or (None) in all, with a label selector or without."""

    kind: Kind
    namespace: str | None = None
    selector: str = ""
    field_selector: str = ""
    reading: Reading = SLIM
    """What becomes of its objects before the sink has them."""


class Reflector:
    """Keeps `sink` equal to what the server has of `target`, until cancelled."""

    def __init__(
        self,
        target: Target,
        sink: Sink,
        *,
        transport: Transport,
        pulse: Pulse,
        clock: Clock,
        rand: Callable[[], float],
        gzip: bool = False,
    ) -> None:
        self._target = target
        self._sink = sink
        self._transport = transport
        self._pulse = pulse
        self._clock = clock
        self._rand = rand
        self._gzip = gzip
        self._backoff = Backoff(clock, rand)
        self._prefix = 0
        self._version = ""
        self._limited = True
        self._failed_watches = 0
        self._expired = 0
        self._link = Link(LinkState.CONNECTING, clock.time())
        self._unreadable = 0
        self._complete = False

    async def run(self) -> None:
        """List and watch, until cancelled; every failure is told to the sink and tried again."""
        self._tell(LinkState.CONNECTING)
        while True:
            try:
                if not self._version:
                    async with self._pulse.attempt():
                        await self._list()
                await self._watch()
            except _ExpiredError:
                self._version = ""
                self._tell(LinkState.STALE, reason="listing anew what the server no longer remembers")
                # The first 410 is answered at once; one that repeats without an event between backs off.
                if self._expired:
                    await self._pause(self._backoff.next(), "what was asked for is too old for the server")
                self._expired += 1
            except AnswerError as error:
                await self._refused(error)
            except (MalformedError, EndlessLineError) as error:
                self._failed_watches += 1
                await self._pause(self._backoff.next(), str(error))
            except UnreachableError as error:
                self._failed_watches += 1
                self._pulse.suspect()
                await self._pause(self._backoff.next(), str(error))
            except (CredentialsError, ConfigError) as error:
                await self._pause(self._backoff.next(), str(error))
            if self._failed_watches >= REWATCHES:
                self._failed_watches = 0
                self._version = ""

    # -- listing

    def _path(self) -> str:
        kind = self._target.kind
        return kind.path(kind.prefixes[self._prefix], self._target.namespace)

    async def _list(self) -> None:
        """One whole list; its resourceVersion is where the watch begins."""
        if not self._complete:
            self._tell(LinkState.LOADING)
        self._sink.list_began()
        self._unreadable = 0
        version = ""
        limited, self._limited = self._limited, True
        try:
            async with aclosing(
                pages(
                    self._transport,
                    self._target.kind,
                    self._path(),
                    selector=self._target.selector,
                    field_selector=self._target.field_selector,
                    limited=limited,
                    gzip=self._gzip,
                    reading=self._target.reading,
                )
            ) as listing:
                async for page in listing:
                    version = version or page.resource_version
                    self._unreadable += page.unreadable
                    self._sink.page(page.objects, page.remaining if page.continue_token else 0)
        except AnswerError as error:
            if _expired(error.status, error.code) and version:
                self._limited = False  # between two pages: the rest has moved on, so all in one answer
                raise _ExpiredError from None
            raise
        self._sink.list_ended()
        self._complete = True
        self._version = version
        self._tell(LinkState.LIVE)

    # -- watching

    async def _watch(self) -> None:
        """One watch, from `_version` until it ends; returns when it ended as watches do."""
        began = self._clock.monotonic()
        events = 0
        low, high = WATCH_SECONDS if self._target.kind.bookmarks else WATCH_SECONDS_WITHOUT_BOOKMARKS
        params = {
            "watch": "true",
            "resourceVersion": self._version,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": str(int(low + (high - low) * self._rand())),
        }
        if self._target.selector:
            params["labelSelector"] = self._target.selector
        if self._target.field_selector:
            params["fieldSelector"] = self._target.field_selector
        async with self._pulse.attempt(), self._transport.open(self._path(), params) as incoming:
            self._tell(LinkState.LIVE)
            splitter = LineSplitter()
            async with aclosing(incoming.chunks()) as chunks:
                async for chunk in chunks:
                    for line in splitter.feed(chunk):
                        events += 1
                        self._take(self._target.reading.event(self._target.kind, line))
        if self._clock.monotonic() - began < SHORT_WATCH and not events:
            self._failed_watches += 1
            await self._pause(self._backoff.next(), "the server ends the watch at once")

    def _take(self, event: WatchEvent) -> None:
        if event.type == "ERROR":
            status = event.status or Status()
            if _expired(status, status.code):
                raise _ExpiredError
            raise AnswerError(status.code or 500, status, status.retry_after)
        if event.resource_version:
            self._version = event.resource_version
        if event.object is None:
            if event.type in ("ADDED", "MODIFIED"):
                self._unreadable += 1
                self._tell(LinkState.LIVE)
        elif event.type == "DELETED":
            self._sink.remove(event.object)
        else:
            self._sink.put(event.object)
        self._failed_watches = 0
        self._expired = 0

    # -- failing

    async def _refused(self, error: AnswerError) -> None:
        """The server answered, and not with the list or watch."""
        watching = bool(self._version)
        verb = "watch" if watching else "list"
        kind = self._target.kind
        if _expired(error.status, error.code):
            self._version = ""
            await self._pause(0.0 if watching else self._backoff.next(), str(error))
        elif error.code == 403:
            if self._pulse.settling and self._complete:
                await self._pause(self._soon(), str(error))
            else:
                self._version = ""
                await self._rest(LinkState.DENIED, f"{verb} {kind.name}")
        elif error.status.reason == NOT_RECORDED:
            self._version = ""
            await self._rest(LinkState.UNRECORDED, "")
        elif error.code == 404 and not watching:
            self._prefix = (self._prefix + 1) % len(kind.prefixes)
            if self._prefix == 0:
                await self._rest(LinkState.ABSENT, f"the server has no {kind.name}")
        else:
            self._failed_watches += 1
            if _ahead_of_server(error.status) or (error.code < 500 and error.code not in (401, 429)):
                self._version = ""
            reason = str(error) if error.code != 401 else str(error.for_user(f"{verb} {kind.name}"))
            await self._pause(self._backoff.next(error.retry_after), reason)

    async def _rest(self, state: LinkState, reason: str) -> None:
        seconds = self._soon() if self._pulse.settling else ASK_AGAIN
        self._tell(state, reason=reason, retry_at=self._clock.time() + seconds)
        await self._pulse.pause(seconds)

    def _soon(self) -> float:
        return UNSETTLED * (1.0 + self._rand())

    async def _pause(self, seconds: float, reason: str) -> None:
        """Stale, and a try again in `seconds`, or as soon as the server is back."""
        lost_at = self._clock.monotonic()
        retry_at = self._clock.time() + seconds
        returns = self._pulse.returns
        self._tell(LinkState.STALE, reason=reason, retry_at=retry_at)
        await self._pulse.pause(seconds)
        if self._pulse.returns != returns:
            # What failed before the outage says nothing of the server that is back.
            self._backoff.reset()
        if self._clock.monotonic() - lost_at > RESUMABLE:
            self._version = ""

    def _tell(self, state: LinkState, *, reason: str = "", retry_at: float | None = None) -> None:
        old = self._link
        since = self._clock.time()
        if state is LinkState.STALE:
            if not self._complete:
                # Nothing was whole yet, so nothing can be stale.
                state = LinkState.CONNECTING
            elif old.state is LinkState.STALE:
                since = old.since
            else:
                since = self._pulse.last_heard
        link = Link(state, since, reason, retry_at, self._unreadable)
        same = (old.state, old.reason, old.retry_at, old.unreadable)
        if (link.state, link.reason, link.retry_at, link.unreadable) != same or state is LinkState.CONNECTING:
            self._link = link
            self._sink.linked(link)


def _expired(status: Status, code: int | None) -> bool:
    """410 in each of its forms: servers before 1.18 say Gone, later ones Expired."""
    return code == 410 or status.reason in ("Expired", "Gone")


def _ahead_of_server(status: Status) -> bool:
    """Whether the server's state is older than ours: it was restored from a backup, or is another one."""
    return "Too large resource version" in (status.message or "")
