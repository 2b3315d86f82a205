from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.model.link import LinkState
from tests.fakes.clock import until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_a_watch_that_ends_goes_on_at_once_from_the_last_event(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        last = api_server.put("pods", pod("a"))["metadata"]["resourceVersion"]
        api_server.end_watches("pods")
        await until(lambda: len(api_server.asked("pods", "watch")) == 2)
        assert api_server.asked("pods", "watch")[1].query["resourceVersion"] == last
        assert len(api_server.asked("pods", "list")) == 1
        assert pods.clock.slept == []
        assert {link.state for link in pods.links[2:]} == {LinkState.LIVE}


async def test_a_long_watch_without_an_event_goes_on_at_once(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        await pods.clock.advance(270.0)
        api_server.end_watches("pods")
        await until(lambda: len(api_server.asked("pods", "watch")) == 2)
        await pods.until_live()
        await pods.assert_at_rest()


async def test_nothing_is_missed_or_told_twice_between_two_watches(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.put("pods", pod("a"))
        api_server.end_watches("pods")
        api_server.put("pods", pod("b"))
        api_server.delete("pods", "default", "a")
        await pods.until_names("b")
        assert [(len(delta.added), len(delta.removed)) for delta in pods.deltas] == [(1, 0), (1, 0), (0, 1)]
