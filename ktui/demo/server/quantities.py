"""Amounts such as `100m` and `64Mi`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_FORM = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?")
_UNITS = {
    "n": "1e-9",
    "u": "1e-6",
    "m": "1e-3",
    "k": "1e3",
    "M": "1e6",
    "G": "1e9",
    "T": "1e12",
    "P": "1e15",
    "E": "1e18",
}


@lru_cache(4096)
def amount(text: str) -> Decimal | None:
    """What it comes to; None for what is no amount."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    number, unit = Decimal(found[1]), found[2] or ""
    if unit.endswith("i"):
        return number * Decimal(1024) ** ("KMGTPE".index(unit[0]) + 1)
    if unit[:1] in ("e", "E") and unit != "E":
        return number.scaleb(int(unit[1:]))
    return number * Decimal(_UNITS[unit]) if unit else number
