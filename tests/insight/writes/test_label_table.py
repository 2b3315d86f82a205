"""Labels of nodes on a page: what changes, node by node where there is room, and what they have."""

from __future__ import annotations

import pytest

from ktui.insight.writes.label_table import changes_table, held_table
from ktui.insight.writes.labels import labelled, parse_labels
from ktui.insight.writes.objects import ref_of
from ktui.model.kinds import NODES
from tests.fakes import objects
from tests.insight.text_of import text_of

TWO = {"node-2": {"tier": "gold"}, "node-4": {"disk": "hdd"}}


def table(nodes: dict[str, dict[str, str]], words: str, room: int = 76) -> list[str]:
    rows = []
    for name, labels in nodes.items():
        node = objects.node(name)
        node["metadata"]["labels"] = labels
        rows.append((ref_of(NODES, node), labelled(node, parse_labels(words.split()))))
    return text_of(changes_table(rows, room))


def test_a_column_for_each_node() -> None:
    assert table(TWO, "disk=ssd tier-") == [
        "       node-2          node-4",
        "disk   (none) → ssd    hdd → ssd",
        "tier   gold → (none)   as it is",
    ]


def test_without_room_a_line_for_each_way() -> None:
    assert table(TWO, "disk=ssd tier-", room=31) == [
        "disk   (none) → ssd  node-2",
        "       hdd → ssd  node-4",
        "tier   gold → (none)  node-2",
        "       as it is  node-4",
    ]


def test_many_are_counted_the_most_frequent_way_first() -> None:
    nodes = {f"n{number:03}": {"disk": "hdd"} if number < 400 else {} for number in range(500)}
    nodes["n499"] = {"disk": "ssd"}
    assert table(nodes, "disk=ssd") == [
        "disk   hdd → ssd  400 Nodes (n000, n001, n002 …)",
        "       (none) → ssd  99 Nodes (n400, n401, n402 …)",
        "       as it is  n499",
    ]


def test_an_empty_value_is_not_nothing() -> None:
    assert table({"n": {"disk": ""}}, "disk=ssd")[1] == 'disk   "" → ssd'


@pytest.mark.parametrize("words", ["disk=hdd", "absent-"])
def test_where_nothing_changes_there_is_no_table(words: str) -> None:
    assert table({"n": {"disk": "hdd"}}, words) == []


def test_the_labels_of_one_node() -> None:
    assert text_of(held_table([{"disk": "ssd", "a.example/zone": "b", "empty": ""}])) == [
        "a.example/zone=b",
        "disk=ssd",
        'empty=""',
    ]


def test_the_labels_of_several_nodes() -> None:
    labels = [{"all": "same", "disk": "hdd"}, {"all": "same", "disk": "hdd"}, {"all": "same", "disk": "ssd"}]
    assert text_of(held_table(labels)) == ["all=same", "disk=hdd on 2, ssd on 1 of 3 Nodes"]
    hosts = [{"host": f"n{number}"} for number in range(9)]
    assert text_of(held_table(hosts)) == ["host=n0 on 1, n1 on 1, n2 on 1, 6 other values of 9 Nodes"]


def test_nothing_of_a_cluster_steers_the_terminal() -> None:
    assert text_of(held_table([{"\x1b[2J": "\x07"}])) == ["␛[2J=␇"]
