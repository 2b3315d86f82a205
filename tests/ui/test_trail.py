from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ktui.model.row_choice import RowChoice
from ktui.ui.spans import width
from ktui.ui.trail import Jump, Trail, trail_line

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


def test_a_long_way_shows_its_end() -> None:
    trail = Trail((TO_PODS, TO_OWNER) * 500)
    assert text(trail, 50) == " \u2026 \u203a Pods NODE:^node-1$ \u203a DaemonSets web"


# Whose filter a pane has once the trail ends

JUMPED = RowChoice("NODE:^node-1$")
"""What `TO_PODS` leads to; it puts `web` aside."""


def test_what_a_jump_put_aside_is_the_panes_own() -> None:
    trail = Trail((TO_PODS, TO_OWNER))
    assert trail.own("pods", JUMPED) == RowChoice("web")
    assert trail.own("daemonsets", RowChoice("x")) == RowChoice("x"), "it put nothing aside"
    assert trail.own("jobs", RowChoice("x")) == RowChoice("x")


def test_to_end_a_jumps_filter_is_not_to_end_ones_own() -> None:
    assert Trail((TO_PODS,)).own("pods", RowChoice("", True)) == RowChoice("web")


def test_what_was_typed_there_stays() -> None:
    typed = RowChoice("NODE:^node-1$ !Running", True)
    assert Trail((TO_PODS,)).own("pods", typed) == typed


def test_the_order_is_as_it_was_chosen_last() -> None:
    assert Trail((TO_PODS,)).own("pods", JUMPED._replace(column="AGE")) == RowChoice("web", column="AGE")


def test_what_was_typed_between_two_jumps_is_put_aside_in_its_turn() -> None:
    typed = RowChoice("NODE:^node-1$ !Running")
    again = TO_PODS._replace(aside=typed, filter="-l app=web")
    trail = Trail((TO_PODS, TO_OWNER, again))
    assert trail.own("pods", RowChoice("-l app=web")) == typed


PANES = ("pods", "jobs", "nodes")
FILTERS = st.sampled_from(["", "a", "b", "c"])
CHOICES = st.builds(lambda line, troubled: RowChoice(line, troubled), FILTERS, st.booleans())


def jump(trail: Trail, panes: dict[str, RowChoice], here: str, to: str, led: RowChoice) -> Trail:
    """What the screen does when one jumps."""
    made = Jump(here, here, ("", "x"), panes[here], to, to, panes[to] if led != panes[to] else None, filter=led.filter)
    panes[to] = led
    return trail.with_jump(made)


@given(
    st.fixed_dictionaries(dict.fromkeys(PANES, CHOICES)),
    st.lists(st.tuples(st.sampled_from(PANES), FILTERS, st.booleans()), max_size=12),
)
def test_jumping_around_loses_nobodys_filter(first: dict[str, RowChoice], ways: list[tuple[str, str, bool]]) -> None:
    panes, trail, here = dict(first), Trail(), "pods"
    for to, line, as_it_is in ways:
        trail = jump(trail, panes, here, to, panes[to] if as_it_is else RowChoice(line))
        here = to
    assert {name: trail.own(name, shown) for name, shown in panes.items()} == first
    while trail:
        last = trail.last
        if last.aside is not None:
            panes[last.to] = last.aside
        trail = trail.without_last()
        assert panes[last.pane] == last.choice
        assert {name: trail.own(name, shown) for name, shown in panes.items()} == first
    assert panes == first


def test_what_a_cluster_calls_things_is_made_visible() -> None:
    odd = Jump("nodes", "Nodes", ("", "a\x1b[2J"), ALL, to="pods", to_title="Pods", aside=ALL, filter="\u202e")
    assert text(Trail((odd,))).isprintable()


@given(st.integers(0, 100), st.lists(st.sampled_from([TO_PODS, TO_OWNER]), max_size=6))
def test_it_fits_any_room(room: int, jumps: list[Jump]) -> None:
    assert width(trail_line(Trail(tuple(jumps)), room)) <= room
