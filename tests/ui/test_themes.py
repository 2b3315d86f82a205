"""The themes: what is asked for is what one gets, and all of it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rich.color import Color
from textual.theme import BUILTIN_THEMES

from ktui.config import Config
from ktui.model.link import LinkState
from ktui.model.themes import CONTRAST, DARK, LIGHT, SIXTEEN
from ktui.ui.themes import THEMES
from tests.fakes import objects
from tests.ui import story
from tests.ui.contrast import ratio, worst
from tests.ui.fake_session import FakeApp, FakeSession, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot

NAMES = {DARK: "ktui-dark", LIGHT: "ktui-light", CONTRAST: "ktui-contrast", SIXTEEN: "ansi-dark"}
ENOUGH = {DARK: 4.5, LIGHT: 4.5, CONTRAST: 7.0}
"""WCAG's AA for text, and AAA for the theme that is made for it."""


def told(theme: str, **options: Any) -> FakeApp:
    def fill(session: FakeSession) -> None:
        story.fill(session)
        session.put("pods", objects.pod("a-done", story.NAMESPACE, phase="Succeeded"))
        session.link("jobs", state=LinkState.STALE, reason="the connection broke off")
        session.link("nodes", state=LinkState.DENIED, reason="list nodes")

    return FakeApp(
        fill,
        namespace=story.NAMESPACE,
        start=story.NOW,
        theme=theme,
        read_only=True,
        problems=["f line 1: x"],
        **options,
    )


def test_the_ratio_is_wcags() -> None:
    assert ratio(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert ratio(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ENOUGH)
async def test_all_that_is_shown_can_be_read(theme: str) -> None:
    app = told(theme)

    async def look(pilot: Pilot[int], what: str, inside: str = "Screen") -> None:
        await pilot.pause()
        low = {text: round(apart, 2) for text, apart in worst(app, inside).items() if apart < ENOUGH[theme]}
        assert low == {}, what

    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        for key in ("1", "down", "down", "3", "4", "5", "escape", "2"):
            await pilot.press(key)
            await look(pilot, key)
        await pilot.press("1", "question_mark")
        await look(pilot, "the help", "#help")


@pytest.mark.parametrize("theme", ENOUGH)
async def test_all_that_the_inspector_shows_can_be_read(theme: str) -> None:
    app = told(theme, inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        for key in ("down", "enter", "down", "e", "y", "slash", "a", "enter"):
            await pilot.press(key)
            await pilot.pause()
            low = {text: round(apart, 2) for text, apart in worst(app).items() if apart < ENOUGH[theme]}
            assert low == {}, key


@pytest.mark.parametrize("theme", ENOUGH)
async def test_what_the_mouse_selects_can_be_read(theme: str) -> None:
    app = told(theme)
    async with app.run_test():
        style = app.screen.get_component_rich_style("screen--selection")
        assert style.color is not None
        assert style.bgcolor is not None
        assert ratio(style.color, style.bgcolor) >= ENOUGH[theme]


@pytest.mark.parametrize("theme", NAMES)
async def test_the_theme_of_the_command_line_is_taken(theme: str) -> None:
    app = told(theme, config=Config(theme=DARK))
    async with app.run_test():
        assert app.theme == NAMES[theme]


async def test_the_configurations_is_taken_where_none_is_told() -> None:
    app = FakeApp(config=Config(theme=LIGHT))
    async with app.run_test():
        assert app.theme == "ktui-light"
    app = FakeApp()
    async with app.run_test():
        assert app.theme == "ktui-dark"


async def test_no_colour_goes_before_every_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = told(LIGHT)
    async with app.run_test():
        assert app.theme == "ansi-dark"


async def test_a_terminal_of_few_colours_goes_before_the_configuration_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.setenv("COLORTERM", "")
    app = FakeApp(config=Config(theme=LIGHT))
    async with app.run_test():
        assert app.theme == "ansi-dark"
    app = FakeApp(config=Config(theme=LIGHT), theme=LIGHT)
    async with app.run_test():
        assert app.theme == "ktui-light"


@pytest.mark.parametrize("theme", NAMES)
async def test_every_theme_says_the_same(theme: str) -> None:
    usual, app = told(DARK), told(theme)
    async with usual.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        expected = usual.text
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.text == expected


@pytest.mark.parametrize("theme", NAMES)
async def test_every_theme_marks_the_cursor(theme: str) -> None:
    app = told(theme)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        strips = app.screen._compositor.render_strips()
        row = app.lines().index(app.line_with("▌"))
        here, there = ([segment.style for segment in strips[y] if segment.text.strip()][-1] for y in (row, row + 1))
        assert here is not None
        assert there is not None
        assert (here.bgcolor, here.reverse) != (there.bgcolor, there.reverse)


def test_dark_has_the_colours_of_the_default_that_the_first_frame_is_styled_with() -> None:
    usual, ours = BUILTIN_THEMES["textual-dark"].to_color_system(), THEMES[DARK].to_color_system()
    assert ours.generate() == usual.generate()
