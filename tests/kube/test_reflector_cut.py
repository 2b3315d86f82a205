from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.model.link import LinkState
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer
    from ktui.demo.server.faults import How


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_a_watch_cut_in_a_line_is_stale_and_goes_on_from_the_line_before(api_server: ApiServer, how: How) -> None:
    api_server.faults.cut(how, kind="pods", verb="watch", lines=1)
    async with reflecting(api_server) as pods:
        await pods.until_live()
        last = api_server.put("pods", pod("a"))["metadata"]["resourceVersion"]
        await pods.until_names("a")
        api_server.put("pods", pod("b"))
        assert await pods.paused() == pytest.approx(0.8)
        assert pods.link.state is LinkState.STALE
        assert pods.link.retry_at == pytest.approx(pods.clock.time() + 0.8)
        assert pods.names == ["a"]
        await pods.retry()
        await pods.until_names("a", "b")
        assert api_server.asked("pods", "watch")[1].query["resourceVersion"] == last
        assert len(api_server.asked("pods", "list")) == 1
        await pods.until_live()


async def test_a_line_without_an_end_is_not_taken_for_one(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        last = api_server.put("pods", pod("a"))["metadata"]["resourceVersion"]
        api_server.cut_watches("pods", "eof", b'{"type":"DELETED","object":{"metadata":{"name":"a","namesp')
        await pods.until_names("a")
        api_server.put("pods", pod("b"))
        await pods.until_names("a", "b")
        assert api_server.asked("pods", "watch")[1].query["resourceVersion"] == last


@pytest.mark.parametrize("how", ["reset", "close", "eof"])
async def test_a_list_that_breaks_off_is_asked_for_again(api_server: ApiServer, how: How) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.cut(how, kind="pods", verb="list")
    async with reflecting(api_server) as pods:
        assert await pods.retry() == pytest.approx(0.8)
        await pods.until_live()
        assert pods.names == ["a"]


async def test_a_list_that_breaks_off_removes_nothing(api_server: ApiServer) -> None:
    for name in ("a", "b"):
        api_server.put("pods", pod(name))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.faults.error_event(410, kind="pods")
        api_server.faults.cut("reset", kind="pods", verb="list")
        api_server.put("pods", pod("c"))
        api_server.end_watches("pods")
        await pods.paused()
        assert pods.names == ["a", "b", "c"]
        await pods.retry()
        await pods.until_live()
        assert pods.names == ["a", "b", "c"]


async def test_after_three_failed_watches_everything_is_listed_anew(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        for _ in range(3):
            api_server.cut_watches("pods")
            await pods.retry()
            await pods.until_live()
        assert len(api_server.asked("pods", "list")) == 2
