"""A command in a container, its streams carried by a WebSocket: each message is a channel's number and its bytes."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from ktui.errors import KtuiError, UnreachableError
from ktui.kube.answers import AnswerError
from ktui.model.decode import decode_status

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence

    from ktui.kube.incoming import Socket
    from ktui.kube.transport import Transport

V5, V4 = "v5.channel.k8s.io", "v4.channel.k8s.io"
"""The protocols spoken, the newer one (Kubernetes 1.30) first: only it can say that the input has ended."""
STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
"""The channels. `ERROR` carries a Status: how the command has ended."""


class ExecSocket:
    """A command that runs in a container and has a terminal there."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self.exit_code: int | None = None
        """The command's exit code, once `output` has ended."""

    async def send(self, data: bytes) -> None:
        """What is typed; raises `UnreachableError`."""
        await self._socket.send(bytes([STDIN]) + data)

    async def resize(self, width: int, height: int) -> None:
        """The terminal's size, in cells."""
        size = json.dumps({"Width": width, "Height": height}, separators=(",", ":"))
        await self._socket.send(bytes([RESIZE]) + size.encode())

    async def end_input(self) -> None:
        """Nothing will be typed any more, where the server's protocol can say so."""
        if self._socket.protocol == V5:
            await self._socket.send(bytes([CLOSE, STDIN]))

    async def output(self) -> AsyncGenerator[bytes, None]:
        """What the command writes, until it ends and `exit_code` is known.

        Raises `KtuiError` for a command that could not be run, `UnreachableError` where the connection ends first.
        """
        async for message in self._socket.messages():
            channel, data = message[:1], message[1:]
            if channel in (bytes([STDOUT]), bytes([STDERR])) and data:
                yield data
            elif channel == bytes([ERROR]) and data:
                status = decode_status(data)
                self.exit_code = status.exit_code
                if self.exit_code is None:
                    said = status.message or data.decode("utf-8", "replace").strip()
                    raise KtuiError(f"the command could not be run: {said}")
                return
        raise UnreachableError("the connection ended before the command told its exit code")


@asynccontextmanager
async def exec_in(
    transport: Transport, namespace: str, pod: str, container: str, command: Sequence[str]
) -> AsyncIterator[ExecSocket]:
    """Run `command` with a terminal in a pod's container; it is left alone at the end. Raises `KtuiError`."""
    params = [
        *(("command", word) for word in command),
        ("container", container),
        ("stdin", "true"),
        ("stdout", "true"),
        ("tty", "true"),
    ]
    path = f"/api/v1/namespaces/{quote(namespace, safe='')}/pods/{quote(pod, safe='')}/exec"
    try:
        async with transport.websocket(path, params, (V5, V4)) as socket:
            if socket.protocol not in (V5, V4):
                raise KtuiError(f"{transport.server} speaks none of the protocols for a command: {V5}, {V4}")
            yield ExecSocket(socket)
    except AnswerError as error:
        raise error.for_user("create pods/exec") from None
