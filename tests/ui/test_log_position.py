"""Where in a log one is, without a screen: lines of any height, that come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.log_lines import LogLine
from ktui.session.log_ring import LogRing
from ktui.ui.log_position import LogPosition
from ktui.ui.log_rows import AllLines

if TYPE_CHECKING:
    from collections.abc import Callable

MOVES: dict[str, Callable[[LogPosition], None]] = {
    "up": LogPosition.up,
    "down": LogPosition.down,
    "page up": lambda position: position.turn(-1),
    "page down": lambda position: position.turn(1),
    "wheel up": lambda position: position.scroll(-3),
    "wheel down": lambda position: position.scroll(3),
    "home": LogPosition.home,
    "end": LogPosition.follow,
    "somewhere": lambda position: position.go_to(7),
}


def ring(heights: list[int], most: int = 1000) -> LogRing:
    """Lines that take so many rows: as many as their text has letters."""
    made = LogRing(most)
    made.append([LogLine(0, "", "x" * height) for height in heights])
    return made


def at(lines: LogRing, page: int) -> LogPosition:
    position = LogPosition(AllLines(lines), lambda line: len(line.text))
    position.page = page
    return position


HEIGHTS = st.lists(st.integers(1, 9), min_size=1, max_size=30)


@given(HEIGHTS, st.integers(1, 8), st.lists(st.sampled_from(sorted(MOVES)), max_size=30))
def test_whatever_one_does_the_screen_is_full_and_shows_the_current_line(
    heights: list[int], page: int, moves: list[str]
) -> None:
    position = at(ring(heights), page)
    position.on_screen()
    for move in moves:
        MOVES[move](position)
        shown = position.on_screen()
        assert len(shown) == min(page, sum(heights))
        assert any(current for _, current in shown)
        spots = [spot for spot, _ in shown]
        assert spots == sorted(spots)
        if position.following:
            assert (spots[-1].line, spots[-1].row) == (len(heights) - 1, heights[-1] - 1)


@given(HEIGHTS, st.integers(1, 8), st.sampled_from(["up", "page up", "home", "wheel up"]))
def test_what_one_reads_stays_while_lines_come(heights: list[int], page: int, move: str) -> None:
    lines = ring(heights)
    position = at(lines, page)
    position.on_screen()
    MOVES[move](position)
    before = position.on_screen()
    lines.append([LogLine(0, "", "new")] * 5)
    assert position.on_screen()[: len(before)] == before
    assert position.unseen == 5


@given(HEIGHTS, st.integers(1, 8))
def test_one_at_a_line_that_is_dropped_is_at_the_oldest(heights: list[int], page: int) -> None:
    lines = ring(heights, most=len(heights))
    position = at(lines, page)
    position.on_screen()
    position.home()
    lines.append([LogLine(0, "", "xx")] * len(heights))
    position.on_screen()
    assert position.current_number == lines.dropped


@given(HEIGHTS, st.integers(1, 8))
def test_down_from_the_oldest_goes_over_every_line_to_the_end(heights: list[int], page: int) -> None:
    position = at(ring(heights), page)
    position.on_screen()
    position.home()
    seen = set()
    for _ in range(sum(heights) + len(heights) + 1):
        seen |= {(spot.line, spot.row) for spot, _ in position.on_screen()}
        position.down()
    assert position.following
    assert len(seen) == sum(heights)


def test_without_a_line_nothing_happens() -> None:
    position = at(LogRing(), 5)
    for move in MOVES.values():
        move(position)
        assert position.on_screen() == []
        assert position.current is None
        assert position.current_number == 0


def test_while_one_drags_the_end_is_not_followed() -> None:
    position = at(ring([1] * 20), 5)
    position.on_screen()
    position.scroll(-2)
    position.scroll(2)
    position.scroll(2, follow=False)
    assert not position.following
    position.scroll(2)
    assert position.following
