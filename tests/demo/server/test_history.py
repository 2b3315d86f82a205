"""How much of its past the server remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server import store as store_module
from ktui.demo.server.store import KEPT_SECONDS, Store
from tests.fakes.objects import node, pod

if TYPE_CHECKING:
    import pytest


if TYPE_CHECKING:
    from collections.abc import Callable


def names(store: Store, revision: int) -> list[str] | None:
    state = store.state_at("pods", revision)
    return None if state is None else [stored.key[1] for stored in state]


def test_changes_beyond_the_number_kept_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "KEPT_CHANGES", 100)
    monkeypatch.setattr(store_module, "KEPT_AT_LEAST", 10)
    store = Store(lambda: 0.0)
    first = store.revision
    for number in range(1000):
        store.put("pods", pod(f"a-{number % 7}"))
    assert store.since("pods", first) is None
    assert store.compacted >= store.revision - 125
    assert len(store.since("pods", store.compacted) or ()) == store.revision - store.compacted
    assert store.since("pods", store.compacted - 1) is None


def test_changes_older_than_minutes_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "KEPT_AT_LEAST", 1)
    now = 0.0
    store = Store(lambda: now)
    store.put("pods", pod("a"))
    old = store.revision
    now = KEPT_SECONDS / 2
    store.put("pods", pod("b"))
    young = store.revision
    now = KEPT_SECONDS * 1.3
    store.put("pods", pod("c"))
    assert names(store, old) == ["a"]  # from here on everything is known
    assert store.since("pods", old - 1) is None
    assert names(store, young) == ["a", "b"]


def test_a_thousand_changes_are_remembered_however_fast_time_runs() -> None:
    now = 0.0
    store = Store(lambda: now)
    for number in range(1500):
        now = number * KEPT_SECONDS
        store.put("pods", pod(f"a-{number % 7}"))
    assert len(store.since("pods", store.revision - 1000) or ()) == 1000
    assert store.since("pods", store.revision - 1400) is None


def test_the_past_is_as_it_was_though_only_its_json_is_kept() -> None:
    store = Store(lambda: 0.0)
    before = store.put("pods", pod("a"))
    then = store.revision
    store.put("pods", pod("a", ready=False))
    store.put("nodes", node("n"))
    store.delete("pods", "default", "a")
    state = store.state_at("pods", then)
    assert state is not None
    assert [stored.obj for stored in state] == [before]
    assert store.state("pods") == []


def test_listeners_are_told_in_the_order_in_which_they_came() -> None:
    store = Store(lambda: 0.0)
    told: list[int] = []

    def listener(number: int) -> Callable[[object], None]:
        return lambda change: told.append(number)

    ends = [store.listen(listener(number)) for number in range(5)]
    ends[2]()
    store.put("pods", pod("a"))
    assert told == [0, 1, 3, 4]
