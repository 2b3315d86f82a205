from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.model.kinds import NODES, PODS
from ktui.model.link import LinkState
from tests.fakes.clock import FakeClock, settle, until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_a_quiet_cluster_stays_live_for_one_cheap_request_every_few_seconds(api_server: ApiServer) -> None:
    async with reflecting(api_server, pulse_runs=True) as pods:
        await pods.until_live()
        for _ in range(4):
            await pods.clock.advance(5.0)
            await settle()
        assert len(api_server.asked("/readyz")) == 4
        assert pods.link.state is LinkState.LIVE
        assert len(api_server.asked("pods")) == 2


async def test_a_frozen_server_is_known_within_fifteen_seconds_and_every_kind_is_stale(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server, PODS, NODES, pulse_runs=True) as pods:
        nodes = pods.others[0]
        await pods.until_live()
        await nodes.until_live()
        await settle()
        heard = pods.clock.time()
        api_server.freeze()
        for _ in range(15):
            await pods.clock.advance(1.0)
            await settle()
        assert pods.link.state is LinkState.STALE
        assert nodes.link.state is LinkState.STALE
        assert pods.link.since <= heard
        assert pods.names == ["a"]


async def test_a_thawed_server_wakes_everyone_at_once_and_the_truth_is_back(api_server: ApiServer) -> None:
    async with reflecting(api_server, PODS, NODES, pulse_runs=True) as pods:
        nodes = pods.others[0]
        await pods.until_live()
        await nodes.until_live()
        await settle()
        api_server.freeze()
        for _ in range(90):
            await pods.clock.advance(1.0)
        await until(lambda: pods.link.state is LinkState.STALE)
        api_server.put("pods", pod("a"))
        api_server.thaw()
        thawed = pods.clock.time()
        while LinkState.STALE in (pods.link.state, nodes.link.state):
            assert pods.clock.time() - thawed < 6.0
            await pods.clock.advance(0.5)
            await settle()
        await pods.until_names("a")
        await pods.until_live()


async def test_a_killed_server_is_stale_at_once_and_live_again_within_a_second_of_its_return(
    api_server: ApiServer,
) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server, pulse_runs=True) as pods:
        await pods.until_live()
        await api_server.stop()
        await until(lambda: pods.link.state is LinkState.STALE)
        for _ in range(60):
            await pods.clock.advance(1.0)
        assert pods.names == ["a"]
        assert pods.link.state is LinkState.STALE
        api_server.delete("pods", "default", "a")
        await api_server.start()
        await pods.clock.advance(0.5)
        await pods.until_live()
        await pods.until_names()


async def test_a_connection_that_breaks_is_reason_to_ask_at_once(api_server: ApiServer) -> None:
    async with reflecting(api_server, pulse_runs=True) as pods:
        await pods.until_live()
        api_server.cut_watches("pods")
        await until(lambda: api_server.asked("/readyz"))
        assert pods.clock.monotonic() == 0.0


async def test_a_suspended_machine_trusts_nothing_it_had(api_server: ApiServer) -> None:
    clock = FakeClock()
    async with reflecting(api_server, clock=clock, pulse_runs=True) as pods:
        await pods.until_live()
        await settle()
        clock.jump(3600.0)
        await clock.advance(5.0)
        await until(lambda: any(link.state is LinkState.STALE for link in pods.links))
        await clock.advance(1.0)
        await pods.until_live()
        await until(lambda: len(api_server.asked("pods", "watch")) == 2)


async def test_where_readiness_is_forbidden_the_version_is_asked_instead(api_server: ApiServer) -> None:
    api_server.faults.forbid("/readyz")
    async with reflecting(api_server, pulse_runs=True) as pods:
        await pods.until_live()
        await pods.clock.advance(5.0)
        await until(lambda: api_server.asked("/readyz"))
        await settle()
        await pods.clock.advance(5.0)
        await until(lambda: api_server.asked("/version"))
        assert pods.link.state is LinkState.LIVE
