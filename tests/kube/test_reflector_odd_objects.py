from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ktui.model.link import LinkState
from tests.fakes.clock import until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer

ODD: list[Any] = [
    7,
    "pod",
    [],
    {"metadata": {"name": {"no": "text"}}},
    {"metadata": {"name": "odd", "namespace": "default"}, "spec": {"containers": "none"}},
    {"metadata": {"name": "odd", "namespace": "default"}, "status": {"containerStatuses": [{"restartCount": "many"}]}},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_an_unreadable_object_hides_no_other_of_a_list(api_server: ApiServer, odd: Any) -> None:
    api_server.put("pods", pod("a"))
    api_server.put("pods", pod("odd"), sent_as=odd)
    api_server.put("pods", pod("z"))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        assert pods.names == ["a", "z"]
        assert pods.link.unreadable == 1


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_an_unreadable_object_is_counted_and_the_watch_goes_on(api_server: ApiServer, odd: Any) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.put("pods", pod("odd"), sent_as=odd)
        api_server.put("pods", pod("z"))
        await pods.until_names("z")
        assert pods.link.unreadable == 1
        assert pods.link.state is LinkState.LIVE
        assert len(api_server.asked("pods", "watch")) == 1


@pytest.mark.parametrize(
    "sparse",
    [
        {"metadata": {"name": "a", "namespace": "default"}},
        {"metadata": {"name": "a", "namespace": "default"}, "spec": {"containers": None}, "status": {}},
        {
            "metadata": {"name": "a", "namespace": "default", "labels": None, "creationTimestamp": None},
            "spec": {"containers": [], "tolerations": None},
            "status": {"conditions": None, "containerStatuses": None},
        },
    ],
)
async def test_what_is_missing_or_null_is_no_oddity(api_server: ApiServer, sparse: Any) -> None:
    api_server.put("pods", pod("a"), sent_as=sparse)
    async with reflecting(api_server) as pods:
        await pods.until_live()
        assert pods.names == ["a"]
        assert pods.link.unreadable == 0


async def test_a_list_of_null_is_empty(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.null_items(kind="pods")
    async with reflecting(api_server) as pods:
        await pods.until_live()
        assert pods.names == []


async def test_a_line_that_is_not_json_breaks_the_stream_which_goes_on_from_before(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        last = api_server.put("pods", pod("a"))["metadata"]["resourceVersion"]
        api_server.send("pods", b"upstream connect error\n")
        assert await pods.retry() == pytest.approx(0.8)
        await until(lambda: len(api_server.asked("pods", "watch")) == 2)
        assert api_server.asked("pods", "watch")[1].query["resourceVersion"] == last
        await pods.until_live()
        assert pods.names == ["a"]


async def test_blank_lines_mean_nothing(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.send("pods", b"\n", b"\r\n", b"  \n")
        api_server.put("pods", pod("a"))
        api_server.send("pods", b"\n")
        await pods.until_names("a")
        assert len(api_server.asked("pods", "watch")) == 1


async def test_an_event_of_a_type_nobody_knows_is_passed_over(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.send("pods", b'{"type":"RENAMED","object":{"kind":"Pod","metadata":{}}}\n')
        api_server.put("pods", pod("a"))
        await pods.until_names("a")
        assert len(api_server.asked("pods", "watch")) == 1


@pytest.mark.parametrize("obj", [None, 7, {"no": "status"}, {"kind": "Status", "code": "many"}])
async def test_an_error_that_tells_nothing_backs_off(api_server: ApiServer, obj: Any) -> None:
    api_server.put("pods", pod("a"))
    line = json.dumps({"type": "ERROR", "object": obj}).encode() + b"\n"
    api_server.faults.lines(line, ends=True, kind="pods")
    async with reflecting(api_server) as pods:
        assert await pods.retry() >= 0.8
        await pods.until_live()
        assert pods.names == ["a"]


async def test_bytes_that_arrive_one_by_one_are_put_together(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a", labels={"note": "Grüße"}))
    api_server.faults.drip(7)
    async with reflecting(api_server) as pods:
        await pods.until_live()
        api_server.put("pods", pod("b", labels={"note": "你好"}))
        api_server.put("pods", pod("c"))
        await pods.until_names("a", "b", "c")
        assert pods.link.unreadable == 0
