"""Time zones by their names, as the server takes them."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class UnknownZoneError(ValueError):
    """There is no such time zone; its text is the server's."""


@cache
def find_zone(name: str) -> tzinfo:
    """The zone of an IANA name, `Europe/Berlin`; raises `UnknownZoneError`.

    The data are the system's, or those of the package tzdata where the system has none.
    """
    if name in ("", "UTC"):
        return UTC
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name):
        raise UnknownZoneError("time: invalid location name")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: `America` is a directory
        raise UnknownZoneError(f"unknown time zone {name}") from None
