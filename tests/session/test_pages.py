"""The pages about an object: read once, again when it changes, and kept when it cannot be read."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ktui.errors import ForbiddenError, UnreachableError
from ktui.model.kinds import PODS
from ktui.session.pages import AGES, READ_AGAIN, RETRY, show_summary, show_yaml
from ktui.session.subject import Subject
from tests.fakes import objects
from tests.fakes.clock import FakeClock, turns
from tests.ui.fake_session import FakeSession

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from ktui.insight.page import PageLine
    from ktui.session.feed import Feed
    from ktui.store.store import Delta

KEY = ("default", "web")


class Deaf:
    def changed(self, feed: Feed, delta: Delta) -> None: ...

    def linked(self, feed: Feed) -> None: ...

    def identified(self, version: Any) -> None: ...


class Shown:
    def __init__(self, session: FakeSession) -> None:
        self.session = session
        self.subject = Subject(session, PODS, KEY)
        self.pages: list[str] = []

    def show(self, lines: Sequence[PageLine]) -> None:
        self.pages.append("\n".join(line.text for line in lines))

    @property
    def last(self) -> str:
        return self.pages[-1]


@pytest.fixture
async def shown() -> Shown:
    session = FakeSession(Deaf(), namespaces=(), clock=FakeClock())
    session.listed("pods", [objects.pod("web")])
    return Shown(session)


@pytest.fixture(params=[show_yaml, show_summary], ids=["yaml", "summary"])
async def running(request: Any, shown: Shown) -> AsyncIterator[Callable[[Subject, Any], Any]]:
    task = asyncio.create_task(request.param(shown.subject, shown.show))
    await turns()
    yield request.param
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.usefixtures("running")
async def test_it_is_read_once_while_nothing_changes(shown: Shown) -> None:
    assert "web" in shown.last
    await shown.session.fake_clock.advance(60)
    assert shown.session.readings == 1


@pytest.mark.usefixtures("running")
async def test_it_is_read_again_when_it_changes(shown: Shown) -> None:
    await shown.session.fake_clock.advance(10)
    shown.session.put("pods", objects.pod("web", resourceVersion="2", uid="another-uid"))
    shown.subject.touch()
    await turns()
    assert shown.session.readings == 2


@pytest.mark.usefixtures("running")
async def test_one_that_keeps_changing_is_read_once_a_second(shown: Shown) -> None:
    for _ in range(50):
        shown.subject.touch()
        await shown.session.fake_clock.advance(0.1)
    assert shown.session.readings <= 1 + 5 / READ_AGAIN
    assert shown.session.readings >= 5


@pytest.mark.usefixtures("running")
async def test_what_cannot_be_read_again_stays_with_the_reason_above_it(shown: Shown) -> None:
    shown.session.unreadable = UnreachableError("the server is away")
    shown.subject.touch()
    await shown.session.fake_clock.advance(READ_AGAIN)
    assert shown.last.startswith("Not read anew: the server is away.")
    assert "web" in shown.last
    shown.session.unreadable = None
    await shown.session.fake_clock.advance(RETRY + AGES)
    assert "Not read anew" not in shown.last


@pytest.mark.usefixtures("running")
async def test_what_is_gone_stays_and_says_so(shown: Shown) -> None:
    shown.session.remove("pods", KEY)
    shown.subject.touch()
    await shown.session.fake_clock.advance(READ_AGAIN)
    assert shown.last.startswith("It is gone; this is what was read last.")
    assert "web" in shown.last


async def test_what_may_not_be_read_says_which_right_is_missing(shown: Shown) -> None:
    shown.session.unreadable = ForbiddenError("not permitted to get pod web")
    task = asyncio.create_task(show_yaml(shown.subject, shown.show))
    await turns()
    assert shown.last.strip() == "not permitted to get pod web."
    task.cancel()


async def test_the_ages_of_a_summary_tick(shown: Shown) -> None:
    task = asyncio.create_task(show_summary(shown.subject, shown.show))
    await turns()
    first = shown.last
    await shown.session.fake_clock.advance(3600)
    assert shown.last != first
    assert shown.session.readings == 1
    task.cancel()


async def test_a_fast_clusters_ages_are_looked_at_by_its_own_time(shown: Shown) -> None:
    clock = shown.session.fake_clock
    shown.session.fake_transport.server_clock.speed = 60.0
    begun = datetime.fromtimestamp(clock.time() - 3000, UTC).isoformat()
    shown.session.put("pods", objects.pod("web", creationTimestamp=begun))
    task = asyncio.create_task(show_summary(shown.subject, shown.show))
    await turns()
    told = len(shown.pages)
    await clock.advance(10)
    assert told < len(shown.pages) <= told + 10 / AGES
    task.cancel()


async def test_old_ages_are_looked_at_seldom_and_durations_that_stand_still_do_not_count(shown: Shown) -> None:
    clock = shown.session.fake_clock
    begun, over = (datetime.fromtimestamp(clock.time() - ago, UTC).isoformat() for ago in (303, 300))
    pod = objects.pod("web", creationTimestamp=begun)
    ended = {"exitCode": 1, "reason": "Error", "startedAt": begun, "finishedAt": over}
    pod["status"]["containerStatuses"][0]["lastState"] = {"terminated": ended}
    shown.session.put("pods", pod)
    task = asyncio.create_task(show_summary(shown.subject, shown.show))
    await turns()
    assert "ended 5m ago after 3s" in shown.last
    before = len(shown.pages)
    for _ in range(60):
        await clock.advance(1)
    assert 1 <= len(shown.pages) - before <= 3
    task.cancel()
