"""A list, whole or in pages, as a real server answers it (kinds, revisions, tokens, errors)."""

from __future__ import annotations

import base64
import json
from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Any

from ktui.demo.server import statuses
from ktui.demo.server.selectors import Test, fields, labels
from ktui.demo.server.statuses import Raw, RefusalError
from ktui.demo.server.store import Store, Stored, encode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.demo.server.call import Call
    from ktui.demo.server.rendering import Rendering


def matching(call: Call) -> Test:
    """Whether an object belongs to a list's or a watch's answer: namespace, label and field selector."""
    assert call.resource is not None
    tests: list[Test] = []
    if call.namespace is not None:
        namespace = call.namespace
        tests.append(lambda obj: obj["metadata"].get("namespace", "") == namespace)
    if selector := call.query.get("labelSelector"):
        tests.append(labels(selector))
    if selector := call.query.get("fieldSelector"):
        tests.append(fields(selector, call.resource))
    return lambda obj: all(test(obj) for test in tests)


def number(call: Call, name: str) -> int:
    """A query's number, 0 when absent; raises a 400 `RefusalError`."""
    text = call.query.get(name, "")
    try:
        return int(text or 0)
    except ValueError:
        raise RefusalError(400, statuses.bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax')) from None


def revision(call: Call) -> int:
    """The query's resourceVersion, 0 when absent; when it is no number, raises a list's 400 or a watch's 500."""
    text = call.query.get("resourceVersion", "")
    if text and not text.isdigit():
        message = f'resourceVersion: Invalid value: "{text}": strconv.ParseUint: parsing "{text}": invalid syntax'
        if call.verb == "watch":
            raise RefusalError(500, statuses.status(500, None, message))
        raise RefusalError(400, statuses.bad_request(f"invalid resource version: {message}"))
    return int(text or 0)


def list_body(call: Call, store: Store, rendering: Rendering) -> bytes:
    """The list's JSON; raises `RefusalError`."""
    assert call.resource is not None
    plural = call.resource.plural
    _check_options(call.query)
    limit = max(number(call, "limit"), 0)
    token = call.query.get("continue", "")
    wanted = revision(call)
    start: tuple[str, str] | None = None
    state: list[Stored] | None
    at = store.revision
    if token:
        if call.query.get("resourceVersion"):
            raise RefusalError(
                400, statuses.bad_request("specifying resource version is not allowed when using continue")
            )
        at, start = _read_token(token)
        if at < 0:  # the remainder of a list whose beginning is too old: from the present, inconsistently
            at, state = store.revision, store.state(plural)
        else:
            state = store.state_at(plural, at)
        if state is None:
            again = _token(-1, start)
            raise RefusalError(410, statuses.expired(statuses.EXPIRED_CONTINUE, token=again))
    else:
        if wanted > store.revision:
            raise RefusalError(504, statuses.too_large(wanted, store.revision), {"Retry-After": "1"})
        match = call.query.get("resourceVersionMatch", "")
        if match == "Exact" or (limit and wanted and not match):
            at, state = wanted, store.state_at(plural, wanted)
            if state is None:
                raise RefusalError(410, statuses.expired(statuses.EXPIRED_LIST))
        else:
            state = store.state(plural)
        if call.query.get("resourceVersion") == "0":
            limit = 0  # the watch cache answers, which does not page
    found, left = _page(call, state, start, limit)
    meta: Raw = {"resourceVersion": str(at)}
    if left:
        meta["continue"] = _token(at, found[-1].key)
        if not _selects(call):
            meta["remainingItemCount"] = left
    return rendering.listed(meta, found)


def _page(call: Call, state: list[Stored], start: tuple[str, str] | None, limit: int) -> tuple[list[Stored], int]:
    """What of `state` is on the page that begins after `start`, and how many follow it (with a selector: if any)."""
    first, end = 0, len(state)
    if call.namespace is not None:
        first = bisect_left(state, (call.namespace, ""), key=_key)
        end = bisect_left(state, (call.namespace + "\0", ""), key=_key)
    if start is not None:
        first = max(first, bisect_right(state, start, key=_key))
    if not _selects(call):
        last = min(first + limit, end) if limit else end
        return state[first:last], max(end - last, 0)
    match = matching(call)
    found: list[Stored] = []
    for stored in islice(state, first, max(first, end)):
        if match(stored.obj):
            if limit and len(found) == limit:
                return found, 1
            found.append(stored)
    return found, 0


def _key(stored: Stored) -> tuple[str, str]:
    return stored.key


def _selects(call: Call) -> bool:
    return bool(call.query.get("labelSelector") or call.query.get("fieldSelector"))


def _check_options(query: Mapping[str, str]) -> None:
    field, match = "resourceVersionMatch", query.get("resourceVersionMatch", "")
    told: tuple[str, str] | None = None
    if "sendInitialEvents" in query:
        told = ("sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for list")
    elif not match:
        return
    elif not query.get("resourceVersion"):
        told = (field, "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")
    elif query.get("continue"):
        told = (field, "Forbidden: resourceVersionMatch is forbidden when continue is provided")
    elif match == "Exact" and query["resourceVersion"] == "0":
        told = (field, 'Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
    elif match not in ("Exact", "NotOlderThan"):
        told = (field, f'Unsupported value: "{match}": supported values: "Exact", "NotOlderThan", ""')
    if told is not None:
        raise RefusalError(422, statuses.invalid_options(told))


def _token(at: int, last: tuple[str, str]) -> str:
    start = "/".join(part for part in last if part) + "\0"
    return base64.urlsafe_b64encode(encode({"v": "meta.k8s.io/v1", "rv": at, "start": start})).decode().rstrip("=")


def _read_token(token: str) -> tuple[int, tuple[str, str]]:
    try:
        read: Any = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        namespace, _, name = read["start"].rstrip("\0").rpartition("/")
        return int(read["rv"]), (namespace, name)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RefusalError(400, statuses.bad_request("invalid continue token: continue key is not valid")) from None
