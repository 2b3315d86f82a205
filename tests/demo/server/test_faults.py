from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.fakes.clock import settle, until
from tests.fakes.objects import pod
from tests.fakes.reading import Stream, get, until_asked, watching

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer
    from ktui.demo.server.faults import How


@pytest.mark.parametrize(("code", "reason"), [(410, "Expired"), (429, "TooManyRequests"), (503, "ServiceUnavailable")])
async def test_the_next_requests_of_a_kind_are_refused(api_server: ApiServer, code: int, reason: str) -> None:
    fault = api_server.faults.answer(code, kind="pods", retry_after=7, times=2)
    assert (await get(api_server, "/api/v1/nodes"))[0] == 200
    for _ in range(2):
        found, body, headers = await get(api_server, "/api/v1/pods")
        assert (found, body["code"], body["reason"], headers["Retry-After"]) == (code, code, reason, "7")
    assert (await get(api_server, "/api/v1/pods"))[0] == 200
    assert fault.hits == 2


async def test_an_error_may_have_no_body(api_server: ApiServer) -> None:
    api_server.faults.answer(500, body="")
    assert (await get(api_server, "/api/v1/pods"))[:2] == (500, "")


async def test_errors_follow_one_another(api_server: ApiServer) -> None:
    api_server.faults.answer(500)
    api_server.faults.answer(429)
    assert [(await get(api_server, "/api/v1/pods"))[0] for _ in range(3)] == [500, 429, 200]


async def test_only_later_pages_may_be_expired(api_server: ApiServer) -> None:
    for name in "ab":
        api_server.put("pods", pod(name))
    api_server.faults.expired(verb="page")
    _, first, _ = await get(api_server, "/api/v1/pods?limit=1")
    path = f"/api/v1/pods?limit=1&continue={first['metadata']['continue']}"
    assert [(await get(api_server, path))[0] for _ in range(2)] == [410, 200]


async def test_an_error_event_ends_its_watch(api_server: ApiServer) -> None:
    api_server.faults.error_event(429, retry_after=3)
    async with watching(api_server) as stream:
        kind, status = await stream.event()
        assert (kind, status["code"], status["details"]) == ("ERROR", 429, {"retryAfterSeconds": 3})
        assert await stream.read() == b""


async def test_paths_that_are_no_collection_fail_when_named(api_server: ApiServer) -> None:
    api_server.faults.answer(503, times=None)
    assert (await get(api_server, "/readyz"))[0] == 200
    api_server.faults.answer(503, kind="/readyz")
    assert [(await get(api_server, "/readyz"))[0] for _ in range(2)] == [503, 200]


async def test_a_forbidden_kind_is_worded_as_the_authorizers_refusal(api_server: ApiServer) -> None:
    api_server.faults.forbid("pods", "list", "watch", keep=["team"])
    code, body, _ = await get(api_server, "/api/v1/pods")
    assert code == 403
    assert body["reason"] == "Forbidden"
    assert body["details"] == {"kind": "pods"}
    assert body["message"] == (
        'pods is forbidden: User "dev" cannot list resource "pods" in API group "" at the cluster scope'
    )
    _, other, _ = await get(api_server, "/api/v1/namespaces/default/pods?watch=1")
    assert other["message"].endswith('cannot watch resource "pods" in API group "" in the namespace "default"')
    assert (await get(api_server, "/api/v1/namespaces/team/pods"))[0] == 200
    assert (await get(api_server, "/api/v1/nodes"))[0] == 200
    api_server.faults.allow("pods")
    assert (await get(api_server, "/api/v1/pods"))[0] == 200


BREAKS: dict[How, tuple[type[Exception], ...]] = {
    "reset": (ConnectionResetError, aiohttp.ClientPayloadError, aiohttp.ClientOSError),
    "close": (aiohttp.ClientPayloadError,),
}


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_a_list_breaks_off(api_server: ApiServer, how: How) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.cut(how, verb="list")
    with pytest.raises(BREAKS[how]):
        await get(api_server, "/api/v1/pods")
    assert (await get(api_server, "/api/v1/pods"))[0] == 200


async def test_a_list_ends_in_order_but_in_the_middle_of_its_json(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.cut("eof")
    with pytest.raises(json.JSONDecodeError):
        await get(api_server, "/api/v1/pods")


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_a_watch_breaks_off_in_the_middle_of_a_line(api_server: ApiServer, how: How) -> None:
    api_server.faults.cut(how, lines=1)
    async with watching(api_server) as stream:
        api_server.put("pods", pod("a"))
        api_server.put("pods", pod("b"))
        assert (await stream.event())[0] == "ADDED"
        with pytest.raises(BREAKS[how]):
            await stream.line()
        assert stream.rest.startswith(b'{"type":"ADDED"')


async def test_a_watch_may_end_in_order_in_the_middle_of_a_line(api_server: ApiServer) -> None:
    api_server.faults.cut("eof")
    async with watching(api_server) as stream:
        api_server.put("pods", pod("a"))
        assert await stream.line() == b""
        assert stream.rest.startswith(b'{"type":"ADDED"')


async def test_open_watches_can_be_cut(api_server: ApiServer) -> None:
    async with watching(api_server) as stream:
        api_server.cut_watches("pods", "reset", b'{"type"')
        with pytest.raises(BREAKS["reset"]):
            await stream.line()
        assert stream.rest == b'{"type"'


async def test_a_reset_is_a_reset_and_a_close_is_not(api_server: ApiServer) -> None:
    host, port = api_server.url.removeprefix("http://").split(":")
    hows: tuple[How, ...] = ("reset", "close")
    for how in hows:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET /api/v1/pods?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n")
        await api_server.until_watched("pods")
        await reader.readuntil(b"\r\n\r\n")
        api_server.cut_watches("pods", how)
        if how == "reset":
            with pytest.raises(ConnectionResetError):
                await reader.read(-1)
        else:
            assert (await reader.read(-1)).endswith(b'"obj\r\n')
        writer.close()
        await until(lambda: not api_server.watches())


async def test_a_very_short_watch_ends_at_once(api_server: ApiServer) -> None:
    api_server.faults.end_watch(kind="pods")
    async with watching(api_server) as stream:
        assert stream.response.status == 200
        assert await stream.read() == b""


async def test_drips_split_characters(api_server: ApiServer) -> None:
    api_server.faults.drip(1)
    async with watching(api_server) as stream:
        api_server.put("pods", pod("a", labels={"note": "Grüße 你好"}))
        _, obj = await stream.event()
        assert obj["metadata"]["labels"]["note"] == "Grüße 你好"
        assert len(stream.chunks) > 500
        with pytest.raises(UnicodeDecodeError):
            [chunk.decode() for chunk in stream.chunks]


async def test_silence_holds_a_request_until_released(api_server: ApiServer) -> None:
    fault = api_server.faults.silence(kind="pods")
    asking = asyncio.ensure_future(get(api_server, "/api/v1/pods"))
    await until_asked(api_server, 1)
    assert (await get(api_server, "/api/v1/pods"))[0] == 200
    assert not asking.done()
    fault.release()
    assert (await asking)[0] == 200


async def test_a_watch_may_say_nothing_after_its_head(api_server: ApiServer) -> None:
    fault = api_server.faults.silence(kind="pods", headers=True)
    async with watching(api_server) as stream:
        assert stream.response.status == 200
        api_server.put("pods", pod("a"))
        reading = asyncio.ensure_future(stream.event())
        await settle()
        assert not reading.done()
        fault.release()
        assert (await reading)[0] == "ADDED"


async def test_a_frozen_server_accepts_and_is_silent_and_goes_on_when_thawed(api_server: ApiServer) -> None:
    async with watching(api_server) as stream:
        api_server.freeze()
        api_server.put("pods", pod("a"))
        reading = asyncio.ensure_future(stream.event())
        asking = asyncio.ensure_future(get(api_server, "/readyz"))
        await until_asked(api_server, 2)
        await settle()
        assert not reading.done()
        assert not asking.done()
        api_server.thaw()
        assert (await reading)[0] == "ADDED"
        assert (await asking)[0] == 200


async def test_a_frozen_server_can_be_killed(api_server: ApiServer) -> None:
    api_server.freeze()
    asking = asyncio.ensure_future(get(api_server, "/readyz"))
    await until_asked(api_server, 1)
    await api_server.stop()
    with pytest.raises(aiohttp.ClientError):
        await asking
    await api_server.start()
    assert (await get(api_server, "/readyz"))[0] == 200


async def test_a_killed_server_refuses_and_comes_back_at_the_same_address(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    url, began = api_server.url, api_server.revision
    async with watching(api_server) as stream:
        await api_server.stop()
        with pytest.raises((aiohttp.ClientPayloadError, aiohttp.ClientOSError)):
            await stream.read()
    with pytest.raises(aiohttp.ClientConnectorError):
        await get(api_server, "/readyz")
    api_server.put("pods", pod("b"))
    await api_server.start()
    assert api_server.url == url
    async with watching(api_server, query=f"&resourceVersion={began}") as stream:
        assert (await stream.event())[1]["metadata"]["name"] == "b"


async def test_a_restart_may_lose_history(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    began = api_server.revision
    await api_server.restart(lose_history=True)
    async with watching(api_server, query=f"&resourceVersion={began}") as stream:
        assert (await stream.event())[0] == "ERROR"
    assert len((await get(api_server, "/api/v1/pods"))[1]["items"]) == 1


async def test_a_server_that_stops_gracefully_ends_its_watches_in_order(api_server: ApiServer) -> None:
    async with watching(api_server) as stream:
        stopping = asyncio.ensure_future(api_server.stop(gracefully=True))
        assert await stream.read() == b""
        await stopping


async def test_odd_things_are_sent_as_they_are(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"), sent_as={"metadata": {"name": None}})
    api_server.put("pods", pod("b"), sent_as=7)
    _, body, _ = await get(api_server, "/api/v1/pods")
    assert body["items"] == [{"metadata": {"name": None}}, 7]
    async with watching(api_server) as stream:
        api_server.put("pods", pod("c"), sent_as={"metadata": None})
        assert (await stream.event())[1] == {"kind": "Pod", "apiVersion": "v1", "metadata": None}
        api_server.send("pods", b"\n", b"no json\n", b'{"type":"NEW","object":{}}\n')
        assert [await stream.line() for _ in range(3)] == [b"", b"no json", b'{"type":"NEW","object":{}}']


async def test_a_lists_items_may_be_null(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.null_items(kind="pods")
    assert (await get(api_server, "/api/v1/pods"))[1]["items"] is None
    assert len((await get(api_server, "/api/v1/pods"))[1]["items"]) == 1


async def test_bookmarks_may_be_late_and_doubled(api_server: ApiServer) -> None:
    async def revision(stream: Stream) -> str:
        found: str = (await stream.event())[1]["metadata"]["resourceVersion"]
        return found

    began = api_server.revision
    async with watching(api_server, query="&allowWatchBookmarks=1") as stream:
        api_server.put("pods", pod("a"))
        for _ in range(2):
            api_server.bookmark("pods", at=began)
        assert [await revision(stream) for _ in range(3)] == [str(began + 1), str(began), str(began)]
