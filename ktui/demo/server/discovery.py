"""What the server serves, as clients ask for it before anything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

Versions = Mapping[str, tuple[str, ...]]
"""The versions served, by plural."""


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


def document(path: str, versions: Versions) -> Raw | None:
    """`/api`, `/apis`, and one list of resources for each group and version; None for any other path."""
    groups: dict[str, list[str]] = {}
    for plural, served in versions.items():
        known = groups.setdefault(RESOURCES[plural].group, [])
        known.extend(version for version in served if version not in known)
    match [part for part in path.split("/") if part]:
        case ["api"]:
            return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
        case ["apis"]:
            listed = [_group(group, found) for group, found in groups.items() if group]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed}
        case ["apis", group] if group in groups:
            return {"kind": "APIGroup", "apiVersion": "v1", **_group(group, groups[group])}
        case ["api", "v1"]:
            return _resources("", "v1", versions)
        case ["apis", group, version] if version in groups.get(group, ()):
            return _resources(group, version, versions)
        case _:
            return None


def _group(name: str, versions: list[str]) -> Raw:
    listed = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def _resources(group: str, version: str, versions: Versions) -> Raw:
    listed = [
        {
            "name": resource.plural,
            "singularName": resource.kind.lower(),
            "namespaced": resource.namespaced,
            "kind": resource.kind,
            "verbs": ["get", "list", "watch"],
            "shortNames": list(resource.short),
        }
        for resource in RESOURCES.values()
        if resource.group == group and version in versions[resource.plural]
    ]
    name = f"{group}/{version}" if group else version
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": name, "resources": listed}
