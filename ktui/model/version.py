"""The API server's version, as far as what it prints depends on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VERSION = re.compile(r"v?(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True, order=True)
class ServerVersion:
    """Major and minor release, comparable; `text` is the server's own gitVersion."""

    major: int
    minor: int
    text: str = ""

    def at_least(self, major: int, minor: int) -> bool:
        """Whether the server is of this release or a later one."""
        return (self.major, self.minor) >= (major, minor)


NEWEST = ServerVersion(1, 35)
"""What is assumed of a server that does not tell: the newest release ktui was checked against."""


def parse_version(git_version: str) -> ServerVersion:
    """`v1.27.3-eks-a5565ad` -> 1.27; a build without a real version (`v0.0.0-master+...`) -> the newest known."""
    match = _VERSION.match(git_version)
    if match is None or match[1] == "0":
        return ServerVersion(NEWEST.major, NEWEST.minor, git_version)
    return ServerVersion(int(match[1]), int(match[2]), git_version)
