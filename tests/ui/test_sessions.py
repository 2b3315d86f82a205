"""From one session to the next: what is shown, what is heard, and what is left behind."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest_asyncio

from ktui.errors import ConfigError
from ktui.kube.transport import Transport
from ktui.model.kinds import KINDS
from ktui.model.link import LinkState
from ktui.session.session import Session
from ktui.ui.sessions import Sessions
from tests.fakes import objects
from tests.fakes.clock import FakeClock, turns, until
from tests.kube.asking import Anonymous

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from ktui.demo.server.api_server import ApiServer
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.session.session import Listener
    from ktui.store.store import Delta

DEAD = "http://127.0.0.1:1"


class Shown:
    """What a screen was told."""

    def __init__(self) -> None:
        self.attached: list[Session] = []
        self.openings: list[str] = []
        self.said: list[str] = []
        self.heard: list[Feed] = []

    def attach(self, session: Session) -> None:
        self.attached.append(session)

    def changed(self, feed: Feed, delta: Delta) -> None:
        self.heard.append(feed)

    def linked(self, feed: Feed) -> None:
        self.heard.append(feed)

    def identified(self, version: ServerVersion) -> None:
        """Not of interest."""

    def opening(self, context: str) -> None:
        self.openings.append(context)

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


class Stage:
    """Sessions of the contexts `here` and `there`, over real connections."""

    def __init__(self, here: str, there: str) -> None:
        self.addresses = {"here": here, "there": there}
        self.refused: dict[str, Exception] = {}
        self.closed: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.ends: list[BaseException] = []
        self.glass = Shown()
        self.hold: asyncio.Event | None = None
        self.sessions = Sessions(connect=self.connect, start=self.start, glass=self.glass, ended=self.ends.append)

    def start(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.create_task(coroutine))
        return self.tasks[-1]

    async def connect(self, listener: Listener, *, context: str | None, namespaces: tuple[str, ...] | None) -> Session:
        name = context or "here"
        if self.hold is not None:
            await self.hold.wait()
        if name in self.refused:
            raise self.refused[name]
        stage = self

        class Closing(Anonymous):
            async def close(self) -> None:
                stage.closed.append(name)

        clock = FakeClock()
        transport = Transport(server=self.addresses[name], credentials=Closing(), tls=lambda: None, clock=clock)
        return Session(
            context=name,
            transport=transport,
            namespaces=("default",) if namespaces is None else namespaces,
            listener=listener,
            clock=clock,
            rand=lambda: 0.0,
        )

    @property
    def shown(self) -> Session:
        session = self.sessions.session
        assert session is not None
        return session

    @property
    def scope(self) -> tuple[str, ...]:
        return self.shown.namespaces

    @property
    def live(self) -> bool:
        session = self.sessions.session
        return session is not None and all(feed.link.state is LinkState.LIVE for feed in session.feeds.values())

    @property
    def under_way(self) -> int:
        return sum(not task.done() for task in self.tasks)

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


@pytest_asyncio.fixture
async def stage(api_server: ApiServer) -> AsyncIterator[Stage]:
    stage = Stage(api_server.url, api_server.url)
    yield stage
    await stage.end()


async def test_other_namespaces_are_shown_at_once_and_nothing_of_the_old_scope_survives(
    stage: Stage, api_server: ApiServer
) -> None:
    stage.sessions.begin()
    await until(lambda: stage.live)
    old = stage.shown
    for _ in range(5):
        stage.sessions.go_to_namespaces(("blog", "shop"))
        assert stage.shown.namespaces == ("blog", "shop")
        assert stage.glass.attached[-1] is stage.shown
        stage.sessions.go_to_namespaces(("shop",))
    await until(lambda: stage.live)
    await until(lambda: len(api_server.watches()) == len(KINDS))
    assert {watch.call.namespace for watch in api_server.watches()} == {"shop", None}
    await until(lambda: stage.under_way == 1)
    assert stage.closed == [], "the connections are handed on"
    assert stage.sessions.recent_namespaces[:1] == ("shop",)
    assert old not in (stage.shown,)
    await stage.end()
    assert stage.closed == ["here"]


async def test_late_words_of_a_scope_that_was_left_are_not_heard(stage: Stage) -> None:
    stage.sessions.begin()
    await until(lambda: stage.live)
    old = stage.shown
    stage.sessions.go_to_namespaces(("shop",))
    stage.glass.heard.clear()
    for feed in old.feeds.values():
        old._listener.linked(feed)
        old._listener.changed(feed, None)  # type: ignore[arg-type]
    assert stage.glass.heard == []
    await until(lambda: stage.live)
    assert {id(feed) for feed in stage.glass.heard} <= {id(feed) for feed in stage.shown.feeds.values()}


async def test_a_context_is_shown_once_it_has_answered_and_the_old_one_is_closed(
    stage: Stage, api_server: ApiServer
) -> None:
    api_server.put("pods", objects.pod("web"))
    stage.sessions.begin()
    await until(lambda: stage.live)
    stage.sessions.go_to_context("there")
    assert stage.shown.context == "here"
    assert stage.sessions.opening == "there"
    await until(lambda: stage.shown.context == "there" and stage.live)
    assert stage.glass.openings[0] == "there"
    assert stage.glass.openings[-1] == ""
    await until(lambda: stage.closed == ["here"])
    await until(lambda: len(api_server.watches()) == len(KINDS))
    await until(lambda: stage.under_way == 1)
    assert stage.sessions.recent_contexts == ("there", "here")


async def test_a_context_that_is_down_is_told_and_the_old_one_stays(stage: Stage, api_server: ApiServer) -> None:
    stage.addresses["there"] = DEAD
    stage.sessions.begin()
    await until(lambda: stage.live)
    stage.sessions.go_to_context("there")
    await until(lambda: stage.glass.said)
    assert stage.glass.said == ["there cannot be opened: cannot connect to http://127.0.0.1:1: Connection refused"]
    assert stage.shown.context == "here"
    assert stage.glass.openings == ["there", ""]
    await until(lambda: stage.under_way == 1 and stage.closed == ["there"])
    api_server.put("pods", objects.pod("web"))
    await until(lambda: stage.shown.feeds["pods"].store.objects)


async def test_a_context_that_does_not_answer_can_be_left(stage: Stage, api_server: ApiServer) -> None:
    stage.sessions.begin()
    await until(lambda: stage.live)
    silence = api_server.faults.silence(times=None)
    version = api_server.faults.silence(kind="/version", times=None)
    stage.sessions.go_to_context("there")
    await until(lambda: silence.hits or version.hits)
    assert stage.sessions.opening == "there"
    assert stage.sessions.give_up()
    assert not stage.sessions.give_up()
    assert stage.sessions.opening == ""
    await until(lambda: stage.closed == ["there"] and stage.under_way == 1)
    assert stage.shown.context == "here"
    silence.release()
    version.release()


async def test_a_context_that_is_being_opened_gives_way_to_another_choice(stage: Stage) -> None:
    stage.sessions.begin()
    await until(lambda: stage.live)
    stage.hold = asyncio.Event()
    stage.sessions.go_to_context("there")
    stage.sessions.go_to_context("here")
    stage.hold.set()
    await until(lambda: len(stage.glass.attached) == 2 and stage.live)
    assert stage.shown.context == "here"
    await until(lambda: stage.under_way == 1)


async def test_a_kubeconfig_that_is_wrong_is_a_sentence(stage: Stage) -> None:
    stage.refused["there"] = ConfigError("user 'x' lacks its other half")
    stage.sessions.begin()
    await until(lambda: stage.live)
    stage.sessions.go_to_context("there")
    await until(lambda: stage.glass.said)
    assert stage.glass.said == ["there cannot be opened: user 'x' lacks its other half"]
    assert stage.ends == []


async def test_the_first_one_that_cannot_be_opened_ends_it_all(stage: Stage) -> None:
    error = stage.refused["here"] = ConfigError("no")
    stage.sessions.begin()
    await until(lambda: stage.ends)
    assert stage.ends == [error]


async def test_the_first_one_may_be_left_for_another_while_it_opens(stage: Stage) -> None:
    stage.hold = asyncio.Event()
    stage.sessions.begin()
    await turns(3)
    stage.sessions.go_to_context("there")
    stage.refused["here"] = ConfigError("no")
    stage.hold.set()
    await until(lambda: stage.sessions.session is not None and stage.live)
    assert stage.shown.context == "there"
    assert stage.ends == []


async def test_other_namespaces_may_be_chosen_while_the_first_one_opens(stage: Stage) -> None:
    stage.hold = asyncio.Event()
    stage.sessions.begin()
    await turns(3)
    stage.sessions.go_to_namespaces(("shop",))
    stage.hold.set()
    await until(lambda: stage.live)
    assert stage.shown.namespaces == ("shop",)
    assert len(stage.glass.attached) == 1


async def test_a_context_is_shown_again_in_the_scope_it_was_left_in(stage: Stage) -> None:
    stage.sessions.begin()
    await until(lambda: stage.live)
    stage.sessions.go_to_namespaces(("blog", "shop"))
    await until(lambda: stage.live)
    stage.sessions.go_to_context("there")
    await until(lambda: stage.shown.context == "there")
    assert list(stage.scope) == ["default"]
    stage.sessions.go_to_context("here")
    await until(lambda: stage.shown.context == "here")
    assert list(stage.scope) == ["blog", "shop"]


async def test_a_bug_ends_it_all(stage: Stage) -> None:
    error = stage.refused["there"] = ValueError("a bug")
    stage.sessions.begin()
    await until(lambda: stage.live)
    stage.sessions.go_to_context("there")
    await until(lambda: stage.ends)
    assert stage.ends == [error]
