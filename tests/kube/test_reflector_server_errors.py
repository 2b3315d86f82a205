from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.clock import until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_the_wait_doubles_up_to_half_a_minute(api_server: ApiServer) -> None:
    api_server.faults.answer(500, kind="pods", verb="list", times=8)
    async with reflecting(api_server) as pods:
        delays = [await pods.retry() for _ in range(8)]
        assert delays == pytest.approx([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30.0, 30.0])
        await pods.until_live()


async def test_jitter_makes_a_wait_up_to_twice_as_long(api_server: ApiServer) -> None:
    api_server.faults.answer(500, kind="pods", verb="list", times=3)
    numbers = iter([0.0, 0.5, 0.999, 0.0])
    async with reflecting(api_server, rand=lambda: next(numbers)) as pods:
        delays = [await pods.retry() for _ in range(3)]
        assert delays == pytest.approx([0.8, 1.6 * 1.5, 3.2 * 1.999])
        await pods.until_live()


async def test_two_healthy_minutes_make_the_wait_short_again(api_server: ApiServer) -> None:
    api_server.faults.answer(500, kind="pods", verb="list", times=3)
    async with reflecting(api_server) as pods:
        for _ in range(3):
            await pods.retry()
        await pods.until_live()
        await pods.clock.advance(121.0)
        api_server.cut_watches("pods")
        assert await pods.retry() == pytest.approx(0.8)
        await pods.until_live()


async def test_trouble_that_returns_sooner_is_waited_for_longer(api_server: ApiServer) -> None:
    api_server.faults.answer(500, kind="pods", verb="list", times=3)
    async with reflecting(api_server) as pods:
        for _ in range(3):
            await pods.retry()
        await pods.until_live()
        await pods.clock.advance(60.0)
        api_server.cut_watches("pods")
        assert await pods.retry() == pytest.approx(6.4)
        await pods.until_live()


@pytest.mark.parametrize("body", ["", "<html>bad gateway</html>"])
async def test_an_error_that_is_no_status_is_an_error_all_the_same(api_server: ApiServer, body: str) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.answer(502, body=body, kind="pods")
    async with reflecting(api_server) as pods:
        await pods.paused()
        assert "502" in pods.link.reason
        assert "<" not in pods.link.reason
        await pods.retry()
        await pods.until_live()


async def test_a_watch_refused_with_500_goes_on_from_where_it_was(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        last = api_server.put("pods", pod("a"))["metadata"]["resourceVersion"]
        await pods.until_names("a")
        api_server.faults.answer(500, kind="pods", verb="watch")
        api_server.end_watches("pods")
        await pods.retry()
        await pods.until_live()
        assert len(api_server.asked("pods", "list")) == 1
        assert api_server.asked("pods", "watch")[-1].query["resourceVersion"] == last


async def test_a_server_whose_state_is_older_than_ours_is_listed_anew(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.too_large_revision(kind="pods", verb="watch")
    async with reflecting(api_server) as pods:
        assert await pods.retry() == pytest.approx(1.0)
        await until(lambda: len(api_server.asked("pods", "list")) == 2)
        await pods.until_live()


async def test_five_minutes_of_failures_end_in_a_new_list(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.faults.answer(503, retry_after=301, kind="pods", verb="watch")
        api_server.cut_watches("pods")
        await pods.retry()
        await pods.retry()
        await until(lambda: len(api_server.asked("pods", "list")) == 2)
        await pods.until_live()
