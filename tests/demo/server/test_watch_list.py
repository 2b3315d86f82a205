"""Watches that begin with a list (WatchList), and bookmarks that come by themselves."""

from __future__ import annotations

import pytest

from ktui.demo.server.api_server import ApiServer
from tests.fakes.objects import pod
from tests.fakes.reading import get, watching

BEGINS = "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion="
ANNOTATIONS = {"k8s.io/initial-events-end": "true"}


async def test_the_state_comes_first_then_its_end_then_what_happens(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.put("pods", pod("b"))
    async with watching(api_server, query=BEGINS) as stream:
        assert [(await stream.event())[0] for _ in range(2)] == ["ADDED", "ADDED"]
        kind, mark = await stream.event()
        assert (kind, mark["metadata"]["annotations"]) == ("BOOKMARK", ANNOTATIONS)
        assert mark["metadata"]["resourceVersion"] == str(api_server.revision)
        api_server.put("pods", pod("a", ready=False))
        assert (await stream.event())[0] == "MODIFIED"


async def test_a_watch_from_any_state_ends_it_with_a_mark_too(api_server: ApiServer) -> None:
    """As servers do since they begin such watches with a list by default."""
    async with watching(api_server, query="&resourceVersion=0&allowWatchBookmarks=true") as stream:
        assert (await stream.event())[1]["metadata"]["annotations"] == ANNOTATIONS


async def test_without_initial_events_a_watch_begins_now(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    query = "&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion="
    async with watching(api_server, query=query) as stream:
        await api_server.until_watched("pods")
        api_server.put("pods", pod("b"))
        assert (await stream.event())[1]["metadata"]["name"] == "b"


REQUIRES = "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("watch=1&sendInitialEvents=true", REQUIRES),
        (
            "watch=1&sendInitialEvents=true&resourceVersionMatch=Exact",
            f'[{REQUIRES}, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
        ),
        (
            "watch=1&resourceVersionMatch=NotOlderThan&resourceVersion=0",
            "resourceVersionMatch: Forbidden: "
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        ),
        (
            "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&continue=x",
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided",
        ),
        ("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"),
        (
            "resourceVersionMatch=Exact",
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
        ),
        (
            "resourceVersionMatch=Exact&resourceVersion=0",
            'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
        ),
        (
            "resourceVersionMatch=Some&resourceVersion=1",
            'resourceVersionMatch: Unsupported value: "Some": supported values: "Exact", "NotOlderThan", ""',
        ),
    ],
)
async def test_what_does_not_go_together_is_refused(api_server: ApiServer, query: str, message: str) -> None:
    code, body, _ = await get(api_server, f"/api/v1/pods?{query}")
    assert (code, body["message"]) == (422, f'ListOptions.meta.k8s.io "" is invalid: {message}')
    assert len(body["details"]["causes"]) == (2 if "[" in message else 1)


async def test_a_server_without_the_feature_refuses(api_server: ApiServer) -> None:
    api_server.streams_lists = False
    code, body, _ = await get(api_server, f"/api/v1/pods?watch=1{BEGINS}")
    assert (code, body["details"]["causes"][0]["field"]) == (422, "sendInitialEvents")
    assert body["message"].endswith("unless the WatchList feature gate is enabled")


async def test_an_old_server_does_not_know_it() -> None:
    async with ApiServer(version="v1.20.2") as server:
        server.put("pods", pod("a"))
        async with watching(server, query=BEGINS) as stream:
            assert (await stream.event())[0] == "ADDED"
            server.put("pods", pod("b"))
            assert (await stream.event())[0] == "ADDED"  # and no end of the state before it


async def test_bookmarks_come_by_themselves_before_the_end(api_server: ApiServer) -> None:
    api_server.bookmark_every = 60.0
    async with watching(api_server, query="&allowWatchBookmarks=true&timeoutSeconds=2") as stream:
        api_server.put("nodes", {"metadata": {"name": "n"}})
        kind, mark = await stream.event()
        assert (kind, mark["metadata"]["resourceVersion"]) == ("BOOKMARK", str(api_server.revision))


async def test_events_have_no_bookmarks(api_server: ApiServer) -> None:
    api_server.bookmark_every = 0.01
    query = "&allowWatchBookmarks=true&timeoutSeconds=1"
    async with watching(api_server, "events", query) as stream:
        assert await stream.read() == b""
