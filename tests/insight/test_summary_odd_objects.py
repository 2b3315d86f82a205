"""A summary shows what can be read of an object, whatever else is in it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ktui.insight.describe import summary_page
from ktui.insight.describe.values import moment_at
from ktui.insight.owners import owner_references
from ktui.insight.text import visible
from ktui.insight.yaml_page import yaml_page
from ktui.model.kinds import KINDS
from ktui.model.version import NEWEST, ServerVersion
from tests.fakes import objects
from tests.insight.described import described
from tests.insight.objects import NOW

KEYS = st.one_of(st.text(max_size=5), st.sampled_from(["name", "type", "status", "key", "spec", "items", "metadata"]))
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00", "True", "Exists", "In", "1Gi"]
    ),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=10,
)

SOURCES = [
    *[(item.kind, item.obj) for item in described()],
    *[
        (kind, made)
        for kind, made in zip(
            KINDS,
            (
                objects.pod("a", owned_by=objects.owner("Job", "b", "c")),
                objects.daemonset("a", desired=3, ready=1),
                objects.job("a", finished="Complete", failed=2),
                objects.cronjob("a", active=("b", "c")),
                objects.node("a", ready=False, unschedulable=True, pressure=("Disk",)),
            ),
            strict=True,
        )
    ],
]
VERSIONS = st.sampled_from([ServerVersion(1, 20), NEWEST])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path below `value`."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(each for key, part in inner for each in places(part, (*path, key)))]


PLACES = [places(obj) for _, obj in SOURCES]


@st.composite
def odd_objects(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    """A real object with one to three of its parts replaced by anything."""
    index = draw(st.integers(0, len(SOURCES) - 1))
    kind, obj = SOURCES[index][0], copy.deepcopy(SOURCES[index][1])
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from(PLACES[index]))
        target: Any = obj
        try:
            for key in path:
                target = target[key]
            target[last] = draw(JSON)
        except (TypeError, KeyError, IndexError):
            pass  # a part above it is gone already
    return kind, obj


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(odd_objects(), VERSIONS)
def test_no_part_that_is_odd_makes_a_summary_fail(odd: tuple[Any, dict[str, Any]], version: ServerVersion) -> None:
    kind, obj = odd
    page = summary_page(kind, obj, now=NOW, version=version)
    assert all(visible(line.text) == line.text for line in page)
    assert all(visible(line.text) == line.text for line in yaml_page(obj))


@given(st.sampled_from(KINDS), st.dictionaries(KEYS, JSON, max_size=4))
def test_nothing_makes_a_summary_fail(kind: Any, obj: dict[str, Any]) -> None:
    summary_page(kind, obj, now=NOW, version=NEWEST)
    owner_references(obj)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02 03:04:05+00:00"),
        ("2026-01-02T03:04:05.678901Z", "2026-01-02 03:04:05.678901+00:00"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02 01:04:05+00:00"),
        ("2026-01-02T03:04:05", "2026-01-02 03:04:05+00:00"),
        ("9999-12-31T23:59:59-23:59", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("yesterday", None),
        (7, None),
        (None, None),
    ],
)
def test_a_time_is_read_where_it_is_one(text: Any, moment: str | None) -> None:
    found = moment_at({"at": text}, "at")
    assert (str(found) if found else None) == moment
