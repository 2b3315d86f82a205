"""A session's way to change its cluster: there when it is wanted, handed on with the connections, closed with them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ktui.kube.clock import SystemClock
from ktui.kube.transport import Transport
from ktui.model.kinds import NODES
from ktui.model.verbs import VERBS
from ktui.session.session import Session
from tests.fakes.clock import until
from tests.kube.asking import Anonymous

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from ktui.demo.server.api_server import ApiServer


class Nobody:
    """Hears nothing."""

    def changed(self, *_: Any) -> None: ...

    def linked(self, *_: Any) -> None: ...

    def identified(self, *_: Any) -> None: ...


def session_of(server: ApiServer, *, read_only: bool = False) -> Session:
    transport = Transport(
        server=server.url, credentials=Anonymous(), tls=lambda: None, clock=SystemClock(), read_only=read_only
    )
    return Session(
        context="lab",
        transport=transport,
        namespaces=(),
        listener=Nobody(),
        clock=SystemClock(),
        rand=lambda: 0.5,
        kubectl=("--context=lab",),
    )


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


async def test_nothing_is_opened_before_it_is_wanted_and_it_is_closed_with_the_session(
    api_server: ApiServer, own_state: Path
) -> None:
    session = session_of(api_server)
    running = asyncio.create_task(session.run())
    await until(lambda: session.feeds["nodes"].loaded)
    assert not (own_state / "ktui").exists()
    assert (await session.writing.may(VERBS["cordon"].needs(NODES))).allowed
    assert (own_state / "ktui" / "journal.db").exists()
    assert session.writing._opened is not None
    await ended(running)
    assert session.writing._opened is None


async def test_other_namespaces_of_the_same_cluster_go_on_with_it(api_server: ApiServer) -> None:
    session = session_of(api_server)
    running = asyncio.create_task(session.run())
    await session.writing.may(VERBS["cordon"].needs(NODES))
    other = session.elsewhere(("web",), Nobody())
    assert other.writing is session.writing
    await ended(running)
    assert other.writing._opened is not None
    second = asyncio.create_task(other.run())
    await until(lambda: other.feeds["nodes"].loaded)
    await ended(second)
    assert other.writing._opened is None


async def test_read_only_is_that_of_the_connections(api_server: ApiServer) -> None:
    session = session_of(api_server, read_only=True)
    assert session.writing.read_only
    running = asyncio.create_task(session.run())
    assert not (await session.writing.may(VERBS["cordon"].needs(NODES))).allowed
    await ended(running)
