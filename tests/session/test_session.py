"""One cluster: what a listener is told, how often, and how it all ends."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ktui.model.kinds import CRONJOBS, JOBS, KINDS, PODS, Kind
from ktui.model.link import Link, LinkState
from ktui.session.feed import FRAME, LOADING_FRAME
from ktui.session.session import Session
from tests.fakes import objects
from tests.fakes.clock import FakeClock, turns, until
from tests.kube.asking import Anonymous, asking
from tests.store.storing import pod

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ktui.demo.server.api_server import ApiServer
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.store.store import Delta


class Heard:
    """A listener that notes what it is told."""

    def __init__(self) -> None:
        self.deltas: list[tuple[str, Delta]] = []
        self.links: list[tuple[str, LinkState]] = []
        self.versions: list[str] = []

    def changed(self, feed: Feed, delta: Delta) -> None:
        self.deltas.append((feed.kind.name, delta))

    def linked(self, feed: Feed) -> None:
        self.links.append((feed.kind.name, feed.link.state))

    def identified(self, version: ServerVersion) -> None:
        self.versions.append(version.text)


class LoopTime:
    """The running loop's time, which moves when told; timers are due by it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        self._now = loop.time()
        monkeypatch.setattr(loop, "time", lambda: self._now)

    async def advance(self, seconds: float) -> None:
        self._now += seconds
        await turns(5)


@asynccontextmanager
async def session_of(
    server: ApiServer | str, heard: Heard, *, kinds: Sequence[Kind] = KINDS, clock: FakeClock | None = None
) -> AsyncIterator[Session]:
    clock = clock or FakeClock()
    async with asking(server, clock=clock) as transport:
        yield Session(
            context="lab",
            transport=transport,
            namespaces=(),
            listener=heard,
            clock=clock,
            rand=lambda: 0.0,
            kinds=kinds,
        )


@asynccontextmanager
async def running(session: Session) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(session.run())
    try:
        yield task
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


NOWHERE = "http://127.0.0.1:1"
"""For tests in which nothing is asked."""

# Flushing


async def test_the_first_change_after_silence_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    async with session_of(NOWHERE, heard) as session:
        LoopTime(monkeypatch)
        session.feeds["pods"].put(pod("a"))
        assert heard.deltas == []
        await turns(3)
        assert [(name, delta.added) for name, delta in heard.deltas] == [("pods", [("web", "a")])]


async def test_a_storm_is_told_once_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    async with session_of(NOWHERE, heard) as session:
        time = LoopTime(monkeypatch)
        feed = session.feeds["pods"]
        for version in range(1000):
            feed.put(pod("a", str(version)))
        await turns(3)
        assert len(heard.deltas) == 1
        for version in range(1000, 2000):
            feed.put(pod("a", str(version)))
            feed.put(pod("b", str(version)))
            if version % 100 == 0:
                await time.advance(0)
        assert len(heard.deltas) == 1
        await time.advance(FRAME)
        assert len(heard.deltas) == 2
        assert heard.deltas[1][1].changed == [("web", "a")]
        assert heard.deltas[1][1].added == [("web", "b")]
        assert feed.store.objects["web", "a"].meta.resource_version == "1999"
        await time.advance(10 * FRAME)
        assert len(heard.deltas) == 2


async def test_what_comes_within_a_frame_waits_for_its_end_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    async with session_of(NOWHERE, heard) as session:
        time = LoopTime(monkeypatch)
        session.feeds["pods"].put(pod("a"))
        await time.advance(0)
        await time.advance(FRAME * 0.75)
        session.feeds["pods"].put(pod("b"))
        await time.advance(FRAME * 0.2)
        assert len(heard.deltas) == 1
        await time.advance(FRAME * 0.1)
        assert len(heard.deltas) == 2


async def test_kinds_share_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    async with session_of(NOWHERE, heard) as session:
        time = LoopTime(monkeypatch)
        session.feeds["pods"].put(pod("a"))
        session.feeds["daemonsets"].linked(Link(LinkState.LIVE, 0.0))
        await time.advance(0)
        assert [name for name, _ in heard.deltas] == ["pods"]
        assert heard.links == [("daemonsets", LinkState.LIVE)]


async def test_a_change_is_told_soon_though_a_first_list_is_arriving(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    async with session_of(NOWHERE, heard) as session:
        time = LoopTime(monkeypatch)
        pods, daemonsets = session.feeds["pods"], session.feeds["daemonsets"]
        pods.list_began()
        pods.page([pod("a")], 10)
        await time.advance(0)
        pods.page([pod("b")], 9)
        await time.advance(FRAME)
        assert len(heard.deltas) == 1, "what lies beneath the first rows waits"
        daemonsets.linked(Link(LinkState.LIVE, 0.0))
        await time.advance(0)
        assert ("daemonsets", LinkState.LIVE) in heard.links
        pods.page([pod("c")], 8)
        await time.advance(LOADING_FRAME)
        assert len(pods.store) == 3


async def test_what_changes_nothing_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    async with session_of(NOWHERE, heard) as session:
        time = LoopTime(monkeypatch)
        session.feeds["pods"].put(pod("a"))
        await time.advance(FRAME)
        session.feeds["pods"].put(pod("a"))
        session.feeds["pods"].remove(pod("unknown"))
        await time.advance(FRAME)
        assert len(heard.deltas) == 1


async def test_the_order_follows_the_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Heard()
    async with session_of(NOWHERE, heard) as session:
        time = LoopTime(monkeypatch)
        feed = session.feeds["pods"]
        for name in ("c", "a", "b"):
            feed.put(pod(name))
            await time.advance(FRAME)
        assert [feed.view.key_at(row)[1] for row in range(3)] == ["a", "b", "c"]


# A cluster


async def test_every_kind_gets_live_and_the_version_is_told(api_server: ApiServer) -> None:
    heard = Heard()
    api_server.version = "v1.27.3"
    api_server.put("pods", objects.pod("a"))
    api_server.put("nodes", objects.node("n-1"))
    async with session_of(api_server, heard) as session, running(session):
        await api_server.until_watched(*(kind.name for kind in KINDS))
        await until(lambda: all(feed.link.state is LinkState.LIVE for feed in session.feeds.values()))
        await until(lambda: heard.versions)
        assert heard.versions == ["v1.27.3"]
        assert session.version is not None
        await until(lambda: all(feed.loaded for feed in session.feeds.values()))
        await until(lambda: len(session.feeds["nodes"].store) == 1 and len(session.feeds["pods"].store) == 1)


async def test_a_namespace_narrows_all_but_nodes(api_server: ApiServer) -> None:
    clock = FakeClock()
    async with asking(api_server, clock=clock) as transport:
        session = Session(
            context="lab", transport=transport, namespaces=("web",), listener=Heard(), clock=clock, rand=lambda: 0.0
        )
        async with running(session):
            await api_server.until_watched(*(kind.name for kind in KINDS))
    listed = {call.kind: call.namespace for call in api_server.requests if call.resource}
    assert listed == {"pods": "web", "daemonsets": "web", "jobs": "web", "cronjobs": "web", "nodes": None}


async def test_a_refused_kind_leaves_the_others_alive(api_server: ApiServer) -> None:
    heard = Heard()
    api_server.faults.forbid("nodes")
    async with session_of(api_server, heard) as session, running(session):
        await until(lambda: session.feeds["nodes"].link.state is LinkState.DENIED)
        await until(lambda: session.feeds["pods"].link.state is LinkState.LIVE)
        assert session.feeds["nodes"].link.reason == "list nodes"
        assert not session.feeds["nodes"].loaded


async def test_a_server_that_is_back_is_asked_for_its_version_again(api_server: ApiServer) -> None:
    heard, clock = Heard(), FakeClock()
    api_server.version = "v1.27.3"
    async with session_of(api_server, heard, kinds=[PODS], clock=clock) as session, running(session):
        await until(lambda: heard.versions)
        await api_server.until_watched("pods")
        await api_server.stop()
        await until(lambda: not session.pulse.alive)
        api_server.version = "v1.28.0"
        await api_server.start()
        await until(lambda: clock.sleepers)
        await clock.advance(1)
        await until(lambda: len(heard.versions) == 2)
        assert heard.versions == ["v1.27.3", "v1.28.0"]


async def test_ending_closes_every_connection(api_server: ApiServer) -> None:
    closed = 0

    class Counting(Anonymous):
        async def close(self) -> None:
            nonlocal closed
            closed += 1

    clock = FakeClock()
    async with asking(api_server, credentials=Counting(), clock=clock) as transport:
        session = Session(
            context="lab", transport=transport, namespaces=(), listener=Heard(), clock=clock, rand=lambda: 0.0
        )
        async with running(session):
            await api_server.until_watched(*(kind.name for kind in KINDS))
        await until(lambda: not api_server.watches())
        assert closed == 1


async def test_ages_follow_the_clusters_clock(api_server: ApiServer) -> None:
    clock = FakeClock()
    api_server.clock_offset = 3600.0
    async with asking(api_server, clock=clock) as transport:
        session = Session(
            context="lab", transport=transport, namespaces=(), listener=Heard(), clock=clock, rand=lambda: 0.0
        )
        assert (session.now(), session.skew) == (clock.time(), 0.0)
        clock.jump(api_server.store._now() - clock.time())
        await transport.get("/version")
        assert session.skew == pytest.approx(3600, abs=2)
        assert session.now() == pytest.approx(clock.time() + 3600, abs=2)


# Trouble


def failed_job(name: str, owner_uid: str) -> Any:
    job = objects.job(name, owned_by=objects.owner("CronJob", "nightly", owner_uid))
    job["status"] = {"failed": 1, "conditions": [objects.condition("Failed", True)]}
    return job


async def test_a_cronjob_is_in_trouble_when_its_last_job_failed(api_server: ApiServer) -> None:
    heard = Heard()
    uid = api_server.put("cronjobs", objects.cronjob("nightly"))["metadata"]["uid"]
    async with session_of(api_server, heard, kinds=[CRONJOBS, JOBS]) as session, running(session):
        await api_server.until_watched("cronjobs", "jobs")
        cronjobs = session.feeds["cronjobs"]
        await until(lambda: len(cronjobs.store) == 1)
        assert cronjobs.store.troubled == {}
        api_server.put("jobs", failed_job("nightly-1", uid))
        await until(lambda: cronjobs.store.troubled)
        await until(lambda: heard.deltas[-1][0] == "cronjobs")
        assert heard.deltas[-1][1].changed == [("default", "nightly")]
        api_server.delete("jobs", "default", "nightly-1")
        await until(lambda: not cronjobs.store.troubled)


async def test_a_cronjob_that_comes_after_its_failed_job_is_in_trouble_too(api_server: ApiServer) -> None:
    async with session_of(api_server, Heard(), kinds=[CRONJOBS, JOBS]) as session, running(session):
        await api_server.until_watched("cronjobs", "jobs")
        api_server.put("jobs", failed_job("nightly-1", "uid-nightly"))
        await until(lambda: len(session.feeds["jobs"].store) == 1)
        api_server.put("cronjobs", objects.cronjob("nightly", uid="uid-nightly"))
        await until(lambda: session.feeds["cronjobs"].store.troubled)


async def test_trouble_that_is_over_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, clock = Heard(), FakeClock()
    async with session_of(NOWHERE, heard, clock=clock) as session:
        from ktui.model.trouble import Trouble

        feed = session.feeds["pods"]
        until_ = clock.time() + 600
        judge: Any = lambda _obj, now: Trouble("restarted", until_) if now < until_ else None  # noqa: E731
        monkeypatch.setattr(feed.store, "_judge", judge)
        feed.store.apply({("web", "a"): pod("a")}, clock.time())
        session.expire()
        assert heard.deltas == []
        await clock.advance(600)
        session.expire()
        assert [(name, delta.changed) for name, delta in heard.deltas] == [("pods", [("web", "a")])]
        assert feed.store.troubled == {}
