"""From a line of the inspector to the object it is about, and back, at 80x24 and beside the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.events import EventGroup, events_page
from ktui.insight.relations import NowhereError
from ktui.model.kinds import EVENTS
from ktui.model.link import Link, LinkState
from ktui.model.reference import Reference
from ktui.model.row_choice import RowChoice
from ktui.ui.jumping import destination_of
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.fake_session import FakeApp, FakeSession, decoded, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot

SIZES = [(80, 24), (120, 40), (200, 60)]
SYNC = objects.owner("Job", "sync-1", "job-uid")
LIVE = Link(LinkState.LIVE, 0.0)
WEB = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-7d4f", "uid": "rs", "controller": True}


def group(title: str, *events: dict[str, Any], about: Reference | None = None) -> EventGroup:
    return EventGroup(title, decoded(EVENTS, events), LIVE, True, about)


def cluster(session: FakeSession) -> None:
    session.live(
        pods=[
            objects.pod("alone", node=None),
            objects.pod("sync-1-x", node="node-2", owned_by=SYNC),
            objects.pod("web-7d4f-x", node="node-1", owned_by=WEB),
        ],
        jobs=[objects.job("first", uid="f"), objects.job("sync-1", uid="job-uid")],
        nodes=[objects.node("node-1"), objects.node("node-2")],
    )
    session.events["pods", ("default", "sync-1-x")] = [
        group("", objects.event("own", about="sync-1-x")),
        group(
            "of its owner job/sync-1",
            objects.event("owners", about="sync-1", kind="Job", container=None, message="Created pod: sync-1-x"),
            about=Reference("Job", "default", "sync-1", "batch/v1", "job-uid"),
        ),
    ]
    session.events["pods", ("default", "web-7d4f-x")] = [
        group("of its owner replicaset/web-7d4f", about=Reference("ReplicaSet", "default", "web-7d4f", "apps/v1")),
    ]


def here(app: FakeApp) -> tuple[str, str]:
    key = app.table.cursor_key
    return app.main.pane.kind.name, key[1] if key else ""


def told(app: FakeApp) -> list[str]:
    return [toast.message for toast in app._notifications]


async def on_the_line(pilot: Pilot[Any], rows: int, key: str, text: str) -> FakeApp:
    """In the inspector of the pod in a row, on a tab's line that has `text`."""
    app = await ready(pilot)
    await pilot.press(*["down"] * rows, key)
    page = app.main.inspector.page
    await until(lambda: any(text in line.text for line in page.lines), what=lambda: app.text)
    while text not in page.current.text:
        before = page.line_number
        await pilot.press("down")
        assert page.line_number > before, app.text
    return app


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("tab", "text", "there"),
    [
        ("e", "Created pod", ("jobs", "sync-1")),
        ("e", "of its owner", ("jobs", "sync-1")),
        ("d", "Owner ", ("jobs", "sync-1")),
        ("d", "Node ", ("nodes", "node-2")),
    ],
)
async def test_enter_goes_to_the_object_of_the_line_and_backspace_comes_back(
    size: tuple[int, int], tab: str, text: str, there: tuple[str, str]
) -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=size) as pilot:
        await on_the_line(pilot, 1, tab, text)
        await pilot.press("enter")
        await ready(pilot)
        assert here(app) == there
        assert app.main.place == "panes"
        assert app.table.has_focus
        assert app.line_with("▌").split()[1] == there[1], "its row is in sight"
        assert app.lines()[1].strip() == f"Pods sync-1-x \u203a {app.main.pane.kind.title} {there[1]}"
        assert told(app) == []
        await pilot.press("backspace")
        await ready(pilot)
        assert here(app) == ("pods", "sync-1-x")
        assert app.main.place == "inspector", "where it began"
        await until(lambda: text in app.main.inspector.page.current.text)
        assert app.main.inspector.page.has_focus
        assert text in app.main.inspector.page.current.text, "on the same line"
        assert "\u203a" not in app.text


async def test_a_way_through_the_inspector_is_walked_back_without_leaving_it() -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_line(pilot, 1, "d", "Owner ")
        await pilot.press("enter", "enter")
        await ready(pilot)
        assert (here(app), app.main.place) == (("jobs", "sync-1"), "inspector")
        await pilot.press("backspace")
        await ready(pilot)
        assert (here(app), app.main.place) == (("pods", "sync-1-x"), "inspector")
        await pilot.press("backspace")
        await ready(pilot)
        assert (here(app), app.main.place) == (("pods", "sync-1-x"), "inspector"), "there is no way any more"


async def test_it_comes_back_to_the_tab_and_the_line_although_another_was_looked_at_meanwhile() -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_line(pilot, 1, "e", "of its owner")
        await pilot.press("enter", "y", "down", "backspace")
        page = app.main.inspector.page
        await until(lambda: "of its owner" in page.current.text, what=lambda: app.text)
        await pilot.press("home")
        assert page.line_number == 0


async def test_the_line_is_come_back_to_once_it_is_there_and_not_after_one_moved() -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_line(pilot, 1, "e", "Created pod")
        await pilot.press("enter")
        groups = app.session.events.pop(("pods", ("default", "sync-1-x")))
        await pilot.press("backspace")
        page = app.main.inspector.page
        await until(lambda: "No events" in app.text)
        assert page.line_number == 0
        app.main.inspector._show(events_page(groups, 0.0))
        assert "Created pod" in page.current.text
        await pilot.press("enter", "backspace")
        await until(lambda: "No events" in app.text)
        await pilot.press("down")
        app.main.inspector._show(events_page(groups, 0.0))
        assert page.line_number == 0


async def test_where_it_began_is_gone_the_way_back_leads_to_the_rows() -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_line(pilot, 1, "d", "Node ")
        await pilot.press("enter")
        app.session.remove("pods", ("default", "sync-1-x"))
        await pilot.press("backspace")
        await ready(pilot)
        assert (here(app)[0], app.main.place) == ("pods", "panes")
        assert app.line_with("▌").split()[1] == "web-7d4f-x"


@pytest.mark.parametrize(
    ("row", "tab", "text", "sentence"),
    [
        (1, "e", "Unhealthy", "Pod sync-1-x is the one under the cursor"),
        (2, "e", "of its owner", "ReplicaSet web-7d4f has no pane"),
        (2, "d", "Owner ", "ReplicaSet web-7d4f has no pane"),
        (1, "e", "TYPE ", "this line leads to no object"),
        (0, "e", "No events", "this line leads to no object"),
        (0, "d", "Owner ", "this line leads to no object"),
        (0, "y", "name: alone", "this line leads to no object"),
    ],
)
async def test_where_a_line_leads_nowhere_one_sentence_says_so_and_nothing_moves(
    row: int, tab: str, text: str, sentence: str
) -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_line(pilot, row, tab, text)
        before = here(app)
        await pilot.press("enter")
        await ready(pilot)
        assert told(app) == [sentence]
        assert (here(app), app.main.place) == (before, "inspector")
        assert text in app.main.inspector.page.current.text


async def test_an_owner_that_is_gone_or_replaced_is_not_gone_to() -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_line(pilot, 1, "d", "Owner ")
        app.session.put("jobs", objects.job("sync-1", uid="another"))
        await pilot.press("enter")
        app.session.remove("jobs", ("default", "sync-1"))
        await pilot.press("enter")
        await ready(pilot)
        assert told(app) == ["Job sync-1 is gone; another one has its name now", "Job sync-1 is gone"]


async def test_while_one_searches_enter_is_the_search_lines() -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_line(pilot, 1, "d", "Pod ")
        await pilot.press("slash", *"node-2", "enter")
        await ready(pilot)
        assert (here(app), told(app)) == (("pods", "sync-1-x"), [])
        await pilot.press("enter")
        await ready(pilot)
        assert here(app) == ("nodes", "node-2")


async def test_a_filter_that_hides_the_object_is_put_aside() -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.main.panes["jobs"].choose(RowChoice("first"))
        await on_the_line(pilot, 1, "e", "Created pod")
        await pilot.press("enter")
        await ready(pilot)
        assert here(app) == ("jobs", "sync-1")
        await pilot.press("backspace")
        await ready(pilot)
        assert app.main.panes["jobs"].shown == RowChoice("first")


async def test_the_number_of_a_pane_leaves_the_inspector_that_is_over_the_panes() -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("e", "5")
        await ready(pilot)
        assert app.line_with("▌").split()[1] == "node-1"
        assert "━" not in app.text


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        (Reference("Pod", "shop", "web", "v1"), "Pod web is in namespace shop: choose that namespace to see it"),
        (Reference("Pod", "default", "web", "v1"), "Pod web is gone"),
        (Reference("Node", "longhorn", "node-1", "longhorn.io/v1beta2"), "Node node-1 has no pane"),
        (Reference("Replica\x1bSet", "default", "a\u202e"), "Replica␛Set a"),
    ],
)
async def test_where_an_object_cannot_be_gone_to_it_is_said_why(about: Reference, sentence: str) -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        with pytest.raises(NowhereError) as said:
            destination_of(about, app.session)
        assert str(said.value).startswith(sentence)
        assert str(said.value).isprintable()
