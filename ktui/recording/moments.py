"""Times in a recording, as one types them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from math import ceil, floor

from ktui.errors import UsageError
from ktui.insight.text import visible

_NUMBER = re.compile(r"\d+(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?([Zz]|[+-]\d\d:?\d\d)?")
_CLOCK = re.compile(r"(\d\d?):(\d\d)(?::(\d\d(?:\.\d+)?))?[Zz]?")
_SPAN = re.compile(r"(?:\d+(?:\.\d+)?[dhms])+")
_PART = re.compile(r"(\d+(?:\.\d+)?)([dhms])")
_SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}


def moment(text: str, start: float, end: float) -> float:
    """The time that is meant, in Unix seconds between `start` and `end`; raises `UsageError`.

    `2026-11-23T19:05:00Z` (UTC where no zone is told), Unix seconds, `-5m` before the end, `+1m30s` after the start,
    and `19:05` or `19:05:30` in UTC, where the recording has but one such time. Whole seconds mean the second that
    they name, so that the one in which the recording begins can be said.
    """
    word = text.strip()
    if word[:1] in ("+", "-") and _SPAN.fullmatch(word[1:]):
        seconds = sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(word[1:]))
        found = start + seconds if word[0] == "+" else end - seconds
    elif _NUMBER.fullmatch(word):
        found = float(word)
    elif _DATE.fullmatch(word):
        found = _dated(word, start, end)
    elif clock := _CLOCK.fullmatch(word):
        found = _of_day(clock, word, start, end)
    else:
        raise UsageError(
            f"{visible(text)!r} is no time: 2026-11-23T19:05:00Z, 19:05, -5m (before the end) and +90s (after the"
            f" start) are; the recording lasts from {said(start)} to {said(end)}"
        )
    if floor(start) <= found < start:
        return start
    if end < found <= ceil(end):
        return end
    if not start <= found <= end:
        side = "before the recording begins" if found < start else "after the recording ends"
        raise UsageError(f"{visible(text)!r} is {side}: it lasts from {said(start)} to {said(end)}")
    return found


def said(at: float) -> str:
    """A time in UTC, to the millisecond: `2026-11-23T19:05:00.250Z`."""
    return datetime.fromtimestamp(round(at, 3), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _dated(word: str, start: float, end: float) -> float:
    try:
        told = datetime.fromisoformat(word.upper().replace(" Z", "Z"))
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise UsageError(
            f"{visible(word)!r} is no time of the calendar; the recording lasts from {said(start)} to {said(end)}"
        ) from None


def _of_day(clock: re.Match[str], word: str, start: float, end: float) -> float:
    """The one time within the recording at which a clock in UTC shows this."""
    hour, minute, second = int(clock[1]), int(clock[2]), float(clock[3] or 0)
    if hour > 23 or minute > 59 or second >= 60:
        raise UsageError(f"{visible(word)!r} is no time of day; the recording lasts from {said(start)} to {said(end)}")
    midnight = datetime.fromtimestamp(start, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    first = day = (midnight + timedelta(hours=hour, minutes=minute, seconds=second)).timestamp()
    while day <= ceil(end):
        if day >= floor(start):
            found.append(day)
        day += _SECONDS["d"]
    if len(found) > 1:
        raise UsageError(
            f"the recording has {len(found)} times {visible(word)}: say the day as well, as in"
            f" {said(found[0])}; it lasts from {said(start)} to {said(end)}"
        )
    return found[0] if found else first
