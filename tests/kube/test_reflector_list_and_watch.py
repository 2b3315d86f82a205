from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.model.kinds import KINDS
from ktui.model.link import LinkState
from tests.fakes.clock import until
from tests.fakes.objects import cronjob, daemonset, job, node, pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.api_server import ApiServer


async def test_what_is_there_is_listed_and_what_changes_is_followed(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.put("pods", pod("b"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        assert pods.names == ["a", "b"]
        api_server.put("pods", pod("c"))
        api_server.delete("pods", "default", "a")
        await pods.until_names("b", "c")
        assert [link.state for link in pods.links] == [LinkState.CONNECTING, LinkState.LOADING, LinkState.LIVE]


async def test_the_watch_goes_on_from_the_list_and_says_how_long_it_may_last(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server, rand=lambda: 0.5) as pods:
        await pods.until_live()
        query = api_server.asked("pods", "watch")[0].query
        assert query["resourceVersion"] == str(api_server.revision)
        assert query["allowWatchBookmarks"] == "true"
        assert query["timeoutSeconds"] == "270"
        assert "sendInitialEvents" not in query


async def test_pages_are_followed_and_carry_no_revision(api_server: ApiServer) -> None:
    names = [f"pod-{number:03}" for number in range(400)]
    for name in names:
        api_server.put("pods", pod(name))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        assert pods.names == names
        first, *later = api_server.asked("pods", "list")
        assert first.query == {"limit": "100"}
        assert len(later) == 2
        assert all(set(call.query) == {"limit", "continue"} for call in later)


async def test_what_changes_while_the_pages_arrive_is_not_missed(api_server: ApiServer) -> None:
    for number in range(150):
        api_server.put("pods", pod(f"pod-{number:03}"))
    held = api_server.faults.silence(kind="pods", verb="page")
    async with reflecting(api_server) as pods:
        await until(lambda: api_server.asked("pods", "page"))
        api_server.delete("pods", "default", "pod-000")
        api_server.put("pods", pod("pod-999"))
        held.release()
        await pods.until_names(*(f"pod-{number:03}" for number in (*range(1, 150), 999)))


async def test_every_kind_is_kept(api_server: ApiServer) -> None:
    makers: dict[str, Callable[[str], dict[str, Any]]] = {
        "pods": pod,
        "daemonsets": daemonset,
        "jobs": job,
        "cronjobs": cronjob,
    }
    for kind, make in makers.items():
        api_server.put(kind, make("a"))
    api_server.put("nodes", node("a"))
    async with reflecting(api_server, *KINDS) as first:
        for reflection in (first, *first.others):
            await reflection.until_live()
            assert reflection.names == ["a"]
