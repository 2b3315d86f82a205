"""What the configuration says is what the screen does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.config import Config, parse_config
from ktui.model.keys import KEYS, PANES
from ktui.model.kinds import KINDS
from ktui.state import LeftWith, ScreenState
from ktui.ui.bindings import keys_in_use
from ktui.ui.screens.help import HelpScreen
from ktui.ui.widgets.key_bar import key_line
from ktui.ui.widgets.notice import notice_lines
from tests.fakes import objects
from tests.ui import story
from tests.ui.fake_session import FakeApp, FakeSession, ready

if TYPE_CHECKING:
    from pathlib import Path


def told(text: str = "", **options: Any) -> FakeApp:
    """The screen with a configuration, as its user wrote it."""
    config, problems = parse_config(text, "/home/me/config.yaml")
    return FakeApp(story.fill, namespace=story.NAMESPACE, start=story.NOW, config=config, problems=problems, **options)


# Keys


async def test_a_rebound_key_works_and_is_the_one_that_is_shown() -> None:
    app = told("keys: {pane.zoom: f9}")
    async with app.run_test(size=(132, 40)) as pilot:
        await ready(pilot)
        assert "f9 zoom" in app.lines()[-1]
        await pilot.press("z")
        await pilot.pause()
        assert "DaemonSets" in app.text
        await pilot.press("f9")
        await pilot.pause()
        assert "DaemonSets" not in app.text
        await pilot.press("question_mark")
        await pilot.pause()
        assert "f9          this pane alone" in app.text


async def test_keys_that_change_places_do_so() -> None:
    app = told("keys: {pane.zoom: tab, pane.next: z}")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("z")
        assert app.opened == ["daemonsets"]
        await pilot.press("tab")
        await pilot.pause()
        assert " 1 Pods" not in app.text


async def test_several_keys_work_and_the_old_ones_do_not() -> None:
    app = told("keys: {row.down: [v, ',', 'ctrl+n']}")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("v", "comma", "ctrl+n", "j", "down")
        assert app.table.position[0] == 3


async def test_a_key_that_works_everywhere_may_be_rebound_and_closes_what_it_opens() -> None:
    app = told("keys: {app.help: f1}")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        assert not isinstance(app.screen, HelpScreen)
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("f1")
        await pilot.pause()
        assert not isinstance(app.screen, HelpScreen)


@pytest.mark.parametrize("key", [key for key in KEYS if key.label and key.where == PANES], ids=lambda key: key.id)
async def test_every_key_of_the_bar_is_the_users(key: Any) -> None:
    app = FakeApp(config=Config(keys={key.id: ("f20",)}))
    async with app.run_test():
        assert ("f20", "key") in key_line(PANES, 500, keys_in_use(app))


# Panes, columns, ages


async def test_panes_in_another_order_have_other_numbers() -> None:
    app = told("panes: [nodes, cj, pods, ds, jobs]")
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert app.opened == ["nodes"]
        rows = [app.main.panes[name].region.y for name in ("nodes", "cronjobs", "pods", "daemonsets", "jobs")]
        assert rows == sorted(rows)
        assert app.title_of("nodes").startswith(" 1 Nodes")
        for number, name in enumerate(("nodes", "cronjobs", "pods", "daemonsets", "jobs"), 1):
            await pilot.press(str(number))
            assert app.opened == [name]
        await pilot.press("tab")
        assert app.opened == ["nodes"]
        await pilot.press("question_mark")
        await pilot.pause()
        assert "1 2 3 4 5   a pane by its number" in app.text


async def test_a_pane_with_a_key_of_its_own_has_its_line_in_the_help() -> None:
    app = told("keys: {pane.jobs: J}")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("J")
        assert app.opened == ["jobs"]
        await pilot.press("question_mark")
        await pilot.pause()
        assert "1 2 4 5     a pane by its number" in app.text
        assert "J           Jobs" in app.text


async def test_columns_are_the_ones_that_are_wanted_in_their_order() -> None:
    def fill(session: FakeSession) -> None:
        pod = objects.pod("web-1", "default")
        pod["metadata"]["labels"] = {"app": "shop\x1b[2J"}
        session.live(pods=[pod])

    config, problems = parse_config("columns: {pods: [STATUS, 'label:app', NAME]}", "f")
    assert not problems
    app = FakeApp(fill, config=config)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.line_with("STATUS").split() == ["STATUS", "APP", "NAME"]
        assert app.line_with("web-1").split()[1:] == ["Running", "shop␛[2J", "web-1"]
        app.session.identify()
        await pilot.pause()
        assert app.line_with("STATUS").split() == ["STATUS", "APP", "NAME"]


async def test_the_namespace_stands_before_them_where_all_are_shown() -> None:
    app = FakeApp(
        lambda session: session.live(pods=[objects.pod("web-1", "shop")]),
        namespace=None,
        config=Config(columns={"pods": ("NAME",)}),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.line_with("NAME ").split() == ["NAMESPACE", "NAME"]
        assert app.line_with("web-1").split()[-2:] == ["shop", "web-1"]


async def test_ages_are_looked_at_as_often_as_is_wanted() -> None:
    app = told("ages: 3")
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        before = app.line_with("healthy")
        await app.clock.advance(600)
        for _ in range(2):
            app._tick()
            await pilot.pause()
            assert app.line_with("healthy") == before
        app._tick()
        await pilot.pause()
        assert app.line_with("healthy") != before


# What is wrong


async def test_what_is_wrong_is_told_until_it_is_put_away() -> None:
    app = told("keys: {pane.zom: f9}\ntheme: drak\n")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("down", "2", "1", "z", "z")
        await pilot.pause()
        assert " ! /home/me/config.yaml line 1: keys: no binding has the id 'pane.zom' (did" in app.text
        assert " ! /home/me/config.yaml line 2: theme: there is no theme 'drak'" in app.text
        assert "esc puts this away" in app.text
        assert app.lines()[-1].strip().endswith("quit")
        await pilot.press("z", "escape")
        await pilot.pause()
        assert "config.yaml" not in app.text
        assert "DaemonSets" not in app.text, "the zoom is the next step back"
        await pilot.press("escape")
        await pilot.pause()
        assert "DaemonSets" in app.text


async def test_it_is_told_which_key_of_the_users_puts_it_away() -> None:
    app = told("keys: {app.back: f4}\nthem: dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "f4 puts this away" in app.text
        await pilot.press("f4")
        await pilot.pause()
        assert "config.yaml" not in app.text


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (300, 90)])
async def test_a_hundred_things_wrong_leave_room_for_the_panes(size: tuple[int, int]) -> None:
    app = told("keys:\n" + "".join(f"  pane.zom{number}: f9\n" for number in range(100)))
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        assert app.main.query_one("#notice").size.height <= max(size[1] // 3, 3)
        assert "more: ktui keys" in app.text
        assert "puts this away" in app.text


def test_markup_and_controls_in_a_sentence_are_shown_as_they_are() -> None:
    lines = notice_lines(["[red]a\x1b[2J"], "esc", "more", 40, 5)
    assert "".join(text for text, _ in lines[0]) == " ! [red]a␛[2J"


async def test_nothing_wrong_is_nothing_to_tell() -> None:
    app = told("theme: dark")
    async with app.run_test(size=(80, 24)):
        assert not app.main.query("#notice")


# Read-only


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40)])
async def test_read_only_stands_on_the_top_line(size: tuple[int, int]) -> None:
    app = told(read_only=True)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        assert "read-only" in app.banner
    app = told()
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        assert "read-only" not in app.banner


# As it was left


def left(path: Path, context: str = "lab", **known: Any) -> ScreenState:
    state = ScreenState(path)
    state.remember(context, **known)
    state.write()
    return ScreenState.read(path)


async def test_it_opens_the_pane_it_was_left_with(tmp_path: Path) -> None:
    state = left(tmp_path / "s", pane="jobs")
    app = told(state=state)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.opened == ["jobs"]
        await ready(pilot)
        assert app.opened == ["jobs"]
        assert app.focused is app.table_of("jobs")
        await pilot.press("5")
    assert ScreenState.read(tmp_path / "s").of("lab").pane == "nodes"


async def test_where_the_context_is_known_only_later_the_latest_ones_pane_is_open_until_then(tmp_path: Path) -> None:
    left(tmp_path / "s", pane="jobs")
    state = left(tmp_path / "s", "prod", pane="cronjobs")
    app = told(state=state, context=None)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.main.pane.kind.name in ("cronjobs", "jobs")
        await ready(pilot)
        assert app.opened == ["jobs"]


async def test_a_pane_the_user_chose_meanwhile_stays_open(tmp_path: Path) -> None:
    state = left(tmp_path / "s", pane="jobs")
    left(tmp_path / "s", "prod", pane="cronjobs")
    app = FakeApp(state=state, context=None)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        app.attach(FakeSession(app, namespaces=("default",), clock=app.clock))
        assert app.opened == ["daemonsets"]


async def test_a_scope_of_the_command_line_is_the_last_one_used(tmp_path: Path) -> None:
    for scope in (("web",), ()):
        state = ScreenState.read(tmp_path / "s")
        app = told(state=state, namespaces=scope)
        async with app.run_test() as pilot:
            await ready(pilot)
        assert ScreenState.read(tmp_path / "s").of("lab").scope == scope
    app = told(state=ScreenState.read(tmp_path / "s"), namespaces=None)
    async with app.run_test() as pilot:
        await ready(pilot)
    assert ScreenState.read(tmp_path / "s").of("lab") == LeftWith("pods", (), {})


async def test_a_scope_that_is_known_only_later_decides_the_columns_too() -> None:
    app = FakeApp(lambda session: session.live(pods=[objects.pod("a", "x")]), namespace=None, namespaces=None)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert app.line_with("NAME ").split()[:2] == ["NAMESPACE", "NAME"]


async def test_the_configurations_scope_is_told_from_the_first_frame() -> None:
    for namespace, words in (((), "lab / all namespaces"), (("web",), "lab / web"), (("a", "b"), "lab / a, b")):
        app = FakeApp(config=Config(namespace=namespace), namespaces=None)
        async with app.run_test(size=(120, 40)):
            assert words in app.banner


async def test_what_never_connected_is_not_remembered(tmp_path: Path) -> None:
    app = FakeApp(state=ScreenState.read(tmp_path / "s"))
    async with app.run_test() as pilot:
        await pilot.press("3")
    assert not (tmp_path / "s").exists()


def test_the_panes_are_all_kinds_by_default() -> None:
    assert Config().panes == tuple(kind.name for kind in KINDS)


async def test_the_order_of_the_rows_is_the_one_it_was_left_with(tmp_path: Path) -> None:
    app = told(state=left(tmp_path / "s", sort={"pods": ("NAME", True), "nodes": ("GONE", True)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.pause()
        names = [line[3:].split()[0] for line in app.lines()[3:12]]
        assert names == sorted(names, reverse=True)
        app.main.panes["jobs"].order_by("AGE")
        app.main.panes["pods"].order_by("")
    assert ScreenState.read(tmp_path / "s").of("lab").sort == {"nodes": ("GONE", True), "jobs": ("AGE", False)}


async def test_a_filter_may_ask_for_a_column_that_is_not_shown() -> None:
    app = told("columns: {pods: [NAME, 'label:app']}")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        pane = app.main.pane
        pane.choose(pane.wanted._replace(filter="STATUS:CrashLoop APP:none"))
        await pilot.pause()
        assert 0 < app.table.position[1] < 9
        assert pane.refused == ""
