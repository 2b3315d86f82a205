"""What a search in a text finds."""

from __future__ import annotations

import pytest

from ktui.insight.text_search import finder


@pytest.mark.parametrize(
    ("wanted", "text", "places"),
    [
        ("", "anything", []),
        ("ERROR", "an error, an Error", [(3, 8), (13, 18)]),
        ("a.c", "abc a.c", [(0, 3), (4, 7)]),
        ("[", "a[0]", [(1, 2)]),
        ("x*", "yyy", []),
        ("[[a]", "[[a]", [(0, 1), (1, 2), (2, 3)]),
        ("^name", "name: a name", [(0, 4)]),
    ],
)
def test_a_pattern_or_what_it_says(wanted: str, text: str, places: list[tuple[int, int]]) -> None:
    assert finder(wanted)(text) == places
