from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server import watches
from tests.fakes.clock import until
from tests.fakes.objects import daemonset, pod
from tests.fakes.reading import watching

if TYPE_CHECKING:
    import pytest

    from ktui.demo.server.api_server import ApiServer
    from ktui.demo.server.store import Change

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


async def test_changes_are_told_as_lines_with_the_objects_type(api_server: ApiServer) -> None:
    async with watching(api_server) as stream:
        stored = api_server.put("pods", pod("a"))
        assert await stream.event() == ("ADDED", {"kind": "Pod", "apiVersion": "v1", **stored})
        api_server.put("pods", pod("a", ready=False))
        assert (await stream.event())[0] == "MODIFIED"
        gone = api_server.delete("pods", "default", "a")
        kind, last = await stream.event()
        assert kind == "DELETED"
        assert last["metadata"]["resourceVersion"] == gone["metadata"]["resourceVersion"] == str(api_server.revision)


async def test_the_head_arrives_before_any_event(api_server: ApiServer) -> None:
    async with watching(api_server) as stream:
        assert stream.response.status == 200
        assert stream.response.headers["Transfer-Encoding"] == "chunked"
        assert stream.response.content_type == "application/json"


async def test_another_kind_and_another_namespace_are_not_told(api_server: ApiServer) -> None:
    async with watching(api_server, "namespaces/team/pods") as stream:
        api_server.put("daemonsets", daemonset("a", "team"))
        api_server.put("pods", pod("a"))
        api_server.put("pods", pod("b", "team"))
        assert (await stream.event())[1]["metadata"]["name"] == "b"


async def test_history_is_replayed_from_the_revision_asked_for(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    began = api_server.revision
    api_server.put("pods", pod("a", ready=False))
    api_server.delete("pods", "default", "a")
    async with watching(api_server, query=f"&resourceVersion={began}") as stream:
        assert [(await stream.event())[0] for _ in range(2)] == ["MODIFIED", "DELETED"]


async def test_without_a_revision_the_present_comes_first(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    for start in ("", "0"):
        async with watching(api_server, query=f"&resourceVersion={start}") as stream:
            assert (await stream.event())[0] == "ADDED"


async def test_a_revision_of_the_future_is_waited_for(api_server: ApiServer) -> None:
    async with watching(api_server, query=f"&resourceVersion={api_server.revision + 1}") as stream:
        api_server.put("pods", pod("a"))
        api_server.put("pods", pod("b"))
        assert (await stream.event())[1]["metadata"]["name"] == "b"


async def test_too_old_a_revision_is_an_error_event_in_a_good_answer(api_server: ApiServer) -> None:
    began = api_server.revision
    api_server.put("pods", pod("a"))
    api_server.compact()
    async with watching(api_server, query=f"&resourceVersion={began}") as stream:
        assert stream.response.status == 200
        kind, status = await stream.event()
        assert (kind, status["code"], status["reason"]) == ("ERROR", 410, "Expired")
        assert status["message"].startswith(f"too old resource version: {began}")
        assert await stream.read() == b""


async def test_compaction_does_not_disturb_a_watch_that_is_open(api_server: ApiServer) -> None:
    async with watching(api_server) as stream:
        api_server.compact()
        api_server.put("pods", pod("a"))
        assert (await stream.event())[0] == "ADDED"


async def test_an_object_enters_and_leaves_a_selection(api_server: ApiServer) -> None:
    async with watching(api_server, query="&labelSelector=app=web") as stream:
        api_server.put("pods", pod("a", labels={"app": "other"}))
        api_server.put("pods", pod("a", labels={"app": "web"}))
        kind, _ = await stream.event()
        assert kind == "ADDED"
        api_server.put("pods", pod("a", labels={"app": "other"}))
        kind, last = await stream.event()
        assert kind == "DELETED"
        assert last["metadata"]["labels"] == {"app": "web"}
        assert last["metadata"]["resourceVersion"] == str(api_server.revision)


async def test_bookmarks_go_to_those_who_asked(api_server: ApiServer) -> None:
    async with watching(api_server) as silent, watching(api_server, query="&allowWatchBookmarks=true") as stream:
        assert api_server.bookmark("pods") == 1
        kind, mark = await stream.event()
        assert kind == "BOOKMARK"
        assert mark["metadata"]["resourceVersion"] == str(api_server.revision)
        assert mark["spec"] == {"containers": None}
        api_server.put("pods", pod("a"))
        assert (await silent.event())[0] == "ADDED"


async def test_a_watch_ends_in_order_after_its_time(api_server: ApiServer) -> None:
    async with watching(api_server, query="&timeoutSeconds=1") as stream:
        assert await stream.read() == b""


async def test_a_watch_ends_in_order_when_told_to(api_server: ApiServer) -> None:
    async with watching(api_server) as stream:
        api_server.put("pods", pod("a"))
        api_server.end_watches("pods")
        assert (await stream.event())[0] == "ADDED"
        assert await stream.read() == b""


async def test_a_client_that_leaves_is_forgotten(api_server: ApiServer) -> None:
    async with watching(api_server):
        assert len(api_server.watches("pods")) == 1
    await until(lambda: not api_server.watches())


async def test_who_reads_too_slowly_has_to_begin_anew(api_server: ApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watches, "LINES_BEHIND", 10)
    async with watching(api_server) as stream:
        await api_server.until_watched("pods")
        api_server.freeze()
        for number in range(50):
            api_server.put("pods", pod(f"a-{number}"))
        api_server.thaw()
        while await stream.read():
            pass
        assert len(b"".join(stream.chunks).splitlines()) < 50


async def test_watches_of_one_form_share_the_bytes_of_a_change(api_server: ApiServer) -> None:
    """And those of another get their own."""
    changes: list[Change] = []
    api_server.store.listen(changes.append)
    async with watching(api_server) as one, watching(api_server) as other, watching(api_server, accept=TABLE) as table:
        await until(lambda: len(api_server.watches("pods")) == 3)
        api_server.put("pods", pod("a"))
        assert await one.event() == await other.event()
        assert (await table.event())[1]["kind"] == "Table"
    assert len(changes[0].lines) == 2
