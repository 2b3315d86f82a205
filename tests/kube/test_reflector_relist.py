from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.model.link import LinkState
from tests.fakes.clock import settle, until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_what_vanished_meanwhile_is_removed_when_the_list_is_whole(api_server: ApiServer) -> None:
    for name in ("a", "b", "c"):
        api_server.put("pods", pod(name))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        await api_server.stop()
        api_server.delete("pods", "default", "a")
        api_server.delete("pods", "default", "c")
        changed = api_server.put("pods", pod("b", ready=False))["metadata"]["resourceVersion"]
        api_server.put("pods", pod("d"))
        api_server.compact()
        await api_server.start()
        assert await pods.retry() == pytest.approx(0.8)
        await pods.until_names("b", "d")
        assert pods.feed.store.objects["default", "b"].meta.resource_version == changed
        await pods.until_live()


async def test_what_is_gone_before_the_last_page_stays_until_then(api_server: ApiServer) -> None:
    names = [f"pod-{number:03}" for number in range(150)]
    for name in names:
        api_server.put("pods", pod(name))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        await api_server.stop()
        api_server.delete("pods", "default", names[0])
        api_server.compact()
        held = api_server.faults.silence(kind="pods", verb="page")
        await api_server.start()
        await pods.retry()

        await until(lambda: held.hits)
        await settle()
        assert pods.names == names
        assert pods.link.state is LinkState.STALE
        held.release()
        await pods.until_names(*names[1:])
