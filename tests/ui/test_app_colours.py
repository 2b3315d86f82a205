"""Terminals with few colours or none: words and glyphs say it all."""

from __future__ import annotations

import pytest

from tests.ui import scenes, story
from tests.ui.fake_session import FakeApp, ready


def told() -> FakeApp:
    return FakeApp(story.fill, namespace=story.NAMESPACE, start=story.NOW)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "linux", "COLORTERM": ""}])
async def test_few_colours_use_the_terminals_own_and_say_the_same(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rich_app = scenes.mixed()
    async with rich_app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        expected = rich_app.text
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    app = scenes.mixed()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.theme == "ansi-dark"
        assert app.text == expected
        line = app.lines().index(app.line_with("▌"))
        strip = app.screen._compositor.render_strips()[line]
        assert all(segment.style and segment.style.reverse for segment in strip if segment.text.strip())


async def test_all_colours_have_a_theme_of_their_own() -> None:
    app = told()
    async with app.run_test() as pilot:
        await ready(pilot)
        assert app.theme != "ansi-dark"


async def test_trouble_and_the_cursor_are_marked_without_colours() -> None:
    app = told()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.line_with("http-500").startswith(" ! ")
        assert app.line_with("healthy").startswith("   ")
        assert app.line_with("crash-exit-1").startswith("▌")
