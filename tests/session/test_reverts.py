"""A label that something sets back within a minute is told of; what ktui changes itself, and a slow watch, are not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ktui.insight.writes.labels import label, parse_labels
from ktui.insight.writes.switches import cordon
from ktui.model.decode import decode_object
from ktui.model.kinds import NODES, PODS, Kind
from ktui.model.writes import Outcome, Result, Write
from ktui.session.feed import Feed
from ktui.session.reverts import SECONDS, Reverts
from tests.fakes.clock import FakeClock
from tests.insight.writes.changing import node


class Scene:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.told: list[str] = []
        self.reverts = Reverts(self.clock.monotonic, self.told.append)

    def made(self, write: Write | None, outcome: Outcome = Outcome.APPLIED) -> None:
        assert write is not None
        self.reverts.made([Result(write.change.ref, outcome, write=write)])

    def seen(self, obj: dict[str, Any], kind: Kind = NODES) -> None:
        """The watch tells of the node as it is."""
        feed = Feed(kind, lambda _obj, _now: None, lambda _feed, _frame: None)
        read = decode_object(kind, json.dumps(obj).encode())
        self.reverts.changed(feed, feed.store.apply({read.key: read}, self.clock.time()))


@pytest.fixture
def scene() -> Scene:
    made = Scene()
    made.made(label(node(disk="hdd"), parse_labels(["disk=ssd"])))
    return made


def test_what_is_set_back_is_told_once(scene: Scene) -> None:
    for disk in ("ssd", "hdd", "hdd"):
        scene.seen(node(disk=disk))
    assert scene.told == ["disk of n1 is hdd again: something else sets it, less than a minute after you changed it"]


def test_what_is_set_to_something_else_is_told(scene: Scene) -> None:
    scene.seen(node(disk="ssd"))
    scene.seen(node(disk="nvme"))
    assert scene.told[0].startswith("disk of n1 is nvme now, not ssd")


def test_a_watch_that_is_behind_is_no_revert(scene: Scene) -> None:
    scene.seen(node(disk="hdd"))
    assert scene.told == []


async def test_after_a_minute_it_is_no_more_said(scene: Scene) -> None:
    scene.seen(node(disk="ssd"))
    await scene.clock.advance(SECONDS + 1)
    scene.seen(node(disk="hdd"))
    assert scene.told == []


def test_what_ktui_changes_next_is_no_revert(scene: Scene) -> None:
    scene.seen(node(disk="ssd"))
    scene.made(label(node(disk="ssd"), parse_labels(["disk=hdd"])))
    scene.seen(node(disk="hdd"))
    assert scene.told == []


def test_other_changes_and_other_kinds_are_not_looked_at(scene: Scene) -> None:
    other = Scene()
    other.made(label(node(disk="hdd"), parse_labels(["disk=ssd"])), Outcome.REFUSED)
    other.made(cordon(node(disk="hdd"), on=True))
    for disk in ("ssd", "hdd"):
        other.seen(node(disk=disk))
    scene.seen(node(disk="ssd"))
    scene.seen({"metadata": {"name": "n1", "uid": "u-1"}, "spec": {}, "status": {}}, PODS)
    assert (other.told, scene.told) == ([], [])
