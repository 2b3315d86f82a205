"""The shortest way from one style of writing to another."""

from __future__ import annotations

import pytest

from ktui.ui.pen import PLAIN, Pen, change, pen_after


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (PLAIN, PLAIN, ""),
        (None, PLAIN, "\x1b[m"),
        (Pen(foreground="31"), PLAIN, "\x1b[m"),
        (Pen(frozenset({1}), "31", "41"), Pen(frozenset(), "31", "41"), "\x1b[22m"),
        (Pen(frozenset({1, 2}), "31", "41"), Pen(frozenset({1}), "31", "41"), "\x1b[22;1m"),
        (Pen(frozenset({1}), "31", "41"), Pen(frozenset(), "", "41"), "\x1b[0;41m"),
        (Pen(background="48;2;1;1;1"), Pen(background="48;2;2;2;2"), "\x1b[48;2;2;2;2m"),
    ],
)
def test_the_shortest_change(old: Pen | None, new: Pen, expected: str) -> None:
    """A reset where that is shorter."""
    assert change(old, new) == expected


def test_codes_are_read_as_a_terminal_reads_them() -> None:
    """Left to right, an empty one is a reset."""
    assert pen_after(Pen(frozenset({1})), "") == PLAIN
    assert pen_after(PLAIN, "1;2;38;5;4;48;2;1;2;3;22;4;39") == Pen(frozenset({4}), "", "48;2;1;2;3")
