"""What a request changes, and how a real server answers it: JSON and merge patches, creation, deletion, dry runs.

Left out: strategic merge patches, PUT, finalizers, grace periods, and whatever a controller would do then.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from tests.fakes import statuses
from tests.fakes.json_patch import PatchRefusedError, apply_json_patch
from tests.fakes.statuses import Raw, RefusalError

if TYPE_CHECKING:
    from tests.fakes.call import Call
    from tests.fakes.store import Store

ACCESS_REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"


def write(call: Call, store: Store) -> tuple[int, Raw]:
    """Make the change that a request asks for; the code and body of the answer. Raises `RefusalError`."""
    assert call.resource is not None
    match call.method:
        case "PATCH" if call.name is not None:
            return 200, _typed(call, _patch(call, store))
        case "POST" if call.name is None:
            return 201, _typed(call, _create(call, store))
        case "DELETE" if call.name is not None:
            return 200, _delete(call, store)
        case _:
            message = "the server does not allow this method on the requested resource"
            raise RefusalError(405, statuses.status(405, "MethodNotAllowed", message, {}))


def _patch(call: Call, store: Store) -> Raw:
    before = _there(call, store)
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
    version = after["metadata"].get("resourceVersion")
    if version != before["metadata"]["resourceVersion"]:
        raise _conflict(call, "the object has been modified; please apply your changes to the latest version")
    return after if _dry(call.query.get("dryRun")) else store.put(call.kind, after)


def _create(call: Call, store: Store) -> Raw:
    assert call.resource is not None
    obj: Raw = json.loads(call.body)
    meta = obj.setdefault("metadata", {})
    if call.namespace is not None:
        meta["namespace"] = call.namespace
    name = meta["name"]
    if store.get(call.kind, (call.namespace or "", name)) is not None:
        what = f"{call.kind}.{call.resource.group}" if call.resource.group else call.kind
        details = {"name": name, "group": call.resource.group, "kind": call.kind}
        raise RefusalError(409, statuses.status(409, "AlreadyExists", f'{what} "{name}" already exists', details))
    meta["managedFields"] = [{"manager": call.query.get("fieldManager", "unknown"), "operation": "Update"}]
    if _dry(call.query.get("dryRun")):
        return {**obj, "metadata": {**meta, "uid": "00000000-0000-4000-8000-00000000dead"}}
    return store.put(call.kind, obj)


def _delete(call: Call, store: Store) -> Raw:
    assert call.resource is not None
    options: Raw = json.loads(call.body) if call.body else {}
    obj = _there(call, store)
    wanted, uid = (options.get("preconditions") or {}).get("uid"), obj["metadata"]["uid"]
    if wanted not in (None, uid):
        raise _conflict(call, f"the UID in the precondition ({wanted}) does not match the UID in record ({uid}). ...")
    # With a body, the server reads no option from the query.
    dry = options.get("dryRun") if call.body else [call.query.get("dryRun")]
    if "All" not in (dry or ()):
        store.delete(call.kind, call.namespace or "", call.name or "")
    details = {"name": call.name, "group": call.resource.group, "kind": call.kind, "uid": uid}
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}


def _there(call: Call, store: Store) -> Raw:
    assert call.resource is not None
    stored = store.get(call.kind, (call.namespace or "", call.name or ""))
    if stored is None:
        missing = statuses.no_such_object(resource=call.kind, group=call.resource.group, name=call.name or "")
        raise RefusalError(404, missing)
    return copy.deepcopy(stored.obj)


def _typed(call: Call, obj: Raw) -> Raw:
    assert call.resource is not None
    return {"kind": call.resource.kind, "apiVersion": call.resource.api_version(call.version), **obj}


def _conflict(call: Call, why: str) -> RefusalError:
    assert call.resource is not None
    what = f"{call.kind}.{call.resource.group}" if call.resource.group else call.kind
    message = f'Operation cannot be fulfilled on {what} "{call.name}": {why}'
    details = {"name": call.name, "group": call.resource.group, "kind": call.kind}
    return RefusalError(409, statuses.status(409, "Conflict", message, details))


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
