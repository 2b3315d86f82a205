"""Choosing columns on the screen: several from a list, or one label more by name."""

from __future__ import annotations

from ktui.model.version import NEWEST
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, ready


def fill(session: FakeSession) -> None:
    session.live(
        pods=[objects.pod("web", labels={"app": "shop", "tier": "front"}), objects.pod("db", labels={"app": "blog"})]
    )


def headers(app: FakeApp) -> list[str]:
    return app.line_with("NAME ").split()


async def test_columns_are_shown_in_the_order_in_which_they_were_marked() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("O")
        await ready(pilot)
        assert "label:tier" in app.text
        await pilot.press(*"node", "space", *["backspace"] * 4, *"stat", "space", "enter")
        await ready(pilot)
        assert headers(app) == ["NAME", "NODE", "STATUS"]
        app.session.identify(NEWEST)
        await ready(pilot)
        assert headers(app) == ["NAME", "NODE", "STATUS"], "they outlive what the server tells"
        await pilot.press("O", "enter")
        await ready(pilot)
        assert "READY" in headers(app)


async def test_esc_leaves_the_columns() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        before = headers(app)
        await pilot.press("O", "space", "escape")
        await ready(pilot)
        assert headers(app) == before


async def test_a_label_becomes_one_more_column_by_its_name() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("colon", *"column", "space", *"tier", "enter")
        await ready(pilot)
        assert "TIER" in headers(app)
        assert "READY" in headers(app)
        assert "front" in app.line_with("web")
        assert "<none>" in app.line_with("db")


async def test_a_label_that_no_object_has_yet_may_be_named_too() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("colon", *"column", "space", *"zone", "enter")
        await ready(pilot)
        assert "ZONE" in headers(app)


async def test_what_cannot_be_a_label_is_refused_in_a_sentence() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("colon", *"column", "space", "minus", *"x", "minus", "enter")
        await ready(pilot)
        assert "cannot be a label's key" in app.text
