"""A schedule that is refused: with the reason that the parser inside Kubernetes gives (robfig/cron v3.0.1 under Go)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.schedule import ScheduleError, UnknownZoneError, find_zone, parse

REASONS = [
    ("", "empty spec string"),
    ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
    (" @daily", "expected exactly 5 fields, found 1: [@daily]"),
    ("0 0 0 * * *", "expected exactly 5 fields, found 6: [0 0 0 * * *]"),
    ("0 0 * * 7", "end of range (7) above maximum (6): 7"),
    ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
    ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
    ("* * L * *", 'failed to parse int from L: strconv.Atoi: parsing "L": invalid syntax'),
    ("* * * * 1#2", 'failed to parse int from 1#2: strconv.Atoi: parsing "1#2": invalid syntax'),
    ("-1 * * * *", 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'),
    ("*/-5 * * * *", "negative number (-5) not allowed: -5"),
    ("*/0 * * * *", "step of range should be a positive number: */0"),
    ("*/5/2 * * * *", "too many slashes: */5/2"),
    ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
    (
        "9223372036854775808 * * * *",
        'failed to parse int from 9223372036854775808: strconv.Atoi: parsing "9223372036854775808": value out of range',
    ),
    ("@reboot", "unrecognized descriptor: @reboot"),
    ("@every", "unrecognized descriptor: @every"),
    ("@every 5", 'failed to parse duration @every 5: time: missing unit in duration "5"'),
    ("@every x", 'failed to parse duration @every x: time: invalid duration "x"'),
    ("@every 5d", 'failed to parse duration @every 5d: time: unknown unit "d" in duration "5d"'),
    ("@every 9999999h", 'failed to parse duration @every 9999999h: time: invalid duration "9999999h"'),
    ("TZ=Mars/Olympus 0 0 * * *", "provided bad location Mars/Olympus: unknown time zone Mars/Olympus"),
]


@pytest.mark.parametrize(("schedule", "reason"), REASONS, ids=[schedule for schedule, _ in REASONS])
def test_the_parsers_reason(schedule: str, reason: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        parse(schedule)
    assert str(refused.value) == reason


@given(st.text(alphabet='0123456789*?/-,jansu@evry hTZ=. \t"\\é', max_size=30))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with suppress(ScheduleError):
        parse(text)


@pytest.mark.parametrize("name", ["Mars/Olympus", "America", "Local", "Europe/Berlin/"])
def test_there_are_no_such_zones(name: str) -> None:
    with pytest.raises(UnknownZoneError, match=f"^unknown time zone {name}$"):
        find_zone(name)


@pytest.mark.parametrize("name", ["../etc/passwd", "/etc/localtime", "Europe/../UTC", "\\UTC"])
def test_a_path_is_no_name_of_a_zone(name: str) -> None:
    with pytest.raises(UnknownZoneError, match="time: invalid location name"):
        find_zone(name)
