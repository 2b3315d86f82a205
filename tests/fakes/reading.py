"""A client without any cleverness: what the tests of the test API server itself ask with."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.fakes.clock import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from ktui.demo.server.api_server import ApiServer
    from ktui.demo.server.statuses import Raw


async def get(server: ApiServer, path: str, **headers: str) -> tuple[int, Any, Mapping[str, str]]:
    """Code, body (JSON where it is that), headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as client, client.get(server.url + path, headers=named) as response:
        body = await response.read()
        parsed = json.loads(body) if response.content_type == "application/json" else body.decode()
        return response.status, parsed, response.headers


class Stream:
    """A watch's answer as it arrives."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.chunks: list[bytes] = []
        self._data = b""

    async def read(self) -> bytes:
        """What arrives next, empty at the end; raises aiohttp's errors when it breaks off."""
        chunk = await self.response.content.readany()
        self.chunks.append(chunk)
        self._data += chunk
        return chunk

    async def line(self) -> bytes:
        """The next whole line, without its end; empty when the body ended before one."""
        while b"\n" not in self._data:
            if not await self.read():
                return b""
        line, _, self._data = self._data.partition(b"\n")
        return line

    async def event(self) -> tuple[str, Raw]:
        """The next line's type and object."""
        read = json.loads(await self.line())
        return read["type"], read["object"]

    @property
    def rest(self) -> bytes:
        """What arrived after the last whole line that was asked for."""
        return self._data


@asynccontextmanager
async def watching(
    server: ApiServer, kind: str = "pods", query: str = "", prefix: str = "/api/v1", accept: str = "*/*"
) -> AsyncIterator[Stream]:
    """An open watch; with no resourceVersion in `query`, from the present on."""
    if "resourceVersion" not in query:
        query += f"&resourceVersion={server.revision}"
    timeout = aiohttp.ClientTimeout(total=10)
    async with (
        aiohttp.ClientSession(timeout=timeout) as client,
        client.get(f"{server.url}{prefix}/{kind}?watch=true{query}", headers={"Accept": accept}) as response,
    ):
        yield Stream(response)


async def until_asked(server: ApiServer, count: int) -> None:
    """Wait until the server has taken so many requests."""
    await until(lambda: len(server.requests) >= count)
