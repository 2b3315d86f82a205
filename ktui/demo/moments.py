"""Times as the API writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


def seconds_text(when: float) -> str:
    """Unix seconds as `2026-11-24T00:42:10Z`: what most fields hold, the part of a second cut off."""
    return _second_text(int(when))


@lru_cache(1024)
def _second_text(second: int) -> str:
    """Made once for all that happens within the second."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%SZ}"


def micro_text(when: float) -> str:
    """Unix seconds as `2026-11-24T00:42:10.685919Z`: `eventTime` and a lease's times."""
    return f"{datetime.fromtimestamp(when, UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def moment(text: str) -> float:
    """Unix seconds of either."""
    return datetime.fromisoformat(text).timestamp()
