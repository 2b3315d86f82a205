"""After any changes, filters and orders a view is what sorting and filtering everything would give."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.model.trouble import Trouble
from ktui.store.store import Store
from ktui.store.view import FEW, SLICE, SOME, Arrangement, View
from tests.store.storing import pod

Key = tuple[str, str]
NAMES = [f"{name}-{number}" for number in range(12) for name in ("web", "db", "a")]
KEYS = st.tuples(st.sampled_from(["", "default", "kube-system"]), st.sampled_from(NAMES))
CHANGES = st.dictionaries(KEYS, st.sampled_from(["1", "2", "3", None]), max_size=3 * FEW)
MATCHES: dict[str, Any] = {
    "all": None,
    "web": lambda obj: "web" in obj.meta.name,
    "old": lambda obj: obj.meta.resource_version != "3",
    "none": lambda obj: False,
}
VALUES: dict[str, Any] = {
    "key": None,
    "version": lambda obj: int(obj.meta.resource_version),
    "number": lambda obj: int(obj.meta.name.rpartition("-")[2]),
    "same": lambda obj: 0,
}
ARRANGEMENTS = st.builds(
    lambda matches, troubled, value, reverse: Arrangement(MATCHES[matches], troubled, VALUES[value], reverse),
    st.sampled_from(sorted(MATCHES)),
    st.booleans(),
    st.sampled_from(sorted(VALUES)),
    st.booleans(),
)
STEPS = st.lists(
    st.tuples(st.just("change"), CHANGES)
    | st.tuples(st.just("arrange"), ARRANGEMENTS)
    | st.tuples(st.just("advance"), st.integers(1, 40))
    | st.tuples(st.just("finish"), st.just(None)),
    max_size=12,
)


def judge(obj: Any, _now: float) -> Trouble | None:
    return Trouble("bad") if obj.meta.resource_version == "2" else None


def naive(store: Store, arrangement: Arrangement) -> list[Key]:
    keys = sorted(
        key
        for key, obj in store.objects.items()
        if (not arrangement.troubled or key in store.troubled)
        and (arrangement.matches is None or arrangement.matches(obj))
    )
    if arrangement.value is not None:
        order = arrangement.value
        keys.sort(key=lambda key: order(store.objects[key]), reverse=arrangement.reverse)
    return keys


def shown(view: View) -> list[Key]:
    return [view.key_at(index) for index in range(len(view))]


def filled(count: int) -> tuple[Store, View]:
    store = Store(judge)
    view = View(store)
    objects = {("ns", f"pod-{n:05}"): pod(f"pod-{n:05}", str(n * 7919 % 101), namespace="ns") for n in range(count)}
    view.update(store.apply(objects, 0.0))
    return store, view


@settings(deadline=None)
@given(STEPS)
def test_a_view_is_the_sorted_and_filtered_whole_at_every_step(steps: list[tuple[str, Any]]) -> None:
    store = Store(judge)
    view = View(store)
    arrangement = making = Arrangement()
    for step, what in steps:
        before, revision = shown(view), view.revision
        if step == "change":
            changes = {k: None if v is None else pod(k[1], v, namespace=k[0]) for k, v in what.items()}
            view.update(store.apply(changes, 0.0))
        elif step == "arrange":
            making = what
            view.arrange(making)
        elif step == "advance":
            view.advance(what)
        elif view.arranging and view.advance(10**6):
            view.finish()
            arrangement = making
        expected = naive(store, arrangement)
        assert shown(view) == expected
        if before != expected:
            assert view.revision > revision
        for index, key in enumerate(expected):
            assert view.index_of(key) == view.insertion_index(key) == index
        for key in store.objects.keys() - set(expected):
            assert view.index_of(key) is None
            assert 0 <= view.insertion_index(key) <= len(expected)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("count", [FEW + 1, SOME - 1, SOME + 1, 3 * SOME])
def test_many_at_once_come_change_and_go_in_any_order(count: int, reverse: bool) -> None:
    store, view = filled(count)
    arrangement = Arrangement(value=VALUES["version"], reverse=reverse)
    view.arrange(arrangement)
    assert view.advance(10**6)
    view.finish()
    assert shown(view) == naive(store, arrangement)
    changes = {("ns", f"pod-{n:05}"): pod(f"pod-{n:05}", "7", namespace="ns") for n in range(count // 2, 2 * count)}
    view.update(store.apply(changes, 0.0))
    assert shown(view) == naive(store, arrangement)
    view.update(store.apply(dict.fromkeys([*store.objects][::2]), 0.0))
    assert shown(view) == naive(store, arrangement)


def test_a_slice_examines_no_more_rows_than_asked() -> None:
    store, view = filled(2000)
    asked: list[str] = []

    def matches(obj: Any) -> bool:
        asked.append(obj.meta.name)
        return True

    view.arrange(Arrangement(matches))
    assert not asked
    turns = 0
    done = False
    while not done:
        before = len(asked)
        done = view.advance()
        assert len(asked) - before <= SLICE
        turns += 1
    assert sorted(asked) == sorted(key[1] for key in store.objects)
    assert turns == -(-2000 // SLICE)


def test_a_change_costs_its_own_rows_and_not_the_store() -> None:
    store, view = filled(10_000)
    asked: list[str] = []
    compared: list[str] = []

    def matches(obj: Any) -> bool:
        asked.append(obj.meta.name)
        return True

    def value(obj: Any) -> int:
        compared.append(obj.meta.name)
        return int(obj.meta.resource_version)

    view.arrange(Arrangement(matches, value=value))
    view.advance(10**6)
    view.finish()
    asked.clear()
    compared.clear()
    changes = {("ns", f"pod-{n:05}"): pod(f"pod-{n:05}", "200", namespace="ns") for n in range(8)}
    assert view.update(store.apply(changes, 0.0))
    assert len(asked) == len(compared) == 8


def test_what_was_shown_stays_until_the_other_is_complete() -> None:
    _store, view = filled(600)
    before = shown(view)
    view.arrange(Arrangement(lambda obj: obj.meta.name.endswith("1")))
    assert not view.advance(100)
    view.finish()
    assert shown(view) == before
    view.abandon()
    assert not view.arranging
    assert shown(view) == before


def test_trouble_that_comes_and_goes_without_a_change_is_followed() -> None:
    verdict: list[Trouble | None] = [None]
    store = Store(lambda _obj, _now: verdict[0])
    view = View(store)
    view.update(store.apply({("ns", "a"): pod("a", namespace="ns")}, 0.0))
    view.arrange(Arrangement(troubled=True))
    view.advance()
    view.finish()
    assert shown(view) == []
    verdict[0] = Trouble("bad")
    store.reassess([("ns", "a")], 0.0)
    from ktui.store.store import Delta

    assert view.update(Delta([], [("ns", "a")], []))
    assert shown(view) == [("ns", "a")]


def test_where_a_row_was_is_known_after_it_is_gone() -> None:
    store, view = filled(50)
    view.arrange(Arrangement(value=VALUES["version"], reverse=True))
    view.advance()
    view.finish()
    key = view.key_at(20)
    view.update(store.apply({key: None}, 0.0))
    assert view.insertion_index(key) == 20
