"""`:` and ctrl+p: everything by name."""

from __future__ import annotations

import pytest

from ktui.model.keys import EVERYWHERE, HELP, INSPECTOR, KEYS, PANES, keys_of
from ktui.model.kinds import KINDS
from ktui.ui.palette import UNSAID, WORDS, Going, entries, going, key_with
from ktui.ui.screens.help import HelpScreen
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, ready


def fill(session: FakeSession) -> None:
    session.live(pods=[objects.pod("web", name) for name in session.namespaces or ("a", "b")])


async def said(app: FakeApp, keys: str) -> FakeApp:
    """Say it, and enter."""
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("colon")
        await ready(pilot)
        await pilot.press(*("space" if key == " " else key for key in keys), "enter")
        return await ready(pilot)


# What is in it


def test_it_has_every_key_of_the_place_once() -> None:
    for place in (PANES, HELP):
        listed = [choice.value for choice in entries(place)]
        wanted = [key.id for key in KEYS if key.where in (place, EVERYWHERE) and key.id not in UNSAID]
        assert sorted(listed) == sorted(wanted)
        assert len(set(listed)) == len(listed)


def test_around_the_inspector_are_the_panes_but_for_the_keys_it_has_itself() -> None:
    listed = [choice.value for choice in entries(INSPECTOR, PANES)]
    inner = [key.id for key in keys_of(INSPECTOR)]
    assert listed[: len(inner)] == inner
    assert {"pane.pods", "scope.namespaces", "app.help"} <= set(listed)
    keys = [name for value in listed for name in key_with(value).keys]  # type: ignore[union-attr]
    assert len(keys) == len(set(keys))


async def test_it_acts_in_the_inspector_where_that_has_the_keys() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("enter")
        await ready(pilot)
        assert app.main.place == INSPECTOR
        await pilot.press("colon")
        await ready(pilot)
        back = next(key for key in keys_of(INSPECTOR) if "escape" in key.keys)
        app.screen.line.value = back.does  # type: ignore[attr-defined]
        await pilot.press("enter")
        await ready(pilot)
        assert app.main.place == PANES


def test_each_entry_says_what_it_does_and_by_which_key() -> None:
    for choice in entries(PANES):
        key = key_with(choice.value)
        assert key is not None
        assert (choice.text, choice.note) == (key.does, key.shown)


def test_other_words_are_of_keys_there_are() -> None:
    assert set(WORDS) <= {key.id for key in KEYS}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("ns", None),
        ("ns ", Going("scope.namespaces", ("",))),
        ("ns web", Going("scope.namespaces", ("web",))),
        (" NS  web ,b, c", Going("scope.namespaces", ("web", "b", "c"))),
        ("namespace web", Going("scope.namespaces", ("web",))),
        ("ctx prod-1", Going("scope.contexts", ("prod-1",))),
        ("context my own, really", Going("scope.contexts", ("my own, really",))),
        ("this pane", None),
        ("", None),
    ],
)
def test_a_text_that_says_where_to_go(text: str, where: Going | None) -> None:
    assert going(text) == where


# What it does


@pytest.mark.parametrize(("word", "name"), [(word, kind.name) for kind in KINDS for word in (kind.name, *kind.words)])
async def test_a_kind_opens_its_pane(word: str, name: str) -> None:
    app = await said(FakeApp(fill), word)
    assert app.opened == [name]


@pytest.mark.parametrize("opener", ["colon", "ctrl+p"])
async def test_both_keys_open_it(opener: str) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(opener)
        await ready(pilot)
        await pilot.press(*"zoom", "enter")
        await ready(pilot)
        assert app.main.query_one("#panes").has_class("-zoom")


@pytest.mark.parametrize("word", ["q", "leave", "quit"])
async def test_it_leaves(word: str) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("colon")
        await ready(pilot)
        await pilot.press(*word, "enter")
        await pilot.pause()
        await pilot.pause()
        assert not app.is_running
    assert app.failure is None


async def test_it_opens_other_lists_and_the_help() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for word, title in (("ns", "Namespaces"), ("ctx", "Contexts")):
            await pilot.press("colon", *word, "enter")
            await ready(pilot)
            assert f"─ {title} ─" in app.text
            await pilot.press("escape")
            await ready(pilot)
        await pilot.press("colon", *"these", "enter")
        await ready(pilot)
        assert isinstance(app.screen, HelpScreen)


@pytest.mark.parametrize(
    ("text", "namespaces"),
    [("ns shop", ("shop",)), ("ns sys", ("kube-system",)), ("ns blog,shop", ("blog", "shop")), ("ns all", ())],
)
async def test_it_goes_to_namespaces(text: str, namespaces: tuple[str, ...]) -> None:
    app = await said(FakeApp(fill), text)
    assert app.session.namespaces == namespaces


async def test_it_goes_to_contexts() -> None:
    app = await said(FakeApp(fill), "ctx pro")
    assert app.session.context == "prod"


async def test_names_complete_as_they_are_typed() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("colon", "n", "s", "space")
        await ready(pilot)
        assert "4 namespaces" in app.text
        await pilot.press(*"ks")
        await ready(pilot)
        assert "kube-system" in app.text
        assert "1 of 4 namespaces" in app.text
        await pilot.press("escape")
        await ready(pilot)
        assert len(app.fakes) == 1


async def test_an_unknown_word_is_a_sentence() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("colon", *"xyzzy", "enter")
        await ready(pilot)
        assert "There is nothing called 'xyzzy'" in app.text
        assert len(app.screen_stack) == 2
        await pilot.press("escape")
        await ready(pilot)
        assert app.screen is app.main


async def test_every_action_of_the_panes_can_be_said() -> None:
    ends = ("app.quit", "app.interrupt", "app.suspend")
    for key in (*keys_of(PANES), *keys_of(EVERYWHERE)):
        if key.id in ends or key.id in UNSAID:
            continue
        app = FakeApp(fill)
        async with app.run_test(size=(80, 24)) as pilot:
            await ready(pilot)
            done: list[str] = []
            run_action = app.run_action

            async def heard(action: str, *rest: object, done: list[str] = done) -> bool:
                done.append(action)
                return await run_action(action, *rest)  # type: ignore[arg-type]  # noqa: B023

            await pilot.press("colon")
            await ready(pilot)
            app.run_action = heard  # type: ignore[method-assign,assignment]
            app.screen.line.value = key.does  # type: ignore[attr-defined]
            await pilot.press("enter")
            await ready(pilot)
            assert key.action in done, key.id


async def test_it_is_not_opened_over_itself_or_the_help() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("colon", "ctrl+p", "colon")
        await ready(pilot)
        assert len(app.screen_stack) == 2
        await pilot.press("escape", "question_mark", "ctrl+p")
        await ready(pilot)
        assert isinstance(app.screen, HelpScreen)


async def test_keys_before_the_connection_harm_nothing() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        for opener in ("colon", "n", "C"):
            await pilot.press(opener, "down", "pagedown", "x", "enter", "escape")
        await ready(pilot)
        assert app.screen is app.main
        assert "Connecting" in app.text
