"""Bytes to objects: right ones, odd ones, and what is none at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.demo.server.statuses import expired, too_many_requests
from ktui.model.decode import (
    HEAD_LIMIT,
    MalformedError,
    decode_event,
    decode_object,
    decode_page,
    decode_status,
    early_continue,
)
from ktui.model.kinds import KINDS, PODS, Kind
from tests.fakes import objects

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDINGS = sorted((Path(__file__).parents[1] / "data" / "recordings").glob("*.jsonl"))

MAKERS = {
    "pods": objects.pod,
    "daemonsets": objects.daemonset,
    "jobs": objects.job,
    "cronjobs": objects.cronjob,
    "nodes": objects.node,
}

ODD: list[Any] = [
    None,
    7,
    "pod",
    [],
    {},
    {"metadata": None},
    {"metadata": {}},
    {"metadata": {"name": ""}},
    {"metadata": {"name": 7, "resourceVersion": "9"}},
    {"metadata": {"name": "odd", "creationTimestamp": "yesterday"}},
    {"metadata": {"name": "odd"}, "spec": []},
    {"metadata": {"name": "odd"}, "status": {"conditions": {}}},
    {"kind": "Status", "code": 500},
]


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def a_page(*items: Any, **meta: Any) -> bytes:
    return encode({"kind": "PodList", "metadata": {"resourceVersion": "100", **meta}, "items": list(items)})


def named(name: str) -> Any:
    return {"metadata": {"name": name, "namespace": "web", "uid": f"uid-{name}", "resourceVersion": "5"}}


# Lists


def test_a_page_tells_its_objects_and_how_it_goes_on() -> None:
    page = decode_page(PODS, a_page(named("a"), named("b"), **{"continue": "tok", "remainingItemCount": 250}))
    assert [obj.key for obj in page.objects] == [("web", "a"), ("web", "b")]
    assert (page.resource_version, page.continue_token, page.remaining, page.unreadable) == ("100", "tok", 250, 0)


def test_a_last_page_has_no_token() -> None:
    page = decode_page(PODS, a_page())
    assert (page.objects, page.continue_token, page.remaining) == ([], "", None)


def test_items_that_are_null_or_left_out_are_none() -> None:
    assert decode_page(PODS, b'{"metadata":{"resourceVersion":"1"},"items":null}').objects == []
    assert decode_page(PODS, b'{"metadata":{"resourceVersion":"1"}}').objects == []


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_object_of_a_list_is_counted_and_hides_no_other(odd: Any) -> None:
    page = decode_page(PODS, a_page(named("a"), odd, named("z"), **{"continue": "tok", "remainingItemCount": 3}))
    assert [obj.meta.name for obj in page.objects] == ["a", "z"]
    assert page.unreadable == 1
    assert (page.resource_version, page.continue_token, page.remaining) == ("100", "tok", 3)


def test_bytes_that_are_no_utf8_are_one_odd_object() -> None:
    page = decode_page(PODS, a_page(named("a"), named("BAD"), named("z")).replace(b"BAD", b"\xff\xfe"))
    assert [obj.meta.name for obj in page.objects] == ["a", "z"]
    assert page.unreadable == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<html><body>Log in</body></html>",
        b'{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"a"}',
        b"null",
        b"[]",
        b'"text"',
        b'{"metadata":{"resourceVersion":"1"},"items":{}}',
        b'{"metadata":null,"items":[]}',
        b'{"metadata":{"resourceVersion":7},"items":[]}',
        b'{"\xff":1}',
        b'{"metadata":{"resourceVersion":"1"},"items":' + b"[" * 100_000,
    ],
    ids=range(12),
)
def test_what_is_no_list_is_told(body: bytes) -> None:
    with pytest.raises(MalformedError, match="a list of pods that is"):
        decode_page(PODS, body)


@pytest.mark.parametrize("body", [b"{}", b'{"error":"log in first"}', b'{"items":[]}', b'{"metadata":{},"items":[]}'])
def test_json_of_somebody_else_is_not_taken_for_an_empty_list(body: bytes) -> None:
    with pytest.raises(MalformedError, match="no resourceVersion"):
        decode_page(PODS, body)


@given(st.binary())
def test_no_bytes_whatsoever_are_an_error_of_another_sort(body: bytes) -> None:
    for decode in (decode_page, decode_object, decode_event):
        with pytest.raises(MalformedError):
            decode(PODS, body)
    decode_status(body)
    early_continue(body)


# Continue tokens in the first bytes


def test_a_token_is_found_once_the_items_begin() -> None:
    head = b'{"kind":"PodList","metadata":{"resourceVersion":"7","continue":"abc-_=","remainingItemCount":3},'
    assert early_continue(head) is None
    assert early_continue(head + b'"items":[') == "abc-_="


def test_a_list_without_a_token_has_none() -> None:
    assert early_continue(b'{"metadata":{"resourceVersion":"7"},"items":[{"x":1}]}') is None
    assert early_continue(b'{"metadata":{"resourceVersion":"7","continue":""},"items":[]}') is None


def test_a_token_inside_an_object_is_not_the_lists() -> None:
    body = b'{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"continue":"no"}}]}'
    assert early_continue(body) is None


def test_a_token_after_the_items_is_left_to_the_decoder() -> None:
    body = b'{"items":[],"metadata":{"resourceVersion":"7","continue":"late"}}'
    assert early_continue(body) is None
    assert decode_page(PODS, body).continue_token == "late"


def test_a_token_with_an_escape_is_left_to_the_decoder() -> None:
    body = rb'{"metadata":{"resourceVersion":"7","continue":"a\u003d"},"items":[]}'
    assert early_continue(body) is None
    assert decode_page(PODS, body).continue_token == "a="


@given(st.text("ABCxyz0189-_=", min_size=1, max_size=HEAD_LIMIT // 16))
def test_what_is_found_early_is_what_the_decoder_finds(token: str) -> None:
    body = json.dumps({"metadata": {"resourceVersion": "7", "continue": token}, "items": []}, separators=(",", ":"))
    assert early_continue(body.encode()) == decode_page(PODS, body.encode()).continue_token == token


# Single objects


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_object_as_a_server_sends_it_is_read(kind: Kind) -> None:
    sent = MAKERS[kind.name]("web-1")  # type: ignore[operator]
    sent["metadata"] |= {"uid": "u-1", "resourceVersion": "41", "creationTimestamp": "2023-11-14T22:00:00Z"}
    obj = decode_object(kind, encode(sent))
    assert obj.key == ("default" if kind.namespaced else "", "web-1")
    assert (obj.meta.uid, obj.meta.resource_version) == ("u-1", "41")
    assert obj.meta.creation_timestamp == datetime(2023, 11, 14, 22, tzinfo=UTC)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_sparse_object_is_read(kind: Kind) -> None:
    sparse: dict[str, Any]
    for sparse in ({}, {"spec": {}, "status": {}}, {"spec": {"unknown": [1, {"a": None}]}, "new": True}):
        assert decode_object(kind, encode({"metadata": {"name": "a"}, **sparse})).key == ("", "a")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_null_for_whatever_may_be_empty_is_no_oddity(kind: Kind) -> None:
    def nulled(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: None
                if isinstance(each, list) or key in ("labels", "annotations", "matchLabels", "nodeSelector")
                else nulled(each)
                for key, each in value.items()
            }
        return value

    sent = nulled(MAKERS[kind.name]("web-1"))  # type: ignore[operator]
    sent["metadata"] |= {"creationTimestamp": None, "deletionTimestamp": None}
    assert decode_object(kind, encode(sent)).meta.name == "web-1"


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_object_by_itself_is_told(odd: Any) -> None:
    with pytest.raises(MalformedError, match="a pod that cannot be read"):
        decode_object(PODS, encode(odd))


def test_objects_cannot_be_changed() -> None:
    obj = decode_object(PODS, encode(named("a")))
    with pytest.raises(AttributeError):
        obj.meta.name = "b"


# Watch lines


def line(kind: str, obj: Any) -> bytes:
    return encode({"type": kind, "object": obj})


@pytest.mark.parametrize("kind", ["ADDED", "MODIFIED", "DELETED"])
def test_a_change_has_its_object_and_version(kind: str) -> None:
    event = decode_event(PODS, line(kind, named("a")))
    assert (event.type, event.object.key, event.resource_version, event.status) == (kind, ("web", "a"), "5", None)


@pytest.mark.parametrize("obj", [*ODD, {"metadata": {"name": "odd"}, "spec": {"nodeName": ["x"]}}], ids=str)
def test_a_change_of_an_odd_object_has_none(obj: Any) -> None:
    assert decode_event(PODS, line("ADDED", obj)).object is None


def test_an_odd_object_still_tells_its_version() -> None:
    obj = {"metadata": {"name": "odd", "resourceVersion": "77"}, "spec": 3}
    assert decode_event(PODS, line("MODIFIED", obj)).resource_version == "77"
    assert decode_event(PODS, line("MODIFIED", {"metadata": {"resourceVersion": 77}})).resource_version == ""


def test_a_change_that_is_no_utf8_is_an_odd_object() -> None:
    event = decode_event(PODS, line("ADDED", named("BAD")).replace(b"BAD", b"\xff"))
    assert (event.type, event.object) == ("ADDED", None)


def test_a_bookmark_tells_a_version_alone() -> None:
    meta = {"resourceVersion": "12746", "creationTimestamp": None}
    event = decode_event(PODS, line("BOOKMARK", {"kind": "Pod", "metadata": meta, "spec": {"containers": None}}))
    assert (event.type, event.object, event.resource_version) == ("BOOKMARK", None, "12746")


def test_a_type_of_a_later_api_is_passed_on_with_its_version() -> None:
    event = decode_event(PODS, line("RENAMED", named("a")))
    assert (event.type, event.object, event.resource_version) == ("RENAMED", None, "5")


def test_an_error_has_its_status() -> None:
    event = decode_event(PODS, line("ERROR", expired("too old resource version: 1 (9)")))
    assert event.status is not None
    assert (event.status.code, event.status.reason) == (410, "Expired")
    assert event.status.message == "too old resource version: 1 (9)"
    assert (event.object, event.resource_version) == (None, "")


@pytest.mark.parametrize("obj", [None, 7, [], {}, {"code": "many"}, "text"])
def test_an_error_without_a_status_has_an_empty_one(obj: Any) -> None:
    status = decode_event(PODS, line("ERROR", obj)).status
    assert status is not None
    assert (status.code, status.reason, status.message) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"type":"ADDED"}',
        b'{"object":{}}',
        b'{"type":7,"object":{}}',
        b"upstream error",
        b'{"type":"ADDED","object":{"metadata":{"name":"a"',
        b'{"type":"\xff","object":{}}',
    ],
)
def test_a_line_that_is_no_event_is_told(text: bytes) -> None:
    with pytest.raises(MalformedError, match="a watch line that is not an event"):
        decode_event(PODS, text)


# Statuses


def test_the_wait_of_a_status_is_in_its_details() -> None:
    assert decode_status(encode(too_many_requests(7))).retry_after == 7.0
    assert decode_status(encode(too_many_requests())).retry_after == 0.0


def test_a_body_that_is_no_status_gives_an_empty_one() -> None:
    for body in (b"", b"404 page not found\n", b"<html>", b"null", b'"\xff"', bytearray(b"[")):
        assert decode_status(body).message is None


# What real servers sent


def recorded() -> Iterator[Any]:
    for path in RECORDINGS:
        for number, text in enumerate(path.read_bytes().splitlines(), 1):
            yield f"{path.name}:{number}", json.loads(text)


def test_every_recorded_pod_is_read() -> None:
    assert len(RECORDINGS) >= 3
    seen = 0
    for where, entry in recorded():
        if entry["resource"] != "pods":
            continue
        event = decode_event(PODS, encode({"type": entry["type"], "object": entry["object"]}))
        sent = entry["object"]["metadata"]
        assert event.object is not None, where
        assert event.object.key == (sent["namespace"], sent["name"]), where
        assert event.resource_version == sent["resourceVersion"], where
        seen += 1
    assert seen > 400


def test_every_recorded_pod_is_read_as_it_was_sent() -> None:
    """What was decoded, written as JSON again, is part of what was sent."""
    for where, entry in recorded():
        if entry["resource"] != "pods":
            continue
        obj = decode_object(PODS, encode(entry["object"]))
        again = msgspec.json.decode(msgspec.json.encode(obj))
        assert holds(entry["object"], again), where


def holds(sent: Any, read: Any) -> bool:
    """Whether everything in `read` that is not a default stands in `sent` too."""
    if isinstance(read, dict):
        return isinstance(sent, dict) and all(
            holds(sent[key], value) if key in sent else not filled(value) for key, value in read.items()
        )
    if isinstance(read, list):
        return isinstance(sent, list) and len(sent) == len(read) and all(map(holds, sent, read))
    return bool(sent == read)


def filled(value: Any) -> bool:
    """Whether there is anything in it but defaults."""
    return any(map(filled, value.values())) if isinstance(value, dict) else bool(value)
