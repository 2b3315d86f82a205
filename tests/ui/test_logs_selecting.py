"""Dragging the mouse over a log, and copying what it has selected."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.ui.screens.logs import LogsScreen
from ktui.ui.widgets import drag_selecting
from tests.fakes import objects
from tests.fakes.clock import START
from tests.ui.logs_app import Logs, logs_open

PAGE = 24 - 3


async def lines(logs: Logs, *texts: str) -> None:
    await logs.say(*texts)
    await logs.pilot.pause()


async def drag(logs: Logs, begin: tuple[int, int], end: tuple[int, int], *, up: bool = True) -> None:
    """From one (row, column) of the log to another; the first column is the one of the bar."""
    top = logs.screen.view.region.y
    await logs.pilot.mouse_down(offset=(begin[1], top + begin[0]))
    await logs.pilot.hover(offset=(end[1], top + end[0]))
    if up:
        await logs.pilot.mouse_up(offset=(end[1], top + end[0]))
    await logs.pilot.pause()


async def copied(logs: Logs) -> str:
    await logs.press("ctrl+y")
    return logs.app.clipboard


def highlighted(logs: Logs) -> list[str]:
    """What has the colours of a selection, by row."""
    view = logs.screen.view
    style = view.screen.get_component_rich_style("screen--selection")
    rows = [
        "".join(
            piece.text
            for piece in view.render_line(y)
            if piece.style is not None and (piece.style.bgcolor, piece.style.color) == (style.bgcolor, style.color)
        )
        for y in range(view.size.height)
    ]
    return [row for row in rows if row]


async def test_text_is_selected_from_one_line_to_another_and_copied() -> None:
    async with logs_open() as logs:
        await lines(logs, "first line", "second line", "third line")
        await drag(logs, (0, 1 + 6), (2, 1 + 4))
        assert highlighted(logs) == ["line", "second line", "third"]
        assert await copied(logs) == "line\nsecond line\nthird"
        assert "selection copied" in logs.title
        assert highlighted(logs) == []
        assert await copied(logs) == "first line", "without a selection it is the line, which the drag began on"


async def test_it_pauses_and_the_selection_stays_with_its_lines() -> None:
    async with logs_open() as logs:
        await lines(logs, *(f"line {number:03d}" for number in range(100)))
        await drag(logs, (10, 1), (11, 8), up=False)
        assert "paused" in logs.title
        await lines(logs, *(f"line {number:03d}" for number in range(100, 150)))
        assert highlighted(logs) == ["line 089", "line 090"]
        await logs.press("home")
        assert highlighted(logs) == []
        assert await copied(logs) == "line 089\nline 090"


async def test_a_click_selects_nothing_and_takes_a_selection_away() -> None:
    async with logs_open() as logs:
        await lines(logs, "first", "second")
        await drag(logs, (0, 1), (1, 3))
        await logs.pilot.click(offset=(4, 3))
        await logs.pilot.pause()
        assert highlighted(logs) == []
        assert await copied(logs) == "second"


async def test_escape_takes_the_selection_away_before_it_leaves() -> None:
    async with logs_open() as logs:
        await lines(logs, "first", "second")
        await drag(logs, (0, 1), (1, 3))
        await logs.press("escape")
        assert highlighted(logs) == []
        assert isinstance(logs.app.screen, LogsScreen)
        await logs.press("escape")
        assert not isinstance(logs.app.screen, LogsScreen)


@pytest.mark.parametrize(
    ("begin", "end", "text"),
    [
        ((0, 1), (0, 2), "漢"),
        ((0, 2), (0, 3), "漢字"),
        ((0, 4), (0, 5), "字e\u0301"),
        ((0, 6), (0, 79), "x"),
        ((0, 79), (0, 1), "漢字e\u0301x"),
    ],
)
async def test_a_wide_character_is_selected_by_either_half(begin: Any, end: Any, text: str) -> None:
    async with logs_open() as logs:
        await lines(logs, "漢字e\u0301x")
        await drag(logs, begin, end)
        assert highlighted(logs) == [text]
        assert await copied(logs) == text


async def test_rows_of_a_wrapped_line_are_one_line() -> None:
    async with logs_open() as logs:
        await lines(logs, "a" * 70 + "b" * 20 + "c" * 5, "next")
        await drag(logs, (0, 1 + 65), (1, 12))
        assert highlighted(logs) == ["a" * 5 + "b" * 9, "b" * 11 + "c"]
        assert await copied(logs) == "aaaaa" + "b" * 20 + "c"
        await drag(logs, (1, 0), (2, 4))
        assert await copied(logs) == "b" * 11 + "c" * 5 + "\nnext"


async def test_the_cell_that_a_wide_character_leaves_at_the_end_of_a_row_selects_no_more() -> None:
    async with logs_open() as logs:
        await lines(logs, "漢" * 39 + "字" * 10)
        await drag(logs, (0, 1 + 74), (0, 79))
        assert await copied(logs) == "漢漢"


async def test_where_a_wrapped_line_was_selected_is_the_same_however_it_is_shown() -> None:
    async with logs_open() as logs:
        await lines(logs, "a" * 79 + "漢字" * 30)
        await drag(logs, (0, 1 + 77), (1, 4))
        for key in ("w", "right", "T"):
            await logs.press(key)
        await logs.pilot.resize_terminal(60, 20)
        await logs.pilot.pause()
        assert await copied(logs) == "aa漢字"


async def test_beyond_the_left_edge_of_a_long_line() -> None:
    async with logs_open() as logs:
        await lines(logs, "漢字" * 60 + "end")
        await logs.press("w", "right")
        assert logs.rows[0].startswith("▌漢字")
        await drag(logs, (0, 1), (0, 4))
        assert await copied(logs) == "漢字"
        await logs.press(*["right"] * 20)
        await drag(logs, (0, 0), (0, 79))
        assert (await copied(logs)).endswith("end")


def of_two(session: Any) -> None:
    session.live(pods=[objects.pod("web", containers=("app", "sidecar"), uid="web-uid")])


async def both(logs: Logs) -> None:
    await logs.press("m", "enter")
    app, sidecar = logs.app.session.streams.open
    await logs.say("from app", stream=app, at=START + 1)
    await logs.say("from sidecar", stream=sidecar, at=START + 2)
    await logs.say("app again", stream=app, at=START + 3)


async def test_the_source_before_the_text_is_copied_only_where_one_begins_there() -> None:
    async with logs_open(of_two) as logs:
        await both(logs)
        assert logs.rows[:3] == [" app     from app", " sidecar from sidecar", "▌app     app again"]
        await drag(logs, (0, 9 + 5), (2, 9 + 2))
        assert highlighted(logs) == ["app", "from sidecar", "app"]
        assert await copied(logs) == "app\nfrom sidecar\napp"
        await drag(logs, (0, 0), (2, 9 + 2))
        assert await copied(logs) == "app     from app\nsidecar from sidecar\napp     app"
        await drag(logs, (1, 9 + 3), (1, 5))
        assert await copied(logs) == "car from"
        await drag(logs, (0, 9 + 5), (1, 3))
        assert await copied(logs) == "app"


async def test_times_are_copied_where_one_begins_there() -> None:
    async with logs_open() as logs:
        await lines(logs, "first", "second")
        await logs.press("T")
        await drag(logs, (0, 0), (1, 80 - 1))
        assert await copied(logs) == "11-14 22:13:20.000Z first\n11-14 22:13:20.000Z second"
        await drag(logs, (0, 21), (1, 21))
        assert await copied(logs) == "first\ns"


async def test_control_characters_are_never_copied() -> None:
    async with logs_open() as logs:
        await lines(logs, "a\x1b]52;c;aGk=\x07b\u202e", "c\td\r")
        await drag(logs, (0, 0), (1, 79))
        assert await copied(logs) == "a␛]52;c;aGk=␇b\\u202e\nc       d"


async def test_only_matches_are_copied_where_only_they_are_shown() -> None:
    async with logs_open() as logs:
        await lines(logs, *(f"line {number} {'even' if number % 2 == 0 else 'odd'}" for number in range(8)))
        await logs.press("slash", *"even", "enter", "f")
        await drag(logs, (0, 1), (2, 79))
        assert await copied(logs) == "line 0 even\nline 2 even\nline 4 even"


async def test_beyond_an_edge_it_scrolls_as_long_as_the_mouse_is_there() -> None:
    async with logs_open() as logs:
        await lines(logs, *(f"line {number:03d}" for number in range(100)))
        await drag(logs, (5, 1), (-1, 1), up=False)
        await logs.until(lambda: highlighted(logs)[0] < "line 076")
        await drag(logs, (3, 1), (3, 4))


async def test_beyond_an_edge_it_scrolls_and_does_not_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drag_selecting, "PULL", 1e6)  # the test pulls
    async with logs_open() as logs:
        await lines(logs, *(f"line {number:03d}" for number in range(100)))
        view = logs.screen.view
        await drag(logs, (5, 1), (-1, 1), up=False)
        for _ in range(3):
            view.pull()
        await logs.pilot.pause()
        assert highlighted(logs)[0] == "line 076"
        await logs.pilot.hover(offset=(8, 23))
        for _ in range(9):
            view.pull()
        await logs.pilot.pause()
        assert "paused" in logs.title
        assert highlighted(logs)[-1] == "line 099"
        await logs.pilot.mouse_up(offset=(8, 23))
        assert (await copied(logs)).splitlines() == [f"line {number:03d}" for number in range(84, 100)]
        assert logs.app.mouse_captured is None


async def test_the_wheel_goes_on_while_one_drags() -> None:
    async with logs_open() as logs:
        await lines(logs, *(f"line {number:03d}" for number in range(100)))
        await drag(logs, (5, 1), (4, 1), up=False)
        from textual.events import MouseScrollUp

        view = logs.screen.view
        view.post_message(MouseScrollUp(view, 1, 4, 0, -1, 0, False, False, False))
        await logs.pilot.pause()
        await logs.pilot.pause()
        first = highlighted(logs)[0]
        assert first < "line 083"
        assert (await copied(logs)).startswith(first)


async def test_another_log_has_nothing_selected() -> None:
    async with logs_open() as logs:
        await lines(logs, "first", "second")
        await drag(logs, (0, 1), (1, 3), up=False)
        await logs.press("P")
        await lines(logs, "before", "that")
        assert highlighted(logs) == []
        assert await copied(logs) == "that"


async def test_lines_that_come_between_take_it_away() -> None:
    """Else it would hold other lines."""
    async with logs_open(of_two) as logs:
        await both(logs)
        await drag(logs, (0, 9), (1, 20))
        view = logs.screen.view
        view.renumbered(2)
        await logs.pilot.pause()
        assert highlighted(logs) == ["from app", "from sidecar"]
        view.renumbered(1)
        await logs.pilot.pause()
        assert highlighted(logs) == []


async def test_the_mouse_is_free_when_the_log_closes_in_the_midst_of_it() -> None:
    async with logs_open() as logs:
        await lines(logs, "first", "second")
        await drag(logs, (0, 1), (1, 3), up=False)
        assert logs.app.mouse_captured is logs.screen.view
        await logs.press("question_mark")
        assert logs.app.mouse_captured is None
        await logs.press("escape")
        await logs.pilot.hover(offset=(30, 5))
        assert highlighted(logs) == ["first", "sec"]
        await drag(logs, (0, 1), (1, 3), up=False)
        await logs.press("q")
        assert logs.app.mouse_captured is None


async def test_a_drag_over_an_empty_log_harms_nothing() -> None:
    async with logs_open() as logs:
        await drag(logs, (0, 1), (3, 3))
        await drag(logs, (20, 1), (-2, 3))
        assert "paused" not in logs.title
        await lines(logs, "one")
        await drag(logs, (5, 1), (0, 1))
        assert highlighted(logs) == []
        await drag(logs, (0, 1), (5, 0))
        assert await copied(logs) == "one"
