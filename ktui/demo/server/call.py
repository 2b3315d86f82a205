"""A request, read: which collection, which object, which verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ktui.demo.server.resources import POD_LOG, RESOURCES, Resource
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

    @property
    def kind(self) -> str:
        """The collection's plural, or the path when it is none."""
        return self.resource.plural if self.resource else self.path

    @property
    def verb(self) -> str:
        """As an authorizer calls it."""
        if self.method != "GET" and self.resource is not None:
            return {"POST": "create", "PATCH": "patch", "DELETE": "delete"}.get(self.method, "update")
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
    versions: Mapping[str, tuple[str, ...]],
    at: float,
    body: bytes = b"",
) -> Call:
    """`versions` are the versions served, by plural. What is no collection's path has no `resource`."""
    query = dict(parse_qsl(query_string, keep_blank_values=True))
    parts = [part for part in path.split("/") if part]
    plain = Call(method, path, query, headers, at=at, body=body)
    match parts:
        case ["api", version, *rest] if rest:
            group = ""
        case ["apis", group, version, *rest] if rest:
            pass
        case _:
            return plain
    namespace = name = None
    if len(rest) >= 3 and rest[0] == "namespaces":
        _, namespace, *rest = rest
    if group == "" and namespace is not None and len(rest) == 3 and rest[::2] == ["pods", "log"]:
        return Call(method, path, query, headers, POD_LOG, version, namespace, rest[1], at, body)
    if len(rest) == 2:
        rest, name = rest[:1], rest[1]
    if len(rest) != 1:
        return plain
    resource = RESOURCES.get(rest[0])
    if resource is None or resource.group != group or version not in versions[resource.plural]:
        return plain
    return Call(method, path, query, headers, resource, version, namespace, name, at, body)


def not_found(call: Call) -> RefusalError:
    """404: a `Status` inside a group that is served, plain text elsewhere."""
    groups = {resource.group for resource in RESOURCES.values()}
    match [part for part in call.path.split("/") if part]:
        case ["api", "v1", *_]:
            return RefusalError(404, no_such_resource())
        case ["apis", group, *_] if group in groups:
            return RefusalError(404, no_such_resource())
        case _:
            return RefusalError(404, "404 page not found\n")
