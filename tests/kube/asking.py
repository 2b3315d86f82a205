"""A transport to the test API server, for tests that ask it themselves."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ktui.kube.clock import SystemClock
from ktui.kube.transport import Transport

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Mapping

    from ktui.demo.server.api_server import ApiServer
    from ktui.kube.clock import Clock
    from ktui.kube.server_clock import ClusterClock
    from ktui.kube.transport import Credentials


class Anonymous:
    """Credentials of nobody: nothing is sent, nothing can be renewed."""

    async def headers(self) -> Mapping[str, str]:
        return {}

    async def renew(self) -> bool:
        return False

    async def close(self) -> None:
        """Nothing is held."""


@asynccontextmanager
async def asking(
    server: ApiServer | str,
    *,
    credentials: Credentials | None = None,
    clock: Clock | None = None,
    compress: bool = True,
    tls: ssl.SSLContext | None = None,
    read_only: bool = False,
    server_clock: ClusterClock | None = None,
) -> AsyncIterator[Transport]:
    """A transport to `server` (or an address), closed at the end."""
    transport = Transport(
        server=server if isinstance(server, str) else server.url,
        credentials=credentials or Anonymous(),
        tls=lambda: tls,
        clock=clock or SystemClock(),
        compress=compress,
        read_only=read_only,
        server_clock=server_clock,
    )
    try:
        yield transport
    finally:
        await transport.close()
