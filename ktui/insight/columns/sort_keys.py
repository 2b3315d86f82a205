"""Values that columns sort by where the text does not sort as what it means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

FOREVER = float("inf")
"""Seconds, for what has no time: after all that has one."""

_NUMBER = re.compile(r"(\d+)")


def seconds_since(moment: datetime | None, now: float) -> float:
    """Seconds from `moment` to `now`, so that the latest comes first and what has no time last."""
    return FOREVER if moment is None else now - moment.timestamp()


def share(part: int, whole: int) -> tuple[float, int]:
    """`part/whole` as a number, the emptiest first; of equals the smallest first."""
    return (part / whole if whole else 0.0, whole)


def natural(text: str) -> tuple[str | int, ...]:
    """`text` with its numbers as numbers: v1.9 before v1.10, 10.0.0.9 before 10.0.0.10."""
    return tuple(int(part) if i % 2 else part for i, part in enumerate(_NUMBER.split(text)))
