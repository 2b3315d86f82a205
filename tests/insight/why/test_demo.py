"""What the pods of the demo's story are found to be after twelve minutes of it: what they are there."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import msgspec
import pytest

from ktui.insight.evidence import Evidence, seen_in_event
from ktui.insight.why.judging import verdict
from ktui.insight.why.verdict import Around, Cause
from ktui.model.evidence import Watched
from ktui.model.objects import Event, Node, Pod
from ktui.model.version import ServerVersion
from tests.demo.story.boxes import box, objects

if TYPE_CHECKING:
    from ktui.demo.server.store import Change
    from ktui.insight.why.verdict import Verdict
    from ktui.model.evidence import EventWrite

MINUTES = 12

# What the story's programs do (`ktui/demo/story/programs.py`), by the pod's namespace and the beginning of its name.
STORY = {
    ("default", "kubia-liveness"): {Cause.LIVENESS_PROBE},
    ("shop", "checkout-"): {Cause.LIVENESS_PROBE, Cause.RUNNING, Cause.NODE_LOST},
    ("shop", "recommendations-"): {Cause.LIVENESS_PROBE, Cause.RUNNING, Cause.NODE_LOST},
    ("shop", "search-"): {Cause.STARTUP_PROBE},
    ("shop", "cart-"): {Cause.READINESS, Cause.RUNNING, Cause.NODE_LOST},
    ("payments", "ledger-"): {Cause.READINESS},
    ("payments", "fraud-"): {Cause.READINESS},
    ("payments", "settlement-"): {Cause.OOM_KILLED, Cause.RUNNING},
    ("payments", "tokens-"): {Cause.CONFIG},
    ("staging", "web-"): {Cause.IMAGE, Cause.NODE_LOST},
    ("staging", "billing-"): {Cause.INIT},
    ("staging", "importer-"): {Cause.EXIT, Cause.NODE_LOST},
    ("staging", "model-training"): {Cause.UNSCHEDULABLE},
    ("staging", "thumbnails-"): {Cause.READINESS},
    ("jobs", "backup-"): {Cause.EXIT},
    ("jobs", "migrate-invoices-"): {Cause.EXIT},
    ("monitoring", "log-shipper-"): {Cause.EXIT, Cause.RUNNING, Cause.NODE_LOST},
}
ENDS = {
    ("default", "kubia-liveness"): Cause.LIVENESS_PROBE,
    ("shop", "checkout-"): Cause.LIVENESS_PROBE,
    ("shop", "recommendations-"): Cause.LIVENESS_PROBE,
    ("shop", "search-"): Cause.STARTUP_PROBE,
    ("payments", "settlement-"): Cause.OOM_KILLED,
    ("staging", "importer-"): Cause.EXIT,
    ("staging", "billing-"): Cause.EXIT,
    ("jobs", "backup-"): Cause.EXIT,
    ("jobs", "migrate-invoices-"): Cause.EXIT,
    ("monitoring", "log-shipper-"): Cause.EXIT,
}


@cache
def story(old: bool) -> dict[tuple[str, str], Verdict]:
    """The verdict on each pod that is there at the end, as a session that watched all the time has it."""
    told = box(old=old)
    start = told.agenda.now
    pods: dict[tuple[str, str], Pod] = {}
    known: dict[str, Evidence] = {}
    owners: dict[str, list[EventWrite]] = {}

    def note(plural: str, text: bytes | str) -> None:
        if plural == "pods":
            one = msgspec.json.decode(text, type=Pod)
            pods[one.key] = one
            known.setdefault(one.meta.uid, Evidence(one.meta.uid)).note_pod(one)
        elif plural == "events":
            event = msgspec.json.decode(text, type=Event)
            about = event.involved_object
            if about.kind == "Pod":
                known.setdefault(about.uid, Evidence(about.uid)).note_event(event)
            elif (write := seen_in_event(event)) is not None:
                owners.setdefault(about.uid, []).append(write)

    def heard(change: Change) -> None:
        if change.after is not None:
            note(change.plural, change.after.body)

    for plural in ("pods", "events"):
        for raw in objects(told, plural).values():
            note(plural, json.dumps(raw))
    told.server.store.listen(heard)
    told.agenda.run_until(start + MINUTES * 60)
    there = objects(told, "pods")
    nodes = {name: msgspec.convert(raw, Node, strict=False) for (_, name), raw in objects(told, "nodes").items()}
    version = ServerVersion(1, 20) if old else ServerVersion(1, 35)
    found = {}
    for key, one in pods.items():
        if key in there:
            uids = [owner.uid for owner in one.meta.owner_references or ()]
            around = Around(nodes.get(one.spec.node_name), [write for uid in uids for write in owners.get(uid, ())])
            seen = known[one.meta.uid]
            found[key] = verdict(one, seen, Watched(since=start), told.agenda.now, version, around)
    return found


def of_story(old: bool, kind: tuple[str, str]) -> dict[str, Verdict]:
    return {name: one for (where, name), one in story(old).items() if where == kind[0] and name.startswith(kind[1])}


@pytest.mark.parametrize("old", [False, True], ids=["1.35", "1.20"])
@pytest.mark.parametrize("kind", STORY, ids="/".join)
def test_each_pod_of_the_story_is_what_it_is_there(kind: tuple[str, str], old: bool) -> None:
    found = of_story(old, kind)
    assert found
    for one in found.values():
        assert one.now.cause in STORY[kind], one.now


@pytest.mark.parametrize("old", [False, True], ids=["1.35", "1.20"])
@pytest.mark.parametrize("kind", ENDS, ids="/".join)
def test_each_end_of_the_story_has_its_cause(kind: tuple[str, str], old: bool) -> None:
    found = of_story(old, kind)
    ends = [each for one in found.values() for each in one.restarts]
    assert ends
    for each in ends:
        if each.exit_code is None:
            assert each.cause in (ENDS[kind], Cause.UNKNOWN)
        else:
            assert each.cause is ENDS[kind], each


@pytest.mark.parametrize("old", [False, True], ids=["1.35", "1.20"])
def test_all_others_are_well_or_done_or_went(old: bool) -> None:
    usual = {Cause.RUNNING, Cause.COMPLETED, Cause.NODE_LOST, Cause.DELETED}
    for key, one in story(old).items():
        if not any(key[0] == where and key[1].startswith(name) for where, name in STORY):
            assert one.now.cause in usual, (key, one.now)
