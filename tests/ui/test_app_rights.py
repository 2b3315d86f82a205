"""A key whose right is missing says which one: in the line of keys, the help, the palette, and when it is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.model.keys import KEYS, PANES
from ktui.model.kinds import NODES
from ktui.ui import changes
from ktui.ui.changes import Changes
from ktui.ui.permits import CLOSED
from ktui.ui.screens.help import help_lines
from ktui.ui.widgets.key_bar import key_line
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.fake_session import FakeApp, FakeSession, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from ktui.model.keys import Key


def fill(session: FakeSession) -> None:
    session.live(
        pods=[objects.pod("a", "web"), objects.pod("b", "web"), objects.pod("c", "shop")],
        nodes=[objects.node("n0")],
    )


def keys_line(app: FakeApp) -> str:
    return app.lines()[-1]


async def asked(pilot: Pilot[Any], *, times: int) -> FakeApp:
    """Wait until rights were asked for so often."""
    app = await ready(pilot)
    cluster = app.session.fake_transport
    await until(lambda: cluster.reviews >= times, what=lambda: f"{cluster.reviews} reviews")
    await ready(pilot)
    assert cluster.reviews == times
    return app


async def test_what_is_missing_is_said_in_the_line_of_keys_the_help_and_the_palette() -> None:
    app = FakeApp(fill, namespace=None)
    app.denied = {"patch nodes"}
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("5")
        await asked(pilot, times=2)
        await until(lambda: "c cordon, needs: patch nodes" in keys_line(app))
        await pilot.press("question_mark")
        await ready(pilot)
        assert "needs: patch nodes" in app.text
        await pilot.press("escape", "colon", *"cordon")
        await ready(pilot)
        assert "needs: patch nodes" in app.line_with("cordon or uncordon")
        await pilot.press("escape", "c")
        await ready(pilot)
        (toast,) = app._notifications
        assert toast.message == "c needs the right to patch nodes, which you do not have"
        assert app.screen is app.main


async def test_a_namespace_is_asked_about_when_the_cursor_comes_there_and_once() -> None:
    app = FakeApp(fill, namespace=None)
    app.denied = {"create pods/exec"}
    async with app.run_test(size=(120, 40)) as pilot:
        await asked(pilot, times=2)
        await pilot.press("down", "down")
        await asked(pilot, times=4)
        await pilot.press("up", "up", "s")
        await ready(pilot)
        (toast,) = app._notifications
        assert toast.message.startswith("s needs the right to create pods/exec in ")
        assert app.session.fake_transport.reviews == 4


async def test_until_the_server_has_answered_every_key_is_open() -> None:
    app = FakeApp(fill, namespace=None)
    app.denied = {"patch nodes"}
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("5", "c")
        await until(lambda: "Cordon Node n0" in app.text)


def begin(session: FakeSession) -> None:
    session.identify()
    session.listing("pods", [objects.pod("a", "web")], 9_999)


async def test_the_first_list_goes_before_the_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "REST", 0.01)
    tries = 0
    plain = Changes._ask

    def counted(self: Changes, here: Any) -> None:
        nonlocal tries
        tries += 1
        plain(self, here)

    monkeypatch.setattr(Changes, "_ask", counted)
    app = FakeApp(begin, namespace=None)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await until(lambda: tries >= 3)
        assert app.session.fake_transport.reviews == 0
        app.session.listed("pods", [objects.pod("a", "web")])
        await asked(pilot, times=2)


async def test_a_list_that_takes_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "REST", 0.01)
    monkeypatch.setattr(changes, "SETTLE", 0.05)
    app = FakeApp(begin, namespace=None)
    async with app.run_test(size=(120, 40)) as pilot:
        await asked(pilot, times=2)


async def test_under_read_only_nothing_is_asked() -> None:
    app = FakeApp(fill, namespace=None, read_only=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("5", "question_mark")
        await ready(pilot)
        assert CLOSED in app.text
        await pilot.press("escape", "colon", *"cordon")
        await ready(pilot)
        assert CLOSED in app.line_with("cordon or uncordon")
        assert app.session.fake_transport.reviews == 0


def denied(*ids: str, why: str = "needs: patch nodes") -> Any:
    return lambda key: why if key.id in ids else ""


def test_the_line_of_keys_has_those_of_the_kind() -> None:
    def text(why_not: Any) -> str:
        return "".join(text for text, _ in key_line(PANES, 400, KEYS, kind=NODES, why_not=why_not))

    assert "c cordon   ctrl+d delete" in text(denied())
    assert "t run" not in text(denied())
    assert "c cordon, needs: patch nodes   ctrl+d delete" in text(denied("write.cordon"))
    assert "cordon" not in text(denied("write.cordon", why=CLOSED))


@pytest.mark.parametrize(
    ("why", "shown"),
    [
        ("needs: patch nodes", "needs: patch nodes"),
        ("needs: patch daemonsets.apps", "needs patch daemonsets"),
        ("needs: create pods/exec", "needs create pods/exec"),
        (CLOSED, CLOSED),
    ],
)
def test_the_help_says_it_in_the_room_there_is(why: str, shown: str) -> None:
    def why_not(key: Key) -> str:
        return why if key.id == "write.cordon" else ""

    lines = help_lines(table=KEYS, why_not=why_not)
    assert any((shown, "muted") in line for line in lines)
