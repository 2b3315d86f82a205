"""ktui's own columns: behind kubectl's, ordered and filtered by what is seen at a glance."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.column_choice import chosen, column_named, headers_of
from ktui.insight.columns import table_of
from ktui.insight.columns.own import ADVICE, PROBES, WHY, with_own_columns
from ktui.insight.filters import TraitError, parse_filter
from ktui.insight.glance import Glance
from ktui.insight.table import Column
from ktui.insight.traits import TRAITS
from ktui.model.kinds import KINDS, NODES, PODS
from ktui.model.version import NEWEST
from ktui.ui.columns_layout import first_widths, place_columns
from tests.insight.objects import NOW, pod

KILLED = Glance("L ····▂▃K▂▃K", "liveness: HTTP 500, 3 of 3", (2, 8), (20, "liveness: HTTP 500, 3 of 3"), advice=2)
NEAR = Glance("R ·······▂··", "", (0, 1), traits=frozenset({"near-miss", "no-liveness"}))
WELL = Glance("✓", "")
GLANCES = {"killed": KILLED, "near": NEAR, "well": WELL}


def table(kind: Any = PODS) -> Any:
    return with_own_columns(kind, table_of(kind, NEWEST), lambda pod, _now: GLANCES[(pod.meta.labels or {})["is"]])


def called(name: str) -> Any:
    from msgspec.structs import replace

    made = pod()
    return replace(made, meta=replace(made.meta, labels={"is": name}))


PODS_SEEN = [called(name) for name in GLANCES]


def left(line: str) -> list[str]:
    read = parse_filter(line, table(), namespaced=True)
    return [each.meta.labels["is"] for each in PODS_SEEN if read.matches(each, NOW)]


def test_they_stand_behind_kubectls_which_are_as_they_were() -> None:
    whole, plain = table(), table_of(PODS, NEWEST)
    assert whole.columns[:-3] == plain.columns
    for each in PODS_SEEN:
        assert whole.cells(each, NOW)[:-3] == plain.cells(each, NOW)
    assert whole.cells(PODS_SEEN[0], NOW)[-3:] == ("L ····▂▃K▂▃K", "liveness: HTTP 500, 3 of 3", "2")
    assert whole.cells(PODS_SEEN[2], NOW)[-3:] == ("✓", "", "")


def test_other_kinds_have_none() -> None:
    for kind in KINDS:
        if kind is not PODS:
            assert table(kind) is table_of(kind, NEWEST)


def test_nothing_is_seen_where_nothing_is_known() -> None:
    blank = with_own_columns(PODS, table_of(PODS, NEWEST), None)
    assert blank.cells(pod(), NOW)[-3:] == ("", "", "")
    assert [column.sort_value(pod(), NOW) for column in blank.columns[-3:]] == [(0, 0), (0, ""), 0]
    assert not parse_filter("is:near-miss", blank, namespaced=True).matches(pod(), NOW)


@pytest.mark.parametrize(
    ("header", "order"), [(PROBES, ["killed", "near", "well"]), (WHY, ["killed"]), (ADVICE, ["killed"])]
)
def test_what_is_worst_comes_first(header: str, order: list[str]) -> None:
    column = next(column for column in table().columns if column.header == header)
    assert column.large_first
    worst = sorted(PODS_SEEN, key=lambda each: column.sort_value(each, NOW), reverse=True)
    assert [each.meta.labels["is"] for each in worst][: len(order)] == order


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("WHY:liveness", ["killed"]),
        ("why:http", ["killed"]),
        ("!WHY:liveness", ["near", "well"]),
        ("PROBES:L", ["killed"]),
        ("probes:^[LR]", ["killed", "near"]),
        ("PROBES:K", ["killed"]),
        ("advice:2", ["killed"]),
        ("liveness", ["killed"]),
        ("▂", []),
        ("is:near-miss", ["near"]),
        ("IS:Near-Miss", ["near"]),
        ("!is:near-miss", ["killed", "well"]),
        ("is:near-miss is:no-liveness", ["near"]),
        ("is:flapping", []),
        ("is:", ["killed", "near", "well"]),
        ("!is: web", ["killed", "near", "well"]),
    ],
)
def test_a_filter_may_ask_for_them(line: str, found: list[str]) -> None:
    assert left(line) == found


def test_what_hangs_on_more_than_the_object_is_looked_at_again() -> None:
    assert [
        parse_filter(line, table(), namespaced=True).live for line in ("WHY:x", "is:flapping", "x", "NAME:x", "-l a=b")
    ] == [True, True, True, False, False]


def test_a_trait_that_there_is_not_is_refused_in_a_sentence() -> None:
    with pytest.raises(TraitError, match="there is no is:near: there are is:near-miss, is:flapping, is:no-liveness"):
        parse_filter("!is:near", table(), namespaced=True)
    with pytest.raises(TraitError, match="there is no is:flapping here"):
        parse_filter("is:flapping", table_of(NODES, NEWEST), namespaced=False)
    with pytest.raises(TraitError, match="is:␛"):
        parse_filter("is:\x1b", table(), namespaced=True)


def test_every_trait_is_known_to_its_table() -> None:
    assert set(table().traits) == {each.word for each in TRAITS[PODS.name]}


def test_they_may_be_chosen() -> None:
    assert headers_of(PODS)[-3:] == (PROBES, WHY, ADVICE)
    assert column_named(PODS, "why") == WHY
    picked = chosen(PODS, table(), ["WHY", "NAME", "label:is", "PROBES"])
    assert picked.cells(PODS_SEEN[0], NOW) == ("liveness: HTTP 500, 3 of 3", "web", "killed", "L ····▂▃K▂▃K")
    assert picked.traits


def test_what_goes_when_it_is_narrow() -> None:
    columns = table().columns
    widths = first_widths(columns)

    def shown(room: int) -> list[str]:
        return [columns[place.index].header for place in place_columns(columns, widths, room - 3)]

    assert shown(78) == ["NAME", "READY", "STATUS", "RESTARTS", "PROBES"]
    assert shown(80) == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "PROBES"]
    assert shown(98) == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "PROBES", "WHY"]
    assert shown(120) == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "PROBES", "WHY"]
    assert shown(134) == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "NODE", "PROBES", "WHY"]
    assert shown(142)[-3:] == ["PROBES", "WHY", "ADVICE"]


def test_long_names_give_way_to_what_is_wrong() -> None:
    namespace = Column("NAMESPACE", lambda thing, now: None, width=12, rank=1)
    columns = (namespace, *table().columns)
    widths = first_widths(columns)
    widths[1] = len("batch-job-every-fifteen-minutes-29929074-rkhwm")

    def shown(room: int, ordering: str = "") -> list[str]:
        return [columns[place.index].header for place in place_columns(columns, widths, room - 3, ordering)]

    kubectls = ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS"]
    assert shown(120) == [*kubectls, "AGE", "PROBES", "WHY"]
    assert shown(80) == kubectls
    assert shown(80, PROBES) == ["NAMESPACE", "NAME", "READY", "STATUS", PROBES]
    assert shown(80, WHY) == ["NAMESPACE", "NAME", "STATUS", WHY]
