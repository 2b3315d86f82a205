"""What a request to write carries: options in its query, an object or a patch in its body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.demo.server import statuses
from ktui.demo.server.deletion import DeleteOptions, check_options
from ktui.demo.server.field_errors import FieldErrors
from ktui.demo.server.resources import RESOURCES
from ktui.demo.server.schema import MisfitError, decoded, json_name, parse, types
from ktui.demo.server.statuses import RefusalError

if TYPE_CHECKING:
    from ktui.demo.server.call import Call
    from ktui.demo.server.statuses import Raw

JSON_PATCH = "application/json-patch+json"
MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
_PROTOBUF = "application/vnd.kubernetes.protobuf"
_ONLY_JSON = (
    "this server reads JSON alone, and the request holds protobuf: for kubectl create, "
    "write the object to a file with --dry-run=client -o yaml and apply that"
)
_TAKEN = "application/json, application/yaml, application/vnd.kubernetes.protobuf"
_SCHEME = 'in scheme "pkg/runtime/scheme.go:111"'
_DELETE_OPTIONS = ("v1", "batch/v1", "apps/v1", "policy/v1", "meta.k8s.io/v1")
_SHOWN_BYTES = 30


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How something is to be written."""

    dry_run: bool
    manager: str
    validation: str
    """What becomes of unknown fields: `Strict`, they are refused; `Warn`; `Ignore`."""
    force: bool


def write_options(call: Call, kind: str) -> WriteOptions:
    """From the query; `kind` is `CreateOptions` or the like."""
    query, errors = call.query, FieldErrors()
    if (dry := query.get("dryRun", "")) not in ("", "All"):
        errors.unsupported("dryRun", [dry], ("All",))
    if len(query.get("fieldManager", "")) > 128:
        errors.invalid("fieldManager", query["fieldManager"], "may not be more than 128 bytes")
    if (validation := query.get("fieldValidation", "")) not in (known := ("", "Ignore", "Strict", "Warn")):
        errors.unsupported("fieldValidation", validation, known)
    errors.refuse(kind, "meta.k8s.io", "")
    agent = call.headers.get("User-Agent", "").partition("/")[0]
    manager = query.get("fieldManager") or agent or "unknown"
    return WriteOptions(dry == "All", manager, validation or "Warn", query.get("force") in ("1", "true"))


def delete_options(call: Call) -> DeleteOptions:
    """From the body, or where there is none from the query."""
    told: Raw
    if call.body:
        told = _json_body(call, "DeleteOptions")
        kind, version = told.get("kind", "DeleteOptions"), told.get("apiVersion", "v1")
        if kind != "DeleteOptions" or version not in _DELETE_OPTIONS:
            message = f'no kind "{kind}" is registered for version "{version}" {_SCHEME}'
            raise bad(message)
        dry = told.get("dryRun") or []
    else:
        told = dict(call.query)
        dry = [told["dryRun"]] if told.get("dryRun") else []
    preconditions = told.get("preconditions") or {}
    grace = told.get("gracePeriodSeconds")
    check_options(told.get("propagationPolicy"), orphans=told.get("orphanDependents"), dry_run=dry)
    propagation = told.get("propagationPolicy")
    if told.get("orphanDependents") is not None:
        propagation = "Orphan" if told["orphanDependents"] in (True, "true") else "Background"
    return DeleteOptions(
        propagation=propagation,
        grace=None if grace is None else int(grace),
        uid=preconditions.get("uid"),
        revision=preconditions.get("resourceVersion"),
        dry_run=bool(dry),
    )


def sent_object(call: Call, kind: str, version: str, options: WriteOptions) -> tuple[Raw, tuple[str, ...]]:
    """The object in the body, which must be of this kind and apiVersion; and what to warn of."""
    body = _json_body(call, kind)
    said_kind, said_version = body.get("kind") or kind, body.get("apiVersion") or version
    short = said_version.rpartition("/")[2]
    prefix = f'{said_kind} in version "{short}" cannot be handled as a {kind}: '
    if (said_kind, said_version) != (kind, version):
        if not _registered(said_kind, said_version):
            raise bad(f'{prefix}no kind "{said_kind}" is registered for version "{said_version}" {_SCHEME}')
        if said_kind == kind:
            raise bad(
                f"the API version in the data ({said_version}) does not match the expected API version ({version})"
            )
        raise bad(
            f"{prefix}converting ({short}.{said_kind}) to ({version.rpartition('/')[0] or 'core'}.{kind}): "
            "unknown conversion"
        )
    if kind not in types():
        return body, ()
    try:
        read = decoded(kind, body)
    except MisfitError as error:
        raise bad(prefix + str(error)) from None
    if read.odd and options.validation == "Strict":
        raise bad(f"{prefix}strict decoding error: {', '.join(read.odd)}")
    return read.obj, tuple(read.odd) if options.validation == "Warn" else ()


def sent_patch(call: Call) -> Any:
    """A patch's JSON."""
    text = call.body.decode(errors="replace")
    media = media_type(call)
    wanted: type = dict
    go = "map[string]interface {}"
    if media == JSON_PATCH:
        wanted, go = list, "[]handlers.jsonPatchOp"
    lead = "" if media == STRATEGIC_PATCH else "error decoding patch: "
    try:
        patch = parse(text)
    except ValueError as error:
        raise bad(f"{lead}{error}") from None
    if not isinstance(patch, wanted):
        raise bad(f"{lead}json: cannot unmarshal {json_name(patch)} into Go value of type {go}")
    return patch


def media_type(call: Call) -> str:
    """The content type, without its parameters."""
    return call.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def check_place(obj: Raw, call: Call) -> None:
    """Raise the 400 `RefusalError` for an object that says another namespace or name than the request; sets them."""
    meta = obj.setdefault("metadata", {})
    if call.name is not None and meta.get("name", call.name) != call.name:
        raise bad(f"the name of the object ({meta['name']}) does not match the name on the URL ({call.name})")
    if call.namespace is not None:
        if meta.get("namespace") not in (None, "", call.namespace):
            raise bad("the namespace of the provided object does not match the namespace sent on the request")
        meta["namespace"] = call.namespace
    if call.name is not None:
        meta["name"] = call.name


def bad(message: str) -> RefusalError:
    """400."""
    return RefusalError(400, statuses.bad_request(message))


def _json_body(call: Call, kind: str) -> Raw:
    if media_type(call) == _PROTOBUF:
        raise RefusalError(415, statuses.status(415, "UnsupportedMediaType", _ONLY_JSON))
    if media_type(call) not in ("", "application/json"):
        message = f"the body of the request was in an unknown format - accepted media types include: {_TAKEN}"
        raise RefusalError(415, statuses.status(415, "UnsupportedMediaType", message))
    text = call.body.decode(errors="replace")
    try:
        body = parse(text)
        if not isinstance(body, dict):
            struct = (
                r'struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }'
            )
            raise ValueError(f"json: cannot unmarshal {json_name(body)} into Go value of type {struct}")
    except ValueError as error:
        why = f"couldn't get version/kind; json parse error: {error} ({_summary(call.body)})"
        raise bad(f"the object provided is unrecognized (must be of type {kind}): {why}") from None
    return body


def _summary(body: bytes) -> str:
    if not body:
        return "<empty>"
    shown = body[:_SHOWN_BYTES]
    text = shown.decode(errors="replace") if body.startswith(b"{") else shown.hex()
    return f"{text} ..." if len(body) > _SHOWN_BYTES else text


def _registered(kind: str, version: str) -> bool:
    return any(
        resource.kind == kind
        and version in map(resource.api_version, (*resource.versions, *(resource.old_versions or ())))
        for resource in RESOURCES.values()
    )
