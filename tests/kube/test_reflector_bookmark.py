from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.clock import until
from tests.fakes.objects import node, pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_a_bookmark_moves_the_place_from_which_the_watch_goes_on(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.put("nodes", node("elsewhere"))
        api_server.bookmark("pods")
        api_server.end_watches("pods")
        await until(lambda: len(api_server.asked("pods", "watch")) == 2)
        assert api_server.asked("pods", "watch")[1].query["resourceVersion"] == str(api_server.revision)


async def test_a_bookmark_saves_a_list_after_history_is_forgotten(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.compact()
        api_server.bookmark("pods")
        api_server.end_watches("pods")
        await until(lambda: len(api_server.asked("pods", "watch")) == 2)
        await pods.until_live()
        assert len(api_server.asked("pods", "list")) == 1


async def test_a_bookmark_changes_no_row(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        told = len(pods.deltas)
        api_server.bookmark("pods")
        api_server.bookmark("pods")
        api_server.put("pods", pod("b"))
        await pods.until_names("a", "b")
        assert [delta.added for delta in pods.deltas[told:]] == [[("default", "b")]]
        assert pods.link.unreadable == 0
