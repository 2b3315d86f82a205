"""Changes on the test API server, with a journal in a folder of the test's own."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ktui.journal.journal import Journal
from ktui.kube.clock import SystemClock
from ktui.session.writing import Writing
from tests.fakes import objects
from tests.kube.asking import asking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ktui.demo.server.api_server import ApiServer
    from ktui.kube.clock import Clock
    from ktui.model.writes import Outcome, Result


@asynccontextmanager
async def writing_to(
    server: ApiServer | str, folder: Path, *, clock: Clock | None = None, read_only: bool = False, **more: Any
) -> AsyncIterator[Writing]:
    """Changes there, as another process would make them each time."""
    async with asking(server, read_only=read_only) as transport:
        writing = Writing(
            transport,
            context="lab",
            clock=clock or SystemClock(),
            rand=lambda: 0.0,
            open_journal=lambda: Journal(folder / "journal.db"),
            **more,
        )
        try:
            yield writing
        finally:
            await writing.close()


def put_nodes(server: ApiServer, count: int, **labels: str) -> list[str]:
    """Nodes with these labels alone; their names."""
    names = [f"n{number:03}" for number in range(count)]
    for name in names:
        node = objects.node(name)
        node["metadata"]["labels"] = labels
        server.put("nodes", node)
    return names


def disks(server: ApiServer) -> list[str | None]:
    """The label `disk` of every node."""
    return [node["metadata"]["labels"].get("disk") for node in server.objects("nodes")]


def outcomes(results: tuple[Result, ...]) -> list[Outcome]:
    """How each ended."""
    return [result.outcome for result in results]
