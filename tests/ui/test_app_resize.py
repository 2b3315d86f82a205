"""Any size at any time."""

from __future__ import annotations

import random

from rich.cells import cell_len

from tests.fakes import objects
from tests.ui import story
from tests.ui.fake_session import FakeApp, FakeSession, ready


def many(session: FakeSession) -> None:
    session.live(
        pods=[objects.pod(f"pod-{number:03d}", ready=number % 7 != 0) for number in range(200)],
        daemonsets=story.daemonsets(),
        jobs=story.jobs(),
        cronjobs=story.cronjobs(),
        nodes=story.nodes(),
    )


async def test_a_storm_of_sizes_keeps_the_cursor_and_every_line_full() -> None:
    dice = random.Random(35)
    app = FakeApp(many)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("pagedown", "pagedown", "down")
        key = app.table.cursor_key
        assert key is not None
        for width, height in [(40, 10), (300, 90), *((dice.randint(40, 300), dice.randint(10, 90)) for _ in range(20))]:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert app.table.cursor_key == key
            assert key[1] in app.line_with("▌")
            assert {cell_len(line) for line in app.lines()} == {width}
            assert len(app.lines()) == height


async def test_forty_by_ten_still_has_rows_titles_and_keys() -> None:
    app = FakeApp(many)
    async with app.run_test(size=(40, 10)) as pilot:
        await ready(pilot)
        assert "● live" in app.banner
        assert "pod-000" in app.text
        for title in ("1 Pods", "2 DaemonSets", "3 Jobs", "4 CronJobs", "5 Nodes"):
            assert title in app.text
        assert "help" in app.lines()[-1]
        assert "quit" in app.lines()[-1]


async def test_smaller_than_that_raises_nothing() -> None:
    app = FakeApp(many)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for size in ((10, 4), (1, 1), (20, 2), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert "pod-000" in app.line_with("▌")
