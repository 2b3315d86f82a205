"""A server that has just come back refuses, for a moment, what it allows: it has not read its roles yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.kube.pulse import DOWN, SETTLING, UNREADY
from ktui.kube.reflector import ASK_AGAIN, UNSETTLED
from ktui.model.kinds import PODS
from ktui.model.link import LinkState
from tests.fakes.clock import settle, until
from tests.fakes.objects import pod
from tests.kube.reflecting import Reflection, reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def out_and_back(server: ApiServer, pods: Reflection, *refused: str) -> None:
    """Until the server was down, and has come back refusing these."""
    await pods.until_live()
    await pods.clock.advance(10.0)  # it is quiet, so it is asked whether it lives
    await until(lambda: server.asked("/readyz"))
    await server.stop()
    await until(lambda: not pods.pulse.alive)
    for what in refused:
        server.faults.forbid(what)
    server.delete("pods", "default", "a")
    server.put("pods", pod("b"))
    await server.start()


async def outage(pods: Reflection) -> None:
    """Let the pulse find the server dead, and back."""
    pods.pulse._die("gone")
    await settle()
    pods.pulse._revive()
    await settle()


async def test_while_it_refuses_the_question_that_it_used_to_answer_it_is_not_back(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server, pulse_runs=True) as pods:
        await out_and_back(api_server, pods, "/readyz", "pods")
        for _ in range(3):
            asked = len(api_server.asked("/readyz"))
            await pods.clock.advance(DOWN)
            await until(lambda asked=asked: len(api_server.asked("/readyz")) > asked)  # type: ignore[misc]
        assert not pods.pulse.alive
        assert pods.link.state is LinkState.STALE
        api_server.faults.allow()
        await pods.clock.advance(DOWN)
        await pods.until_names("b")
        assert LinkState.DENIED not in {link.state for link in pods.links}


async def test_one_that_goes_on_refusing_the_question_is_taken_as_it_is(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server, pulse_runs=True) as pods:
        await out_and_back(api_server, pods, "/readyz")
        for _ in range(int(UNREADY / DOWN) + 2):
            asked = len(api_server.requests)
            await pods.clock.advance(DOWN)
            await until(lambda asked=asked: pods.pulse.alive or len(api_server.requests) > asked)  # type: ignore[misc]
            if pods.pulse.alive:
                break
        await pods.until_names("b")


async def test_a_kind_that_is_refused_after_an_outage_is_stale_and_asked_for_again_at_once(
    api_server: ApiServer,
) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.faults.forbid("pods")
        await outage(pods)
        await until(lambda: pods.link.state is LinkState.STALE and pods.link.retry_at is not None)
        for _ in range(4):
            assert await pods.retry() == pytest.approx(UNSETTLED)
        api_server.faults.allow()
        api_server.put("pods", pod("b"))
        await pods.retry()
        await pods.until_names("a", "b")
        assert LinkState.DENIED not in {link.state for link in pods.links}


async def test_a_right_that_was_taken_away_in_an_outage_is_told_once_the_server_has_settled(
    api_server: ApiServer,
) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.faults.forbid("pods")
        await outage(pods)
        for _ in range(int(SETTLING / UNSETTLED) + 1):
            if await pods.paused() == ASK_AGAIN:
                break
            await pods.retry()
        assert pods.link.state is LinkState.DENIED
        assert pods.names == ["a"]


async def test_a_kind_that_was_refused_before_stays_so_and_is_asked_for_again_soon(api_server: ApiServer) -> None:
    api_server.faults.forbid("pods")
    async with reflecting(api_server, PODS) as pods:
        await until(lambda: pods.link.state is LinkState.DENIED)
        await outage(pods)
        assert await pods.retry() == pytest.approx(UNSETTLED)
        assert {link.state for link in pods.links} <= {LinkState.CONNECTING, LinkState.LOADING, LinkState.DENIED}


async def test_what_failed_before_an_outage_delays_nothing_after_it(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        fault = api_server.faults.answer(500, kind="pods", verb="watch", times=None)
        api_server.faults.answer(500, kind="pods", verb="list", times=None)
        await pods.clock.advance(10.0)
        api_server.end_watches()
        waits = [await pods.retry() for _ in range(4)]
        assert waits == sorted(waits)
        assert fault.hits
        await pods.paused()
        await outage(pods)
        assert await pods.paused() == pytest.approx(waits[0])
