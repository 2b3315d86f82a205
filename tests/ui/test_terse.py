"""A terminal shows the same from fewer bytes."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from ktui.ui.terse import PLAIN, Pen, Terse, change, pen_after

COLOURS = (None, "red", "bright_black", "color(7)", "color(120)", "#e0e0e0", "#0b3a5f", "default")
ATTRIBUTES = ("bold", "italic", "underline", "reverse", "strike")


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A text in a style, as Rich writes it."""
    attributes = draw(st.sets(st.sampled_from(ATTRIBUTES)))
    style = Style.parse(" ".join(sorted(attributes))) + Style(
        color=draw(st.sampled_from(COLOURS)), bgcolor=draw(st.sampled_from(COLOURS))
    )
    text = draw(st.text("ab ▌界", min_size=1, max_size=4))
    system = draw(st.sampled_from((ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD)))
    return style.render(text, color_system=system)


MOVES = st.builds("\x1b[{};{}H".format, st.integers(1, 5), st.integers(1, 20))
CONTROLS = st.sampled_from(("\x1b[?2026h", "\x1b[?2026l", "\x1b[?25l", "\x1b[?25h", "\x1b[0m", "\x1b[1;31m", "\x1b[K"))
# A new line only where Textual has one, between a text and the next: never below the last line.
SPANS = st.lists(pieces(), min_size=1, max_size=4).map("".join)
FRAMES = st.lists(st.one_of(st.tuples(MOVES, SPANS).map("".join), CONTROLS, MOVES.map("\r\n".__add__)), max_size=12)


def shown(*written: str) -> tuple[object, ...]:
    """All that an emulator of 6 lines of 60 cells, which no line here fills, knows of the screen."""
    screen = pyte.Screen(60, 6)
    stream = pyte.Stream(screen)
    for each in written:
        stream.feed(each)
    cells = [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]
    return cells, screen.cursor.attrs


@given(st.lists(FRAMES.map("".join), min_size=1, max_size=4))
def test_the_screen_is_the_same(frames: list[str]) -> None:
    """Frame after frame, whatever styles, moves and modes they hold."""
    terse = Terse()
    sent: list[str] = []
    for frame in frames:
        sent.append(terse.shorten(frame))
        assert shown(*sent)[0] == shown(*frames[: len(sent)])[0]
    # Before something else is said to the terminal it writes as it was told to.
    sent.append(terse.shorten("\x1b[?1004l"))
    assert shown(*sent) == shown(*frames)


@given(st.lists(FRAMES.map("".join), min_size=1, max_size=3))
def test_it_is_never_longer(frames: list[str]) -> None:
    """Save for one word at the beginning, when nobody knows how the terminal writes."""
    terse = Terse()
    sent = [terse.shorten(frame) for frame in frames]
    unknown = len("\x1b[m") * (1 + sum(frame.count("\x1b[?25") + frame.count("\x1b[K") for frame in frames))
    assert sum(map(len, sent)) <= sum(map(len, frames)) + unknown


def test_an_age_that_ticks_costs_its_move_and_its_text() -> None:
    """Under a cell of the same colours the colours are not said again, within a frame or from frame to frame."""
    colours = "38;2;224;224;224;48;2;18;18;18"
    terse = Terse()
    terse.shorten(f"\x1b[3;81H\x1b[{colours}m11s\x1b[0m")
    frame = "".join(f"\x1b[{y};81H\x1b[{colours}m12s\x1b[0m\r\n" for y in (4, 5)) + "\x1b[6;81H"
    assert terse.shorten(frame) == "\x1b[4;81H12s\x1b[5;81H12s\x1b[6;81H"


def test_good_bye_is_said_plainly() -> None:
    """The style is put back before the terminal is given back."""
    terse = Terse()
    terse.shorten("\x1b[1;31mred\x1b[0m")
    assert terse.shorten("\x1b[?1049l") == "\x1b[m\x1b[?1049l"


def test_a_clipboard_is_not_written_into() -> None:
    """A sequence stays whole, and what comes after it is as it was."""
    terse = Terse()
    terse.shorten("\x1b[1mb\x1b[0m")
    assert terse.shorten("\x1b]52;c;YWJj\x07\x1b[1mb\x1b[0m") == "\x1b[m\x1b]52;c;YWJj\x07\x1b[0;1mb"


def test_a_terminal_that_another_had_is_told_everything() -> None:
    """Nobody knows how the other left it."""
    terse = Terse()
    terse.shorten("\x1b[1mb\x1b[0m")
    terse.forget()
    assert terse.shorten("\x1b[1mb\x1b[0m") == "\x1b[0;1mb"


@pytest.mark.parametrize("codes", ["4:3", "58;5;1", "38;5", "38;9;1", "99"])
def test_what_it_does_not_know_goes_through(codes: str) -> None:
    """And afterwards all is said anew."""
    terse = Terse()
    terse.shorten("\x1b[1mb\x1b[0m")
    assert terse.shorten(f"\x1b[{codes}mx") == f"\x1b[m\x1b[{codes}m\x1b[mx"


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
    """From one style to another; a reset where that is shorter."""
    assert change(old, new) == expected


def test_codes_are_read_as_a_terminal_reads_them() -> None:
    """Left to right, an empty one is a reset."""
    assert pen_after(Pen(frozenset({1})), "") == PLAIN
    assert pen_after(PLAIN, "1;2;38;5;4;48;2;1;2;3;22;4;39") == Pen(frozenset({4}), "", "48;2;1;2;3")
