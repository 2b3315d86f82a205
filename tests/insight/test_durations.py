from __future__ import annotations

import re
from datetime import UTC, datetime
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.durations import (
    DAY,
    HOUR,
    LONGEST,
    LONGEST_WAIT,
    MINUTE,
    YEAR,
    age,
    human_duration,
    ticking,
    until_older,
    youngest,
)

WORDS = [
    (-10, "<invalid>"),
    (-2, "<invalid>"),
    (-1.9, "0s"),
    (-1, "0s"),
    (0, "0s"),
    (0.9, "0s"),
    (1, "1s"),
    (119.9, "119s"),
    (120, "2m"),
    (121, "2m1s"),
    (333, "5m33s"),
    (10 * MINUTE - 1, "9m59s"),
    (10 * MINUTE, "10m"),
    (3 * HOUR - 1, "179m"),
    (3 * HOUR, "3h"),
    (3 * HOUR + 59, "3h"),
    (3 * HOUR + 12 * MINUTE, "3h12m"),
    (8 * HOUR - 1, "7h59m"),
    (8 * HOUR, "8h"),
    (2 * DAY - 1, "47h"),
    (2 * DAY, "2d"),
    (2 * DAY + 3 * HOUR, "2d3h"),
    (8 * DAY - 1, "7d23h"),
    (8 * DAY, "8d"),
    (2 * YEAR - 1, "729d"),
    (2 * YEAR, "2y"),
    (2 * YEAR + DAY, "2y1d"),
    (8 * YEAR - 1, "7y364d"),
    (8 * YEAR, "8y"),
    (2000 * YEAR, "292y"),
]


@pytest.mark.parametrize(("seconds", "words"), WORDS, ids=[words for _, words in WORDS])
def test_kubectls_words_at_every_limit(seconds: float, words: str) -> None:
    assert human_duration(seconds) == words


UNITS = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "y": YEAR}


def read_back(words: str) -> int:
    return sum(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)([smhdy])", words))


SECONDS = st.floats(min_value=0, max_value=9e9)


@given(SECONDS)
def test_nothing_is_rounded_up_and_little_is_lost(seconds: float) -> None:
    told = read_back(human_duration(seconds))
    assert told <= seconds < max(told * 1.13, told + 1)


@given(SECONDS, SECONDS)
def test_what_is_longer_is_never_told_as_shorter(one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    assert read_back(human_duration(shorter)) <= read_back(human_duration(longer))


def test_an_age_is_told_from_a_time_in_any_zone() -> None:
    assert age(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 5, 33, tzinfo=UTC).timestamp()) == "5m33s"


def test_a_time_that_is_not_there_has_an_unknown_age() -> None:
    assert age(None, 0.0) == "<unknown>"


@given(st.integers(0, LONGEST))
def test_a_duration_is_read_as_it_was_written(seconds: int) -> None:
    """To the figures that were cut off."""
    read = youngest([human_duration(seconds)])
    assert human_duration(read) == human_duration(seconds)
    assert read <= seconds


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), inf),
        (("web-5d4f", "1/1", "Running", "<none>", "<invalid>", "<unknown>"), inf),
        (("ip-10-0-3-5.eu-1d", "v1.35.4", "5s.example.org", "disk=9d"), inf),
        (("Running", "8 (5m33s ago)", "3h"), 333),
        (("2/2", "97d", "45s"), 45),
        (("Killing x49 over 62m, 12s ago",), 12),
    ],
)
def test_the_youngest_age_in_a_row(texts: tuple[str, ...], expected: float) -> None:
    """And nothing that only looks like one."""
    assert youngest(texts) == expected


@given(st.integers(0, 10 * DAY), st.integers(0, 30))
def test_an_age_that_is_shown_is_not_a_tenth_out(seconds: int, later: int) -> None:
    """Until it is looked at again, but for the shortest time between two looks and what the words leave out."""
    text = human_duration(seconds)
    wait = until_older([text], 2)
    assert 2 <= wait <= LONGEST_WAIT
    if later <= wait and seconds > 20:
        assert later <= seconds / 10


def test_a_period_does_not_tick() -> None:
    """Nor does a line that is not there later."""
    texts = ["ended 5m3s ago after 3s", "every 10s", "for 12s, of 20s", "gone 1s ago"]
    later = ["ended 5m4s ago after 3s", "every 10s", "for 13s, of 20s"]
    assert ticking(texts, later) == ["5m3s", "12s"]
