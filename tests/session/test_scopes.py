"""Sessions of several namespaces, and from one scope to another over the same connections."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ktui.model.kinds import KINDS, NODES, PODS
from ktui.model.link import LinkState
from ktui.session.session import Session
from tests.fakes import objects
from tests.fakes.clock import FakeClock, until
from tests.kube.asking import asking
from tests.session.test_session import Heard, running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.demo.server.api_server import ApiServer
    from ktui.kube.transport import Transport
    from ktui.model.kinds import Kind


def session_in(transport: Transport, *namespaces: str, kinds: Sequence[Kind] = KINDS) -> Session:
    return Session(
        context="lab",
        transport=transport,
        namespaces=namespaces,
        listener=Heard(),
        clock=FakeClock(),
        rand=lambda: 0.0,
        kinds=kinds,
    )


def watched(server: ApiServer, kind: str) -> list[str | None]:
    """The namespaces that are watched."""
    return sorted((watch.call.namespace for watch in server.watches(kind)), key=str)


async def live(session: Session) -> None:
    await until(lambda: all(feed.link.state is LinkState.LIVE for feed in session.feeds.values()))


def keys(session: Session, kind: str = "pods") -> set[tuple[str, str]]:
    return set(session.feeds[kind].store.objects)


async def test_each_namespace_is_watched_by_itself_and_nodes_once(api_server: ApiServer) -> None:
    for namespace in ("blog", "shop", "other"):
        api_server.put("pods", objects.pod("web", namespace))
    async with asking(api_server) as transport:
        session = session_in(transport, "blog", "shop")
        async with running(session):
            await until(lambda: all(feed.link.state is LinkState.LIVE for feed in session.feeds.values()))
            await until(lambda: keys(session) == {("blog", "web"), ("shop", "web")})
            await until(lambda: len(api_server.watches()) == 2 * 4 + 1 + 2 * 2, what="two of events for each as well")
            assert watched(api_server, "pods") == ["blog", "shop"]
            assert watched(api_server, "nodes") == [None]
            assert session.feeds["pods"].loaded
            api_server.put("pods", objects.pod("more", "shop"))
            api_server.delete("pods", "blog", "web")
            await until(lambda: keys(session) == {("shop", "web"), ("shop", "more")})


async def test_a_list_anew_in_one_namespace_leaves_the_others_objects(api_server: ApiServer) -> None:
    for namespace in ("blog", "shop"):
        api_server.put("pods", objects.pod("web", namespace))
    async with asking(api_server) as transport:
        session = session_in(transport, "blog", "shop", kinds=[PODS])
        async with running(session):
            await until(lambda: len(keys(session)) == 2 and len(api_server.watches("pods")) == 2)
            api_server.delete("pods", "blog", "web")
            api_server.put("pods", objects.pod("new", "blog"))
            await until(lambda: keys(session) == {("blog", "new"), ("shop", "web")})
            blog = next(watch for watch in api_server.watches("pods") if watch.call.namespace == "blog")
            api_server.compact()
            blog.finish()
            await until(lambda: len(api_server.asked("pods", "list")) >= 3 or len(api_server.watches("pods")) == 2)
            api_server.put("pods", objects.pod("late", "blog"))
            await until(lambda: keys(session) == {("blog", "new"), ("blog", "late"), ("shop", "web")})


async def test_what_is_refused_in_one_namespace_is_named_and_the_others_are_live(api_server: ApiServer) -> None:
    api_server.put("pods", objects.pod("web", "shop"))
    api_server.faults.forbid("pods", keep=["shop"])
    async with asking(api_server) as transport:
        session = session_in(transport, "blog", "shop", kinds=[PODS, NODES])
        async with running(session):
            pods = session.feeds["pods"]
            await until(lambda: pods.link.lacks and pods.link.state is LinkState.LIVE)
            assert pods.link.lacks == "list pods in blog"
            await until(lambda: pods.loaded and keys(session) == {("shop", "web")})


async def test_another_scope_goes_on_over_the_same_connections(api_server: ApiServer) -> None:
    api_server.put("pods", objects.pod("web", "blog"))
    before = asyncio.all_tasks()
    async with asking(api_server) as transport:
        session = session_in(transport, "default")
        run = asyncio.create_task(session.run())
        for namespaces in (("blog",), (), ("blog", "shop"), ("shop",)):
            await live(session)
            session = session.elsewhere(namespaces, Heard())
            run.cancel()
            await asyncio.gather(run, return_exceptions=True)
            run = asyncio.create_task(session.run())
        assert session.context == "lab"
        await until(lambda: watched(api_server, "pods") == ["shop"])
        await until(lambda: len(api_server.watches()) == len(KINDS) + 2, what="the watches of the last scope alone")
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        await until(lambda: not api_server.watches())
    await until(lambda: asyncio.all_tasks() <= before | {t for t in asyncio.all_tasks() if _servers(t)})


def _servers(task: asyncio.Task[object]) -> bool:
    """Whether a task is the test server's own."""
    return "aiohttp.web" in repr(task.get_coro()) or "RequestHandler" in repr(task)


async def test_the_namespaces_there_are(api_server: ApiServer) -> None:
    for name in ("web", "blog"):
        api_server.put("namespaces", {"metadata": {"name": name}})
    async with asking(api_server) as transport:
        assert await session_in(transport, "web").namespace_names() == ("blog", "web")
