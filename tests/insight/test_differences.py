"""In what two objects differ, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.job_bodies.differences import differences


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": None}, {}, []),
        ({"a": [{"b": None}]}, {"a": [{}]}, []),
        ({"a": 1}, {"a": 2}, [("a", "1", "2")]),
        ({"a": "x"}, {"a": 2.5}, [("a", "x", "2.5")]),
        ({"a": True}, {}, [("a", "true", None)]),
        ({}, {"a": ""}, [("a", None, "")]),
        ({"a": {}}, {}, [("a", "{}", None)]),
        ({}, {"a": {}}, [("a", None, "{}")]),
        ({}, {"a": {"b": 1}}, [("a.b", None, "1")]),
        ({"a": {"b": 1}}, {"a": {}}, [("a.b", "1", None)]),
        ({"a": {"b": 1}}, {"a": "x"}, [("a", '{"b":1}', "x")]),
        ({"a": {"b/c.d": 1}}, {}, [("a[b/c.d]", "1", None)]),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, [("a[1].b", "2", "3")]),
        ({"a": ["é"]}, {"a": ["é", 2]}, [("a", '["é"]', '["é",2]')]),
        ({"status": {"active": 1}}, {}, [("status", "1 field", None)]),
        ({"metadata": {"managedFields": [1, 2]}}, {}, [("metadata.managedFields", "2 entries", None)]),
        ({"status": "odd"}, {}, [("status", "odd", None)]),
    ],
)
def test_what_is_found(
    before: dict[str, Any], after: dict[str, Any], said: list[tuple[str, str | None, str | None]]
) -> None:
    assert [(each.field, each.before, each.after) for each in differences(before, after)] == said


values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
mappings = st.dictionaries(st.sampled_from("abc"), values, max_size=3)


@given(mappings)
def test_an_object_does_not_differ_from_itself(value: dict[str, Any]) -> None:
    assert differences(value, value) == ()


@given(mappings, mappings)
def test_back_is_there_the_other_way_round(one: dict[str, Any], other: dict[str, Any]) -> None:
    there = {(each.field, each.before, each.after) for each in differences(one, other)}
    back = {(each.field, each.after, each.before) for each in differences(other, one)}
    assert there == back
