"""Label and field selectors, as in a list's or a watch's query."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ktui.demo.server.statuses import Raw, RefusalError, bad_request

if TYPE_CHECKING:
    from ktui.demo.server.resources import Resource

Test = Callable[[Raw], bool]

_SET = re.compile(r"^\s*([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)\s*$")
_EQUAL = re.compile(r"^\s*([\w./-]+)\s*(==|!=|=)\s*([\w.-]*)\s*$")
_EXISTS = re.compile(r"^\s*(!?)\s*([\w./-]+)\s*$")
_COMMA_OUTSIDE_PARENTHESES = re.compile(r",(?![^(]*\))")


def labels(selector: str) -> Test:
    """`a=b,c!=d,e in (f,g),h notin (i),j,!k`; raises a 400 `RefusalError`."""
    tests = [_label(part) for part in _COMMA_OUTSIDE_PARENTHESES.split(selector) if part.strip()]
    return lambda obj: all(test(_mapping(obj, "metadata", "labels")) for test in tests)


def _label(part: str) -> Test:
    if found := _SET.match(part):
        key, operator, values = found[1], found[2], {value.strip() for value in found[3].split(",")}
        if operator == "in":
            return lambda have: have.get(key) in values
        return lambda have: have.get(key) not in values
    if found := _EQUAL.match(part):
        key, operator, value = found[1], found[2], found[3]
        if operator == "!=":
            return lambda have: have.get(key) != value
        return lambda have: have.get(key) == value
    if found := _EXISTS.match(part):
        key, wanted = found[2], not found[1]
        return lambda have: (key in have) is wanted
    raise RefusalError(400, bad_request(f"unable to parse requirement: found '{part}', expected: identifier"))


def fields(selector: str, resource: Resource) -> Test:
    """`metadata.name=a,spec.nodeName!=b`; raises a 400 `RefusalError` for a field that the kind cannot be asked by."""
    known = {"metadata.name", "metadata.namespace", *resource.fields}
    tests: list[Test] = []
    for part in filter(str.strip, selector.split(",")):
        found = re.match(r"^\s*([\w.]+)(==|!=|=)(.*)$", part)
        if found is None:
            raise RefusalError(400, bad_request(f'invalid selector: "{part}"; can\'t understand "{part}"'))
        if found[1] not in known:
            text = (
                f"field label not supported: {found[1]}"
                if resource.fields
                else f'"{found[1]}" is not a known field selector: only "metadata.name", "metadata.namespace"'
            )
            raise RefusalError(400, bad_request(text))
        tests.append(_field(found[1].split("."), found[3], equal=found[2] != "!="))
    return lambda obj: all(test(obj) for test in tests)


def _field(path: list[str], value: str, *, equal: bool) -> Test:
    return lambda obj: (_text(obj, path) == value) is equal


def _text(obj: Any, path: list[str]) -> str:
    for key in path:
        obj = obj.get(key) if isinstance(obj, dict) else None
    if path == ["source"] and isinstance(obj, dict):
        obj = obj.get("component")
    if isinstance(obj, bool):
        return "true" if obj else "false"
    return "" if obj is None else str(obj)


def _mapping(obj: Any, *path: str) -> Raw:
    for key in path:
        obj = obj.get(key) if isinstance(obj, dict) else None
    return obj if isinstance(obj, dict) else {}
