"""How little the whole screen paints, in lines drawn and bytes written, never in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes import objects
from tests.ui import story
from tests.ui.fake_session import FakeApp, FakeSession, ready
from tests.ui.row_table_app import KeptTerminal

if TYPE_CHECKING:
    import pytest
    from textual.driver import Driver
    from textual.strip import Strip

FRAME = 0.1
"""Seconds in which a change that is painted at all reaches the terminal: Textual paints 60 times a second."""


class WrittenApp(FakeApp):
    def get_driver_class(self) -> type[Driver]:
        return KeptTerminal

    @property
    def terminal(self) -> KeptTerminal:
        assert isinstance(self._driver, KeptTerminal)
        return self._driver


def many(session: FakeSession) -> None:
    session.live(pods=[objects.pod(f"pod-{number:03d}", resourceVersion="1") for number in range(500)])


async def test_five_hundred_changed_pods_draw_no_more_lines_than_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FakeApp(many)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        drawn: list[int] = []
        plain = app.table.render_line

        def render_line(y: int) -> Strip:
            drawn.append(y)
            return plain(y)

        monkeypatch.setattr(app.table, "render_line", render_line)
        changed = [objects.pod(f"pod-{number:03d}", ready=False, resourceVersion="2") for number in range(500)]
        app.session.put("pods", *changed)
        await pilot.pause(FRAME)
        assert 0 < len(drawn) <= app.table.size.height
        assert "0/1" in app.line_with("pod-000")


async def test_an_idle_second_writes_nothing() -> None:
    app = WrittenApp(story.fill, namespace=story.NAMESPACE, start=story.NOW)
    async with app.run_test(size=(120, 40), headless=False) as pilot:
        await ready(pilot)
        await pilot.pause(FRAME)
        app.terminal.written = ""
        for _ in range(5):
            app.tick()
            await pilot.pause(FRAME)
        assert app.terminal.written == ""


async def test_a_ticking_count_writes_a_few_bytes() -> None:
    app = WrittenApp(many)
    async with app.run_test(size=(120, 40), headless=False) as pilot:
        await ready(pilot)
        await pilot.press("5")
        await pilot.pause(FRAME)
        for number in range(3):
            app.terminal.written = ""
            app.session.put("pods", objects.pod(f"new-{number}"))
            app.main.panes["pods"].retitling.rested()
            await pilot.pause(FRAME)
            assert f"{501 + number}"[-1] in app.terminal.written
            assert len(app.terminal.written) < 120


async def test_counts_that_churn_repaint_their_title_a_few_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FakeApp(many)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("5")
        pane = app.main.panes["pods"]
        pane.retitling.rested()
        pane.retitling.rested()
        told: list[int] = []
        monkeypatch.setattr(pane.title, "show", lambda _lines: told.append(1))
        for number in range(100):
            app.session.put("pods", objects.pod(f"new-{number:03d}"))
        assert len(told) == 1


async def test_a_stale_second_writes_the_ages_and_countdowns_alone() -> None:
    from tests.ui.scenes import stale

    app = WrittenApp(stale().fill, namespace=story.NAMESPACE, start=story.NOW)
    async with app.run_test(size=(120, 40), headless=False) as pilot:
        await ready(pilot)
        await pilot.pause(FRAME)
        app.terminal.written = ""
        app.clock.jump(1)
        app._tick()
        await pilot.pause(FRAME)
        written = app.terminal.written
        assert 0 < len(written) < 400  # each place that counts costs a move and a figure or two
