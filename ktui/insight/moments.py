"""Moments of a recording in words, in UTC: tickets come from other zones, and `--at` takes times as they stand here."""

from __future__ import annotations

import time

DAY = 86_400


def clock_text(at: float) -> str:
    """`18:57:03`."""
    return time.strftime("%H:%M:%S", time.gmtime(at))


def moment_text(at: float) -> str:
    """`Mon 2026-11-23 18:57:03 UTC`: with the day and the zone."""
    return time.strftime("%a %Y-%m-%d %H:%M:%S UTC", time.gmtime(at))


def gap_words(gap: tuple[float, float | None]) -> str:
    """`14:02-14:05`, `from 14:02`; with seconds where the minutes are the same."""
    begins, ends = gap
    if ends is None:
        return f"from {_minute(begins)}"
    if _minute(begins) == _minute(ends) and ends - begins < DAY:
        return f"{clock_text(begins)}-{clock_text(ends)}"
    return f"{_minute(begins)}-{_minute(ends)}"


def _minute(at: float) -> str:
    return time.strftime("%H:%M", time.gmtime(at))


def length_text(seconds: float) -> str:
    """A stretch of a recording: `44m28s`, `1h04m`, `12s`."""
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    hours, left = divmod(minutes, 60)
    if hours:
        return f"{hours}h{left:02}m"
    return f"{minutes}m{rest:02}s" if minutes else f"{rest}s"
