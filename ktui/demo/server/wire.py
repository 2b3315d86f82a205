"""Bytes out, and all the ways in which they may fail to arrive."""

from __future__ import annotations

import asyncio
import socket
import struct

from aiohttp import web

from ktui.demo.server.faults import Cut, How, Taken
from ktui.demo.server.faults import Drip as DripFault

PIECE = 1 << 16
"""Bytes of a long body that are written at a time."""


class Wire:
    """The answer to one request: a chunked body, the head sent at once.

    `gate` is closed while the server is frozen: then nothing is written.
    """

    def __init__(self, request: web.BaseRequest, gate: asyncio.Event, taken: Taken, headers: dict[str, str]) -> None:
        self._request = request
        self._gate = gate
        drip = taken.one(DripFault)
        self._size = drip.size if drip else 0
        self.response = web.StreamResponse(status=200, headers=headers)
        self.response.enable_chunked_encoding()
        self.broken = False

    async def open(self) -> None:
        """Send the head."""
        await self._gate.wait()
        await self.response.prepare(self._request)

    async def write(self, data: bytes) -> None:
        """Send, in drips if that is switched on."""
        size = self._size or PIECE
        for start in range(0, len(data), size):
            await self._gate.wait()
            await self.response.write(data[start : start + size])
            if self._size:
                # Two turns: the bytes are in the client's socket after the first, read by it in the second.
                await asyncio.sleep(0)
                await asyncio.sleep(0)

    async def write_body(self, body: bytes, cut: Cut | None) -> None:
        """Send all of a list, or as much of it as a cut lets through."""
        if cut is None:
            await self.write(body)
            return
        await self.write(body[: int(len(body) * cut.fraction)])
        await self.cut(cut.how)

    async def cut(self, how: How) -> None:
        """Break off here."""
        self.broken = True
        await self._gate.wait()
        if how == "eof":
            return
        transport = self._request.transport
        if transport is None:
            return
        await asyncio.sleep(0)
        if how == "reset":
            # Closing a socket that does not linger sends RST instead of FIN.
            plain: socket.socket = transport.get_extra_info("socket")
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        else:
            transport.close()
