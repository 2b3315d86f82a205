"""A list in pages, the next asked for while the one before still arrives."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from ktui.errors import UnreachableError
from ktui.kube import listing
from ktui.kube.answers import AnswerError
from ktui.kube.listing import pages
from ktui.model.decode import MalformedError, Page
from ktui.model.kinds import PODS
from tests.fakes.clock import settle, turns, until
from tests.fakes.objects import pod
from tests.kube.asking import asking

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer

PATH = "/api/v1/pods"


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two objects on the first page, five on each other."""
    monkeypatch.setattr(listing, "FIRST_PAGE", 2)
    monkeypatch.setattr(listing, "PAGE", 5)


def fill(server: ApiServer, count: int) -> list[str]:
    """So many pods; their names."""
    names = [f"pod-{number:03}" for number in range(count)]
    for name in names:
        server.put("pods", pod(name))
    return names


async def listed(server: ApiServer, **options: Any) -> list[Page]:
    async with asking(server) as transport:
        return [page async for page in pages(transport, PODS, PATH, **options)]


def names_of(found: list[Page]) -> list[str]:
    return [obj.meta.name for page in found for obj in page.objects]


async def test_an_empty_list_is_one_empty_page(api_server: ApiServer) -> None:
    found = await listed(api_server)
    assert [page.objects for page in found] == [[]]
    assert found[0].resource_version == str(api_server.revision)


async def test_the_first_page_is_small_and_the_pages_come_in_order(api_server: ApiServer) -> None:
    names = fill(api_server, 14)
    found = await listed(api_server)
    assert [len(page.objects) for page in found] == [2, 5, 5, 2]
    assert names_of(found) == names
    assert [page.remaining for page in found] == [12, 7, 2, None]
    assert len({page.resource_version for page in found}) == 1


async def test_each_page_is_asked_for_once_with_limit_and_token_alone(api_server: ApiServer) -> None:
    fill(api_server, 14)
    await listed(api_server)
    queries = [call.query for call in api_server.asked("pods", "list")]
    assert queries[0] == {"limit": "2"}
    assert [set(query) for query in queries[1:]] == [{"limit", "continue"}] * 3
    assert {query["limit"] for query in queries[1:]} == {"5"}
    assert len({query["continue"] for query in queries[1:]}) == 3


async def test_selectors_go_with_every_page(api_server: ApiServer) -> None:
    fill(api_server, 3)
    for number in range(8):
        api_server.put("pods", pod(f"web-{number}", labels={"app": "web"}))
    found = await listed(api_server, selector="app=web", field_selector="status.phase=Running")
    assert names_of(found) == [f"web-{number}" for number in range(8)]
    for call in api_server.asked("pods", "list"):
        assert call.query["labelSelector"] == "app=web"
        assert call.query["fieldSelector"] == "status.phase=Running"


async def test_all_in_one_answer_where_no_pages_are_wanted(api_server: ApiServer) -> None:
    names = fill(api_server, 14)
    found = await listed(api_server, limited=False)
    assert [len(page.objects) for page in found] == [14]
    assert names_of(found) == names
    assert "limit" not in api_server.requests[0].query


async def test_the_next_page_is_asked_for_before_this_one_has_arrived(api_server: ApiServer) -> None:
    fill(api_server, 14)
    api_server.faults.cut("eof", kind="pods", verb="list", fraction=0.9)
    with pytest.raises(MalformedError):
        await listed(api_server)
    assert len(api_server.asked("pods", "page")) == 1


async def test_no_more_than_two_pages_are_under_way_at_once(api_server: ApiServer) -> None:
    fill(api_server, 30)
    held = api_server.faults.silence(kind="pods", verb="page", times=1)
    async with asking(api_server) as transport, aclosing(pages(transport, PODS, PATH)) as listing_:
        assert len((await anext(listing_)).objects) == 2
        await until(lambda: len(api_server.asked("pods", "page")) == 1)
        await settle()
        assert len(api_server.asked("pods", "page")) == 1, "the second page has not told how to go on"
        held.release()
        rest = [page async for page in listing_]
    assert [len(page.objects) for page in rest] == [5, 5, 5, 5, 5, 3]


async def test_bytes_in_any_pieces_make_the_same_pages(api_server: ApiServer) -> None:
    names = fill(api_server, 9)
    api_server.faults.drip(37)
    assert names_of(await listed(api_server)) == names


async def test_a_server_that_writes_its_metadata_last_is_paged_all_the_same(api_server: ApiServer) -> None:
    names = fill(api_server, 14)

    def last(body: bytes) -> bytes:
        head, _, items = body[:-1].partition(b',"items":')
        return b'{"items":' + items + b',"metadata"' + head.partition(b'"metadata"')[2] + b"}"

    api_server.faults.rewrite(last, kind="pods", times=None)
    found = await listed(api_server)
    assert names_of(found) == names
    assert len(api_server.asked("pods", "list")) == 4


async def test_a_head_that_is_longer_than_any_is_left_to_the_decoder(api_server: ApiServer) -> None:
    names = fill(api_server, 14)
    padding = b" " * 20_000
    api_server.faults.rewrite(lambda body: b"{" + padding + body[1:], kind="pods", times=None)
    assert names_of(await listed(api_server)) == names
    assert len(api_server.asked("pods", "list")) == 4


async def test_compression_is_asked_for_where_it_pays(api_server: ApiServer) -> None:
    await listed(api_server, gzip=True)
    await listed(api_server)
    assert [call.headers["Accept-Encoding"] for call in api_server.requests] == ["gzip", "identity"]


async def test_a_page_that_expires_between_two_others_is_told(api_server: ApiServer) -> None:
    fill(api_server, 14)
    api_server.faults.expired(kind="pods", verb="page", skip=1)
    async with asking(api_server) as transport, aclosing(pages(transport, PODS, PATH)) as listing_:
        assert len((await anext(listing_)).objects) == 2
        assert len((await anext(listing_)).objects) == 5
        with pytest.raises(AnswerError) as refusal:
            await anext(listing_)
    assert refusal.value.code == 410


async def test_a_page_that_breaks_off_is_told(api_server: ApiServer) -> None:
    fill(api_server, 14)
    api_server.faults.cut("reset", kind="pods", verb="page")
    with pytest.raises(UnreachableError):
        await listed(api_server)


async def test_leaving_early_leaves_nothing_under_way(api_server: ApiServer) -> None:
    fill(api_server, 30)
    before = asyncio.all_tasks()
    async with asking(api_server) as transport:
        async with aclosing(pages(transport, PODS, PATH)) as listing_:
            await anext(listing_)
            api_server.faults.silence(kind="pods", times=None)
            await settle()
        ours = {task for task in asyncio.all_tasks() - before if "fetch" in repr(task)}
        assert ours == set()
    api_server.faults.clear()


async def test_being_cancelled_leaves_nothing_under_way(api_server: ApiServer) -> None:
    fill(api_server, 14)
    api_server.faults.silence(kind="pods", times=None)

    async def read() -> None:
        async with asking(api_server) as transport, aclosing(pages(transport, PODS, PATH)) as listing_:
            async for _ in listing_:
                pass

    task = asyncio.create_task(read())
    await until(lambda: api_server.requests)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await turns()
    assert {each for each in asyncio.all_tasks() if "fetch" in repr(each)} == set()
    api_server.faults.clear()
