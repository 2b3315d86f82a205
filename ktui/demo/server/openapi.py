"""`/openapi/v2` and `/openapi/v3`: as much schema as kubectl must see before it sends what it is to apply.

kubectl asks whether the server checks fields by itself, which it reads from the parameters of each kind's PATCH
(`fieldValidation`), and leaves the check to the server then. An older kubectl checks by the schema of version 2; a kind
that is not in it is not checked. Types are not described: `kubectl explain` finds none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.demo.server.discovery import group_versions
from ktui.demo.server.resources import SERVED
from ktui.demo.server.store import encode

if TYPE_CHECKING:
    from ktui.demo.server.call import Call
    from ktui.demo.server.resources import Resource, Versions
    from ktui.demo.server.statuses import Raw

V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
"""What is answered; clients ask for it with an `@` before its version, which no media type may have."""


@dataclass(frozen=True, slots=True)
class Schema:
    """One answer."""

    body: bytes
    content_type: str = "application/json"


def document(call: Call, served: Versions, release: str) -> Schema | None:
    """The answer at `/openapi/...`; None for any other path, and for a group version that is not served."""
    match [part for part in call.path.split("/") if part]:
        case ["openapi", "v2"]:
            return _version_2(call.headers.get("Accept", ""), release)
        case ["openapi", "v3"]:
            return Schema(encode(_index(served, release)))
        case ["openapi", "v3", "api", "v1"]:
            return Schema(encode(_version_3("", "v1", served, release)))
        case ["openapi", "v3", "apis", group, version] if (group, version) in group_versions(served):
            return Schema(encode(_version_3(group, version, served, release)))
        case _:
            return None


def _version_2(accept: str, release: str) -> Schema:
    if "protobuf" in accept:
        title = _field(1, b"Kubernetes") + _field(2, release.encode())
        return Schema(_field(1, b"2.0") + _field(2, title), V2_PROTOBUF)
    body = {"swagger": "2.0", "info": {"title": "Kubernetes", "version": release}, "paths": {}, "definitions": {}}
    return Schema(encode(body))


def _field(number: int, value: bytes) -> bytes:
    """A protobuf field of text or of a message shorter than 128 bytes."""
    return bytes((number << 3 | 2, len(value))) + value


def _index(served: Versions, release: str) -> Raw:
    paths = [_base(group, version) for group, version in group_versions(served)]
    # Clients cache by this hash; what is served under it depends on the release alone.
    told = {path: hashlib.sha256(f"{release} {path}".encode()).hexdigest().upper() for path in paths}
    return {"paths": {path: {"serverRelativeURL": f"/openapi/v3/{path}?hash={mark}"} for path, mark in told.items()}}


def _base(group: str, version: str) -> str:
    return f"apis/{group}/{version}" if group else f"api/{version}"


def _version_3(group: str, version: str, served: Versions, release: str) -> Raw:
    paths: Raw = {}
    for resource in SERVED:
        if resource.group == group and version in served[group, resource.plural]:
            inside = "namespaces/{namespace}/" if resource.namespaced else ""
            collection = f"/{_base(group, version)}/{inside}{resource.plural}"
            kind = {"group": group, "version": version, "kind": resource.kind}
            paths[collection] = {"post": _operation(resource, "post", kind)}
            paths[collection + "/{name}"] = {verb: _operation(resource, verb, kind) for verb in ("put", "patch")}
    info = {"title": "Kubernetes", "version": release}
    return {"openapi": "3.0.0", "info": info, "paths": paths, "components": {"schemas": {}}}


def _operation(resource: Resource, verb: str, kind: Raw) -> Raw:
    names = ("dryRun", "fieldManager", "fieldValidation", *(("force",) if verb == "patch" else ()))
    told: Raw = {
        "operationId": f"{verb}{resource.kind}",
        "parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names],
        "responses": {"200": {"description": "OK"}},
        "x-kubernetes-action": verb,
        "x-kubernetes-group-version-kind": kind,
    }
    if verb == "patch":
        sorts = ("apply-patch+yaml", "json-patch+json", "merge-patch+json", "strategic-merge-patch+json")
        told["requestBody"] = {"content": {f"application/{sort}": {} for sort in sorts}}
    return told
