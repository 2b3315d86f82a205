from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.demo.server.store import encode
from tests.fakes.clock import until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_another_object_of_the_same_name_takes_the_place_of_the_first(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.delete("pods", "default", "a")
        uid = api_server.put("pods", pod("a"))["metadata"]["uid"]
        await until(lambda: pods.names and pods.feed.store.objects["default", "a"].meta.uid == uid)


async def test_another_object_is_noticed_in_a_list_anew(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        await api_server.stop()
        api_server.delete("pods", "default", "a")
        uid = api_server.put("pods", pod("a"))["metadata"]["uid"]
        api_server.compact()
        await api_server.start()
        assert await pods.retry() == pytest.approx(0.8)
        await pods.until_live()
        assert pods.feed.store.objects["default", "a"].meta.uid == uid


async def test_a_late_farewell_to_the_first_does_not_remove_the_second(api_server: ApiServer) -> None:
    first = api_server.put("pods", pod("a"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.delete("pods", "default", "a")
        uid = api_server.put("pods", pod("a"))["metadata"]["uid"]
        first["metadata"]["resourceVersion"] = str(api_server.revision)
        api_server.send("pods", encode({"type": "DELETED", "object": first}) + b"\n")
        api_server.put("pods", pod("b"))
        await pods.until_names("a", "b")
        assert pods.feed.store.objects["default", "a"].meta.uid == uid
