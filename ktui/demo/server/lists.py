"""A list, whole or in pages, as a real server answers it (kinds, revisions, tokens, errors)."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from ktui.demo.server import statuses
from ktui.demo.server.selectors import Test, fields, labels
from ktui.demo.server.statuses import Raw, RefusalError
from ktui.demo.server.store import Store, Stored, encode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ktui.demo.server.call import Call


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
    """The query's resourceVersion, 0 when absent; raises the 500 of a real server when it is no number."""
    text = call.query.get("resourceVersion", "")
    if text and not text.isdigit():
        message = f'resourceVersion: Invalid value: "{text}": strconv.ParseUint: parsing "{text}": invalid syntax'
        raise RefusalError(500, statuses.status(500, None, message))
    return int(text or 0)


def list_body(call: Call, store: Store) -> bytes:
    """The list's JSON; raises `RefusalError`."""
    assert call.resource is not None
    plural = call.resource.plural
    _check_match(call.query)
    limit = number(call, "limit")
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
        if call.query.get("resourceVersionMatch") == "Exact":
            at, state = wanted, store.state_at(plural, wanted)
            if state is None:
                raise RefusalError(410, statuses.expired(statuses.EXPIRED_LIST))
        else:
            state = store.state(plural)
        if call.query.get("resourceVersion") == "0":
            limit = 0  # the watch cache answers, which does not page
    match = matching(call)
    found = [stored for stored in state if (start is None or stored.key > start) and match(stored.obj)]
    meta: Raw = {"resourceVersion": str(at)}
    if limit and len(found) > limit:
        meta["continue"] = _token(at, found[limit - 1].key)
        if not call.query.get("labelSelector") and not call.query.get("fieldSelector"):
            meta["remainingItemCount"] = len(found) - limit
        found = found[:limit]
    head = {
        "kind": f"{call.resource.kind}List",
        "apiVersion": call.resource.api_version(call.version),
        "metadata": meta,
    }
    return encode(head)[:-1] + b',"items":[' + b",".join(stored.body for stored in found) + b"]}"


def with_type(call: Call, stored: Stored) -> bytes:
    """One object's JSON with its kind and apiVersion, which it lacks inside a list."""
    assert call.resource is not None
    if not isinstance(stored.sent, dict):
        return stored.body
    kind = encode({"kind": call.resource.kind, "apiVersion": call.resource.api_version(call.version)})
    return kind if stored.body == b"{}" else kind[:-1] + b"," + stored.body[1:]


def _check_match(query: Mapping[str, str]) -> None:
    match = query.get("resourceVersionMatch", "")
    if not match:
        return
    if "resourceVersion" not in query:
        said = "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided"
        raise RefusalError(422, statuses.invalid("resourceVersionMatch", said))
    if query.get("continue"):
        said = "Forbidden: resourceVersionMatch is forbidden when continue is provided"
        raise RefusalError(422, statuses.invalid("resourceVersionMatch", said))
    if match == "Exact" and query["resourceVersion"] == "0":
        said = 'Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"'
        raise RefusalError(422, statuses.invalid("resourceVersionMatch", said))
    if match not in ("Exact", "NotOlderThan"):
        said = f'Unsupported value: "{match}": supported values: "Exact", "NotOlderThan"'
        raise RefusalError(422, statuses.invalid("resourceVersionMatch", said))


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
