from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.model.kinds import NODES, PODS
from ktui.model.link import LinkState
from tests.fakes.clock import until
from tests.fakes.objects import node, pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_a_refused_kind_names_the_missing_right_while_the_others_live(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.forbid("nodes")
    async with reflecting(api_server, PODS, NODES) as pods:
        nodes = pods.others[0]
        await pods.until_live()
        await until(lambda: nodes.link.state is LinkState.DENIED)
        assert nodes.link.reason == "list nodes"
        api_server.put("pods", pod("b"))
        await pods.until_names("a", "b")
        assert pods.link.state is LinkState.LIVE


async def test_a_refused_kind_is_asked_for_once_a_minute_and_lives_when_the_right_is_given(
    api_server: ApiServer,
) -> None:
    api_server.put("nodes", node("n"))
    api_server.faults.forbid("nodes")
    async with reflecting(api_server, NODES) as nodes:
        for _ in range(3):
            assert await nodes.retry() == pytest.approx(60.0)
        await nodes.paused()
        assert len(api_server.asked("nodes")) == 4
        api_server.faults.allow()
        await nodes.retry()
        await nodes.until_live()
        assert nodes.names == ["n"]


async def test_rows_stay_when_the_right_to_watch_goes(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.faults.forbid("pods")
        await pods.clock.advance(300.0)
        api_server.end_watches("pods")
        await until(lambda: pods.link.state is LinkState.DENIED)
        assert pods.link.reason == "watch pods"
        assert pods.names == ["a"]
        api_server.faults.allow()
        api_server.delete("pods", "default", "a")
        await pods.retry()
        await pods.until_names()
