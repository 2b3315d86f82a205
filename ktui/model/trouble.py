"""Why an object needs a look."""

from __future__ import annotations

import msgspec


class Trouble(msgspec.Struct, frozen=True, gc=False):
    """Why an object needs a look."""

    words: str
    """In a few words, for a title line: `0/1 CrashLoopBackOff`."""
    until: float | None = None
    """When it stops being so by itself, in Unix seconds (a restart is news for ten minutes); None: not by time."""
