"""JSON patches: they make what is wanted of the object that was looked at, and nothing of any other."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.demo.server.json_patch import PatchRefusedError, apply_json_patch
from ktui.insight.writes.objects import value_at
from ktui.insight.writes.patches import field_changes, json_patch, pointer

KEYS = st.sampled_from(["disk", "tier", "example.com/a~b", "a/b", "~1", "~0"])
VALUES = st.none() | st.sampled_from(["", "ssd", "hdd"])


def node(labels: dict[str, str] | None) -> dict[str, Any]:
    meta: dict[str, Any] = {"name": "n", "uid": "u"}
    if labels is not None:
        meta["labels"] = labels
    return {"metadata": meta, "spec": {}}


@given(st.none() | st.dictionaries(KEYS, VALUES.filter(lambda value: value is not None)), st.dictionaries(KEYS, VALUES))
def test_the_patch_makes_what_is_wanted_and_its_reverse_takes_it_back(
    labels: dict[str, str] | None, wanted: dict[str, str | None]
) -> None:
    before = node(labels)
    fields = field_changes(before, {("metadata", "labels", key): value for key, value in wanted.items()})
    after = apply_json_patch(before, json_patch(before, fields))
    held = after["metadata"].get("labels") or {}
    assert {key: held.get(key) for key in wanted} == wanted
    assert {key: value for key, value in held.items() if key not in wanted} == {
        key: value for key, value in (labels or {}).items() if key not in wanted
    }
    back = apply_json_patch(after, json_patch(after, [field.reversed for field in fields]))
    assert (back["metadata"].get("labels") or {}) == (labels or {})


@given(st.dictionaries(KEYS, VALUES, min_size=1), KEYS, st.sampled_from(["other", None]))
def test_a_value_that_changed_meanwhile_refuses_all_of_it(
    wanted: dict[str, str | None], key: str, value: str | None
) -> None:
    before = node({"disk": "old", "tier": "old"})
    fields = field_changes(before, {("metadata", "labels", each): value for each, value in wanted.items()})
    meanwhile = copy.deepcopy(before)
    if value is None:
        meanwhile["metadata"]["labels"].pop(key, None)
    else:
        meanwhile["metadata"]["labels"][key] = value
    touched = {field.path[-1] for field in fields}
    patch = json_patch(before, fields)
    if key in touched and value_at(before, ("metadata", "labels", key)) != value:
        with pytest.raises(PatchRefusedError):
            apply_json_patch(meanwhile, patch)
    else:
        apply_json_patch(meanwhile, patch)


def test_another_object_of_the_same_name_is_left_alone() -> None:
    before = node({"disk": "hdd"})
    patch = json_patch(before, field_changes(before, {("metadata", "labels", "disk"): "ssd"}))
    another = copy.deepcopy(before)
    another["metadata"]["uid"] = "v"
    with pytest.raises(PatchRefusedError, match="/metadata/uid"):
        apply_json_patch(another, patch)


def test_parents_that_are_missing_are_made_once_and_only_where_they_are_still_missing() -> None:
    bare: dict[str, Any] = {"metadata": {"uid": "u"}, "spec": {"template": {}}}
    path = ("spec", "template", "metadata", "annotations")
    fields = field_changes(bare, {(*path, "a"): "1", (*path, "b"): "2"})
    patch = json_patch(bare, fields)
    made = apply_json_patch(bare, patch)
    assert value_at(made, path) == {"a": "1", "b": "2"}
    meanwhile = copy.deepcopy(bare)
    meanwhile["spec"]["template"]["metadata"] = {"annotations": {"c": "3"}}
    with pytest.raises(PatchRefusedError):
        apply_json_patch(meanwhile, patch)


def test_a_pointer_escapes_what_json_pointers_escape() -> None:
    assert pointer(("metadata", "labels", "a/b~c")) == "/metadata/labels/a~1b~0c"
