"""Times in a recording, as one types them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.errors import UsageError
from ktui.recording.moments import moment, said

START, END = 1795460023.753, 1795462692.557
"""2026-11-23T18:53:43.753Z to 2026-11-23T19:38:12.557Z."""
DAY = 86400.0


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-23T19:00:00Z", 1795460400.0),
        ("2026-11-23t19:00:00z", 1795460400.0),
        ("2026-11-23T19:00:00", 1795460400.0),
        ("2026-11-23 19:00", 1795460400.0),
        ("2026-11-23T19:00:00.25Z", 1795460400.25),
        ("2026-11-23T20:00:00+01:00", 1795460400.0),
        ("2026-11-23T14:00:00-0500", 1795460400.0),
        ("1795460400", 1795460400.0),
        ("1795460400.5", 1795460400.5),
        ("-5m", END - 300),
        ("-1m30s", END - 90),
        ("-0.5h", END - 1800),
        ("-0s", END),
        ("+90s", START + 90),
        ("+0s", START),
        ("19:00", 1795460400.0),
        ("19:00:30", 1795460430.0),
        ("19:00:30.5", 1795460430.5),
        (" 19:00 ", 1795460400.0),
        ("2026-11-23T18:53:43Z", START),
        ("18:53:43", START),
        ("2026-11-23T19:38:12Z", 1795462692.0),
        ("2026-11-23T19:38:13Z", END),
        (said(START), START),
        (said(END), END),
    ],
)
def test_a_time_is_said_in_many_ways(text: str, at: float) -> None:
    assert moment(text, START, END) == pytest.approx(at, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-11-23T18:00:00Z", "before the recording begins"),
        ("2026-11-24T18:00:00Z", "after the recording ends"),
        ("-2h", "before the recording begins"),
        ("+2h", "after the recording ends"),
        ("17:00", "before the recording begins"),
        ("90", "before the recording begins"),
        ("1795460400000", "after the recording ends"),
        ("yesterday", "is no time"),
        ("", "is no time"),
        ("5m", "is no time"),
        ("-5", "is no time"),
        ("+", "is no time"),
        ("2026-11-23", "is no time"),
        ("2026-13-23T18:00:00Z", "is no time of the calendar"),
        ("0001-01-01T00:00:00+09:00", "before the recording begins"),
        ("25:00", "is no time of day"),
        ("19:61", "is no time of day"),
        ("\x1b[2J", "is no time"),
    ],
)
def test_a_wrong_one_is_one_sentence_that_names_the_span(text: str, why: str) -> None:
    with pytest.raises(UsageError) as raised:
        moment(text, START, END)
    sentence = str(raised.value)
    assert why in sentence
    assert "from 2026-11-23T18:53:43.753Z to 2026-11-23T19:38:12.557Z" in sentence
    assert "\x1b" not in sentence


def test_a_time_of_day_that_comes_twice_needs_the_day() -> None:
    with pytest.raises(UsageError, match=r"has 2 times 19:00: say the day as well, as in 2026-11-23T19:00:00.000Z"):
        moment("19:00", START, START + DAY * 1.5)
    assert moment("18:00", START, START + DAY) == 1795460400.0 + DAY - 3600
    assert moment("03:00", START, START + DAY) == 1795460400.0 + 8 * 3600


@given(st.floats(0, 4e9), st.floats(0, 1e6))
def test_what_is_said_is_understood(start: float, length: float) -> None:
    end = start + length
    for at in (start, end):
        assert moment(said(at), start, end) == pytest.approx(at, abs=0.001)
