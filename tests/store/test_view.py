from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.store.store import Store
from ktui.store.view import FEW, View
from tests.store.storing import pod

NAMES = [f"{name}-{number}" for number in range(20) for name in ("web", "db", "a")]
KEYS = st.tuples(st.sampled_from(["", "default", "kube-system"]), st.sampled_from(NAMES))
BATCHES = st.lists(st.dictionaries(KEYS, st.sampled_from(["1", "2", None]), max_size=3 * FEW), max_size=8)


@given(BATCHES)
def test_the_order_is_that_of_the_sorted_keys_after_any_changes(
    batches: list[dict[tuple[str, str], str | None]],
) -> None:
    store = Store(lambda _obj, _now: None)
    view = View(store)
    for batch in batches:
        before = sorted(store.objects)
        changes = {
            key: None if version is None else pod(key[1], version, namespace=key[0]) for key, version in batch.items()
        }
        moved = view.update(store.apply(changes, 0.0))
        expected = sorted(store.objects)
        assert [view.key_at(index) for index in range(len(view))] == expected
        assert moved == (before != expected)
        for index, key in enumerate(expected):
            assert view.index_of(key) == view.insertion_index(key) == index
        for key in set(batch) - set(expected):
            assert view.index_of(key) is None
            assert sorted([*expected, key])[view.insertion_index(key)] == key


@pytest.mark.parametrize("count", [FEW, FEW + 1, 40 * FEW])
def test_many_at_once_come_and_go_in_order_too(count: int) -> None:
    store = Store(lambda _obj, _now: None)
    view = View(store)
    keys = [("default", f"pod-{number * 7919 % 10007:05}") for number in range(2 * count)]
    for batch in (keys[:count], keys[count:]):
        view.update(store.apply({key: pod(key[1], namespace=key[0]) for key in batch}, 0.0))
        assert [view.key_at(row) for row in range(len(view))] == sorted(store.objects)
    view.update(store.apply(dict.fromkeys(keys[::2]), 0.0))
    assert [view.key_at(row) for row in range(len(view))] == sorted(keys[1::2])


def test_namespace_goes_before_name() -> None:
    store = Store(lambda _obj, _now: None)
    view = View(store)
    keys = [("b", "a"), ("a", "z"), ("a", "b")]
    view.update(store.apply({key: pod(key[1], namespace=key[0]) for key in keys}, 0.0))
    assert [view.key_at(index) for index in range(3)] == [("a", "b"), ("a", "z"), ("b", "a")]


def test_there_is_no_row_beyond_the_last() -> None:
    with pytest.raises(IndexError):
        View(Store(lambda _obj, _now: None)).key_at(0)
