"""A terminal shows the same from fewer bytes."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from ktui.ui.screen_diff import ScreenDiff

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
    return cells, (screen.cursor.y, screen.cursor.x), screen.cursor.attrs


@given(st.lists(FRAMES.map("".join), min_size=1, max_size=4))
def test_the_screen_is_the_same(frames: list[str]) -> None:
    """Frame after frame, whatever styles, moves and modes they hold."""
    diff = ScreenDiff()
    sent: list[str] = []
    for frame in frames:
        sent.append(diff.shorten(frame))
        assert shown(*sent)[:2] == shown(*frames[: len(sent)])[:2]
    # Before something else is said to the terminal it writes as it was told to.
    sent.append(diff.shorten("\x1b[?1004l"))
    assert shown(*sent) == shown(*frames)


@given(st.lists(FRAMES.map("".join), min_size=1, max_size=3))
def test_it_is_never_longer(frames: list[str]) -> None:
    """Save for a word where nobody knows how the terminal writes, and a move where it is not sure where."""
    diff = ScreenDiff()
    sent = [diff.shorten(frame) for frame in frames]
    unknown = len("\x1b[m") * (1 + sum(frame.count("\x1b[?25") + frame.count("\x1b[K") for frame in frames))
    unsure = len("\x1b[1;99H") * sum(frame.count("界") for frame in frames)
    assert sum(map(len, sent)) <= sum(map(len, frames)) + unknown + unsure


INK = "\x1b[38;2;224;224;224;48;2;18;18;18m"


def drawn(line: int, cell: int, text: str) -> str:
    """A text somewhere, as Textual writes it."""
    return f"\x1b[{line};{cell}H{INK}{text}\x1b[0m"


def test_a_line_that_ticks_costs_what_differs_in_it() -> None:
    """And its colours are not said again, from line to line or from frame to frame."""
    diff = ScreenDiff()
    diff.shorten("".join(drawn(line, 1, f"web-{line}  1/1  Running  3m11s   10.0.0.{line}") for line in (4, 5)))
    frame = "\n".join(drawn(line, 1, f"web-{line}  1/1  Running  3m12s   10.0.0.{line}") for line in (4, 5))
    assert diff.shorten(frame + "\x1b[1;1H") == "\x1b[4;25H2\x1b[B\b2\x1b[1;1H"
    assert diff.shorten(frame + "\x1b[1;1H") == ""


def test_ages_beneath_each_other_cost_five_bytes_to_go_to() -> None:
    """A line down and two cells back, where the place as such would take eight."""
    diff = ScreenDiff()
    lines = range(10, 20)
    diff.shorten("".join(drawn(line, 1, "x" * 80) for line in lines))
    diff.shorten("".join(drawn(line, 70, "3m12s") for line in lines))
    ticked = diff.shorten("".join(drawn(line, 70, "3m31s") for line in lines))
    assert ticked.count("\x1b[B\b\b31") == 9


def test_a_frame_of_which_nothing_differs_is_not_sent() -> None:
    """Not even that it begins and ends."""
    diff = ScreenDiff()
    diff.shorten(drawn(1, 1, "a"))
    assert [diff.shorten(part) for part in ("\x1b[?2026h", drawn(1, 1, "a"), "\x1b[?2026l")] == ["", "", ""]
    assert [diff.shorten(part) for part in ("\x1b[?2026h", drawn(1, 1, "b"), "\x1b[?2026l")] == [
        "",
        "\x1b[?2026h\x1b[1;1Hb",
        "\x1b[?2026l",
    ]


def test_cells_between_two_that_differ_are_written_where_a_move_is_longer() -> None:
    """And moved over where it is shorter."""
    diff = ScreenDiff()
    diff.shorten(drawn(1, 1, "1 (38s ago)          3m46s"))
    assert diff.shorten(drawn(1, 1, "2 (39s ago)          3m56s")) == "\x1b[1;1H2 (39\x1b[18C5\x1b[2C"


def test_what_terminals_draw_in_different_widths_is_written_each_time() -> None:
    """And what comes after it on its line is placed, not left to where the terminal has got to."""
    diff = ScreenDiff()
    frame = drawn(1, 1, "界") + f"{INK}a\x1b[0m"
    diff.shorten(frame)
    assert diff.shorten(frame) == "\x1b[1;1H界\x1b[1;4H"
    diff.forget()
    assert diff.shorten(frame).endswith("界\x1b[1;3Ha")


def test_nothing_is_moved_on_a_screen_that_is_not_ours() -> None:
    """Before the first frame, and after the last."""
    diff = ScreenDiff()
    assert diff.shorten("\x1b[?1049h") == "\x1b[m\x1b[?1049h"
    diff.shorten(drawn(3, 5, "red"))
    assert diff.shorten("\x1b[?1049l") == "\x1b[m\x1b[?1049l"
    assert diff.shorten("\x1b[?25h") == "\x1b[m\x1b[?25h"


def test_a_clipboard_is_not_written_into() -> None:
    """A sequence stays whole, and what stands on the screen is known after it."""
    diff = ScreenDiff()
    diff.shorten(drawn(1, 1, "a"))
    assert diff.shorten("\x1b]52;c;YWJj\x07" + drawn(1, 1, "a")) == "\x1b[m\x1b]52;c;YWJj\x07"


def test_a_terminal_that_another_had_is_told_everything() -> None:
    """Nobody knows how the other left it."""
    diff = ScreenDiff()
    diff.shorten(drawn(1, 1, "a"))
    diff.forget()
    assert diff.shorten(drawn(1, 1, "a")) == "\x1b[1;1H\x1b[0;38;2;224;224;224;48;2;18;18;18ma"


@pytest.mark.parametrize("codes", ["4:3", "58;5;1", "38;5", "38;9;1", "99"])
def test_a_style_it_does_not_know_goes_through(codes: str) -> None:
    """And afterwards all is said anew."""
    diff = ScreenDiff()
    diff.shorten(drawn(1, 1, "a"))
    assert diff.shorten(f"\x1b[1;1H\x1b[{codes}ma") == f"\x1b[1;1H\x1b[m\x1b[{codes}m\x1b[1;1H\x1b[ma"
