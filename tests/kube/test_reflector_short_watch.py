from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.clock import until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_a_watch_that_ends_at_once_is_not_asked_for_in_a_hot_loop(api_server: ApiServer) -> None:
    api_server.faults.end_watch(kind="pods", times=None)
    async with reflecting(api_server) as pods:
        delays = [await pods.retry() for _ in range(5)]
        assert delays == pytest.approx([0.8, 1.6, 3.2, 6.4, 12.8])
        await pods.paused()
        assert len(api_server.asked("pods", "watch")) == 6


async def test_a_watch_that_ends_at_once_after_an_event_is_no_failure(api_server: ApiServer) -> None:
    api_server.faults.end_watch(kind="pods", lines=1)
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.put("pods", pod("a"))
        await until(lambda: len(api_server.asked("pods", "watch")) == 2)
        await pods.until_live()
        assert pods.clock.slept == []
