from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.clock import until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


@pytest.mark.parametrize("reason", ["Expired", "Gone"])
async def test_410_as_a_watchs_answer_lists_anew(api_server: ApiServer, reason: str) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.expired(kind="pods", verb="watch", reason=reason)
    async with reflecting(api_server) as pods:
        await until(lambda: len(api_server.asked("pods", "watch")) == 2)
        assert len(api_server.asked("pods", "list")) == 2
        await pods.until_live()
        assert [seconds for seconds in pods.clock.slept if seconds] == []


async def test_410_inside_a_watch_lists_anew(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        await api_server.stop()
        api_server.delete("pods", "default", "a")
        api_server.put("pods", pod("b"))
        api_server.compact()
        await api_server.start()
        await pods.retry()
        await pods.until_names("b")
        await pods.until_live()
        assert len(api_server.asked("pods", "list")) == 2
        older, newer = (call.query["resourceVersion"] for call in api_server.asked("pods", "watch")[-2:])
        assert int(newer) > int(older)


async def test_410_between_two_pages_asks_for_everything_in_one_answer(api_server: ApiServer) -> None:
    names = [f"pod-{number:03}" for number in range(150)]
    for name in names:
        api_server.put("pods", pod(name))
    api_server.faults.expired(kind="pods", verb="page")
    async with reflecting(api_server) as pods:
        await pods.until_live()
        assert pods.names == names
        first, second, third = api_server.asked("pods", "list")
        assert first.query == {"limit": "100"}
        assert "continue" in second.query
        assert third.query == {}


async def test_rows_stay_while_everything_is_listed_anew(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.faults.error_event(410, kind="pods")
        held = api_server.faults.silence(kind="pods", verb="list")
        api_server.put("pods", pod("b"))
        api_server.end_watches("pods")
        await until(lambda: len(api_server.asked("pods", "list")) == 2)
        assert pods.names == ["a", "b"]
        held.release()
        await pods.until_live()
        assert pods.names == ["a", "b"]


async def test_410_again_and_again_is_not_asked_in_a_hot_loop(api_server: ApiServer) -> None:
    api_server.faults.error_event(410, kind="pods", times=None)
    async with reflecting(api_server) as pods:
        delays = [await pods.retry() for _ in range(4)]
        assert delays == sorted(delays)
        assert delays[-1] >= 3.2
        assert len(api_server.asked("pods", "list")) <= 2 * len(delays)
