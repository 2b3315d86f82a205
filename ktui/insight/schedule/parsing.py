"""A schedule's text, read as `ParseStandard` of robfig/cron v3.0.1 reads it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.schedule.go_duration import parse_go_duration
from ktui.insight.schedule.times import Calendar, Every, Field, Schedule
from ktui.insight.schedule.zones import UnknownZoneError, find_zone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo


class ScheduleError(ValueError):
    """The schedule is refused; its text is the parser's reason."""


class _Bounds(NamedTuple):
    """What one field of a schedule can hold."""

    least: int
    most: int
    names: Mapping[str, int] = MappingProxyType({})


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_BOUNDS = (
    _Bounds(0, 59),
    _Bounds(0, 23),
    _Bounds(1, 31),
    _Bounds(1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    _Bounds(0, 6, {name: number for number, name in enumerate(_WEEKDAYS)}),
)
"""Minute, hour, day of the month, month, day of the week."""

_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_EVERY = "@every "

_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What Go takes for space: not quite what Python does."""
_WORD = re.compile(f"[^{_SPACE}]+")
_AROUND = re.compile(f"^[{_SPACE}]+|[{_SPACE}]+$")
_SHORT = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    '"': '\\"',
    "\\": "\\\\",
}
_INTEGER = re.compile(r"[+-]?[0-9]+")


def parse(schedule: str) -> Schedule:
    """The times that a schedule means; raises `ScheduleError`."""
    if not schedule:
        raise ScheduleError("empty spec string")
    zone: tzinfo | None = None
    if schedule.startswith(("TZ=", "CRON_TZ=")):
        name, _, rest = schedule.partition("=")[2].partition(" ")
        try:
            zone = None if name == "Local" else find_zone(name)
        except UnknownZoneError as error:
            raise ScheduleError(f"provided bad location {name}: {error}") from None
        schedule = _AROUND.sub("", rest)
    if schedule.startswith("@"):
        return _parse_descriptor(schedule, zone)
    words = _WORD.findall(schedule)
    if len(words) != len(_BOUNDS):
        raise ScheduleError(f"expected exactly {len(_BOUNDS)} fields, found {len(words)}: [{' '.join(words)}]")
    return _read_fields(words, zone)


def _parse_descriptor(word: str, zone: tzinfo | None) -> Schedule:
    if word in _DESCRIPTORS:
        return _read_fields(_DESCRIPTORS[word].split(), zone)
    if not word.startswith(_EVERY):
        raise ScheduleError(f"unrecognized descriptor: {word}")
    try:
        nanoseconds = parse_go_duration(word.removeprefix(_EVERY))
    except ValueError as error:
        raise ScheduleError(f"failed to parse duration {word}: {error}") from None
    return Every(max(1, nanoseconds // 1_000_000_000))


def _read_fields(words: list[str], zone: tzinfo | None) -> Calendar:
    minute, hour, day, month, weekday = map(_parse_field, words, _BOUNDS)
    return Calendar(minute, hour, day, month, weekday, zone)


def _parse_field(word: str, bounds: _Bounds) -> Field:
    values: set[int] = set()
    star = False
    for expression in word.split(","):
        if expression:  # an empty element is passed over, and so is a field of nothing else
            found, starred = _parse_range(expression, bounds)
            values.update(found)
            star = star or starred
    return Field(frozenset(values), star)


def _parse_range(expression: str, bounds: _Bounds) -> tuple[range, bool]:
    """The values of `low-high/step`, and whether it is a star: not if it has a step of 2 or more."""
    ends, *steps = expression.split("/")
    low, *highs = ends.split("-")
    star = low in ("*", "?")
    if star:  # whatever comes after a star and a hyphen is not looked at
        start, end = bounds.least, bounds.most
    else:
        start = _parse_value(low, bounds)
        if len(highs) > 1:
            raise ScheduleError(f"too many hyphens: {expression}")
        end = _parse_value(highs[0], bounds) if highs else start
    if len(steps) > 1:
        raise ScheduleError(f"too many slashes: {expression}")
    step = 1
    if steps:
        step = _parse_integer(steps[0])
        if not highs:
            end = bounds.most
        star = star and step <= 1
    if start < bounds.least:
        raise ScheduleError(f"beginning of range ({start}) below minimum ({bounds.least}): {expression}")
    if end > bounds.most:
        raise ScheduleError(f"end of range ({end}) above maximum ({bounds.most}): {expression}")
    if start > end:
        raise ScheduleError(f"beginning of range ({start}) beyond end of range ({end}): {expression}")
    if step == 0:
        raise ScheduleError(f"step of range should be a positive number: {expression}")
    return range(start, end + 1, step), star


def _parse_value(text: str, bounds: _Bounds) -> int:
    number = bounds.names.get(text.lower())
    return _parse_integer(text) if number is None else number


def _parse_integer(text: str) -> int:
    digits = text.lstrip("+-").lstrip("0")
    if not _INTEGER.fullmatch(text):
        why = "invalid syntax"
    elif len(digits) > 19 or (number := int(digits or "0")) >= 2**63:
        why = "value out of range"
    elif number and text.startswith("-"):
        raise ScheduleError(f"negative number (-{number}) not allowed: {text}")
    else:
        return number
    raise ScheduleError(f"failed to parse int from {text}: strconv.Atoi: parsing {_quote(text)}: {why}")


def _quote(text: str) -> str:
    """In quotes as Go writes it into its errors (`strconv.Quote`)."""
    return '"' + "".join(_SHORT.get(char) or (char if char.isprintable() else _escaped(char)) for char in text) + '"'


def _escaped(char: str) -> str:
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
