from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.log_lines import (
    LogLine,
    Search,
    behind,
    canonical,
    character_at,
    rows_of,
    short_stamp,
    shown,
    source_names,
    stamp_of,
    stamped,
)
from ktui.insight.text import width_of


@pytest.mark.parametrize(
    ("stamp", "canon"),
    [
        ("2026-11-24T18:38:50.116645070Z", "2026-11-24T18:38:50.116645070Z"),
        ("2026-11-24T18:38:50.11664507Z", "2026-11-24T18:38:50.116645070Z"),
        ("2026-11-24T18:38:50Z", "2026-11-24T18:38:50.000000000Z"),
        ("2026-11-24T20:38:50.5+02:00", "2026-11-24T18:38:50.500000000Z"),
        ("2026-11-24T20:38:50.500000000+02:00", "2026-11-24T18:38:50.500000000Z"),
        ("2026-11-24T18:38:50", ""),
        ("unable", ""),
        ("2026-99-24T18:38:50Z", ""),
        ("", ""),
    ],
)
def test_a_time_in_any_form_becomes_one_that_compares(stamp: str, canon: str) -> None:
    assert canonical(stamp) == canon


def test_a_line_is_divided_from_its_time() -> None:
    stamp = "2026-11-24T18:38:50.116645070Z"
    assert stamped(f"{stamp} a  b") == (stamp, "a  b")
    assert stamped(f"{stamp} ") == (stamp, "")
    assert stamped(stamp) == (stamp, "")
    assert stamped("unable to retrieve container logs") == ("", "unable to retrieve container logs")
    assert stamped("") == ("", "")


def test_a_time_of_our_own_and_how_it_is_shown() -> None:
    assert stamp_of(1_700_000_000.25) == "2023-11-14T22:13:20.250000000Z"
    assert short_stamp("2023-11-14T22:13:20.250000000Z") == "11-14 22:13:20.250Z"
    assert short_stamp("") == ""


def test_tabs_are_blanks_and_what_steers_a_terminal_is_seen() -> None:
    assert shown("a\tb\t\tc\r") == "a       b               c"
    assert shown("\x1b]52;c;aGk=\x07\x1b[2J\u202eabc\u200b") == "␛]52;c;aGk=␇␛[2J\\u202eabc\\u200b"


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.integers(2, 30))
def test_rows_hold_all_of_a_text_and_fit(text: str, width: int) -> None:
    text = shown(text)
    rows = rows_of(text, width)
    assert "".join(text[begin:end] for begin, end in rows) == text
    assert all(width_of(text[begin:end]) <= width for begin, end in rows)


def test_a_wide_character_is_not_broken() -> None:
    assert rows_of("ab漢字cd", 3) == [(0, 2), (2, 3), (3, 5), (5, 6)]
    assert behind("漢字cd", 1) == (1, 1)
    assert behind("abcd", 2) == (2, 0)
    assert behind("漢", 9) == (1, 0)


@pytest.mark.parametrize(
    ("text", "cell", "place"),
    [
        ("abc", 0, (0, 1)),
        ("abc", 2, (2, 3)),
        ("abc", 3, (3, 3)),
        ("abc", 99, (3, 3)),
        ("", 0, (0, 0)),
        ("a漢字b", 1, (1, 2)),
        ("a漢字b", 2, (1, 2)),
        ("a漢字b", 3, (2, 3)),
        ("a漢字b", 5, (3, 4)),
        ("a漢字b", 6, (4, 4)),
        ("e\u0301x", 0, (0, 2)),
        ("e\u0301x", 1, (2, 3)),
    ],
)
def test_the_character_in_a_cell(text: str, cell: int, place: tuple[int, int]) -> None:
    assert character_at(text, cell) == place


@given(st.text().map(shown), st.integers(0, 200))
def test_a_cell_has_the_character_that_ends_behind_it(text: str, cell: int) -> None:
    first, end = character_at(text, cell)
    assert width_of(text[:first]) <= cell or first == end == len(text)
    assert width_of(text[:end]) > cell or first == end == len(text)


def test_a_search_is_a_regular_expression_or_the_text_itself() -> None:
    line = LogLine(0, "", "GET /a(b HTTP 500")
    assert Search("http 5..").finds(line)
    assert Search("a(B").finds(line)
    assert not Search("404").finds(line)
    assert not Search("GET").finds(line._replace(note=True))
    assert list(Search("b|5").spans("ab5")) == [(1, 2), (2, 3)]
    assert list(Search("x*").spans("ab")) == []
    assert list(Search("[[a]").spans("[a"))


def test_it_finds_what_is_seen() -> None:
    assert Search("␛").finds(LogLine(0, "", "\x1b[31mred"))


def test_sources_are_named_by_what_tells_them_apart() -> None:
    assert source_names([("web", "a"), ("web", "b")]) == ["a", "b"]
    assert source_names([("x", "a"), ("y", "a")]) == ["x", "y"]
    assert source_names([("x", "a"), ("y", "b")]) == ["x/a", "y/b"]
