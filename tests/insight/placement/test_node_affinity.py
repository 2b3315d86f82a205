"""Node selectors and node affinity, as the scheduler reads them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.placement.affinity import REQUIRED, matches_affinity, matches_selector

LABELS = {"disk": "ssd", "cpus": "16", "zone": "a"}


def required(*terms: dict[str, Any]) -> dict[str, Any]:
    return {"affinity": {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": list(terms)}}}}


def expressions(*requirements: tuple[str, str, list[str] | None]) -> dict[str, Any]:
    return {"matchExpressions": [{"key": key, "operator": op, "values": values} for key, op, values in requirements]}


def test_a_node_selector_needs_every_pair() -> None:
    assert matches_selector({}, LABELS)
    assert matches_selector({"nodeSelector": {"disk": "ssd", "zone": "a"}}, LABELS)
    assert not matches_selector({"nodeSelector": {"disk": "ssd", "zone": "b"}}, LABELS)
    assert not matches_selector({"nodeSelector": {"gpu": ""}}, LABELS)


@pytest.mark.parametrize(
    ("requirement", "met"),
    [
        (("disk", "In", ["hdd", "ssd"]), True),
        (("disk", "In", ["hdd"]), False),
        (("gpu", "In", ["x"]), False),
        (("disk", "NotIn", ["hdd"]), True),
        (("disk", "NotIn", ["ssd"]), False),
        (("gpu", "NotIn", ["x"]), True),
        (("disk", "Exists", None), True),
        (("gpu", "Exists", None), False),
        (("gpu", "DoesNotExist", None), True),
        (("disk", "DoesNotExist", None), False),
        (("cpus", "Gt", ["15"]), True),
        (("cpus", "Gt", ["16"]), False),
        (("cpus", "Lt", ["17"]), True),
        (("disk", "Gt", ["1"]), False),
        (("gpu", "Lt", ["1"]), False),
        (("cpus", "Gt", ["x"]), False),
        (("cpus", "Gt", ["1", "2"]), False),
        (("cpus", "Gt", ["99999999999999999999"]), False),
        (("disk", "in", ["ssd"]), False),
    ],
)
def test_each_operator(requirement: tuple[str, str, list[str] | None], met: bool) -> None:
    assert matches_affinity(required(expressions(requirement)), LABELS, "n1") is met


def test_terms_are_alternatives_and_what_is_in_one_must_all_be_met() -> None:
    ssd, far = ("disk", "In", ["ssd"]), ("zone", "In", ["b"])
    assert not matches_affinity(required(expressions(ssd, far)), LABELS, "n1")
    assert matches_affinity(required(expressions(far), expressions(ssd)), LABELS, "n1")


def test_an_empty_term_and_no_term_match_nothing() -> None:
    assert not matches_affinity(required(), LABELS, "n1")
    assert not matches_affinity(required({}), LABELS, "n1")
    assert not matches_affinity(required({"matchExpressions": []}), LABELS, "n1")
    assert matches_affinity({"affinity": {"nodeAffinity": {}}}, LABELS, "n1")


@pytest.mark.parametrize(
    ("operator", "values", "met"),
    [("In", ["n1"], True), ("In", ["n2"], False), ("NotIn", ["n2"], True), ("In", ["n1", "n2"], False),
     ("Exists", [], False)],
)  # fmt: skip
def test_of_a_nodes_fields_its_name_alone_can_be_asked_for(operator: str, values: list[str], met: bool) -> None:
    field = {"key": "metadata.name", "operator": operator, "values": values}
    assert matches_affinity(required({"matchFields": [field]}), LABELS, "n1") is met
    other = {"key": "metadata.namespace", "operator": "In", "values": ["n1"]}
    assert not matches_affinity(required({"matchFields": [other]}), LABELS, "n1")


KEYS, VALUES = st.sampled_from(["a", "b", "c"]), st.sampled_from(["x", "y", "1", "2"])


@given(
    labels=st.dictionaries(KEYS, VALUES),
    operator=st.sampled_from(["In", "NotIn"]),
    key=KEYS,
    values=st.lists(VALUES, min_size=1),
)
def test_not_in_is_the_opposite_of_in(labels: dict[str, str], operator: str, key: str, values: list[str]) -> None:
    other = "NotIn" if operator == "In" else "In"
    one = matches_affinity(required(expressions((key, operator, values))), labels, "n")
    assert one is not matches_affinity(required(expressions((key, other, values))), labels, "n")


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab", max_size=3) | st.sampled_from(["In", "Gt", "1"]),
    lambda part: st.lists(part, max_size=3)
    | st.dictionaries(
        st.sampled_from([
            "affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms", "matchExpressions", "matchFields", "key",
            "operator", "values", "nodeSelector",
        ]),
        part,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@given(spec=st.dictionaries(st.sampled_from(["affinity", "nodeSelector", "nodeName"]), ODD))
def test_nothing_odd_in_a_spec_makes_it_fail(spec: dict[str, Any]) -> None:
    assert matches_affinity(spec, LABELS, "n1") in (True, False)
    assert matches_selector(spec, LABELS) in (True, False)
