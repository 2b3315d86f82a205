"""The columns a user wants."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.column_choice import chosen, column_named, headers_of
from ktui.insight.columns import table_of
from ktui.insight.columns.any_kind import NONE
from ktui.model.kinds import DAEMONSETS, KINDS, PODS, Kind
from ktui.model.version import NEWEST, ServerVersion
from ktui.ui.columns_layout import first_widths, place_columns
from tests.fakes import objects
from tests.ui.fake_session import decoded

NOW = 1_700_000_000.0
TABLE = table_of(PODS, NEWEST)


def pod(**labels: str) -> Any:
    raw = objects.pod("web-1", "shop")
    raw["metadata"]["labels"] = labels
    raw["spec"]["nodeName"] = "node-7"
    return decoded(PODS, [raw])[0]


def shown(*wanted: str, **labels: str) -> dict[str, str]:
    table = chosen(PODS, TABLE, wanted)
    return dict(zip([column.header for column in table.columns], table.cells(pod(**labels), NOW), strict=True))


def test_nothing_wanted_is_all_there_is() -> None:
    assert chosen(PODS, TABLE, ()) is TABLE


def test_the_wanted_ones_in_their_order_with_their_cells() -> None:
    assert list(shown("STATUS", "NODE", "NAME").items())[1:] == [("NODE", "node-7"), ("NAME", "web-1")]
    assert shown("STATUS", "NAME")["STATUS"] == TABLE.cells(pod(), NOW)[2]


def test_the_name_is_never_left_out_and_nothing_stands_twice() -> None:
    assert list(shown("NODE", "READY", "NODE")) == ["NAME", "NODE", "READY"]


def test_a_labels_value_is_a_column_as_kubectl_has_it() -> None:
    told = shown("label:app", "label:topology.kubernetes.io/zone", **{"topology.kubernetes.io/zone": "b"})
    assert told == {"NAME": "web-1", "APP": NONE, "ZONE": "b"}


def test_a_label_is_never_taken_for_another_column() -> None:
    told = shown("STATUS", "label:status", "label:a/x", "label:b/x", status="gold", **{"b/x": "2"})
    assert list(told) == ["NAME", "STATUS", "label:status", "X", "label:b/x"]
    assert (told["label:status"], told["label:b/x"]) == ("gold", "2")
    assert chosen(PODS, TABLE, ["label:status"]).state_column == "STATUS"


def test_a_labels_column_sorts_numbers_as_numbers() -> None:
    column = chosen(PODS, TABLE, ["label:shard"]).columns[1]
    values = sorted([pod(shard="10"), pod(shard="9"), pod()], key=lambda obj: column.sort_value(obj, NOW))
    assert [(obj.meta.labels or {}).get("shard") for obj in values] == [None, "9", "10"]


def test_what_this_release_does_not_have_is_not_shown() -> None:
    old = table_of(DAEMONSETS, ServerVersion(1, 20))
    for kind in KINDS:
        for version in (ServerVersion(1, 20), NEWEST):
            table = chosen(kind, table_of(kind, version), headers_of(kind))
            assert {column.header for column in table.columns} == {
                column.header for column in table_of(kind, version).columns
            }
    assert chosen(DAEMONSETS, old, ["NAME", "DESIRED"]).columns[1].header == "DESIRED"


def test_a_wide_column_that_was_named_is_shown_and_the_last_named_go_first() -> None:
    columns = chosen(PODS, TABLE, ["NODE", "NAME", "STATUS", "IP"]).columns
    widths = first_widths(columns)
    placed = place_columns(columns, widths, 40)
    assert [columns[place.index].header for place in placed] == ["NODE", "NAME"]
    assert len(place_columns(columns, widths, 200)) == 4


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_headers_may_be_written_in_any_case(kind: Kind) -> None:
    for header in headers_of(kind):
        assert column_named(kind, header.lower()) == header


@pytest.mark.parametrize("word", ["STATE", "", "label:", "label:-a", "label:a/b/c", "label:a b", "NAMESPACE"])
def test_what_is_no_column_is_none(word: str) -> None:
    assert column_named(PODS, word) is None
