"""What took the name of an object that was seen is left alone."""

from __future__ import annotations

from ktui.insight.writes.commands import commands_of
from ktui.insight.writes.seen import only_seen
from ktui.insight.writes.switches import cordon
from ktui.model.writes import Outcome, Plan, Planned
from tests.fakes import objects
from tests.insight.writes.changing import known


def plan_of(*names: str) -> Plan:
    writes = [cordon(known(objects.node(name), f"u-{name}"), on=True) for name in names]
    made = [write for write in writes if write is not None]
    items = tuple(Planned(write.change.ref, write) for write in made)
    return Plan("cordon", items, commands_of([write.change for write in made]))


def test_what_was_seen_is_changed() -> None:
    plan = plan_of("a", "b")
    assert only_seen(plan, {("", "a"): "u-a", ("", "b"): "u-b"}) is plan


def test_what_was_made_anew_since_is_not() -> None:
    plan = only_seen(plan_of("a", "b"), {("", "a"): "u-old", ("", "b"): "u-b"})
    first, second = plan.items
    assert first.result is not None
    assert first.result.outcome is Outcome.REFUSED
    assert first.result.message == "node a is another one now: the one you saw was deleted, and it was made anew"
    assert second.write is not None
    assert plan.kubectl == "kubectl cordon b"


def test_an_object_whose_uid_nobody_knows_is_taken_as_it_is() -> None:
    plan = plan_of("a")
    assert only_seen(plan, {("", "a"): ""}) is plan
