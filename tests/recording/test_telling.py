"""What a recording tells of all its pods in one reading is what is found out of each when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ktui.insight.evidence import Evidence
from ktui.model.evidence import Start
from ktui.model.objects import STRUCTS
from ktui.recording.pasts import Pasts
from ktui.recording.reader import read_recording
from ktui.recording.telling import Telling
from tests.fakes import objects
from tests.recording.files import RECORDINGS, change, notice, written

if TYPE_CHECKING:
    from pathlib import Path

    from ktui.recording.reader import Recording

ALL = ("probes", "probes-odd", "probes-1.35")


def telling(recording: Recording) -> Telling:
    told = Telling()
    for line in recording.lines:
        struct = STRUCTS.get(line.resource)
        told.note(line, msgspec.json.decode(line.raw, type=struct) if struct is not None else None)
    told.end()
    return told


def known(evidence: Evidence) -> tuple[Any, ...]:
    """All that makes two evidences the same."""
    writes = sorted(evidence.writes(), key=repr)
    others = (evidence.exits, evidence.starts, evidence.readiness)
    return (writes, *(sorted(some.values(), key=repr) for some in others), evidence.deletion, evidence.gone)


def until(told: Telling, uid: str, at: float) -> Evidence:
    evidence = Evidence(uid)
    for each in told.of.get(uid, ()):
        if each.at <= at:
            evidence.note(each.what)
    return evidence


@pytest.mark.parametrize("name", ALL)
def test_it_is_what_is_found_of_each_pod_at_any_time(name: str) -> None:
    recording = read_recording(RECORDINGS / f"{name}.jsonl")
    told, pasts = telling(recording), Pasts(recording)
    uids = set(told.of)
    assert len(uids) >= 2
    span = recording.end - recording.start
    for part in (0.0, 0.01, 0.1, 0.33, 0.5, 0.8, 1.0):
        at = recording.start + span * part
        for uid in uids:
            assert known(until(told, uid, at)) == known(pasts.evidence(uid, at)), (uid, part)


@pytest.mark.parametrize("name", ALL)
def test_it_is_told_in_the_order_of_time_and_nothing_twice(name: str) -> None:
    told = telling(read_recording(RECORDINGS / f"{name}.jsonl")).told
    assert [each.at for each in told] == sorted(each.at for each in told)
    for worth in (True, False):
        some = [(each.uid, each.what) for each in told if each.worth is worth]
        assert len(some) == len(set(some))


def line_of(at: float, pod: Any, kind: str = "ADDED") -> str:
    meta = pod["metadata"]
    return change(at, kind, meta["name"], **{key: pod[key] for key in ("metadata", "spec", "status")})


def pod(name: str, uid: str, **about: Any) -> Any:
    return objects.pod(name, "web", uid=uid, **about)


def read(path: Path, *lines: str) -> Telling:
    return telling(read_recording(written(path / "r.jsonl", *lines)))


def test_a_pod_that_is_well_is_worth_nothing_until_it_turns(tmp_path: Path) -> None:
    told = read(
        tmp_path,
        line_of(1.0, pod("well", "u-1")),
        line_of(1.0, pod("web", "u-2")),
        line_of(2.0, pod("web", "u-2", labels={"tier": "front"}), "MODIFIED"),
        line_of(3.0, pod("web", "u-2", restarts=1), "MODIFIED"),
    )
    assert {each.at for each in told.told if not each.worth} == {1.0}
    worth = [each for each in told.told if each.worth]
    assert {(each.uid, each.at) for each in worth} == {("u-2", 3.0)}
    starts = [each.what for each in worth if isinstance(each.what, Start)]
    assert [start.ordinal for start in starts] == [0, 1], "what it was before, and what it is"


def test_who_is_not_in_a_list_of_its_namespace_is_gone(tmp_path: Path) -> None:
    told = read(
        tmp_path,
        notice(1.0, "LISTED", resource="pods"),
        line_of(1.0, pod("a", "u-a", restarts=1)),
        line_of(1.0, pod("b", "u-b", restarts=1)),
        notice(5.0, "LISTED", resource="pods", namespace="web"),
        line_of(5.0, pod("b", "u-b", restarts=1)),
        notice(9.0, "LISTED", resource="pods", namespace="elsewhere"),
        notice(9.0, "LISTED", resource="pods", namespace="web"),
    )
    assert until(told, "u-a", 4.0).gone is None
    assert until(told, "u-a", 5.0).gone is not None
    assert until(told, "u-b", 8.0).gone is None
    gone = until(told, "u-b", 9.0).gone
    assert gone is not None
    assert gone.at == 9.0


def test_another_one_of_its_name_has_taken_its_place(tmp_path: Path) -> None:
    told = read(
        tmp_path,
        line_of(1.0, pod("a", "u-1", restarts=1)),
        line_of(2.0, pod("a", "u-2", restarts=3), "MODIFIED"),
        line_of(3.0, pod("a", "u-2", restarts=3), "DELETED"),
    )
    first, second = until(told, "u-1", 9.0).gone, until(told, "u-2", 9.0).gone
    assert first is not None
    assert second is not None
    assert (first.at, second.at) == (2.0, 3.0)


def test_events_of_a_static_pod_are_its_own_also_those_that_came_before_it(tmp_path: Path) -> None:
    owner = objects.owner("Node", "node-1", "n-1")

    def event(at: float, count: int) -> str:
        raw = objects.event("failed", "web", about="etcd", count=count)
        return change(at, "ADDED", "failed", resource="events", **{key: raw[key] for key in raw if key != "kind"})

    told = read(tmp_path, event(1.0, 1), line_of(2.0, pod("etcd", "u-1", owned_by=owner)), event(3.0, 2))
    assert sorted(write.count for write in until(told, "u-1", 9.0).writes()) == [1, 2]


def test_what_cannot_be_read_is_left_out() -> None:
    recording = read_recording(RECORDINGS / "probes.jsonl")
    told = Telling()
    for line in recording.lines:
        told.note(line, None)
    assert told.told == []


def test_events_without_a_uid_are_of_the_pod_that_was_there_then(tmp_path: Path) -> None:
    def evicted(at: float, moment: str, count: int) -> str:
        raw = objects.event("evicted", "web", about="a", count=count, reason="TaintManagerEviction")
        raw |= {"firstTimestamp": moment, "lastTimestamp": moment}
        del raw["involvedObject"]["uid"]
        return change(at, "ADDED", "evicted", resource="events", **{key: raw[key] for key in raw if key != "kind"})

    one = pod("a", "u-1", creationTimestamp="1970-01-01T00:00:00Z")
    two = pod("a", "u-2", creationTimestamp="1970-01-01T00:00:05Z")
    recording = read_recording(
        written(
            tmp_path / "r.jsonl",
            evicted(1.0, "1970-01-01T00:00:01Z", 1),
            line_of(2.0, one),
            line_of(4.0, one, "DELETED"),
            evicted(4.5, "1970-01-01T00:00:03Z", 2),
            line_of(5.0, two),
            evicted(6.0, "1970-01-01T00:00:06Z", 3),
        )
    )
    told, pasts = telling(recording), Pasts(recording)
    for uid, counts in (("u-1", [1, 2]), ("u-2", [3])):
        assert sorted(write.count for write in until(told, uid, 9.0).writes()) == counts
        assert known(until(told, uid, 9.0)) == known(pasts.evidence(uid, 9.0))
