"""Commands run in containers, as an API server carries their streams over a WebSocket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ktui.demo.server.statuses import Raw

V5, V4 = "v5.channel.k8s.io", "v4.channel.k8s.io"


class Running:
    """A command under way, from the server's side."""

    def __init__(self, request: web.BaseRequest, socket: web.WebSocketResponse) -> None:
        self.query = list(request.query.items())
        """What was asked for, in order."""
        self.path = request.path
        self.protocol = socket.ws_protocol
        self.heard: list[tuple[int, bytes]] = []
        """Every message of the client: its channel and what it holds."""
        self._request = request
        self._socket = socket

    async def next(self) -> tuple[int, bytes] | None:
        """Another message; None once the client has gone."""
        message = await self._socket.receive()
        if message.type is not WSMsgType.BINARY:
            return None
        self.heard.append((message.data[0], message.data[1:]))
        return self.heard[-1]

    async def typed(self) -> bytes:
        """What is typed next; empty at the end."""
        while (message := await self.next()) is not None:
            if message[0] == 0:
                return message[1]
        return b""

    async def line(self) -> bytes:
        """What is typed up to a line's end, echoed as a terminal does."""
        line = b""
        while not line.endswith(b"\r") and (typed := await self.typed()):
            line += typed
            await self.write(typed.replace(b"\r", b"\r\n"))
        return line.removesuffix(b"\r")

    async def write(self, data: bytes, channel: int = 1) -> None:
        """Send, on standard output unless told."""
        await self._socket.send_bytes(bytes([channel]) + data)

    async def end(self, status: Raw | bytes) -> None:
        """Tell how it ended."""
        await self.write(status if isinstance(status, bytes) else json.dumps(status).encode(), 3)

    def cut(self) -> None:
        """Break the connection off."""
        assert self._request.transport is not None
        self._request.transport.abort()


def success() -> Raw:
    """How a server tells that a command ended well."""
    return {"metadata": {}, "status": "Success"}


def exit_code(code: int) -> Raw:
    """How a server tells an exit code other than 0."""
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


class Commands:
    """`run` is what every command does; the connection is closed when it returns."""

    def __init__(self, run: Callable[[Running], Awaitable[Any]], *, protocols: Sequence[str] = (V5, V4)) -> None:
        self.ran: list[Running] = []
        self._run = run
        self._protocols = protocols

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request to run something."""
        socket = web.WebSocketResponse(protocols=self._protocols)
        await socket.prepare(request)
        self.ran.append(Running(request, socket))
        await self._run(self.ran[-1])
        return socket
