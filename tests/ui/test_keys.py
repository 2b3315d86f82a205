from __future__ import annotations

from collections import Counter

import pytest
from textual.keys import format_key

from ktui.model.keys import (
    ADVICE,
    CHANGE,
    EVERYWHERE,
    FEED,
    FILTER,
    GUIDE,
    HELP,
    INSPECTOR,
    KEYS,
    LABELS,
    LOGS,
    PANES,
    PICKER,
    PLACES,
    REPLAY,
    SORT,
    WORDS,
    Key,
    keys_of,
    keys_while,
)
from ktui.model.kinds import KINDS
from ktui.ui.app import KtuiApp
from ktui.ui.bindings import bindings, help_groups
from ktui.ui.screens.advice import AdviceScreen
from ktui.ui.screens.change import ChangeScreen
from ktui.ui.screens.guide import GuideScreen
from ktui.ui.screens.help import HelpScreen, help_lines
from ktui.ui.screens.labels import LabelsScreen
from ktui.ui.screens.live_feed import LiveFeedScreen
from ktui.ui.screens.logs import LogsScreen
from ktui.ui.screens.main import MainScreen
from ktui.ui.screens.picker import PickerScreen
from ktui.ui.screens.sort import SortScreen
from ktui.ui.spans import width
from ktui.ui.widgets.filter_bar import FilterLine
from ktui.ui.widgets.inspector import Inspector
from ktui.ui.widgets.key_bar import key_line

SCREENS: dict[str, type[object]] = {
    EVERYWHERE: KtuiApp,
    PANES: MainScreen,
    INSPECTOR: Inspector,
    HELP: HelpScreen,
    FILTER: FilterLine,
    SORT: SortScreen,
    LOGS: LogsScreen,
    PICKER: PickerScreen,
    CHANGE: ChangeScreen,
    LABELS: LabelsScreen,
    FEED: LiveFeedScreen,
    ADVICE: AdviceScreen,
    GUIDE: GuideScreen,
    REPLAY: KtuiApp,
}
"""The class that bears a place's actions."""


@pytest.mark.parametrize("place", PLACES)
def test_no_key_means_two_things_in_one_place(place: str) -> None:
    here = [key for entry in KEYS if entry.where in (place, EVERYWHERE) for key in entry.keys]
    assert [key for key, count in Counter(here).items() if count > 1] == []


def test_the_keys_of_a_replay_mean_nothing_else_anywhere() -> None:
    of_replay = {name for key in keys_of(REPLAY) for name in key.keys}
    assert of_replay.isdisjoint(name for key in KEYS if key.where != REPLAY for name in key.keys)


def test_the_keys_of_a_replay_work_everywhere_in_one_and_are_not_known_elsewhere() -> None:
    ids = {key.id for key in keys_of(REPLAY)}
    assert {key.id for key in keys_while(KEYS, replaying=True) if key.where == EVERYWHERE} >= ids
    assert ids.isdisjoint(key.id for key in keys_while(KEYS, replaying=False))


def test_no_two_have_the_same_id() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_each_says_what_it_does(key: Key) -> None:
    assert key.keys
    assert key.does
    assert key.group
    assert len(key.does) <= WORDS


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_no_key_is_bound_before_it_works(key: Key) -> None:
    name, _, arguments = key.action.partition("(")
    bearer = SCREENS[key.where] if not name.startswith("app.") else KtuiApp
    action = getattr(bearer, f"action_{name.removeprefix('app.')}", None)
    assert callable(action), key.action
    assert arguments.endswith(")") == bool(arguments)


def test_every_pane_has_its_number() -> None:
    numbered = {key.keys[0]: key.action for key in KEYS if key.id.removeprefix("pane.") in {k.name for k in KINDS}}
    assert numbered == {str(number): f"show_pane('{kind.name}')" for number, kind in enumerate(KINDS, 1)}


def test_the_bindings_are_the_table() -> None:
    for place in PLACES:
        assert [(binding.id, tuple(binding.key.split(",")), binding.action) for binding in bindings(place)] == [
            (key.id, key.keys, key.action) for key in keys_of(place)
        ]


def test_the_help_shows_every_key_once() -> None:
    groups = help_groups()
    assert sum(map(len, groups.values())) == len(KEYS)
    for place in PLACES:
        text = "\n".join("".join(piece for piece, _ in line) for line in help_lines(place))
        for key in (*keys_of(place), *keys_of(EVERYWHERE)):
            assert key.does in text or key.action.startswith("show_pane")
            assert key.group in text


def test_the_help_shows_each_key_as_it_is_printed_on_a_keyboard() -> None:
    shown = {glyphs for keys in help_groups().values() for glyphs, _ in keys}
    words = {word for glyphs in shown for word in glyphs.split()}
    printed = {"pageup": "pgup", "pagedown": "pgdn", "escape": "esc"}
    for key in KEYS:
        for name in key.keys:
            assert printed.get(name, name) in words or format_key(name) in words, name


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("room", [(40, 8), (76, 22), (116, 38), (196, 58)])
def test_the_help_fits_its_width_and_its_columns_do_not_run_together(place: str, room: tuple[int, int]) -> None:
    lines = help_lines(place, *room)
    assert all(width(line) <= room[0] for line in lines)
    for line in lines:
        for glyphs, tone in line:
            assert tone != "key" or glyphs.endswith(" "), line


def test_the_help_closes_by_the_keys_that_go_back_and_open_it() -> None:
    closing = {key for binding in HelpScreen.BINDINGS for key in binding.key.split(",")}  # type: ignore[union-attr]
    assert {"escape", "question_mark", "q"} <= closing


# The line at the bottom


def labels(room: int) -> list[str]:
    return [text.strip() for text, tone in key_line(PANES, room) if tone == "muted"]


def test_the_line_shows_whole_keys_alone() -> None:
    for room in range(30, 200):
        line = key_line(PANES, room)
        assert width(line) <= room
        assert sum(tone == "key" for _, tone in line) == sum(tone == "muted" for _, tone in line)


def test_with_room_every_labelled_key_is_there() -> None:
    here = (*keys_of(PANES), *keys_of(EVERYWHERE))
    assert sorted(labels(300)) == sorted(key.label for key in here if key.label)


def test_help_and_leaving_stay_longest() -> None:
    assert labels(30)[-2:] == ["help", "quit"]
    assert labels(1) == ["help", "quit"]
