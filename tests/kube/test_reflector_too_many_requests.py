from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.demo.server.statuses import too_many_requests
from ktui.model.link import LinkState
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize("verb", ["list", "watch"])
async def test_the_wait_is_as_long_as_the_server_asks(api_server: ApiServer, code: int, verb: str) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.answer(code, retry_after=7, kind="pods", verb="list" if verb == "list" else "watch")
    async with reflecting(api_server) as pods:
        assert await pods.retry() == pytest.approx(7.0)
        await pods.until_live()
        assert pods.names == ["a"]
        assert len(api_server.asked("pods", "list")) == (2 if verb == "list" else 1)


async def test_the_wait_is_no_shorter_than_the_back_off(api_server: ApiServer) -> None:
    api_server.faults.answer(429, retry_after=1, kind="pods", times=4)
    async with reflecting(api_server) as pods:
        assert [await pods.retry() for _ in range(4)] == pytest.approx([1.0, 1.6, 3.2, 6.4])
        await pods.until_live()


async def test_without_the_header_the_body_says_how_long(api_server: ApiServer) -> None:
    api_server.faults.answer(429, body=too_many_requests(5), kind="pods")
    async with reflecting(api_server) as pods:
        assert await pods.retry() == pytest.approx(5.0)
        await pods.until_live()


async def test_inside_a_watch_the_body_says_how_long(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.error_event(429, retry_after=9, kind="pods")
    async with reflecting(api_server) as pods:
        assert await pods.paused() == pytest.approx(9.0)
        assert pods.link.state is LinkState.STALE
        assert pods.names == ["a"]
        await pods.retry()
        await pods.until_live()
        assert len(api_server.asked("pods", "list")) == 1
        first, second = api_server.asked("pods", "watch")
        assert first.query["resourceVersion"] == second.query["resourceVersion"]
