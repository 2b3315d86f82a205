"""What a request changes, read from its method and body: creation, patches, deletion; `registry` does it."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from ktui.demo.server import statuses
from ktui.demo.server.json_patch import PatchRefusedError, apply_json_patch
from ktui.demo.server.registry import DeleteOptions
from ktui.demo.server.statuses import Raw, RefusalError

if TYPE_CHECKING:
    from ktui.demo.server.call import Call
    from ktui.demo.server.registry import Registry

ACCESS_REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"


def write(call: Call, registry: Registry) -> tuple[int, Raw]:
    """Make the change that a request asks for; the code and body of the answer. Raises `RefusalError`."""
    assert call.resource is not None
    match call.method:
        case "PATCH" if call.name is not None:
            return 200, _typed(call, _patch(call, registry))
        case "POST" if call.name is None:
            return 201, _typed(call, _create(call, registry))
        case "DELETE" if call.name is not None:
            return 200, _delete(call, registry)
        case _:
            message = "the server does not allow this method on the requested resource"
            raise RefusalError(405, statuses.status(405, "MethodNotAllowed", message, {}))


def _patch(call: Call, registry: Registry) -> Raw:
    before = _there(call, registry)
    body = json.loads(call.body)
    match call.headers.get("Content-Type", ""):
        case "application/json-patch+json":
            try:
                after = apply_json_patch(before, body)
            except PatchRefusedError:
                message = "the server rejected our request due to an error in our request"
                raise RefusalError(422, statuses.status(422, "Invalid", message, {})) from None
        case "application/merge-patch+json":
            after = _merged(before, body)
        case other:
            message = f"the body of the request was in an unknown format - {other}"
            raise RefusalError(415, statuses.status(415, "UnsupportedMediaType", message, {}))
    return registry.update(call.kind, after, dry_run=_dry(call.query.get("dryRun")))


def _create(call: Call, registry: Registry) -> Raw:
    assert call.resource is not None
    obj: Raw = json.loads(call.body)
    meta = obj.setdefault("metadata", {})
    if call.namespace is not None:
        meta["namespace"] = call.namespace
    return registry.create(
        call.kind,
        obj,
        dry_run=_dry(call.query.get("dryRun")),
        manager=call.query.get("fieldManager", "unknown"),
    )


def _delete(call: Call, registry: Registry) -> Raw:
    assert call.resource is not None
    options: Raw = json.loads(call.body) if call.body else {}
    # With a body, the server reads no option from the query.
    dry = options.get("dryRun") if call.body else [call.query.get("dryRun")]
    told = DeleteOptions(uid=(options.get("preconditions") or {}).get("uid"), dry_run="All" in (dry or ()))
    obj = registry.delete(call.kind, call.namespace or "", call.name or "", told)
    uid = obj["metadata"]["uid"]
    details = {"name": call.name, "group": call.resource.group, "kind": call.kind, "uid": uid}
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}


def _there(call: Call, registry: Registry) -> Raw:
    assert call.resource is not None
    found = registry.get(call.kind, call.namespace or "", call.name or "")
    if found is None:
        missing = statuses.no_such_object(resource=call.kind, group=call.resource.group, name=call.name or "")
        raise RefusalError(404, missing)
    return copy.deepcopy(found)


def _typed(call: Call, obj: Raw) -> Raw:
    assert call.resource is not None
    return {"kind": call.resource.kind, "apiVersion": call.resource.api_version(call.version), **obj}


def _dry(told: str | None) -> bool:
    return told == "All"


def _merged(old: Any, new: Any) -> Any:
    """RFC 7396."""
    if not isinstance(new, dict):
        return new
    made = dict(old) if isinstance(old, dict) else {}
    for key, value in new.items():
        if value is None:
            made.pop(key, None)
        else:
            made[key] = _merged(made.get(key), value)
    return made
