from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ktui.model.kinds import PODS
from ktui.store.store import Store
from ktui.ui.marks import Marks
from tests.fakes import objects
from tests.ui.fake_session import decoded

if TYPE_CHECKING:
    from typing import Any

    from ktui.store.store import Key

NAMES = "abcd"


def made(name: str, uid: str = "1", version: str = "1") -> Any:
    return decoded(PODS, [objects.pod(name, uid=uid, resourceVersion=version)])[0]


POOL = {(name, uid, version): made(name, uid, version) for name in NAMES for uid in "12" for version in "12"}
CHANGE = st.tuples(st.sampled_from(NAMES), st.sampled_from([None, "1", "2"]), st.sampled_from("12"))
BATCH = st.lists(CHANGE, max_size=4)
STEP = st.one_of(BATCH, st.sampled_from(NAMES), st.just("*"))


@given(st.lists(STEP, max_size=20))
def test_what_is_marked_is_what_was_marked_and_is_still_there(steps: list[Any]) -> None:
    store, marks = Store(lambda _obj, _now: None), Marks()
    expected: dict[Key, str] = {}
    for step in steps:
        if step == "*":
            if set(store.objects) <= set(expected):
                expected.clear()
            else:
                expected = {key: obj.meta.uid for key, obj in store.objects.items()}
            marks.toggle_all(list(store.objects), store.objects)
        elif isinstance(step, str):
            key = ("default", step)
            if key in store.objects:
                if expected.pop(key, None) is None:
                    expected[key] = store.objects[key].meta.uid
                marks.toggle(store.objects[key])
        else:
            changes = {("default", name): POOL[name, uid, version] if uid else None for name, uid, version in step}
            marks.apply(store.apply(changes, 0.0), store.objects)
            there = {key: obj.meta.uid for key, obj in store.objects.items()}
            expected = {key: uid for key, uid in expected.items() if there.get(key) == uid}
        assert set(marks) == set(expected)
        assert len(marks) == len(expected)


def test_they_come_in_the_order_of_their_rows_and_those_without_one_behind() -> None:
    marks = Marks()
    for name in "abcd":
        marks.toggle(made(name))
    rows = {("default", "d"): 0, ("default", "b"): 5}
    assert [name for _, name in marks.ordered(rows.get)] == ["d", "b", "a", "c"]


def test_all_of_some_leaves_the_marks_of_others() -> None:
    marks = Marks()
    pods = {(obj := made(name)).key: obj for name in "abc"}
    marks.toggle(made("c"))
    some = [("default", "a"), ("default", "b")]
    marks.toggle_all(some, pods)
    assert len(marks) == 3
    marks.toggle_all(some, pods)
    assert list(marks) == [("default", "c")]
