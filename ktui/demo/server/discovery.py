"""What the server serves, as clients ask for it before anything else: versions, groups, resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ktui.demo.server.resources import REVIEWS, SERVED, Resource, Versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ktui.demo.server.statuses import Raw

AGGREGATED = re.compile(r"g=apidiscovery\.k8s\.io")
"""In an Accept header: all groups with their resources in one answer."""


def version(git: str) -> Raw:
    """`/version`."""
    found = re.match(r"v?(\d+)\.(\d+)", git)
    major, minor = (found[1], found[2]) if found and found[1] != "0" else ("", "")
    return {
        "major": major,
        "minor": minor,
        "gitVersion": git,
        "gitCommit": "0000000000000000000000000000000000000000",
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "go1.26.8",
        "compiler": "gc",
        "platform": "linux/amd64",
    }


def document(path: str, served: Versions) -> Raw | None:
    """`/`, `/api`, `/apis`, a group, and one list of resources for each group and version; None for any other path."""
    groups = _groups(served)
    match [part for part in path.split("/") if part]:
        case []:
            return {"paths": sorted(_paths(groups))}
        case ["api"]:
            return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
        case ["apis"]:
            listed = [_group(group, found) for group, found in groups.items() if group]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed}
        case ["apis", group] if group in groups:
            return {"kind": "APIGroup", "apiVersion": "v1", **_group(group, groups[group])}
        case ["api", "v1"]:
            return _resources("", "v1", served)
        case ["apis", group, version] if version in groups.get(group, ()):
            return _resources(group, version, served)
        case _:
            return None


def aggregated(path: str, accept: str, served: Versions) -> tuple[Raw, str] | None:
    """`/api` or `/apis` with all their resources, and its content type; None where that is not what is asked for.

    Releases before 1.27 know no such answer, so the older of its two versions is there for clients alone.
    """
    base = path.strip("/")
    wanted = next((clause for clause in accept.split(",") if AGGREGATED.search(clause)), None)
    if wanted is None or base not in ("api", "apis"):
        return None
    form = re.search(r"v=(v2beta1|v2)\b", wanted)
    if form is None:
        return None
    groups = {name: found for name, found in _groups(served).items() if bool(name) is (base == "apis")}
    items = [
        {
            "metadata": {"name": name} if name else {},
            "versions": [
                {
                    "version": version,
                    "resources": [_aggregated_resource(resource) for resource in _of(name, version, served)],
                    "freshness": "Current",
                }
                for version in found
            ],
        }
        for name, found in groups.items()
    ]
    body: Raw = {"kind": "APIGroupDiscoveryList", "apiVersion": f"apidiscovery.k8s.io/{form[1]}", "metadata": {}}
    return {**body, "items": items}, f"application/json;g=apidiscovery.k8s.io;v={form[1]};as=APIGroupDiscoveryList"


def group_versions(served: Versions) -> list[tuple[str, str]]:
    """Every group and version of which something is served."""
    return [(group, version) for group, versions in _groups(served).items() for version in versions]


def _groups(served: Versions) -> Mapping[str, list[str]]:
    """The versions of each group, the core group first, what is preferred first in each."""
    groups: dict[str, list[str]] = {"": []}
    for resource in (*SERVED, *REVIEWS):
        for version in served.get((resource.group, resource.plural), resource.versions):
            known = groups.setdefault(resource.group, [])
            if version not in known:
                known.append(version)
    return {group: sorted(found, key=lambda version: ("beta" in version, version)) for group, found in groups.items()}


def _paths(groups: Mapping[str, list[str]]) -> Iterable[str]:
    yield from ("/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version")
    for group, versions in groups.items():
        if group:
            yield f"/apis/{group}"
            yield from (f"/apis/{group}/{version}" for version in versions)


def _group(name: str, versions: list[str]) -> Raw:
    listed = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def _of(group: str, version: str, served: Versions) -> list[Resource]:
    found = [
        resource
        for resource in (*SERVED, *REVIEWS)
        if resource.group == group and version in served.get((group, resource.plural), resource.versions)
    ]
    return sorted(found, key=lambda resource: resource.plural)


def _resources(group: str, version: str, served: Versions) -> Raw:
    listed: list[Raw] = []
    for resource in _of(group, version, served):
        head = {"namespaced": resource.namespaced, "kind": resource.kind}
        listed.append(
            {
                "name": resource.plural,
                "singularName": resource.singular,
                **head,
                "verbs": list(resource.verbs),
                **_short(resource),
            }
        )
        for part in resource.subresources:
            told = {"name": f"{resource.plural}/{part.name}", "singularName": "", **head}
            if part.group:
                told |= {"group": part.group, "version": part.version}
            listed.append({**told, "kind": part.kind or resource.kind, "verbs": list(part.verbs)})
    name = f"{group}/{version}" if group else version
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": name, "resources": listed}


def _short(resource: Resource) -> Raw:
    told: Raw = {}
    if resource.short:
        told["shortNames"] = list(resource.short)
    if resource.categories:
        told["categories"] = list(resource.categories)
    return told


def _aggregated_resource(resource: Resource) -> Raw:
    told: Raw = {
        "resource": resource.plural,
        "responseKind": {"group": "", "version": "", "kind": resource.kind},
        "scope": "Namespaced" if resource.namespaced else "Cluster",
        "singularResource": resource.singular,
        "verbs": list(resource.verbs),
        **_short(resource),
    }
    if resource.subresources:
        told["subresources"] = [
            {
                "subresource": part.name,
                "responseKind": {"group": part.group, "version": part.version, "kind": part.kind or resource.kind},
                "verbs": list(part.verbs),
            }
            for part in resource.subresources
        ]
    return told
