"""Times as the answers tell them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def rfc3339(seconds: float) -> str: ...


@overload
def rfc3339(seconds: float | None) -> str | None: ...


def rfc3339(seconds: float | None) -> str | None:
    """Unix seconds in UTC, `2026-11-23T19:05:00Z`, with milliseconds where they are not whole; None for none."""
    if seconds is None:
        return None
    told = datetime.fromtimestamp(round(seconds, 3), UTC)
    return told.isoformat(timespec="milliseconds" if told.microsecond else "seconds").replace("+00:00", "Z")
