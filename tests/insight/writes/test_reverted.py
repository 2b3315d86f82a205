"""Labels that something sets back within a minute: told once, in a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ktui.insight.writes.labels import label, parse_labels
from ktui.insight.writes.reverted import MINUTE, AppliedLabels, reverted_words
from ktui.model.decode import decode_object
from ktui.model.kinds import NODES
from ktui.model.writes import Outcome, Result
from tests.fakes import objects

Labels = dict[str, str]


def raw(name: str, labels: Labels, version: str, uid: str = "u-1") -> dict[str, Any]:
    node = objects.node(name)
    node["metadata"].update(uid=uid, resourceVersion=version, labels=labels)
    return node


def labelling(before: Labels, words: str, *, name: str = "n1", version: str = "5") -> Result:
    """The labels were changed, and the server's answer has this version."""
    write = label(raw(name, before, "1"), parse_labels(words.split()))
    assert write is not None
    return Result(write.change.ref, Outcome.APPLIED, write=write, answer=raw(name, {}, version))


def nodes(*raws: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {("", each["metadata"]["name"]): decode_object(NODES, json.dumps(each).encode()) for each in raws}


def look(applied: AppliedLabels, labels: Labels, version: str, now: float, **more: Any) -> list[str]:
    return reverted_words(applied.look(nodes(raw("n1", labels, version, **more)), now))


def test_set_back_after_the_watch_told_of_it() -> None:
    applied = AppliedLabels()
    applied.add([labelling({"disk": "hdd"}, "disk=ssd")], 100.0)
    assert look(applied, {"disk": "hdd"}, "1", 100.0) == []  # the watch has not told of it yet
    assert look(applied, {"disk": "ssd"}, "5", 100.1) == []
    assert look(applied, {"disk": "hdd"}, "6", 112.0) == [
        "disk of n1 is hdd again, 12s after it was set to ssd: something else there changes it"
    ]
    assert not applied
    assert look(applied, {"disk": "nvme"}, "7", 113.0) == []


def test_set_back_before_the_watch_told_of_it() -> None:
    applied = AppliedLabels()
    applied.add([labelling({"disk": "hdd"}, "disk=ssd", version="5")], 100.0)
    assert look(applied, {"disk": "hdd"}, "6", 100.2) != []


def test_versions_that_cannot_be_compared_wait_for_the_watch() -> None:
    applied = AppliedLabels()
    applied.add([labelling({"disk": "hdd"}, "disk=ssd", version="abc")], 100.0)
    assert look(applied, {"disk": "hdd"}, "6", 100.2) == []
    assert look(applied, {"disk": "ssd"}, "7", 100.3) == []
    assert look(applied, {"disk": "hdd"}, "8", 100.4) != []


@pytest.mark.parametrize(
    ("before", "words", "now", "said"),
    [
        ({}, "disk=ssd", {}, "disk of n1 is gone again, 2s after it was set to ssd"),
        ({"disk": "hdd"}, "disk-", {"disk": "hdd"}, "disk of n1 is hdd again, 2s after it was taken off"),
        ({"disk": "hdd"}, "disk=ssd", {"disk": "nvme"}, "disk of n1 is nvme now, 2s after it was set to ssd"),
        ({"disk": "hdd"}, "disk=ssd", {}, "disk of n1 is gone now, 2s after it was set to ssd"),
    ],
)
def test_what_is_said(before: Labels, words: str, now: Labels, said: str) -> None:
    applied = AppliedLabels()
    applied.add([labelling(before, words)], 100.0)
    (sentence,) = look(applied, now, "9", 102.0)
    assert sentence.startswith(said)


def test_a_label_that_stays_is_nothing_to_say() -> None:
    applied = AppliedLabels()
    applied.add([labelling({}, "disk=ssd")], 100.0)
    assert look(applied, {"disk": "ssd", "other": "x"}, "6", 130.0) == []
    assert look(applied, {"disk": "hdd"}, "7", 100.0 + MINUTE + 1) == []
    assert not applied


def test_ones_own_next_change_is_no_reversion() -> None:
    applied = AppliedLabels()
    applied.add([labelling({}, "disk=ssd", version="5")], 100.0)
    applied.add([labelling({"disk": "ssd"}, "disk-", version="6")], 110.0)  # taken back
    assert look(applied, {}, "6", 110.1) == []


def test_a_node_that_was_replaced_has_nothing_to_do_with_it() -> None:
    applied = AppliedLabels()
    applied.add([labelling({}, "disk=ssd")], 100.0)
    assert look(applied, {}, "9", 101.0, uid="u-2") == []
    assert not applied


def test_what_was_not_applied_is_not_looked_after() -> None:
    applied = AppliedLabels()
    refused = labelling({}, "disk=ssd")
    applied.add([Result(refused.ref, Outcome.REFUSED, write=refused.write)], 100.0)
    assert not applied


def test_many_are_one_sentence() -> None:
    names = [f"n{number:03}" for number in range(500)]
    applied = AppliedLabels()
    applied.add([labelling({}, "disk=ssd", name=name) for name in names], 100.0)
    (sentence,) = reverted_words(applied.look(nodes(*(raw(name, {}, "9") for name in names)), 101.0))
    assert sentence.startswith("disk of 500 Nodes (n000, n001, n002 …) is gone again, 1s after")
