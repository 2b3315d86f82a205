"""The API server's version, as far as what it prints depends on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

_VERSION = re.compile(r"v?(\d+)\.(\d+)")


class ServerVersion(NamedTuple):
    """Major and minor release, comparable; `text` is the server's own gitVersion."""

    major: int
    minor: int
    text: str = ""

    def at_least(self, major: int, minor: int) -> bool:
        """Whether the server is of this release or a later one."""
        return (self.major, self.minor) >= (major, minor)


NEWEST = ServerVersion(1, 35)
"""What is assumed of a server until it has told: the newest release ktui was checked against."""


def parse_version(git_version: str) -> ServerVersion | None:
    """`v1.27.3-eks-a5565ad` -> 1.27; None for a build that does not know its release (`v0.0.0-master+...`)."""
    match = _VERSION.match(git_version)
    if match is None or match[1] == "0":
        return None
    return ServerVersion(int(match[1]), int(match[2]), git_version)


_FIRST_SERVED = (
    ("resource.k8s.io/v1", 34),
    ("flowcontrol.apiserver.k8s.io/v1", 29),
    ("flowcontrol.apiserver.k8s.io/v1beta3", 26),
    ("autoscaling/v2", 23),
    ("policy/v1", 21),
)
"""Group versions that are on by default, and the minor release that first served each (the API's deprecation guide)."""


def version_served(group_versions: Collection[str], text: str) -> ServerVersion:
    """The release of a server that does not know its own, at least: from the API groups that it serves."""
    for group_version, minor in _FIRST_SERVED:
        if group_version in group_versions:
            return ServerVersion(1, minor, text)
    return ServerVersion(1, 20, text)
