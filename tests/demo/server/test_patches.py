"""Patches: JSON patch and merge patch by their standards, and Kubernetes' own."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.demo.server.json_patch import PatchRefusedError, apply_json_patch, merged
from ktui.demo.server.strategic import StrategicError, apply_strategic

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("abc", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from("abcd"), JSON, max_size=4)


@pytest.mark.parametrize(
    ("old", "patch", "new"),
    [  # the examples of RFC 7396, appendix A
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patch(old: Any, patch: Any, new: Any) -> None:
    assert merged(old, patch) == new


@pytest.mark.parametrize(
    ("operations", "new"),
    [  # after the examples of RFC 6902, appendix A
        ([{"op": "add", "path": "/baz", "value": "qux"}], {"foo": ["a", "b"], "in": {"x": 1}, "baz": "qux"}),
        ([{"op": "add", "path": "/foo/1", "value": "q"}], {"foo": ["a", "q", "b"], "in": {"x": 1}}),
        ([{"op": "add", "path": "/foo/-", "value": "q"}], {"foo": ["a", "b", "q"], "in": {"x": 1}}),
        ([{"op": "remove", "path": "/foo/0"}], {"foo": ["b"], "in": {"x": 1}}),
        ([{"op": "replace", "path": "/foo/0", "value": 1}], {"foo": [1, "b"], "in": {"x": 1}}),
        ([{"op": "move", "from": "/in/x", "path": "/y"}], {"foo": ["a", "b"], "in": {}, "y": 1}),
        ([{"op": "move", "from": "/foo/0", "path": "/foo/1"}], {"foo": ["b", "a"], "in": {"x": 1}}),
        ([{"op": "copy", "from": "/in", "path": "/out"}], {"foo": ["a", "b"], "in": {"x": 1}, "out": {"x": 1}}),
        ([{"op": "test", "path": "/none", "value": None}], {"foo": ["a", "b"], "in": {"x": 1}}),
    ],
)
def test_json_patch(operations: Any, new: Any) -> None:
    assert apply_json_patch({"foo": ["a", "b"], "in": {"x": 1}}, operations) == new


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "test", "path": "/foo/0", "value": "b"},
        {"op": "test", "path": "/in/x", "value": None},
        {"op": "remove", "path": "/none"},
        {"op": "remove", "path": "/foo/2"},
        {"op": "replace", "path": "/none", "value": 1},
        {"op": "add", "path": "/none/a", "value": 1},
        {"op": "add", "path": "/foo/3", "value": 1},
        {"op": "add", "path": "/foo/a", "value": 1},
        {"op": "move", "from": "/none", "path": "/a"},
        {"op": "nothing", "path": "/foo"},
    ],
)
def test_a_json_patch_that_cannot_be_changes_nothing(operation: Any) -> None:
    obj = {"foo": ["a", "b"], "in": {"x": 1}}
    before = copy.deepcopy(obj)
    with pytest.raises(PatchRefusedError):
        apply_json_patch(obj, [{"op": "add", "path": "/new", "value": 1}, operation])
    assert obj == before


@given(OBJECTS, OBJECTS)
def test_a_merge_patch_done_twice_is_done_once(old: Any, patch: Any) -> None:
    before = copy.deepcopy(old)
    once = merged(old, patch)
    assert merged(once, patch) == once
    assert old == before


@given(OBJECTS, OBJECTS)
def test_where_nothing_is_known_of_a_kind_its_lists_are_replaced(old: Any, patch: Any) -> None:
    before = copy.deepcopy(old)
    once = apply_strategic(old, patch, "Nothing")
    assert apply_strategic(once, patch, "Nothing") == once
    assert old == before
    for key, value in patch.items():
        assert (key not in once) if value is None else key in once


SPEC = {"containers": [{"name": "a", "image": "1"}, {"name": "b", "image": "2"}, {"name": "c", "image": "3"}]}


@pytest.mark.parametrize(
    ("patch", "containers"),
    [
        ([{"name": "b", "image": "9"}], "a1 b9 c3"),
        ([{"name": "d", "image": "4"}], "d4 a1 b2 c3"),
        ([{"name": "b", "$patch": "delete"}], "a1 c3"),
        ([{"$patch": "replace"}, {"name": "z", "image": "0"}], "z0"),
        ([{"name": "c", "image": "9"}, {"name": "a", "image": "8"}], "b2 c9 a8"),
    ],
)
def test_lists_with_a_merge_key(patch: Any, containers: str) -> None:
    after = apply_strategic({"spec": SPEC}, {"spec": {"containers": patch}}, "Pod")
    assert " ".join(one["name"] + one["image"] for one in after["spec"]["containers"]) == containers


def test_the_order_that_a_patch_sets() -> None:
    order = [{"name": "c"}, {"name": "a"}, {"name": "b"}]
    after = apply_strategic({"spec": SPEC}, {"spec": {"$setElementOrder/containers": order}}, "Pod")
    assert [one["name"] for one in after["spec"]["containers"]] == ["c", "a", "b"]


def test_inside_a_list_maps_are_merged_and_nulls_remove() -> None:
    old = {"spec": {"containers": [{"name": "a", "env": [{"name": "X", "value": "1"}], "command": ["c"]}]}}
    patch = {"spec": {"containers": [{"name": "a", "env": [{"name": "Y", "value": "2"}], "command": None}]}}
    (container,) = apply_strategic(old, patch, "Pod")["spec"]["containers"]
    assert {one["name"]: one["value"] for one in container["env"]} == {"X": "1", "Y": "2"}
    assert "command" not in container


@pytest.mark.parametrize(("kind", "field"), [("Pod", "tolerations"), ("Node", "taints")])
def test_tolerations_and_taints_are_one_value(kind: str, field: str) -> None:
    after = apply_strategic({"spec": {field: [{"key": "a"}]}}, {"spec": {field: [{"key": "b"}]}}, kind)
    assert after["spec"][field] == [{"key": "b"}]


def test_conditions_are_told_apart_by_type() -> None:
    old = {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "R"}]}}
    after = apply_strategic(old, {"status": {"conditions": [{"type": "Ready", "status": "False"}]}}, "Node")
    assert after["status"]["conditions"] == [{"type": "Ready", "status": "False", "reason": "R"}]


def test_words_that_keep_and_replace() -> None:
    old = {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}}
    patch = {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}
    assert apply_strategic(old, patch, "Deployment") == {"spec": {"strategy": {"type": "Recreate"}}}
    labels = {"metadata": {"labels": {"$patch": "replace", "only": "this"}}}
    assert apply_strategic({"metadata": {"labels": {"a": "b"}}}, labels, "Pod") == {
        "metadata": {"labels": {"only": "this"}}
    }


def test_lists_of_plain_values() -> None:
    old = {"metadata": {"finalizers": ["a", "b"]}}
    more = apply_strategic(old, {"metadata": {"finalizers": ["c", "b"]}}, "Pod")
    assert sorted(more["metadata"]["finalizers"]) == ["a", "b", "c"]
    less = apply_strategic(old, {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a"]}}, "Pod")
    assert less["metadata"]["finalizers"] == ["b"]


def test_an_element_without_its_key_is_refused() -> None:
    with pytest.raises(StrategicError, match="does not contain declared merge key: name"):
        apply_strategic({"spec": SPEC}, {"spec": {"containers": [{"image": "a"}]}}, "Pod")
