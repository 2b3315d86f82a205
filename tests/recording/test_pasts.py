"""What a recording tells of a pod's past is what its lines tell, whatever time is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.evidence import Evidence
from ktui.model.decode import decode_object
from ktui.model.evidence import Watched
from ktui.model.kinds import EVENTS, PODS
from ktui.recording.pasts import Pasts
from ktui.recording.reader import read_recording
from tests.recording.files import RECORDINGS, change, notice, written

if TYPE_CHECKING:
    from pathlib import Path

    from ktui.model.kinds import Kind

NAMES = ("probes.jsonl", "probes-1.35.jsonl", "probes-odd.jsonl")
TENTHS = (0.0, 0.05, 0.21, 0.47, 0.8, 1.0)


def told(evidence: Evidence) -> tuple[Any, ...]:
    """All that is known."""
    return (
        evidence.series,
        evidence.exits,
        evidence.starts,
        evidence.readiness,
        evidence.deletion,
        evidence.gone,
    )


def names(evidence: Evidence) -> set[str]:
    """The events that are known."""
    return {write.name for write in evidence.writes()}


def plainly(path: Path, at: float) -> dict[str, Evidence]:
    """The evidence of each pod, read the simplest way: every line of the file is decoded."""
    found: dict[str, Evidence] = {}
    for text in path.read_text().splitlines():
        line = json.loads(text)
        if line["at"] > at:
            continue
        raw = json.dumps(line["object"]).encode()
        if line["resource"] == "pods":
            pod = decode_object(PODS, raw)
            evidence = found.setdefault(pod.meta.uid, Evidence(pod.meta.uid))
            evidence.note_pod(pod)
            if line["type"] == "DELETED":
                evidence.note_gone(line["at"])
        elif line["resource"] == "events":
            event = decode_object(EVENTS, raw)
            if event.involved_object.kind == "Pod":
                uid = event.involved_object.uid
                found.setdefault(uid, Evidence(uid)).note_event(event)
    return found


@pytest.mark.parametrize("tenth", TENTHS)
@pytest.mark.parametrize("name", NAMES)
def test_every_pods_evidence_is_what_the_lines_up_to_a_time_tell(name: str, tenth: float) -> None:
    path = RECORDINGS / name
    recording = read_recording(path)
    at = recording.start + (recording.end - recording.start) * tenth
    found = Pasts(recording)
    expected = plainly(path, at)
    assert expected
    for uid, evidence in expected.items():
        assert told(found.evidence(uid, at)) == told(evidence)


def test_only_the_lines_of_the_pod_that_is_meant_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = read_recording(RECORDINGS / "probes.jsonl")
    decoded: list[bytes] = []

    def counting(kind: Kind, raw: bytes) -> Any:
        decoded.append(raw)
        return decode_object(kind, raw)

    monkeypatch.setattr("ktui.recording.pasts.decode_object", counting)
    uid = next(line.object()["metadata"]["uid"] for line in recording.lines if line.resource == "pods")
    assert Pasts(recording).evidence(uid, recording.end)
    assert decoded
    assert all(uid.encode() in raw for raw in decoded)
    assert len(decoded) < len(recording.lines) / 3


def event(at: float, name: str, uid: str, *, pod: str = "a", count: int = 1, kind: str = "ADDED", **more: Any) -> str:
    """A line about a pod's event."""
    about = {"kind": "Pod", "namespace": "web", "name": pod, "uid": uid}
    told: dict[str, Any] = {"count": count, "reason": "Unhealthy", "lastTimestamp": "1970-01-01T00:00:05Z"}
    return change(at, kind, name, resource="events", involvedObject=about, **(told | more))


def pod(at: float, kind: str, name: str, uid: str, **meta: Any) -> str:
    """A line about a pod."""
    line = json.loads(change(at, kind, name))
    line["object"]["metadata"] |= {"uid": uid, **meta}
    return json.dumps(line)


def listed(at: float, resource: str) -> str:
    """The word that a list follows."""
    return notice(at, "LISTED", resource=resource)


@pytest.mark.parametrize(
    ("last", "gone"),
    [
        (pod(8, "DELETED", "a", "1"), 8.0),
        (pod(8, "ADDED", "a", "2"), 8.0),
        (listed(8, "pods"), 8.0),
        (notice(8, "LISTED", resource="pods", namespace="web"), 8.0),
        (notice(8, "LISTED", resource="pods", namespace="db"), None),
        (listed(8, "events"), None),
        (pod(8, "DELETED", "b", "3"), None),
    ],
)
def test_a_pod_is_gone_when_it_was_heard_of_that(tmp_path: Path, last: str, gone: float | None) -> None:
    path = written(tmp_path / "r", listed(1, "pods"), pod(1, "ADDED", "a", "1"), last)
    found = Pasts(read_recording(path))
    known = found.evidence("1", 9).gone
    assert (known.at if known else None) == gone
    assert found.evidence("1", 7).gone is None


def test_a_static_pods_events_are_known_by_its_name(tmp_path: Path) -> None:
    owners = [{"kind": "Node", "name": "n", "uid": "node", "apiVersion": "v1"}]
    path = written(
        tmp_path / "r",
        pod(1, "ADDED", "a", "mirror", ownerReferences=owners),
        event(2, "a.1", "hash"),
        event(3, "b.1", "other", pod="b"),
    )
    assert names(Pasts(read_recording(path)).evidence("mirror", 9)) == {"a.1"}


def test_an_event_that_names_no_uid_is_of_the_pod_that_was_there_then(tmp_path: Path) -> None:
    path = written(
        tmp_path / "r",
        pod(1, "ADDED", "a", "old", creationTimestamp="1970-01-01T00:00:01Z"),
        event(6, "a.1", ""),
        pod(7, "DELETED", "a", "old", creationTimestamp="1970-01-01T00:00:01Z"),
        pod(8, "ADDED", "a", "new", creationTimestamp="1970-01-01T00:00:08Z"),
        event(9, "a.2", "", lastTimestamp="1970-01-01T00:00:09Z"),
        event(9, "b.1", "", pod="b"),
    )
    found = Pasts(read_recording(path))
    assert names(found.evidence("old", 9)) == {"a.1"}
    assert names(found.evidence("new", 9)) == {"a.2"}


def test_what_was_watched_begins_with_the_first_list_of_events(tmp_path: Path) -> None:
    path = written(
        tmp_path / "r",
        notice(1, "START", serverVersion="v1.35.4"),
        listed(2, "pods"),
        listed(3, "events"),
        notice(5, "DISCONNECTED", resource="events", since=4),
        listed(7, "events"),
        notice(8.5, "DISCONNECTED", resource="events"),
        notice(8.8, "RESUMED", resource="events"),
        notice(9, "DISCONNECTED", resource="events"),
        pod(12, "ADDED", "a", "1"),
    )
    found = Pasts(read_recording(path))
    assert found.watched(2.5) == Watched()
    assert found.watched(3.5) == Watched(since=3)
    assert found.watched(6) == Watched(since=3, lost=((4, None),))
    assert found.watched(8) == Watched(since=3, lost=((4, 7),))
    assert found.watched(8.6) == Watched(since=3, lost=((4, 7), (8.5, None)))
    assert found.watched(12) == Watched(since=3, lost=((4, 7), (9, None)))
    without = written(tmp_path / "s", pod(1, "ADDED", "a", "1"))
    assert Pasts(read_recording(without)).watched(1) == Watched()


def test_what_is_not_of_the_apis_form_is_passed_over(tmp_path: Path) -> None:
    broken = json.loads(pod(2, "MODIFIED", "a", "1"))
    broken["object"]["spec"] = 7
    path = written(
        tmp_path / "r",
        pod(1, "ADDED", "a", "1"),
        json.dumps(broken),
        event(3, "a.1", "1", source=[]),
        event(4, "a.2", "1"),
        change(5, "ADDED", "a.3", resource="events", involvedObject=7),
        change(6, "ADDED", "c"),
    )
    assert names(Pasts(read_recording(path)).evidence("1", 9)) == {"a.2"}
