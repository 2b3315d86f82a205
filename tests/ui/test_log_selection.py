"""What is selected between two places of a log."""

from __future__ import annotations

import pytest
from textual.geometry import Offset
from textual.selection import SELECT_ALL, Selection

from ktui.insight.log_lines import LogLine
from ktui.session.log_ring import LogRing
from ktui.ui.log_rows import AllLines
from ktui.ui.log_selection import Under, between, selected_part, selected_text

TEXTS = ("zero", "one", "two", "three")


def ring(most: int = 100, *texts: str) -> LogRing:
    made = LogRing(most)
    made.append([LogLine(0, "", text) for text in texts or TEXTS])
    return made


def text(start: tuple[int, int], end: tuple[int, int], *, before: str = "", most: int = 100) -> str:
    """Of lines 0 to 3; places as (line, character)."""
    selection = Selection(Offset(start[1], start[0]), Offset(end[1], end[0]))
    return selected_text(AllLines(ring(most)), selection, lambda _line: before)


def under(line: int, first: int, end: int | None = None) -> Under:
    return Under(Offset(first, line), Offset(first + 1 if end is None else end, line))


@pytest.mark.parametrize(
    ("pressed", "now", "places"),
    [
        (under(1, 2), under(1, 4), ((2, 1), (5, 1))),
        (under(1, 4), under(1, 2), ((2, 1), (5, 1))),
        (under(1, 4), under(0, 9), ((9, 0), (5, 1))),
        (under(1, 4), under(1, 4), ((4, 1), (5, 1))),
        (under(2, 3, 3), under(1, -2), ((-2, 1), (3, 2))),
    ],
)
def test_both_ends_are_in_it_whichever_way_one_drags(
    pressed: Under, now: Under, places: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    assert between(pressed, now) == Selection(Offset(*places[0]), Offset(*places[1]))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((1, 0), (1, 3), "one"),
        ((1, 1), (1, 2), "n"),
        ((0, 2), (2, 1), "ro\none\nt"),
        ((2, 3), (3, 2), "\nth"),
        ((3, 0), (9, 0), "three"),
        ((7, 0), (9, 0), ""),
        ((1, 2), (3, -4), "e\ntwo\n"),
        ((0, -2), (0, 2), "|>ze"),
        ((0, -1), (2, 1), ">zero\n->|>one\n->|>t".replace("->", "")),
        ((0, -9), (1, -1), "|>zero\n|"),
    ],
)
def test_what_stands_before_the_text_is_in_it_only_where_it_begins_there(
    start: tuple[int, int], end: tuple[int, int], words: str
) -> None:
    assert text(start, end, before="|>") == words


def test_of_lines_that_were_dropped_nothing_is_left() -> None:
    assert text((0, 2), (3, 2), most=2) == "two\nth"


def test_a_note_and_what_steers_a_terminal_are_as_they_are_shown() -> None:
    made = ring(9, "a\tb\x1b[2J\r")
    made.append([LogLine(0, "", "link lost", note=True)])
    selection = Selection(Offset(0, 0), Offset(99, 1))
    assert selected_text(AllLines(made), selection, lambda _line: "") == "a       b␛[2J\n-- link lost"


def test_a_selection_without_ends_selects_nothing() -> None:
    assert selected_part(SELECT_ALL, 0) is None
    assert selected_part(None, 0) is None
    assert selected_text(AllLines(ring()), SELECT_ALL, lambda _line: "") == ""
