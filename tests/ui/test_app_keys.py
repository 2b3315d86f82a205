"""The keys of the key table do what it says, at every usual size."""

from __future__ import annotations

import pytest

from ktui.model.kinds import KINDS
from ktui.ui.app import INTERRUPTED
from tests.fakes import objects
from tests.ui import story
from tests.ui.fake_session import FakeApp, FakeSession, ready

SIZES = [(80, 24), (120, 40), (200, 60)]
NAMES = [kind.name for kind in KINDS]


def many(session: FakeSession) -> None:
    session.live(pods=[objects.pod(f"pod-{number:03d}") for number in range(200)], nodes=story.nodes())


def cursor(app: FakeApp) -> int:
    return app.table.position[0]


@pytest.mark.parametrize("size", SIZES)
async def test_a_number_opens_its_pane_and_closes_the_others(size: tuple[int, int]) -> None:
    app = FakeApp(story.fill, namespace=story.NAMESPACE, start=story.NOW)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        assert app.opened == ["pods"]
        for number, name in enumerate(NAMES, 1):
            await pilot.press(str(number))
            assert app.opened == [name]
            assert [table for table in NAMES if app.table_of(table).size.height] == [name]
            assert app.focused is app.table_of(name)


async def test_tab_goes_round_forwards_and_backwards() -> None:
    app = FakeApp(many)
    async with app.run_test() as pilot:
        await ready(pilot)
        seen = []
        for _ in range(6):
            seen.append(app.opened[0])
            await pilot.press("tab")
        assert seen == [*NAMES, "pods"]
        await pilot.press("1", "shift+tab")
        assert app.opened == ["nodes"]


@pytest.mark.parametrize("back", ["z", "escape"])
async def test_zoom_shows_one_pane_alone_and_comes_back(back: str) -> None:
    app = FakeApp(many)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        before = app.text
        await pilot.press("z")
        await pilot.pause()
        assert "DaemonSets" not in app.text
        assert app.table.size.height == 24 - 3
        await pilot.press(back)
        await pilot.pause()
        assert app.text == before


async def test_tab_in_a_zoom_zooms_the_next_pane() -> None:
    app = FakeApp(many)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("z", "tab")
        await pilot.pause()
        assert app.opened == ["daemonsets"]
        assert " 1 Pods" not in app.text
        assert " 2 DaemonSets" in app.text


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["down", "down", "up"], 1),
        (["j", "j", "j", "k"], 2),
        (["end"], 199),
        (["G"], 199),
        (["G", "home"], 0),
        (["G", "g"], 0),
        (["up"], 0),
        (["end", "down"], 199),
    ],
)
async def test_the_cursor_moves_by_rows_and_to_both_ends(keys: list[str], row: int) -> None:
    app = FakeApp(many)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*keys)
        await pilot.pause()
        assert cursor(app) == row
        assert app.line_with("▌").split()[1] == f"pod-{row:03d}"
        assert f"{row + 1} of 200" in app.title_of("pods")


@pytest.mark.parametrize(("down", "up"), [("pagedown", "pageup"), ("ctrl+f", "ctrl+b")])
@pytest.mark.parametrize("size", SIZES)
async def test_a_page_is_what_the_pane_shows(size: tuple[int, int], down: str, up: str) -> None:
    app = FakeApp(many)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        page = app.table.size.height - 1
        await pilot.press(down)
        assert cursor(app) == page
        await pilot.press(down, up)
        assert cursor(app) == page


@pytest.mark.parametrize(("key", "code"), [("q", None), ("ctrl+c", INTERRUPTED)])
async def test_leaving(key: str, code: int | None) -> None:
    app = FakeApp(many)
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert not app.is_running
    assert app.return_value == code
    assert app.failure is None


async def test_keys_before_the_connection_harm_nothing() -> None:
    app = FakeApp()
    async with app.run_test() as pilot:
        await pilot.press("down", "end", "pagedown", "2", "tab", "z", "escape", "question_mark", "escape", "home")
        assert app.opened == ["jobs"]
        assert "Connecting" in app.text
