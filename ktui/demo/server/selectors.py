"""Label and field selectors, as in a list's or a watch's query."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ktui.demo.server.label_queries import label_query
from ktui.demo.server.statuses import Raw, RefusalError, bad_request

if TYPE_CHECKING:
    from ktui.demo.server.resources import Resource

Test = Callable[[Raw], bool]


def labels(selector: str) -> Test:
    """As `label_queries` reads it; raises a 400 `RefusalError`."""
    query = label_query(selector)
    return lambda obj: query(_mapping(obj, "metadata", "labels"))


def fields(selector: str, resource: Resource) -> Test:
    """`metadata.name=a,spec.nodeName!=b`; raises a 400 `RefusalError` for a field that the kind cannot be asked by."""
    known = {"metadata.name", "metadata.namespace", *resource.fields}
    tests: list[Test] = []
    for part in filter(str.strip, selector.split(",")):
        found = re.match(r"^\s*([\w.]+)(==|!=|=)(.*)$", part)
        if found is None:
            raise RefusalError(400, bad_request(f"invalid selector: '{selector}'; can't understand '{part}'"))
        if found[1] not in known:
            only = '"{}" is not a known field selector: only "metadata.name", "metadata.namespace"'
            raise RefusalError(400, bad_request((resource.field_refusal or only).format(found[1])))
        tests.append(_field(found[1], found[3], equal=found[2] != "!="))
    return lambda obj: all(test(obj) for test in tests)


_WHERE = {
    "status.successful": "status.succeeded",
    "reportingController": "reportingComponent",
}
"""Fields that are asked for by another name than they are stored under."""

_UNSET = {
    "spec.unschedulable": "false",
    "spec.hostNetwork": "false",
    "status.succeeded": "0",
    "status.replicas": "0",
}
"""What a field is that is not there, where that is not empty."""


def _field(field: str, value: str, *, equal: bool) -> Test:
    field = _WHERE.get(field, field.replace("regarding.", "involvedObject."))
    path, unset = field.split("."), _UNSET.get(field, "")
    if field == "source":
        return lambda obj: (
            ((_text(obj, ["source", "component"]) or _text(obj, ["reportingComponent"])) == value) is equal
        )
    return lambda obj: ((_text(obj, path) or unset) == value) is equal


def _text(obj: Any, path: list[str]) -> str:
    for key in path:
        obj = obj.get(key) if isinstance(obj, dict) else None
    if isinstance(obj, bool):
        return "true" if obj else "false"
    return "" if obj is None else str(obj)


def _mapping(obj: Any, *path: str) -> Raw:
    for key in path:
        obj = obj.get(key) if isinstance(obj, dict) else None
    return obj if isinstance(obj, dict) else {}
