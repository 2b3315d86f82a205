from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ktui.model.row_choice import RowChoice
from ktui.ui.spans import width
from ktui.ui.trail import MOST, Jump, Trail, trail_line

ALL = RowChoice()
TO_PODS = Jump(
    "nodes", "Nodes", ("", "node-1"), ALL, to="pods", to_title="Pods", aside=RowChoice("web"), filter="NODE:^node-1$"
)
TO_OWNER = Jump(
    "pods",
    "Pods",
    ("default", "web-1"),
    RowChoice("NODE:^node-1$"),
    to="daemonsets",
    to_title="DaemonSets",
    aside=ALL,
    name="web",
)


def text(trail: Trail, room: int = 80) -> str:
    return "".join(text for text, _ in trail_line(trail, room))


def test_it_names_each_place_and_the_present_one() -> None:
    assert text(Trail((TO_PODS,))) == " Nodes node-1 \u203a Pods NODE:^node-1$"


def test_rows_of_a_filter_are_called_by_it_until_it_is_another() -> None:
    trail = Trail((TO_PODS, TO_OWNER))
    assert text(trail) == " Nodes node-1 \u203a Pods NODE:^node-1$ \u203a DaemonSets web"
    other = Jump("pods", "Pods", ("default", "web-1"), ALL, to="nodes", to_title="Nodes", aside=ALL, name="node-2")
    assert text(Trail((TO_PODS, other))) == " Nodes node-1 \u203a Pods web-1 \u203a Nodes node-2"


def test_its_beginning_goes_where_it_is_too_long() -> None:
    trail = Trail((TO_PODS, TO_OWNER))
    assert text(trail, 50) == " \u2026 \u203a Pods NODE:^node-1$ \u203a DaemonSets web"
    assert text(trail, 30) == " \u2026 \u203a DaemonSets web"
    assert text(trail, 18) == " \u2026 \u203a DaemonSets w\u2026"


def test_it_is_walked_back_in_turn() -> None:
    trail = Trail().with_jump(TO_PODS).with_jump(TO_OWNER)
    assert trail.last is TO_OWNER
    assert trail.without_last() == Trail((TO_PODS,))
    assert not trail.without_last().without_last()


def test_the_oldest_jumps_are_forgotten() -> None:
    trail = Trail()
    for _ in range(MOST + 3):
        trail = trail.with_jump(TO_PODS)
    assert len(trail.jumps) == MOST


def test_what_a_cluster_calls_things_is_made_visible() -> None:
    odd = Jump("nodes", "Nodes", ("", "a\x1b[2J"), ALL, to="pods", to_title="Pods", aside=ALL, filter="\u202e")
    assert text(Trail((odd,))).isprintable()


@given(st.integers(0, 100), st.lists(st.sampled_from([TO_PODS, TO_OWNER]), max_size=6))
def test_it_fits_any_room(room: int, jumps: list[Jump]) -> None:
    assert width(trail_line(Trail(tuple(jumps)), room)) <= room
