"""What arrives from the API server: the body of an answer, the messages of a WebSocket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.errors import UnreachableError
from ktui.kube.answers import unreachable
from ktui.kube.http_client import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable


class Incoming:
    """An answer whose head has arrived."""

    def __init__(self, response: aiohttp.ClientResponse, heard: Callable[[], None]) -> None:
        self._response = response
        self._heard = heard

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body as it arrives, decompressed; raises `UnreachableError` when it breaks off."""
        try:
            async for chunk in self._response.content.iter_any():
                self._heard()
                yield chunk
        except (aiohttp.ClientError, OSError) as error:
            raise unreachable(error, str(self._response.url.origin())) from None

    async def body(self) -> bytes:
        """The whole body."""
        return b"".join([chunk async for chunk in self.chunks()])


class Socket:
    """A WebSocket that is open: messages of bytes, both ways."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, heard: Callable[[], None], server: str) -> None:
        self._socket = socket
        self._heard = heard
        self._server = server

    @property
    def protocol(self) -> str:
        """The one of the protocols offered that the server chose; empty: none of them."""
        return self._socket.protocol or ""

    async def send(self, message: bytes) -> None:
        """Send; raises `UnreachableError` once it is closed."""
        try:
            await self._socket.send_bytes(message)
        except (aiohttp.ClientError, OSError) as error:
            raise unreachable(error, self._server) from None

    async def messages(self) -> AsyncGenerator[bytes, None]:
        """What arrives, until the other end closes it; raises `UnreachableError` when it breaks off."""
        async for message in self._socket:
            self._heard()
            if message.type is aiohttp.WSMsgType.BINARY:
                yield message.data
            elif message.type is aiohttp.WSMsgType.TEXT:
                yield message.data.encode()
            elif message.type is aiohttp.WSMsgType.ERROR:
                break
        if isinstance(error := self._socket.exception(), Exception):
            raise UnreachableError(f"{self._server} broke the connection off") from error
