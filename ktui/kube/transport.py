"""HTTP to one API server.

One connection per watch (HTTP/1.1); everything is on the caller's loop. What goes wrong on the way is an
`UnreachableError`; an answer other than 200 is an `AnswerError` that keeps what the server said.

Everything reads with GET. `send_change` is the gateway's alone (`ktui.kube.gateway`; a test holds that), and closed, as
WebSockets are, where the transport is read-only.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Protocol

import msgspec

from ktui import __version__
from ktui.errors import (
    ReadOnlyError,
    UnreachableError,
)
from ktui.kube.answers import AnswerError, UnansweredError, unreachable
from ktui.kube.http_client import aiohttp
from ktui.kube.incoming import Incoming, Socket
from ktui.kube.server_clock import ServerClock
from ktui.model.decode import decode_status

if TYPE_CHECKING:
    import ssl

    from ktui.kube.clock import Clock
    from ktui.kube.server_clock import ClusterClock

CONNECT_SECONDS = 5.0
"""To a TCP connection and through TLS; client-go allows 30, which on a screen is for ever."""
HEAD_SECONDS = 30.0
"""To an answer's head: a list of a large cluster may take the server this long; a dead one is told by the pulse."""
BODY_LIMIT = 1 << 20
"""Bytes of an error's body that are read."""
READ_BUFFER = 1 << 20
"""Bytes buffered before the socket is paused: a page of 250 pods is 1.4 MB, and pausing costs round trips."""
CHANGE_IDLE_SECONDS = 2.0
"""For which a connection of changes is kept for the next one: a server or a gateway that has closed it meanwhile would
leave a change without an answer."""
REVIEWS = "/apis/authorization.k8s.io/"
"""Where one asks what one may do: with POST, and it changes nothing."""
HEARTBEAT_SECONDS = 10.0
"""Between two signs of life asked of a WebSocket's other end: nobody can leave one by its own keys once it is dead."""

Headers = Mapping[str, str]


class Credentials(Protocol):
    """Who we are: what each request carries."""

    async def headers(self) -> Headers:
        """The headers that authenticate a request; raises `CredentialsError`."""
        ...

    async def renew(self) -> bool:
        """After a 401: forget what was cached; whether another try is worth it."""
        ...

    async def close(self) -> None:
        """Nothing will be asked any more."""
        ...


class _Asked(msgspec.Struct, frozen=True):
    """One request, whoever sends it how often."""

    method: str
    path: str
    params: Mapping[str, str]
    gzip: bool = False
    body: bytes | None = None
    content_type: str = ""
    change: bool = False

    @property
    def good(self) -> tuple[int, ...]:
        """The codes of an answer that is none but a yes."""
        return (200,) if self.method == "GET" else (200, 201, 202)


class Transport:
    """Requests to one API server as one user.

    `tls` is asked for at each request, so that renewed client certificates are used for new connections; `heard` is
    called whenever a byte arrives. `hint` is told where no connection can be had: what may be the matter here.
    `server_clock` is the cluster's time where somebody knows it; else it is learnt from the answers.
    """

    def __init__(
        self,
        *,
        server: str,
        credentials: Credentials,
        tls: Callable[[], ssl.SSLContext | None],
        clock: Clock,
        tls_server_name: str | None = None,
        compress: bool = True,
        hint: str = "",
        read_only: bool = False,
        server_clock: ClusterClock | None = None,
    ) -> None:
        self._server = server.rstrip("/")
        self._credentials = credentials
        self._tls = tls
        self._tls_server_name = tls_server_name
        self._clock = clock
        self._compress = compress
        self._hint = hint
        self.read_only = read_only
        """Whether nothing but reading gets past."""
        self.server_clock: ClusterClock = ServerClock(clock) if server_clock is None else server_clock
        self.heard: Callable[[], None] = lambda: None
        self._clients: dict[bool, aiohttp.ClientSession] = {}
        """For changes, and for all else."""
        self._closed = False

    @property
    def server(self) -> str:
        """The API server's address, for messages."""
        return self._server

    async def close(self) -> None:
        """Close every connection; nothing can be asked any more."""
        self._closed = True
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.close()
        await self._credentials.close()

    def _session(self, *, changes: bool = False) -> aiohttp.ClientSession:
        if self._closed:
            # Whoever still asks would open connections that nobody closes.
            raise UnreachableError(f"the connection to {self._server} was closed here")
        if changes not in self._clients:
            idle = CHANGE_IDLE_SECONDS if changes else 30
            self._clients[changes] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=30, keepalive_timeout=idle),
                headers={"User-Agent": f"ktui/{__version__}"},
                read_bufsize=READ_BUFFER,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._clients[changes]

    @asynccontextmanager
    async def open(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        gzip: bool = False,
        seconds: float = HEAD_SECONDS,
    ) -> AsyncIterator[Incoming]:
        """GET `path`; the answer's body is read by the caller. `seconds` limits the wait for its head.

        Raises `UnreachableError`, `AnswerError`, `CredentialsError`.
        """
        response = await self._request(_Asked("GET", path, params or {}, gzip=gzip), seconds)
        try:
            yield Incoming(response, self.heard)
        finally:
            # A body read to its end has given its connection back already; any other is not worth reading on.
            response.close()

    async def get(self, path: str, params: Mapping[str, str] | None = None, *, seconds: float = HEAD_SECONDS) -> bytes:
        """GET `path`, whole; `seconds` limits it all. Raises as `open` does."""
        try:
            async with asyncio.timeout(seconds), self.open(path, params, seconds=seconds) as incoming:
                return await incoming.body()
        except TimeoutError:
            raise UnreachableError(f"{self._server} did not answer within {seconds:g} s") from None

    async def review(self, path: str, body: bytes) -> bytes:
        """POST an access review; raises as `open` does."""
        assert path.startswith(REVIEWS), path
        asked = _Asked("POST", path, {}, body=body, content_type="application/json")
        response = await self._request(asked, HEAD_SECONDS)
        try:
            return await Incoming(response, self.heard).body()
        finally:
            response.close()

    async def send_change(
        self, method: str, path: str, params: Mapping[str, str], body: bytes, content_type: str, *, seconds: float
    ) -> bytes:
        """Send a change, once, and return what the server answers; `seconds` limits it all.

        Raises `ReadOnlyError`, `AnswerError` for a refusal, `UnansweredError` where
        it may have been made or not, and any other `KtuiError` where it was not sent.
        """
        if self.read_only:
            raise ReadOnlyError
        asked = _Asked(method, path, params, body=body, content_type=content_type, change=True)
        sent = False
        try:
            async with asyncio.timeout(seconds):
                response = await self._request(asked, seconds)
                sent = True
                try:
                    return await Incoming(response, self.heard).body()
                finally:
                    response.close()
        except TimeoutError:
            raise UnansweredError(f"{self._server} did not answer within {seconds:g} s") from None
        except UnreachableError as error:
            raise UnansweredError(str(error)) if sent else error from None

    async def _request(self, asked: _Asked, seconds: float) -> aiohttp.ClientResponse:
        """The answer, once its head is there; credentials that are not accepted are renewed and tried once more."""
        for attempt in (1, 2):
            response = await self._send(asked, seconds)
            if response.status in asked.good:
                return response
            try:
                answer = await self._refusal(response)
            finally:
                response.close()
            if answer.code == 401 and attempt == 1 and await self._credentials.renew():
                continue
            raise answer
        raise AssertionError("two attempts at most")

    async def _send(self, asked: _Asked, seconds: float) -> aiohttp.ClientResponse:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip" if asked.gzip and self._compress else "identity",
            **({"Content-Type": asked.content_type} if asked.content_type else {}),
            **await self._credentials.headers(),
        }
        tls = self._tls()
        sent = self._clock.time()
        async with self._within(seconds):
            response = await self._session(changes=asked.change).request(
                asked.method,
                self._server + asked.path,
                params=asked.params,
                data=asked.body,
                headers=headers,
                middlewares=(_once(),) if asked.change else (),
                ssl=tls if tls is not None else True,
                server_hostname=self._tls_server_name if tls is not None else None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            )
        self.server_clock.observe(response.headers.get("Date"), sent=sent, received=self._clock.time())
        self.heard()
        return response

    @asynccontextmanager
    async def websocket(
        self, path: str, params: Sequence[tuple[str, str]], protocols: Sequence[str]
    ) -> AsyncIterator[Socket]:
        """Open a WebSocket at `path` and offer `protocols`; it is closed at the end. Raises as `open` does.

        It has a client of its own: a refusal's body is only to be had from a client's trace, of all its requests.
        """

        async def answered(
            _session: aiohttp.ClientSession,
            _context: object,
            told: aiohttp.TraceRequestEndParams | aiohttp.TraceRequestRedirectParams,
        ) -> None:
            if told.response.status != 101:
                refusal = await self._refusal(told.response)
                told.response.close()
                raise refusal

        if self.read_only:
            raise ReadOnlyError
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(answered)
        trace.on_request_redirect.append(answered)
        async with aiohttp.ClientSession(
            headers={"User-Agent": f"ktui/{__version__}"},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            trace_configs=[trace],
            trust_env=False,
        ) as client:
            try:
                opened = await self._upgrade(client, path, params, protocols)
            except AnswerError as refusal:
                if refusal.code != 401 or not await self._credentials.renew():
                    raise
                opened = await self._upgrade(client, path, params, protocols)
            async with opened:
                yield Socket(opened, self.heard, self._server)

    async def _upgrade(
        self,
        client: aiohttp.ClientSession,
        path: str,
        params: Sequence[tuple[str, str]],
        protocols: Sequence[str],
    ) -> aiohttp.ClientWebSocketResponse:
        headers = await self._credentials.headers()
        tls = self._tls()
        async with self._within(HEAD_SECONDS):
            opened = await client.ws_connect(
                self._server + path,
                params=params,
                headers=headers,
                protocols=protocols,
                ssl=tls if tls is not None else True,
                server_hostname=self._tls_server_name if tls is not None else None,
                heartbeat=HEARTBEAT_SECONDS,
            )
        self.heard()
        return opened

    @asynccontextmanager
    async def _within(self, seconds: float) -> AsyncIterator[None]:
        """What goes wrong until an answer's head is there, in one sentence."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except aiohttp.ConnectionTimeoutError:
            raise UnreachableError(
                f"cannot connect to {self._server} within {CONNECT_SECONDS:g} s{self._hint}"
            ) from None
        except TimeoutError:
            raise UnansweredError(f"{self._server} did not answer within {seconds:g} s") from None
        except (aiohttp.ClientConnectorDNSError, aiohttp.ClientConnectorError) as error:
            raise UnreachableError(f"{unreachable(error, self._server)}{self._hint}") from None
        except aiohttp.InvalidURL as error:
            raise unreachable(error, self._server) from None
        except (aiohttp.ClientError, OSError) as error:
            raise UnansweredError(str(unreachable(error, self._server))) from None

    @staticmethod
    async def _refusal(response: aiohttp.ClientResponse) -> AnswerError:
        body = bytearray()
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with asyncio.timeout(CONNECT_SECONDS):
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > BODY_LIMIT:
                        break
        status = decode_status(body)
        asked = response.headers.get("Retry-After", "")
        return AnswerError(response.status, status, float(asked) if asked.isdigit() else status.retry_after)


def _once() -> aiohttp.ClientMiddlewareType:
    """Lets a request pass once: the library sends a DELETE again by itself where a connection breaks off."""
    passed = False

    async def once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        nonlocal passed
        if passed:
            raise aiohttp.ServerDisconnectedError
        passed = True
        return await handler(request)

    return once
