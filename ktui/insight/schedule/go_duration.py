"""Durations as Go reads them (`time.ParseDuration`): `1h30m`, `-1.5s`, `500ms`."""

from __future__ import annotations

import re

NANOSECONDS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,  # U+00B5, the micro sign
    "μs": 1_000,  # U+03BC, the Greek letter
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
LONGEST = 2**63
"""Nanoseconds that no duration has; of a negative one, the most that it can have."""

DIGITS = 19
"""More than these are too many before the point, and say nothing after it."""

_NUMBER = re.compile(r"([0-9]*)(?:\.([0-9]*))?")
_UNIT = re.compile(r"[^.0-9]*")


def parse_go_duration(text: str) -> int:
    """Nanoseconds; raises `ValueError` with Go's words."""
    invalid = ValueError(f"time: invalid duration {_quote(text)}")
    negative, rest = text[:1] == "-", text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return 0
    if not rest:
        raise invalid
    total = 0
    while rest:
        number = _NUMBER.match(rest)
        assert number is not None  # it can be empty
        whole, fraction = number[1], number[2] or ""
        if not whole and not fraction:
            raise invalid
        if len(whole.lstrip("0")) > DIGITS:
            raise invalid
        unit = _UNIT.match(rest, number.end())
        assert unit is not None
        if not unit[0]:
            raise ValueError(f"time: missing unit in duration {_quote(text)}")
        if unit[0] not in NANOSECONDS:
            raise ValueError(f"time: unknown unit {_quote(unit[0])} in duration {_quote(text)}")
        scale = NANOSECONDS[unit[0]]
        whole, fraction = whole[-DIGITS:], fraction[:DIGITS]
        part = int(whole or "0") * scale + int(fraction or "0") * scale // 10 ** len(fraction)
        if part > LONGEST:
            raise invalid
        total = (total + part) % 2**64  # Go's sum wraps
        if total > LONGEST:
            raise invalid
        rest = rest[unit.end() :]
    if negative:
        return -total
    if total == LONGEST:
        raise invalid
    return total


def _quote(text: str) -> str:
    """In quotes as Go's `time` writes it into its errors: what is not plain ASCII as bytes."""
    return '"' + "".join(map(_quoted, text)) + '"'


def _quoted(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if " " <= char < "\x80" else "".join(f"\\x{byte:02x}" for byte in char.encode(errors="surrogatepass"))
