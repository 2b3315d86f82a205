"""The next times of a schedule: those that the parser inside Kubernetes gives, and what holds of any schedule."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.schedule import ScheduleError, find_zone, parse

CASES = json.loads((Path(__file__).parents[2] / "data" / "cron_next.json").read_text())["cases"]
ZONES = sorted({case["timeZone"] or "UTC" for case in CASES})
YEAR = 365.25 * 86400


def unix(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['schedule']} {case['timeZone']} {case['after']}")
def test_the_times_that_the_parser_inside_kubernetes_gives(case: dict[str, Any]) -> None:
    if case.get("error"):
        with pytest.raises(ScheduleError):
            parse(case["schedule"])
        return
    schedule, zone = parse(case["schedule"]), find_zone(case["timeZone"] or "UTC")
    at: float | None = unix(case["after"])
    found = []
    for _ in range(max(1, len(case["next"]))):
        assert at is not None
        at = schedule.next(at, zone)
        if at is not None:
            found.append(datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert found == case["next"]


def numbers(least: int, most: int) -> st.SearchStrategy[str]:
    """One field: a star, numbers, ranges, with and without steps."""
    number = st.integers(least, most)
    several = st.tuples(number, number).map(lambda ends: f"{min(ends)}-{max(ends)}")
    stem = st.one_of(st.just("*"), number.map(str), several)
    one = st.one_of(stem, st.tuples(stem, st.integers(1, 20)).map(lambda pair: f"{pair[0]}/{pair[1]}"))
    return st.one_of(st.just("*"), st.lists(one, min_size=1, max_size=3).map(",".join))


SCHEDULES = st.tuples(numbers(0, 59), numbers(0, 23), numbers(1, 31), numbers(1, 12), numbers(0, 6)).map(" ".join)


def members(field: str, least: int, most: int) -> set[int]:
    """An independent reading of a field that the strategy above has made."""
    found: set[int] = set()
    for part in field.split(","):
        stem, _, step = part.partition("/")
        low, _, high = stem.partition("-")
        first = least if low == "*" else int(low)
        last = int(high) if high else most if low == "*" or step else first
        found.update(range(first, last + 1, int(step or "1")))
    return found


@given(schedule=SCHEDULES, after=st.floats(1.6e9, 2.2e9), zone=st.sampled_from(ZONES))
def test_the_next_time_comes_later_begins_a_minute_and_meets_every_field(
    schedule: str, after: float, zone: str
) -> None:
    at = parse(schedule).next(after, find_zone(zone))
    if at is None:
        return
    assert after < at < after + 6 * YEAR
    wall = datetime.fromtimestamp(at, find_zone(zone))
    minutes, hours, days, months, weekdays = (
        members(field, *bounds)
        for field, bounds in zip(schedule.split(), ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6)), strict=True)
    )
    assert (wall.second, wall.microsecond) == (0, 0)
    assert wall.minute in minutes
    assert wall.hour in hours
    assert wall.month in months
    assert wall.day in days or wall.isoweekday() % 7 in weekdays


@given(schedule=SCHEDULES, after=st.integers(1_600_000_000, 1_900_000_000))
def test_no_time_before_the_next_one_meets_the_schedule(schedule: str, after: int) -> None:
    parsed = parse(schedule)
    at = parsed.next(after, UTC)
    horizon = min(after + 4 * 3600.0, at if at is not None else after + 4 * 3600.0)
    minute = after - after % 60 + 60
    while minute < horizon:
        assert parsed.next(minute - 1, UTC) == at != minute
        minute += 60


@pytest.mark.parametrize("schedule", ["0 0 31 2 *", "0 0 31 2,4,6,9,11 ?", "59 23 29 2 0", "0 0 31 2 */1"])
def test_a_schedule_that_never_or_hardly_ever_runs_is_answered_at_once(schedule: str) -> None:
    parsed, zone = parse(schedule), find_zone("Europe/Berlin")
    began = time.process_time()
    parsed.next(1.8e9, zone)
    assert time.process_time() - began < 0.1


def test_every_counts_from_the_run_before_in_whole_seconds() -> None:
    assert parse("@every 1h30m").next(1000.75, UTC) == 1000 + 5400
    assert parse("@every 1.9s").next(1000.75, UTC) == 1001
    assert parse("@every -2h").next(1000, UTC) == 1001


def test_a_schedule_that_names_its_zone_is_read_there() -> None:
    midnight = unix("2026-05-02T00:00:00+09:00")
    assert parse("TZ=Asia/Seoul 0 0 * * *").next(midnight - 3600, find_zone("America/New_York")) == midnight
    assert parse("CRON_TZ=Asia/Seoul @daily").next(midnight - 3600, UTC) == midnight


def test_beyond_the_last_year_of_the_calendar_there_is_no_next_time() -> None:
    assert parse("0 0 31 2 *").next(unix("9998-12-01T00:00:00+00:00"), UTC) is None
    assert parse("0 0 1 1 *").next(1e15, UTC) is None


def test_a_search_that_goes_round_in_circles_ends() -> None:
    # Fakaofo had no 30 December 2011: robfig's search comes back to the 29th for ever, and so the controller's.
    assert parse("@monthly").next(unix("2011-12-01T12:00:00+00:00"), find_zone("Pacific/Fakaofo")) is None


def test_a_field_of_commas_alone_never_fits() -> None:
    assert parse(", * * * *").next(1.8e9, UTC) is None
    assert parse("0 0 , * 1").next(1.8e9, UTC) is not None
