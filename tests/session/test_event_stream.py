"""The events of a scope as news, while somebody looks."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ktui.model.kinds import EVENTS
from ktui.model.link import LinkState
from ktui.session.event_stream import EventStream, ScopeEvents
from tests.fakes import objects
from tests.fakes.clock import settle, until
from tests.session.test_session import Heard, session_of
from tests.ui.fake_session import decoded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ktui.demo.server.api_server import ApiServer
    from ktui.model.objects import Event
    from ktui.session.session import Session


@asynccontextmanager
async def following(server: ApiServer) -> AsyncIterator[tuple[Session, ScopeEvents]]:
    async with session_of(server, Heard(), kinds=[]) as session:
        stream = session.scope_events(lambda: None)
        task = asyncio.create_task(stream.run())
        try:
            yield session, stream
            assert not task.done(), task.exception()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def said(session: Session) -> list[str]:
    return ["".join(text for text, _ in entry.words) for entry in session.log.entries]


async def test_events_become_news_but_those_that_were_there(api_server: ApiServer) -> None:
    api_server.put("events", objects.event("old"))
    async with following(api_server) as (session, stream):
        await api_server.until_watched("events")
        await until(lambda: stream.link.state is LinkState.LIVE)
        api_server.put("events", objects.event("new", "prod", message="first"))
        api_server.put("events", objects.event("old", message="again", count=2))
        api_server.delete("events", "prod", "new")
        await until(lambda: len(session.log.entries) == 2)
        await settle()
        assert said(session) == ["Warning Unhealthy  first", "Warning Unhealthy x2  again"]
        entry = session.log.entries[0]
        assert (entry.kind, entry.namespace, entry.name) == ("pod", "prod", "web-1")


def test_what_an_outage_hid_is_told_in_its_order_and_once() -> None:
    def event(name: str, version: int, minute: int) -> Event:
        moment = f"2026-01-01T10:{minute:02d}:00Z"
        raw = objects.event(name) | {"firstTimestamp": moment, "lastTimestamp": moment}
        raw["metadata"]["resourceVersion"] = str(version)
        read: Event = decoded(EVENTS, [raw])[0]
        return read

    news: list[str] = []
    stream = EventStream(lambda event: news.append(event.meta.name), lambda: None)
    stream.list_began()
    stream.page([event("known", 1, 0)], 0)
    stream.list_ended()
    stream.list_began()
    stream.page([event("a-late", 4, 9), event("b-early", 3, 5), event("known", 1, 0)], 0)
    assert news == []
    stream.list_ended()
    assert news == ["b-early", "a-late"]
    stream.put(event("a-late", 4, 9))
    stream.put(event("known", 5, 10))
    stream.remove(event("b-early", 6, 5))
    assert news == ["b-early", "a-late", "known"]


async def test_nothing_is_watched_once_nobody_looks(api_server: ApiServer) -> None:
    async with following(api_server):
        await api_server.until_watched("events")
    await until(lambda: api_server.watches() == [])


async def test_a_refusal_is_told(api_server: ApiServer) -> None:
    api_server.faults.forbid("events")
    async with following(api_server) as (_, stream):
        await until(lambda: stream.link.state is LinkState.DENIED)
        assert stream.link.reason == "list events"


async def test_several_namespaces_are_each_watched_and_the_worst_link_is_told(api_server: ApiServer) -> None:
    async with session_of(api_server, Heard(), kinds=[]) as session:
        news: list[str] = []
        events = ScopeEvents(
            ["web", "prod"], session._reflector, lambda event: news.append(event.meta.namespace), lambda: None
        )
        task = asyncio.create_task(events.run())
        await until(lambda: len(api_server.watches("events")) == 2)
        await until(lambda: events.link.state is LinkState.LIVE)
        for namespace in ("web", "prod", "elsewhere"):
            api_server.put("events", objects.event("e", namespace))
        await until(lambda: sorted(news) == ["prod", "web"])
        await api_server.stop()
        await until(lambda: events.link.state is LinkState.STALE)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
