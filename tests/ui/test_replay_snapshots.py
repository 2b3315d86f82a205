"""A replay as pictures, at three sizes. `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.clock import until
from tests.ui.replayed import ReplayApp, jump, landed

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

SIZES = [(80, 24), (120, 40), (200, 60)]
STATES: dict[str, list[str]] = {
    "held": [],
    "end": ["dollar_sign"],
    "asked_for_a_time": ["at", *"killed"],
    "feed": ["E", "right_parenthesis"],
    "not_recorded": ["5"],
}
"""Name to the keys pressed ten minutes after the start."""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("state", STATES)
def test_the_screen(state: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    app = ReplayApp(inspector=True)

    async def reach(pilot: Pilot[Any]) -> None:
        await until(lambda: app.playing is not None and app.playing.playback is not None)
        await until(lambda: app.session.feeds["pods"].loaded and app.playback.searched)
        await jump(app, pilot, app.playback.start + 600)
        app.main.pane.table.move_cursor(3)
        for key in STATES[state]:
            await pilot.press(key)
            await landed(app, pilot)
        if state == "feed":
            await until(lambda: "● recorded" in app.lines()[0])
        await landed(app, pilot)

    assert snap_compare(app, terminal_size=size, run_before=reach)
