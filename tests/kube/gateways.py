"""A gateway to the test API server, with a journal in a list."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ktui.insight.writes.labels import label, parse_labels
from ktui.kube.clock import SystemClock
from ktui.kube.gateway import Gateway
from tests.fakes import objects
from tests.kube.asking import asking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from ktui.demo.server.api_server import ApiServer
    from ktui.kube.clock import Clock
    from ktui.model.writes import Change, Outcome, Result, Write


@dataclass
class Kept:
    """A journal that forgets when it goes; `begun` is called when it is told of changes."""

    changes: list[Change] = field(default_factory=list)
    outcomes: dict[int, tuple[Outcome, str, str]] = field(default_factory=dict)
    begun: Callable[[], None] = lambda: None

    def begin(
        self, cluster: str, context: str, changes: Sequence[Change], undoes: int | None
    ) -> tuple[int, Sequence[int]]:
        self.begun()
        first = len(self.changes)
        self.changes += changes
        return 1, range(first, len(self.changes))

    def finish(self, entry: int, outcome: Outcome, message: str, uid: str) -> None:
        assert entry not in self.outcomes
        self.outcomes[entry] = (outcome, message, uid)


@dataclass(frozen=True)
class At:
    """A gateway and its journal."""

    gateway: Gateway
    kept: Kept

    async def send(self, write: Write) -> Result:
        sending = await self.gateway.begin([write])
        return await sending.send(0)


@asynccontextmanager
async def gateway_to(
    server: ApiServer | str, *, read_only: bool = False, clock: Clock | None = None, **more: Any
) -> AsyncIterator[At]:
    async with asking(server, read_only=read_only, **more) as transport:
        kept = Kept()
        yield At(Gateway(transport, kept, cluster="c", context="lab", clock=clock or SystemClock()), kept)


def put_node(server: ApiServer, name: str = "n1", **labels: str) -> dict[str, Any]:
    """A node with these labels alone, as the server has it."""
    node = objects.node(name)
    node["metadata"]["labels"] = labels
    return server.put("nodes", node)


def labels_of(server: ApiServer, name: str = "n1") -> dict[str, str]:
    """The labels that a node has now."""
    (node,) = (each for each in server.objects("nodes") if each["metadata"]["name"] == name)
    labels: dict[str, str] = node["metadata"]["labels"]
    return labels


def labelling(node: dict[str, Any], *words: str) -> Write:
    """A change of a node's labels."""
    write = label(node, parse_labels(words))
    assert write is not None
    return write


def writes_to(server: ApiServer) -> list[str]:
    """The methods of every request but GET, in order."""
    return [call.method for call in server.requests if call.method != "GET"]
