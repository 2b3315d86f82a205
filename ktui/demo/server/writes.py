"""What a request changes, read from its method, path and body; `registry` does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.demo.server import statuses, subresources
from ktui.demo.server.applying import apply
from ktui.demo.server.bodies import (
    APPLY_PATCH,
    JSON_PATCH,
    MERGE_PATCH,
    STRATEGIC_PATCH,
    check_place,
    delete_options,
    media_type,
    sent_object,
    sent_patch,
    write_options,
)
from ktui.demo.server.field_errors import FieldErrors, shown
from ktui.demo.server.json_patch import PatchRefusedError, apply_json_patch, merged
from ktui.demo.server.lists import matching
from ktui.demo.server.schema import MisfitError, decoded, types
from ktui.demo.server.statuses import Raw, RefusalError
from ktui.demo.server.strategic import StrategicError, apply_strategic
from ktui.demo.server.strategies import strategy

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.bodies import WriteOptions
    from ktui.demo.server.call import Call
    from ktui.demo.server.deletion import Deletion
    from ktui.demo.server.registry import Registry

ORPHANED_PODS = (
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set "
    "propagationPolicy=Orphan to suppress this warning"
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a request to write is answered."""

    code: int
    body: Raw
    warnings: tuple[str, ...] = ()
    """Of `Warning` headers."""


def write(call: Call, registry: Registry) -> Written:
    """Make the change that a request asks for. Raises `RefusalError`."""
    assert call.resource is not None
    match call.method, call.name, call.subresource:
        case "POST", None, "":
            return _create(call, registry)
        case "POST", str(), "binding":
            return Written(201, subresources.bind(call, registry))
        case "POST", str(), "eviction":
            return Written(201, subresources.evict(call, registry))
        case "PUT", str(), "" | "status" | "finalize":
            return _replace(call, registry)
        case "PATCH", str(), "" | "status":
            return _patch(call, registry)
        case "PUT" | "PATCH", str(), "scale":
            return _scale(call, registry)
        case "DELETE", str(), "":
            return _delete(call, registry)
        case "DELETE", None, "":
            return _delete_all(call, registry)
        case _:
            raise not_allowed()


def not_allowed() -> RefusalError:
    """405."""
    message = "the server does not allow this method on the requested resource"
    return RefusalError(405, statuses.status(405, "MethodNotAllowed", message, {}))


def scale_of(call: Call, registry: Registry) -> Raw:
    """A workload as its `/scale` shows it."""
    assert call.resource is not None
    return subresources.scale(registry.there(call.resource.plural, call.namespace or "", call.name or ""))


def _create(call: Call, registry: Registry) -> Written:
    assert call.resource is not None
    options = write_options(call, "CreateOptions")
    obj, warnings = sent_object(call, call.resource.kind, call.resource.api_version(call.version), options)
    check_place(obj, call)
    revision = obj["metadata"].get("resourceVersion")
    if revision and not options.dry_run:
        message = "resourceVersion should not be set on objects to be created"
        raise RefusalError(500, statuses.status(500, None, message))
    made = registry.create(call.resource.plural, obj, dry_run=options.dry_run, manager=options.manager)
    if revision:
        made["metadata"]["resourceVersion"] = revision
    return Written(201, _typed(call, made), (*warnings, *strategy(call.resource.plural).warn(made)))


def _replace(call: Call, registry: Registry) -> Written:
    assert call.resource is not None
    options = write_options(call, "UpdateOptions")
    obj, warnings = sent_object(call, call.resource.kind, call.resource.api_version(call.version), options)
    check_place(obj, call)
    return Written(200, _updated(call, registry, obj, options, patch=False), warnings)


def _patch(call: Call, registry: Registry) -> Written:
    assert call.resource is not None
    media = media_type(call)
    if media not in (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH):
        raise RefusalError(415, statuses.status(415, "UnsupportedMediaType", "415: Unsupported Media Type", {}))
    options = write_options(call, "PatchOptions")
    if media == APPLY_PATCH:
        code, obj = apply(call, registry, options)
        return Written(code, _typed(call, obj))
    patch = sent_patch(call)
    plural = call.resource.plural
    before = _typed(call, registry.there(plural, call.namespace or "", call.name or ""))
    after, warnings = _fitting(call, _patched(before, patch, media, call.resource.kind), before, options)
    check_place(after, call)
    return Written(200, _updated(call, registry, after, options), warnings)


def _patched(before: Raw, patch: Any, media: str, kind: str) -> Raw:
    try:
        match media:
            case "application/json-patch+json":
                return apply_json_patch(before, patch)
            case "application/merge-patch+json":
                return merged(before, patch)  # type: ignore[no-any-return]
            case _:
                return apply_strategic(before, patch, kind)
    except PatchRefusedError:
        message = "the server rejected our request due to an error in our request"
        raise RefusalError(422, statuses.status(422, "Invalid", message, {})) from None
    except StrategicError as error:
        raise RefusalError(500, statuses.status(500, None, str(error))) from None


def _fitting(call: Call, after: Raw, before: Raw, options: WriteOptions) -> tuple[Raw, tuple[str, ...]]:
    """What came of a patch as an object of its kind, and what to warn of."""
    assert call.resource is not None
    kind, version = call.resource.kind, call.resource.api_version(call.version)
    why = ""
    if (after.get("kind"), after.get("apiVersion")) != (kind, version):
        said = f'no kind "{after.get("kind")}" is registered for version "{after.get("apiVersion")}"'
        why = f'{said} in scheme "pkg/runtime/scheme.go:111"'
    elif kind not in types():
        return after, ()
    else:
        try:
            read = decoded(kind, after)
        except MisfitError as error:
            why = str(error)
        else:
            # A patch is not to blame for what was there.
            odd = [one for one in read.odd if one not in decoded(kind, before).odd] if read.odd else []
            if not odd or options.validation != "Strict":
                return read.obj, tuple(odd) if options.validation == "Warn" else ()
            why = f"strict decoding error: {', '.join(odd)}"
    errors = FieldErrors()
    errors.invalid("patch", shown(after), why)
    errors.refuse("", "", "")
    raise AssertionError(why)


def _updated(call: Call, registry: Registry, obj: Raw, options: WriteOptions, *, patch: bool = True) -> Raw:
    assert call.resource is not None
    new = registry.update(
        call.resource.plural,
        obj,
        subresource=call.subresource,
        dry_run=options.dry_run,
        manager=options.manager,
        patch=patch,
    )
    return _typed(call, new)


def _scale(call: Call, registry: Registry) -> Written:
    assert call.resource is not None
    options = write_options(call, "PatchOptions" if call.method == "PATCH" else "UpdateOptions")
    plural, place = call.resource.plural, (call.namespace or "", call.name or "")
    if call.method == "PUT":
        scale, _ = sent_object(call, "Scale", "autoscaling/v1", options)
        check_place(scale, call)
    else:
        if (media := media_type(call)) not in (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH):
            raise RefusalError(415, statuses.status(415, "UnsupportedMediaType", "415: Unsupported Media Type", {}))
        scale = _patched(scale_of(call, registry), sent_patch(call), media, "Scale")
    replicas = subresources.wanted_replicas(scale, call.name or "")
    before = registry.there(plural, *place)
    new = {**before, "spec": {**before["spec"], "replicas": replicas}}
    done = registry.update(plural, new, dry_run=options.dry_run, manager=options.manager)
    return Written(200, subresources.scale(done))


def _delete(call: Call, registry: Registry) -> Written:
    assert call.resource is not None
    options = delete_options(call)
    plural = call.resource.plural
    done = registry.deletion(plural, call.namespace or "", call.name or "", options)
    quiet = plural != "jobs" or options.propagation is not None
    warnings = () if quiet else (ORPHANED_PODS,)
    if (
        done.gone
        and not strategy(plural).grace
        and plural not in ("services", "serviceaccounts", "persistentvolumeclaims")
    ):
        return Written(200, _success(call, done), warnings)
    return Written(200, _typed(call, done.obj), warnings)


def _delete_all(call: Call, registry: Registry) -> Written:
    assert call.resource is not None
    resource = call.resource
    if "deletecollection" not in resource.verbs:
        raise not_allowed()
    options = delete_options(call)
    belongs: Callable[[Raw], bool] = matching(call)
    found = [obj for obj in registry.each(resource.plural, call.namespace) if belongs(obj)]
    for obj in found:
        meta = obj["metadata"]
        registry.delete(resource.plural, meta.get("namespace", ""), meta["name"], options)
    items = [{key: value for key, value in obj.items() if key not in ("kind", "apiVersion")} for obj in found]
    meta = {"resourceVersion": str(registry.store.revision)}
    version = resource.api_version(call.version)
    return Written(200, {"kind": f"{resource.kind}List", "apiVersion": version, "metadata": meta, "items": items})


def _success(call: Call, done: Deletion) -> Raw:
    assert call.resource is not None
    details: Raw = {"name": call.name, "kind": call.resource.plural, "uid": done.obj["metadata"]["uid"]}
    if call.resource.group:
        details["group"] = call.resource.group
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}


def _typed(call: Call, obj: Raw) -> Raw:
    assert call.resource is not None
    return {**obj, "kind": call.resource.kind, "apiVersion": call.resource.api_version(call.version)}
