"""The table of keys as one user has it."""

from __future__ import annotations

from ktui.model.keys import KEYS, Key
from ktui.model.kinds import KINDS
from ktui.model.rebound import Conflict, conflicts, keymap, rebound


def entry(keys: tuple[Key, ...], binding: str) -> Key:
    return next(key for key in keys if key.id == binding)


def test_without_wishes_the_table_is_the_table() -> None:
    assert rebound() == KEYS
    assert rebound(KEYS, {}, [kind.name for kind in KINDS]) == KEYS
    assert keymap(KEYS) == {}
    assert conflicts(KEYS) == []


def test_a_rebound_key_is_shown_as_it_is_printed() -> None:
    keys = rebound(KEYS, {"pane.zoom": ("f9", "question_mark", "up")})
    assert entry(keys, "pane.zoom").keys == ("f9", "question_mark", "up")
    assert entry(keys, "pane.zoom").shown == "f9 ? ↑"
    assert keymap(keys) == {"pane.zoom": "f9,question_mark,up"}
    assert [key for key in keys if key.id != "pane.zoom"][:5] == list(KEYS[:5])


def test_what_stands_in_the_bar_for_neighbours_too_does_so_only_while_it_is_true() -> None:
    assert entry(KEYS, "pane.next").bar
    assert entry(rebound(KEYS, {"pane.pods": ("p",)}), "pane.next").bar == ""
    for other in ("row.up", "pane.zoom"):
        assert entry(rebound(KEYS, {other: ("f12",)}), "pane.next").bar


def test_panes_in_another_order_have_the_numbers_of_their_places() -> None:
    keys = rebound(KEYS, {}, ["nodes", "pods", "daemonsets", "jobs", "cronjobs"])
    assert [(key.id, key.keys) for key in keys[:5]] == [
        ("pane.nodes", ("1",)),
        ("pane.pods", ("2",)),
        ("pane.daemonsets", ("3",)),
        ("pane.jobs", ("4",)),
        ("pane.cronjobs", ("5",)),
    ]
    assert keys[5:] == KEYS[5:]
    assert conflicts(keys) == []


def test_a_wish_for_a_pane_goes_before_its_number() -> None:
    keys = rebound(KEYS, {"pane.nodes": ("N",)}, ["nodes", "pods", "daemonsets", "jobs", "cronjobs"])
    assert keys[0].id == "pane.nodes"
    assert keys[0].shown == "N"


def test_one_key_for_two_things_in_one_place_is_a_conflict() -> None:
    assert conflicts(rebound(KEYS, {"pane.zoom": ("tab",)})) == [Conflict("tab", ("pane.next", "pane.zoom"))]
    assert conflicts(rebound(KEYS, {"pane.zoom": ("question_mark",)})) == [
        Conflict("question_mark", ("pane.zoom", "app.help"))
    ]


def test_one_key_in_two_places_is_none() -> None:
    here, there = Key("a", ("x",), "a", "a", "g", "panes"), Key("b", ("x",), "b", "b", "g", "help")
    assert conflicts([here, there]) == []
