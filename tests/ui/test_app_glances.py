"""PROBES and WHY on the screen: what is told of a pod's probes is in its row, moves it and fades."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

import ktui.session.glances
from ktui.insight.glance import glance as glance_of
from ktui.model.kinds import EVENTS
from ktui.model.link import LinkState
from tests.fakes import objects
from tests.fakes.clock import START
from tests.ui.fake_session import FakeApp, FakeSession, decoded, ready
from tests.ui.row_table_app import KeptTerminal

if TYPE_CHECKING:
    from textual.driver import Driver

    from ktui.insight.glance import Glance

FRAME = 0.1
"""Seconds in which a change that is painted at all reaches the terminal."""
PROBE = {"httpGet": {"port": 8080, "path": "/"}, "periodSeconds": 10, "failureThreshold": 3}
WIDE, NARROW = (140, 30), (80, 24)


def pod(name: str, version: int = 1, *, probes: tuple[str, ...] = ("livenessProbe",), **more: Any) -> dict[str, Any]:
    raw = objects.pod(name, uid=f"{name}-uid", resourceVersion=str(version), **more)
    raw["spec"]["containers"][0] |= dict.fromkeys(probes, PROBE)
    return raw


def three(session: FakeSession) -> None:
    session.live(pods=[pod("alpha"), pod("beta"), pod("gamma", probes=("livenessProbe", "readinessProbe"))])


def stamp(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def unhealthy(name: str, *, ago: float = 10, now: float = START, count: int = 1, **more: Any) -> dict[str, Any]:
    raw = objects.event(f"{name}.1", about=name, count=count, **more)
    raw |= {"firstTimestamp": stamp(now - ago), "lastTimestamp": stamp(now - ago)}
    return raw


async def tell(app: FakeApp, *events: dict[str, Any]) -> None:
    """What the watches of the events would deliver, who have been there for an hour."""
    session = app.session
    session.watch_events(since=START - 3600)
    session.link("pods", state=LinkState.LIVE)
    for event in decoded(EVENTS, events):
        session.memory.note_events(event.involved_object.uid, [event])
    session.flush()


def cell(app: FakeApp, name: str, header: str) -> str:
    line = app.line_with(f"{name} ")
    at = app.line_with("STATUS").index(header)
    return line[at:].partition("  ")[0].rstrip() if line[at : at + 2] != "  " else line[at:].split("  ")[1]


def order(app: FakeApp) -> list[str]:
    view = app.session.feeds["pods"].view
    return [view.key_at(index)[1] for index in range(len(view))]


async def test_what_is_told_of_a_probe_is_in_the_row_of_its_pod() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await tell(app)
        await ready(pilot)
        assert [cell(app, name, "PROBES") for name in ("alpha", "beta", "gamma")] == ["✓", "✓", "✓"]
        await tell(app, unhealthy("beta"))
        await ready(pilot)
        assert [cell(app, name, "PROBES") for name in ("alpha", "beta")] == ["✓", "L ·········▂"]
        assert "liveness" in app.line_with("beta")


async def test_without_the_events_nothing_is_known() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        assert cell(app, "alpha", "PROBES") == "▒"


async def test_it_stays_where_there_are_eighty_cells() -> None:
    app = FakeApp(three)
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot)
        assert app.line_with("STATUS").split() == ["NAME", "READY", "STATUS", "RESTARTS", "PROBES"]


async def test_minutes_later_the_row_has_moved_on_and_then_it_is_well_again() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await tell(app, unhealthy("beta"))
        await ready(pilot)
        app.clock.jump(120)
        app.tick()
        await ready(pilot)
        assert cell(app, "beta", "PROBES") == "L ·······▂··"
        app.clock.jump(600)
        app.tick()
        await ready(pilot)
        assert cell(app, "beta", "PROBES") == "✓"
        assert "liveness" not in app.line_with("beta")


async def test_rows_ordered_by_it_move_as_it_is_told_and_as_it_fades() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await tell(app)
        await pilot.press("o", *"prob", "enter")
        await ready(pilot)
        assert order(app) == ["alpha", "beta", "gamma"]
        await tell(app, unhealthy("gamma"))
        await ready(pilot)
        assert order(app) == ["gamma", "alpha", "beta"]
        await tell(app, unhealthy("beta", ago=8, count=2))
        await ready(pilot)
        assert order(app) == ["beta", "gamma", "alpha"], "the more, the worse"
        assert app.line_with("beta")
        app.clock.jump(660)
        app.tick()
        await ready(pilot)
        assert order(app) == ["alpha", "beta", "gamma"]
        assert app.lines()[3].split()[0:2] != [], "and is painted so"


async def test_at_another_time_of_a_recording_rows_are_where_they_were_then() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await tell(app, unhealthy("gamma"))
        await pilot.press("o", *"prob", "enter")
        app.clock.jump(660)
        app.main.pane.set_time()
        await ready(pilot)
        assert order(app) == ["alpha", "beta", "gamma"]
        app.clock.jump(-660)
        app.main.pane.set_time()
        await ready(pilot)
        assert order(app) == ["gamma", "alpha", "beta"]


async def test_by_why_the_worst_cause_comes_first() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        waiting = pod("beta", 2, ready=False)
        waiting["status"]["containerStatuses"][0] |= {
            "state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}},
            "started": False,
        }
        app.session.put("pods", waiting)
        await pilot.press("o", *"why", "enter")
        await ready(pilot)
        assert order(app) == ["beta", "alpha", "gamma"]


async def test_a_filter_by_trait_follows_what_is_told() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await tell(app)
        await pilot.press("slash", *"is:near", "minus", *"miss", "enter")
        await ready(pilot)
        assert order(app) == []
        await tell(app, unhealthy("beta"))
        await ready(pilot)
        assert order(app) == ["beta"]
        assert "1 of 3 · /is:near-miss" in app.title_of("pods")
        app.clock.jump(660)
        app.tick()
        await ready(pilot)
        assert order(app) == []
        assert "0 of 3 · /is:near-miss" in app.title_of("pods")


async def test_not_of_a_trait_and_words_of_the_columns() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await tell(app, unhealthy("beta"))
        for line, rows in (
            ("!is:near-miss", ["alpha", "gamma"]),
            ("PROBES:L", ["beta"]),
            ("WHY:liveness", ["beta"]),
            ("is:no-liveness", []),
        ):
            app.main.pane.choose(app.main.pane.wanted._replace(filter=line))
            await ready(pilot)
            assert order(app) == rows, line


async def test_a_trait_that_there_is_not_leaves_the_rows_and_says_so() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("slash", *"is:near")
        await ready(pilot)
        assert "there is no is:near: there are is:near-miss, is:flapping, is:no-liveness" in app.text
        assert order(app) == ["alpha", "beta", "gamma"]
        await pilot.press("escape", "2", "slash", *"is:x")
        await ready(pilot)
        assert "there is no is:x here" in app.text


@pytest.mark.parametrize("said", ["flapping", "is:flapping", "pods that flap"])
async def test_the_palette_has_the_traits(said: str) -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("colon", *("space" if key == " " else key for key in said), "enter")
        await ready(pilot)
        assert app.main.pane.shown.filter == "is:flapping"


async def test_the_help_and_the_line_have_them_too() -> None:
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("slash")
        await ready(pilot)
        assert "is:near-miss  is:flapping  is:no-liveness" in app.lines()[-1]
        await pilot.press("escape", "question_mark")
        await ready(pilot)
        assert "is:near-miss   fails, yet no kill" in app.text


async def test_they_are_chosen_as_any_column() -> None:
    app = FakeApp(three)
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot)
        await pilot.press("O", *"advi", "space", "enter")
        await ready(pilot)
        assert app.line_with("NAME ").split() == ["NAME", "ADVICE"]


class WrittenApp(FakeApp):
    """One whose terminal keeps what is written."""

    def get_driver_class(self) -> type[Driver]:
        return KeptTerminal

    @property
    def terminal(self) -> KeptTerminal:
        assert isinstance(self._driver, KeptTerminal)
        return self._driver


class Counted:
    """How often a glance was computed, of which pods."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []

        def glance(pod: Any, *rest: Any) -> Glance:
            self.names.append(pod.meta.name)
            return glance_of(pod, *rest)

        monkeypatch.setattr(ktui.session.glances, "glance", glance)


def many(session: FakeSession) -> None:
    session.live(pods=[pod(f"pod-{number:03d}") for number in range(500)])


async def test_only_rows_in_view_are_glanced_at(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    app = FakeApp(many)
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot)
        rows = app.table.size.height
        assert len(set(counted.names)) <= rows
        counted.names.clear()
        app.session.put("pods", *(pod(f"pod-{number:03d}", 2) for number in range(500)))
        await ready(pilot)
        assert 0 < len(counted.names) <= rows
        counted.names.clear()
        await tell(app, *(unhealthy(f"pod-{number:03d}") for number in range(400, 500)))
        counted.names.clear()
        app.clock.jump(61)
        app.tick()
        await ready(pilot)
        assert len(counted.names) <= 2 * rows, "what is out of sight is not looked at"


async def test_what_was_seen_is_kept_as_long_as_it_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    app = FakeApp(three)
    async with app.run_test(size=WIDE) as pilot:
        await ready(pilot)
        await tell(app, unhealthy("beta"))
        await ready(pilot)
        counted.names.clear()
        await pilot.press("down", "down", "up", "space")
        app.main.panes["pods"].table.marks_changed()
        await ready(pilot)
        assert "beta" not in counted.names
        await tell(app, unhealthy("beta", ago=5, count=2))
        await ready(pilot)
        assert counted.names.count("beta") == 1


async def test_once_a_minute_those_alone_are_moved_that_may_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FakeApp(many)
    async with app.run_test(size=NARROW) as pilot:
        await ready(pilot)
        await tell(app, *(unhealthy(f"pod-{number:03d}") for number in range(100, 120)))
        await pilot.press("o", *"prob", "enter")
        await ready(pilot)
        assert order(app)[0] == "pod-100"
        counted = Counted(monkeypatch)
        for _ in range(20):
            app.tick()
        await ready(pilot)
        assert not [name for name in counted.names if name >= "pod-100"], "a minute is not over"
        app.clock.jump(661)
        app.tick()
        await ready(pilot)
        assert {f"pod-{number:03d}" for number in range(100, 120)} <= set(counted.names)
        assert len(set(counted.names)) <= 20 + app.table.size.height
        assert order(app)[0] == "pod-000"


async def test_a_minute_writes_the_cells_that_move_alone() -> None:
    app = WrittenApp(many)
    async with app.run_test(size=WIDE, headless=False) as pilot:
        await ready(pilot)
        await tell(app, unhealthy("pod-003"))
        await pilot.pause(FRAME)
        app.tick()
        await pilot.pause(FRAME)
        app.terminal.written = ""
        for _ in range(5):
            app.tick()
            await pilot.pause(FRAME)
        assert app.terminal.written == "", "within a minute nothing moves"
        for _ in range(2):
            app.terminal.written = ""
            app.clock.jump(60)
            app._tick()  # no ages: those are every other second
            await pilot.pause(FRAME)
        assert "▂" in app.terminal.written
        assert "✓" not in app.terminal.written
        assert len(app.terminal.written) < 120
