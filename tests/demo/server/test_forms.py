"""Which form of an answer a client gets for its Accept header, and what the forms look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.clock import until
from tests.fakes.objects import daemonset, event, pod
from tests.fakes.reading import get, watching

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
METADATA = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"
METADATA_LIST = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "PodList"),
        ("*/*", "PodList"),
        ("application/json", "PodList"),
        ("application/vnd.kubernetes.protobuf,application/json", "PodList"),
        ("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io," + TABLE, "Table"),
        (TABLE, "Table"),
        (TABLE.replace("v1", "v1beta1"), "Table"),
        ("application/json;as=Table;v=v2;g=meta.k8s.io," + TABLE, "Table"),
        ("application/json;q=0.5," + TABLE, "Table"),
        ("application/json;as=Chart;v=v1;g=meta.k8s.io,application/json", "PodList"),
        (METADATA_LIST, "PartialObjectMetadataList"),
    ],
)
async def test_the_first_form_that_can_be_had_is_sent(api_server: ApiServer, accept: str, kind: str) -> None:
    api_server.put("pods", pod("a"))
    code, body, headers = await get(api_server, "/api/v1/pods", Accept=accept)
    assert (code, body["kind"]) == (200, kind)
    assert headers["Content-Type"] == "application/json"
    if kind != "PodList":
        assert body["apiVersion"] == ("meta.k8s.io/v1beta1" if "v1beta1" in accept else "meta.k8s.io/v1")


@pytest.mark.parametrize(
    ("path", "accept", "message"),
    [
        ("pods", "application/xml", "406: Not Acceptable\n\nAvailable representations: application/json,"),
        ("pods", "application/vnd.kubernetes.protobuf", "406: Not Acceptable\n\nAvailable representations:"),
        ("pods", "application/json;as=Chart;v=v1;g=meta.k8s.io", "only the following media types are accepted:"),
        ("pods", TABLE.replace("v1", "v9"), "only the following media types are accepted: application/json"),
        (
            "pods",
            METADATA,
            "you requested PartialObjectMetadata, but the requested object is a list (*core.PodList)",
        ),
        (
            "pods/a",
            METADATA_LIST,
            "you requested PartialObjectMetadataList, but the requested object is not a list (*core.Pod)",
        ),
    ],
)
async def test_where_none_can_be_had_the_refusal_has_the_servers_words(
    api_server: ApiServer, path: str, accept: str, message: str
) -> None:
    api_server.put("pods", pod("a"))
    code, body, _ = await get(api_server, f"/api/v1/namespaces/default/{path}", Accept=accept)
    assert (code, body["reason"]) == (406, "NotAcceptable")
    assert body["message"].startswith(message)


async def test_a_tables_rows_bring_as_much_of_their_objects_as_asked_for(api_server: ApiServer) -> None:
    stored = api_server.put("pods", pod("a"))
    path = "/api/v1/namespaces/default/pods"
    _, table, _ = await get(api_server, path, Accept=TABLE)
    obj = table["rows"][0]["object"]
    assert (obj["kind"], obj["apiVersion"]) == ("PartialObjectMetadata", "meta.k8s.io/v1")
    assert obj["metadata"] == stored["metadata"]
    assert "spec" not in obj
    _, table, _ = await get(api_server, f"{path}?includeObject=Object", Accept=TABLE)
    assert table["rows"][0]["object"] == {"kind": "Pod", "apiVersion": "v1", **stored}
    _, table, _ = await get(api_server, f"{path}/a?includeObject=None", Accept=TABLE)
    assert table["rows"][0]["object"] is None
    assert table["metadata"] == {"resourceVersion": stored["metadata"]["resourceVersion"]}
    code, body, _ = await get(api_server, f"{path}?includeObject=Some", Accept=TABLE)
    assert code == 400
    assert body["message"] == (
        'Unable to convert to Table as requested: includeObject: Invalid value: "Some": '
        "must be 'Metadata', 'Object', 'None', or empty"
    )


async def test_a_pod_that_has_ended_says_so_beside_its_cells(api_server: ApiServer) -> None:
    api_server.put("pods", {**pod("a"), "status": {"phase": "Failed"}})
    _, table, _ = await get(api_server, "/api/v1/pods", Accept=TABLE)
    assert table["rows"][0]["conditions"] == [
        {"type": "Completed", "status": "True", "reason": "Failed", "message": "The pod failed."}
    ]


async def test_a_page_of_a_table_goes_on_as_a_list_does(api_server: ApiServer) -> None:
    for name in "abc":
        api_server.put("pods", pod(name))
    _, first, _ = await get(api_server, "/api/v1/pods?limit=2", Accept=TABLE)
    assert [row["cells"][0] for row in first["rows"]] == ["a", "b"]
    assert first["metadata"]["remainingItemCount"] == 1
    token = first["metadata"]["continue"]
    _, second, _ = await get(api_server, f"/api/v1/pods?limit=2&continue={token}", Accept=TABLE)
    assert [row["cells"][0] for row in second["rows"]] == ["c"]


async def test_an_empty_table_has_columns_and_no_rows(api_server: ApiServer) -> None:
    _, table, _ = await get(api_server, "/api/v1/secrets", Accept=TABLE)
    assert table["rows"] == []
    assert table["columnDefinitions"][0] == {
        "name": "Name", "type": "string", "format": "name", "description": "", "priority": 0,
    }  # fmt: skip


async def test_a_watch_of_tables_names_the_columns_once(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    async with watching(api_server, "pods", "&resourceVersion=0&allowWatchBookmarks=1", accept=TABLE) as watch:
        _, first = await watch.event()
        assert first["columnDefinitions"][0]["name"] == "Name"
        sort, end = await watch.event()
        assert (sort, end["columnDefinitions"], end["rows"][0]["cells"][0]) == ("BOOKMARK", None, "")
        revision = api_server.put("pods", pod("a", ready=False))["metadata"]["resourceVersion"]
        sort, second = await watch.event()
        assert (sort, second["columnDefinitions"]) == ("MODIFIED", None)
        assert second["metadata"] == {"resourceVersion": revision}
        assert second["rows"][0]["cells"][:2] == ["a", "0/1"]


async def test_a_watch_from_now_on_names_them_in_its_first_line(api_server: ApiServer) -> None:
    """Also while another watch, which has named them, is told the same change."""
    async with watching(api_server, accept=TABLE) as early:
        await api_server.until_watched("pods")
        api_server.put("pods", pod("a"))
        assert (await early.event())[1]["columnDefinitions"]
        async with watching(api_server, accept=TABLE) as late:
            await until(lambda: len(api_server.watches("pods")) == 2)
            api_server.put("pods", pod("b"))
            assert (await early.event())[1]["columnDefinitions"] is None
            assert (await late.event())[1]["columnDefinitions"]


async def test_a_watch_of_metadata_sends_metadata_alone(api_server: ApiServer) -> None:
    stored = api_server.put("daemonsets", daemonset("agent"))
    async with watching(api_server, "daemonsets", "&resourceVersion=0", "/apis/apps/v1", METADATA) as watch:
        head = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}
        assert await watch.event() == ("ADDED", {**head, "metadata": stored["metadata"]})


async def test_events_are_read_in_the_shape_of_their_newer_group(api_server: ApiServer) -> None:
    stored = api_server.put("events", event("web"))
    prefix = "/apis/events.k8s.io/v1"
    _, body, _ = await get(api_server, f"{prefix}/events")
    (found,) = body["items"]
    assert found["regarding"] == stored["involvedObject"]
    assert found["note"] == stored["message"]
    assert found["deprecatedCount"] == stored["count"]
    assert "involvedObject" not in found
    for name, count in (("nobody", 0), (stored["involvedObject"]["name"], 1)):
        _, body, _ = await get(api_server, f"{prefix}/events?fieldSelector=regarding.name={name}")
        assert len(body["items"]) == count
    async with watching(api_server, "events", "&resourceVersion=0", prefix) as watch:
        _, obj = await watch.event()
    assert (obj["apiVersion"], obj["note"]) == ("events.k8s.io/v1", stored["message"])
