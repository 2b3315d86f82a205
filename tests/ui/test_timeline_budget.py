"""How little a timeline paints: in lines drawn and bytes written, never in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.model.kinds import EVENTS
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui import story
from tests.ui.fake_session import at_rest, decoded
from tests.ui.test_budget import FRAME, WrittenApp

if TYPE_CHECKING:
    import pytest
    from textual.pilot import Pilot
    from textual.strip import Strip

TCP_REFUSED = ("probes", "tcp-refused")


async def shown(pilot: Pilot[Any]) -> WrittenApp:
    """A pod whose readiness fails, in the inspector below the panes."""
    await at_rest(pilot)
    app = pilot.app
    assert isinstance(app, WrittenApp)
    app.main.inspector_wanted = True
    app.main._refit()
    app.main.pane.go_to(TCP_REFUSED, app.main.pane.wanted)
    await until(lambda: "main readiness" in app.text)
    await at_rest(pilot)
    await pilot.pause(FRAME)
    app.terminal.written = ""
    return app


def app_of() -> WrittenApp:
    return WrittenApp(story.fill, namespace=story.NAMESPACE, start=story.NOW)


async def test_a_new_failure_draws_its_lane_and_the_evidence_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of()
    async with app.run_test(size=(120, 40), headless=False) as pilot:
        await shown(pilot)
        view, drawn = app.main.inspector.page, []
        plain = view.render_line

        def render_line(y: int) -> Strip:
            drawn.append(view.lines[y].text if y < len(view.lines) else "")
            return plain(y)

        monkeypatch.setattr(view, "render_line", render_line)
        pod = app.session.feeds["pods"].store.objects[TCP_REFUSED]
        told = objects.event("fresh", story.NAMESPACE, about="tcp-refused", container="main")
        told["message"] = "Readiness probe failed: it is not there"
        told["involvedObject"]["uid"] = pod.meta.uid
        told["lastTimestamp"] = told["firstTimestamp"] = story.at(0)
        app.session.memory.note_events(pod.meta.uid, decoded(EVENTS, [told]))
        app.session.flush()
        await until(lambda: "it is not there" in app.text)
        await pilot.pause(FRAME)
        assert not any(text.startswith(("main runs", "pod", "     runs")) for text in drawn)
        assert len(drawn) <= 10, drawn
        assert len(app.terminal.written) < 1500


async def test_while_nothing_happens_a_minute_costs_next_to_nothing() -> None:
    app = app_of()
    async with app.run_test(size=(120, 40), headless=False) as pilot:
        await shown(pilot)
        for _ in range(60):
            await app.clock.advance(1)
            await pilot.pause()
        await pilot.pause(FRAME)
        assert 0 < len(app.terminal.written) < 60 * 25
