"""The inspector: where it stands, what it follows, its tabs, and the way in and out."""

from __future__ import annotations

import pytest

from ktui.errors import UnreachableError
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.fake_session import FakeApp, FakeSession, ready

SIZES = [(80, 24), (120, 40), (200, 60)]


def some(session: FakeSession) -> None:
    session.live(pods=[objects.pod("alpha"), objects.pod("beta"), objects.pod("gamma")], nodes=[objects.node("node-1")])


async def shows(app: FakeApp, text: str) -> None:
    def seen() -> bool:
        return text in app.text

    await until(seen, what=lambda: f"{text!r} on the screen:\n{app.text}")


async def yaml(app: FakeApp, name: str) -> None:
    await shows(app, f"  name: {name}")


@pytest.mark.parametrize("size", SIZES[1:])
async def test_it_stands_beside_or_below_the_panes_and_follows_the_cursor(size: tuple[int, int]) -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await shows(app, "━ Probes ━")
        assert "alpha, default" in app.line_with("━ Probes ━")
        await pilot.press("down")
        await shows(app, "beta, default")
        assert app.focused is app.table


async def test_at_80x24_enter_opens_it_over_the_panes_and_esc_goes_back() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "━" not in app.text
        assert app.session.readings == 0
        await pilot.press("down", "enter")
        await shows(app, "beta, default")
        assert "DaemonSets" not in app.text
        await pilot.press("escape")
        await pilot.pause()
        assert "DaemonSets" in app.text
        assert "━" not in app.text
        assert app.focused is app.table
        assert app.line_with("▌").split()[1] == "beta"


@pytest.mark.parametrize("size", SIZES)
async def test_enter_takes_the_keys_in_and_esc_takes_them_out(size: tuple[int, int]) -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert app.main.inspector.page.has_focus
        await pilot.press("down", "down")
        assert app.table.position[0] == 0
        assert "esc back" in app.lines()[-1]
        await pilot.press("escape")
        assert app.focused is app.table
        assert "inspect" in app.lines()[-1]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("key", "title"),
    [("b", "━ Probes ━"), ("w", "━ Why ━"), ("d", "━ Summary ━"), ("e", "━ Events ━"), ("y", "━ YAML ━")],
)
async def test_a_letter_opens_its_tab(size: tuple[int, int], key: str, title: str) -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press(key)
        await shows(app, title)
        assert app.main.inspector.page.has_focus
        await pilot.press("y", "d", "e", key)
        await shows(app, title)


@pytest.mark.parametrize("size", SIZES)
async def test_brackets_go_round_the_tabs(size: tuple[int, int]) -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("enter")
        after = ("━ Why ━", "━ Summary ━", "━ Events ━", "━ YAML ━", "━ Probes ━")
        for key, title in (*(("]", title) for title in after), ("[", "━ YAML ━")):
            await pilot.press({"]": "right_square_bracket", "[": "left_square_bracket"}[key])
            await shows(app, title)


async def test_brackets_work_from_the_pane_too() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("right_square_bracket")
        await shows(app, "━ Why ━")
        assert app.focused is app.table


async def test_the_chosen_tab_stays_from_object_to_object_and_from_kind_to_kind() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("y", "escape")
        await yaml(app, "alpha")
        await pilot.press("down")
        await yaml(app, "beta")
        await pilot.press("5")
        await yaml(app, "node-1")
        assert "━ YAML ━" in app.text


async def test_a_kind_without_the_chosen_tab_shows_its_own_first_and_the_choice_stays() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("w", "escape")
        await shows(app, "━ Why ━")
        await pilot.press("5")
        await shows(app, "━ Summary ━")
        assert "Why" not in app.line_with("━ Summary ━")
        await pilot.press("w")
        await shows(app, "━ Summary ━")
        await pilot.press("escape", "1")
        await shows(app, "━ Why ━")


async def test_what_is_shown_is_never_another_objects() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await yaml(app, "alpha")
        app.main.inspector.settle = 3600.0
        await pilot.press("escape", "down")
        await pilot.pause()
        assert "beta, default" in app.line_with("━ YAML ━")
        assert "name: alpha" not in app.text


async def test_a_cursor_that_passes_by_reads_nothing() -> None:
    app = FakeApp(
        lambda session: session.live(pods=[objects.pod(f"pod-{number:03d}") for number in range(100)]), inspector=True
    )
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        app.main.inspector.choose("summary")
        await until(lambda: app.session.readings)
        app.main.inspector.settle = 3600.0
        before = app.session.readings
        await pilot.press(*["down"] * 50)
        await pilot.pause()
        assert app.session.readings == before


async def test_nothing_is_read_while_it_is_out_of_sight() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("i")
        await pilot.pause()
        assert "━" not in app.text
        before = app.session.readings
        await pilot.press("down", "down")
        await pilot.pause()
        assert app.session.readings == before
        await pilot.press("i")
        await shows(app, "gamma, default")


async def test_searching_and_leaving_step_by_step() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await yaml(app, "alpha")
        await pilot.press("slash", *"name")
        await shows(app, "/name: 1 of")
        await pilot.press("enter", "greater_than_sign")
        await shows(app, "/name: 2 of")
        await pilot.press("less_than_sign")
        await shows(app, "/name: 1 of")
        await pilot.press("escape")
        await pilot.pause()
        assert "/name" not in app.text
        assert app.main.inspector.page.has_focus
        await pilot.press("escape")
        assert app.focused is app.table


async def test_esc_in_the_search_gives_it_up() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await yaml(app, "alpha")
        await pilot.press("slash", *"q5", "escape")
        await pilot.pause()
        assert app.main.inspector.page.has_focus
        assert "q5" not in app.text


async def test_a_line_is_copied() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await yaml(app, "alpha")
        await pilot.press("down", "ctrl+y")
        await pilot.pause()
        assert app.clipboard == "name: alpha"
        assert "copied" in app.text


async def test_a_failed_reading_is_told_in_the_page() -> None:
    def fill(session: FakeSession) -> None:
        some(session)
        session.unreadable = UnreachableError("the server is away")

    app = FakeApp(fill, inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        app.main.inspector.choose("summary")
        await shows(app, "the server is away.")


async def test_it_has_nothing_to_say_of_an_empty_pane() -> None:
    app = FakeApp(lambda session: session.live(), inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("enter", "y", "d", "b", "w", "right_square_bracket")
        await pilot.pause()
        assert app.focused is app.table
        assert app.session.readings == 0


@pytest.mark.parametrize("focus", [True, False])
async def test_it_survives_every_resize(focus: bool) -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(200, 60)) as pilot:
        await ready(pilot)
        if focus:
            await pilot.press("y")
        for size in ((80, 24), (120, 40), (40, 10), (300, 90), (100, 30), (139, 29), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.focused is (app.main.inspector.page if focus else app.table)
            assert app.focused is not None
            assert app.focused.size.height > 0


async def test_who_manages_which_field_is_unfolded_and_folded_again() -> None:
    managed = objects.pod("alpha")
    managed["metadata"]["managedFields"] = [{"manager": "kubelet", "operation": "Update"}]
    app = FakeApp(lambda session: session.live(pods=[managed]), inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await yaml(app, "alpha")
        assert "manager: kubelet" not in app.text
        await pilot.press("F")
        await app.clock.advance(2)
        await shows(app, "manager: kubelet")
        await pilot.press("F")
        await app.clock.advance(2)
        await until(lambda: "manager: kubelet" not in app.text)


async def test_what_the_mouse_has_selected_is_copied() -> None:
    app = FakeApp(some, inspector=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("y")
        await yaml(app, "alpha")
        y = next(number for number, text in enumerate(app.lines()) if "  name: alpha" in text)
        await pilot.mouse_down(offset=(4, y))
        await pilot.hover(offset=(7, y))
        await pilot.mouse_up(offset=(7, y))
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert app.clipboard == "name"
