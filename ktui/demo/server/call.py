"""A request, read: which collection, which object, which verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ktui.demo.server.resources import SERVED, Resource, Versions, resource_at
from ktui.demo.server.statuses import RefusalError, no_such_resource

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the server took it."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    resource: Resource | None = None
    version: str = ""
    namespace: str | None = None
    name: str | None = None
    at: float = 0.0
    """The loop's time of arrival, in seconds."""
    body: bytes = b""
    subresource: str = ""
    """The last part of `pods/x/log`."""

    @property
    def kind(self) -> str:
        """The collection's plural, with a subresource after it (`pods/log`); the path when it is no collection's."""
        if self.resource is None:
            return self.path
        return f"{self.resource.plural}/{self.subresource}" if self.subresource else self.resource.plural

    @property
    def verb(self) -> str:
        """As an authorizer calls it."""
        if self.method != "GET" and self.resource is not None:
            delete = "delete" if self.name is not None else "deletecollection"
            return {"POST": "create", "PATCH": "patch", "DELETE": delete}.get(self.method, "update")
        if self.resource is None or self.name is not None:
            return "get"
        return "watch" if self.query.get("watch", "").lower() in ("1", "true") else "list"

    @property
    def verbs(self) -> frozenset[str]:
        """What a fault may be set for: a later page of a list is both `list` and `page`."""
        if self.verb == "list" and self.query.get("continue"):
            return frozenset(("list", "page"))
        return frozenset((self.verb,))


def read_call(
    method: str,
    path: str,
    query_string: str,
    headers: Mapping[str, str],
    *,
    versions: Versions,
    at: float,
    body: bytes = b"",
) -> Call:
    """`versions` are the versions served, by group and plural. What is no collection's path has no `resource`."""
    query = dict(parse_qsl(query_string, keep_blank_values=True))
    plain = Call(method, path, query, headers, at=at, body=body)
    match [part for part in path.split("/") if part]:
        case ["api", version, *rest] if rest:
            group = ""
        case ["apis", group, version, *rest] if rest:
            pass
        case _:
            return plain
    namespace: str | None = None
    # A namespace's own subresources look like a collection in it.
    if len(rest) >= 3 and rest[0] == "namespaces" and rest[2] not in ("status", "finalize"):
        _, namespace, *rest = rest
    if len(rest) > 3:
        return plain
    plural, name, subresource = rest[0], (rest[1] if len(rest) > 1 else None), (rest[2] if len(rest) > 2 else "")
    resource = resource_at(group, plural)
    if resource is None or version not in versions[group, plural]:
        return plain
    if subresource and resource.subresource(subresource) is None:
        return plain
    # One object of a kind that has namespaces is reached in its namespace alone, the others nowhere but outside.
    if (namespace is not None and not resource.namespaced) or (
        namespace is None and name is not None and resource.namespaced
    ):
        return plain
    return Call(method, path, query, headers, resource, version, namespace, name, at, body, subresource)


def not_found(call: Call) -> RefusalError:
    """404: a `Status` inside a group that is served, plain text elsewhere."""
    groups = {resource.group for resource in SERVED if resource.group}
    match [part for part in call.path.split("/") if part]:
        case ["api", _, *_]:
            return RefusalError(404, no_such_resource())
        case ["apis", group, _, *_] if group in groups:
            return RefusalError(404, no_such_resource())
        case _:
            return RefusalError(404, "404 page not found\n")
