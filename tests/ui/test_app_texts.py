"""Names and messages from the cluster are shown, whatever they hold."""

from __future__ import annotations

from rich.cells import cell_len

from tests.fakes import objects
from tests.ui import scenes
from tests.ui.fake_session import FakeApp, FakeSession, ready


async def test_markup_is_literal_and_nothing_steers_the_terminal() -> None:
    app = scenes.wide_names()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "[red]not markup[/]" in app.text
        assert "steer␛[31m\\u202eing" in app.text
        assert all(line.isprintable() for line in app.lines())


async def test_names_in_titles_are_as_safe() -> None:
    def fill(session: FakeSession) -> None:
        session.live(nodes=[objects.node("[b]n\x1b[2Jode", ready=False)])

    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "[b]n␛[2Jode  NotReady" in app.title_of("nodes")


async def test_wide_characters_keep_the_columns() -> None:
    app = scenes.wide_names()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        rows = [line for line in app.lines() if "Running" in line]
        assert len(rows) == 6
        assert len({cell_len(line[: line.index("Running")]) for line in rows}) == 1
        assert all(cell_len(line) == 80 for line in app.lines())


async def test_long_names_keep_the_columns_and_the_width() -> None:
    for size in ((80, 24), (120, 40), (200, 60)):
        app = scenes.long_names()
        async with app.run_test(size=size) as pilot:
            await ready(pilot)
            rows = [line for line in app.lines() if "Running" in line and "in trouble" not in line]
            assert len(rows) == 4
            assert len({line.index("Running") for line in rows}) == 1
            assert all(len(line) == size[0] for line in app.lines())


async def test_a_worst_one_that_does_not_fit_loses_whole_phrases() -> None:
    name = "node-with-a-rather-long-name-of-some-cloud.example.internal"
    app = FakeApp(lambda session: session.live(nodes=[objects.node(name, ready=False, pressure=["Disk", "PID"])]))
    async with app.run_test(size=(120, 24)) as pilot:
        await ready(pilot)
        assert app.title_of("nodes").rstrip().endswith("NotReady, DiskPressure") or "…" not in app.title_of("nodes")
        await pilot.resize_terminal(70, 24)
        await pilot.pause()
        assert "…" not in app.title_of("nodes")
        assert "in trouble" in app.title_of("nodes")
