"""Lists and watch lines whose objects stay bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ktui.model.decode import MalformedError
from ktui.model.kinds import PODS
from ktui.model.raw import raw_event, raw_page


def body(*items: Any, **meta: Any) -> bytes:
    told = {"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "9", **meta}, "items": list(items)}
    return json.dumps(told).encode()


def obj(name: object = "a", **fields: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": "web", "resourceVersion": "7"}, **fields}


def line(kind: str, told: Any) -> bytes:
    return json.dumps({"type": kind, "object": told}).encode()


def test_a_page_has_every_byte_of_its_objects_and_their_kind() -> None:
    page = raw_page(
        PODS, body(obj("a", spec={"any": [1, None]}), obj("b"), **{"continue": "t", "remainingItemCount": 3})
    )
    assert (page.resource_version, page.continue_token, page.remaining, page.unreadable) == ("9", "t", 3, 0)
    assert [(each.namespace, each.name, each.change, each.kind, each.api_version) for each in page.objects] == [
        ("web", "a", "ADDED", "Pod", "v1"),
        ("web", "b", "ADDED", "Pod", "v1"),
    ]
    assert json.loads(bytes(page.objects[0].raw)) == obj("a", spec={"any": [1, None]})


def test_what_has_no_name_is_left_out_and_counted() -> None:
    page = raw_page(PODS, body(obj("a"), {}, 7, obj(None), obj(8), obj("")))
    assert ([each.name for each in page.objects], page.unreadable) == (["a"], 5)
    assert raw_page(PODS, b'{"metadata":{"resourceVersion":"1"},"items":null}').objects == []


@pytest.mark.parametrize("text", [b"", b"<html>", b"[]", b'{"items":[]}', b"\xff"])
def test_what_is_no_list_is_told(text: bytes) -> None:
    with pytest.raises(MalformedError):
        raw_page(PODS, text)


def test_a_line_tells_what_became_of_the_object() -> None:
    for kind in ("ADDED", "MODIFIED", "DELETED"):
        event = raw_event(PODS, line(kind, obj("a", kind="Pod")))
        assert (event.type, event.object.change, event.resource_version) == (kind, kind, "7")
        assert (event.object.name, event.object.kind) == ("a", "")
        assert json.loads(bytes(event.object.raw)) == obj("a", kind="Pod")


def test_the_other_lines_are_read_as_ever() -> None:
    bookmark = raw_event(PODS, line("BOOKMARK", {"metadata": {"resourceVersion": "77"}}))
    assert (bookmark.object, bookmark.resource_version) == (None, "77")
    error = raw_event(PODS, line("ERROR", {"kind": "Status", "code": 410, "reason": "Expired"}))
    assert error.status is not None
    assert error.status.code == 410
    odd = raw_event(PODS, line("MODIFIED", obj(None)))
    assert (odd.object, odd.resource_version) == (None, "7")
    with pytest.raises(MalformedError):
        raw_event(PODS, b"nothing")
