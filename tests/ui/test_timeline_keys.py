"""The timeline of the pod under the cursor: its keys, and that it goes with time and news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.events import EventGroup
from ktui.model.kinds import EVENTS
from ktui.model.link import Link, LinkState
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui import story
from tests.ui.fake_session import FakeApp, FakeSession, at_rest, decoded

if TYPE_CHECKING:
    from textual.pilot import Pilot

SIZES = [(80, 24), (120, 40), (200, 60)]
HTTP_500 = ("probes", "http-500")


def app_of() -> FakeApp:
    return FakeApp(story.fill, namespace=story.NAMESPACE, start=story.NOW, inspector=True)


async def on_http_500(pilot: Pilot[Any]) -> FakeApp:
    """The keys are the inspector's, and its Probes are shown."""
    await at_rest(pilot)
    app = pilot.app
    assert isinstance(app, FakeApp)
    app.main.pane.go_to(HTTP_500, app.main.pane.wanted)
    await pilot.press("enter")
    await shows(app, "5m ◂ 15m ▸ 30m")
    return app


async def shows(app: FakeApp, text: str) -> None:
    await until(lambda: text in app.text, what=lambda: f"{text!r} on the screen:\n{app.text}")


def page(app: FakeApp) -> list[str]:
    return [line.text for line in app.main.inspector.page.lines]


@pytest.mark.parametrize("size", SIZES)
async def test_the_pods_first_tab_shows_the_timeline(size: tuple[int, int]) -> None:
    app = app_of()
    async with app.run_test(size=size) as pilot:
        await on_http_500(pilot)
        assert "kubia liveness" in app.text
        assert "▲" in app.text
        assert all(len(line) <= app.main.inspector.page.size.width for line in page(app)[:6])


async def test_the_span_is_changed_and_kept_from_pod_to_pod_and_from_the_pane() -> None:
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await on_http_500(pilot)
        await pilot.press("plus")
        await shows(app, "15m ◂ 30m ▸ 1h")
        await pilot.press("escape", "equals_sign", "down")
        await shows(app, "30m ◂ 1h ▸ 3h")
        await pilot.press("minus", "minus", "minus", "minus", "minus")
        await shows(app, "  5m ▸ 15m")
        await pilot.press(*["plus"] * 9)
        await shows(app, "12h ◂ 24h")


async def test_the_cursor_goes_by_cells_and_comes_back_to_the_present() -> None:
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await on_http_500(pilot)
        assert "now ▲" in app.text or "▲ now" in app.text
        await pilot.press("left")
        await shows(app, "00:58:50 to 00:59:00 ▲")
        await pilot.press("left")
        await shows(app, "00:58:40 to 00:58:50 ▲")
        await pilot.press("right")
        await shows(app, "00:58:50 to 00:59:00 ▲")
        await pilot.press("right")
        await until(lambda: "now ▲" in app.text or "▲ now" in app.text)


async def test_the_evidence_under_the_cursor_is_shown_in_full() -> None:
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await on_http_500(pilot)
        seen = []
        for _ in range(4):
            before = page(app)
            await pilot.press("B")
            await until(lambda before=before: page(app) != before)  # type: ignore[misc]
            seen += page(app)
        text = "\n".join(seen)
        assert "exit 137: SIGKILL (128+9)" in text
        assert "Liveness probe failed: HTTP probe failed with statuscode: 500" in text
        await pilot.press("W", "W", "W", "W")
        await until(lambda: "now ▲" in app.text or "▲ now" in app.text)


async def test_keys_of_time_do_nothing_in_other_tabs() -> None:
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await on_http_500(pilot)
        assert "← → time" in app.lines()[-1]
        await pilot.press("d", "left", "B")
        await shows(app, "━ Summary ━")
        assert "← → time" not in app.lines()[-1]


async def test_new_evidence_comes_at_once_and_the_axis_goes_with_the_clock() -> None:
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await on_http_500(pilot)
        assert "fell over" not in app.text
        pod = app.session.feeds["pods"].store.objects[HTTP_500]
        told = objects.event("fresh", story.NAMESPACE, about="http-500", message="Liveness probe failed: it fell over")
        told["involvedObject"]["uid"] = pod.meta.uid
        told["lastTimestamp"] = told["firstTimestamp"] = story.at(0)
        app.session.memory.note_events(pod.meta.uid, decoded(EVENTS, [told]))
        app.session.flush()
        await shows(app, "fell over")
        axis = page(app)[1]
        await app.clock.advance(180)
        await until(lambda: page(app)[1] != axis)


async def test_a_pod_that_goes_keeps_its_page_and_one_of_its_name_takes_its_place() -> None:
    app = app_of()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_http_500(pilot)
        raw = next(pod for pod in story.pods() if pod["metadata"]["name"] == "http-500")
        app.session.remove("pods", HTTP_500)
        await shows(app, "It is gone; this is what was known last.")
        assert "kubia liveness" in app.text
        raw["metadata"]["uid"] = "another"
        raw["spec"]["containers"][0]["name"] = "other"
        app.session.put("pods", raw)
        await shows(app, "other liveness")
        assert "It is gone" not in app.text


async def test_the_chart_is_made_for_the_width_there_is() -> None:
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await on_http_500(pilot)
        for width, height in ((80, 24), (200, 60), (40, 12), (120, 40)):
            await pilot.resize_terminal(width, height)
            await until(lambda: len(page(app)[1]) == app.main.inspector.page.size.width - 2)


async def test_where_events_may_not_be_listed_the_page_says_so() -> None:
    def fill(session: FakeSession) -> None:
        story.fill(session)
        denied = Link(LinkState.DENIED, 0.0, "list events in probes")
        session.events["pods", HTTP_500] = [EventGroup("", [], denied, loaded=False)]

    app = FakeApp(fill, namespace=story.NAMESPACE, start=story.NOW, inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await on_http_500(pilot)
        words = "You may not list events in probes here: what its probes answered is not known."
        await shows(app, words)
        await pilot.press("w")
        await shows(app, "container kubia started")
        assert words in app.text


async def test_why_shows_every_restart_when_it_is_asked_to() -> None:
    app = app_of()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_http_500(pilot)
        await pilot.press("w")
        await shows(app, "F shows each with its evidence")
        folded = len(page(app))
        await pilot.press("F")
        await until(lambda: len(page(app)) > 2 * folded)
        await pilot.press("F")
        await until(lambda: len(page(app)) == folded)
