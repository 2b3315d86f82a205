"""A timeline is the same however its parts came: twice, late, after a cut, from a file, in another order."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ktui.insight.evidence import Evidence
from ktui.insight.probes.timeline import timeline
from ktui.model.objects import Event, Pod
from tests.insight.recorded import FILES, recorded_pods, recorded_watched, recording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.probes.lane import Timeline
    from ktui.model.evidence import Observation

any_recording = pytest.mark.parametrize("path", FILES)
examples = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Told(NamedTuple):
    """A line of a recording, decoded."""

    at: float
    key: tuple[str, str]
    """Kind and name of the object."""
    type: str
    uid: str
    """The pod's."""
    object: Pod | Event


@lru_cache
def told(path: str) -> tuple[Told, ...]:
    found = []
    for line in recording(path).lines:
        if line.resource == "pods":
            pod = msgspec.json.decode(line.raw, type=Pod)
            found.append(Told(line.at, ("pods", pod.meta.name), line.type, pod.meta.uid, pod))
        elif line.resource == "events":
            event = msgspec.json.decode(line.raw, type=Event)
            found.append(Told(line.at, ("events", event.meta.name), line.type, event.involved_object.uid, event))
    return tuple(found)


def heard(lines: Iterable[Told]) -> dict[str, Evidence]:
    known: dict[str, Evidence] = {}
    for line in lines:
        evidence = known.setdefault(line.uid, Evidence(line.uid))
        if isinstance(line.object, Event):
            evidence.note_event(line.object)
        else:
            evidence.note_pod(line.object)
            if line.type == "DELETED":
                evidence.note_gone(line.at)
    return known


def shown(path: str, known: dict[str, Evidence]) -> dict[str, Timeline]:
    recorded, watched = recording(path), recorded_watched(path)
    return {
        name: timeline(pod, known[pod.meta.uid], watched, recorded.end, recorded.version)
        for name, (pod, _) in recorded_pods(path).items()
    }


@lru_cache
def as_it_came(path: str) -> dict[str, Timeline]:
    return shown(path, heard(told(path)))


@any_recording
@examples
@given(data=st.data())
def test_in_any_order_with_anything_twice(path: str, data: st.DataObject) -> None:
    lines = told(path)
    order = data.draw(st.permutations(range(len(lines))))
    again = data.draw(st.lists(st.integers(0, len(lines) - 1), max_size=40))
    assert shown(path, heard(lines[index] for index in [*order, *again])) == as_it_came(path)


@any_recording
@examples
@given(data=st.data())
def test_pods_and_events_interleaved_at_will(path: str, data: st.DataObject) -> None:
    pods = [line for line in told(path) if line.key[0] == "pods"]
    events = [line for line in told(path) if line.key[0] == "events"]
    ahead = data.draw(st.integers(0, len(pods)))
    behind = data.draw(st.integers(0, len(events)))
    lines = pods[:ahead] + events[:behind] + pods[ahead:] + events[behind:]
    assert shown(path, heard(lines)) == as_it_came(path)


@any_recording
@examples
@given(data=st.data())
def test_after_a_cut_that_missed_nothing(path: str, data: st.DataObject) -> None:
    """What is listed anew, and what a watch tells again that begins where an earlier line stood."""
    lines = told(path)
    cut = data.draw(st.integers(0, len(lines)))
    back = data.draw(st.integers(0, cut))
    listed = {line.key: line for line in lines[:cut] if line.type != "DELETED"}
    assert shown(path, heard([*lines[:cut], *listed.values(), *lines[back:]])) == as_it_came(path)


@any_recording
@examples
@given(data=st.data())
def test_events_that_were_forgotten_and_are_made_again(path: str, data: st.DataObject) -> None:
    """An event's name stays, its own uid and creation are others, its count goes on."""
    lines = list(told(path))
    for index in data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=20)):
        line = lines[index]
        if isinstance(line.object, Event):
            meta = msgspec.structs.replace(line.object.meta, uid="another", creation_timestamp=None)
            lines[index] = line._replace(type="ADDED", object=msgspec.structs.replace(line.object, meta=meta))
    assert shown(path, heard(lines)) == as_it_came(path)


@any_recording
@examples
@given(data=st.data())
def test_what_a_file_tells_first_and_the_cluster_again(path: str, data: st.DataObject) -> None:
    whole = heard(told(path))
    known: dict[str, Evidence] = {}
    for uid, evidence in whole.items():
        before = observations(evidence)
        known[uid] = Evidence(uid)
        known[uid].remember(data.draw(st.permutations(before)) if len(before) < 80 else reversed(before))
    for line in told(path):
        if isinstance(line.object, Event):
            known[line.uid].note_event(line.object)
        else:
            known[line.uid].note_pod(line.object)
            if line.type == "DELETED":
                known[line.uid].note_gone(line.at)
    assert shown(path, known) == as_it_came(path)


def observations(evidence: Evidence) -> list[Observation]:
    told_once = (evidence.deletion, evidence.gone)
    return [
        *evidence.writes(),
        *evidence.exits.values(),
        *evidence.starts.values(),
        *evidence.readiness.values(),
        *(each for each in told_once if each is not None),
    ]


@any_recording
@examples
@given(data=st.data())
def test_a_cut_that_missed_something_invents_nothing(path: str, data: st.DataObject) -> None:
    """Each event's occurrences are as many as its count, and an end is one that was told."""
    lines = told(path)
    cut = data.draw(st.integers(0, len(lines)))
    until = data.draw(st.integers(cut, len(lines)))
    listed = {line.key: line for line in lines[:until] if line.type != "DELETED"}
    found = shown(path, heard([*lines[:cut], *listed.values(), *lines[until:]]))
    for name, whole in as_it_came(path).items():
        assert occurrences_in(found[name]) == occurrences_in(whole)
        some, all_ = (
            [mark for lane in lanes.lanes for mark in lane.marks if mark.exit_code is not None]
            for lanes in (found[name], whole)
        )
        assert all(mark in all_ for mark in some)
        assert len(some) == len(set(some))


def occurrences_in(lanes: Timeline) -> int:
    kinds = ("failed", "errored", "warned", "killing")
    return sum(mark.count for lane in lanes.lanes for mark in lane.marks if mark.kind.value in kinds)


@any_recording
def test_marks_are_in_order_and_gaps_apart(path: str) -> None:
    for lanes in as_it_came(path).values():
        for lane in lanes.lanes:
            ends = [mark.end for mark in lane.marks]
            assert ends == sorted(ends)
            assert all(mark.start <= mark.end and mark.count >= 1 for mark in lane.marks)
            assert all((mark.start == mark.end) or mark.count > 1 for mark in lane.marks)
            for gap, following in zip(lane.gaps, lane.gaps[1:], strict=False):
                assert gap.end is not None
                assert gap.start < gap.end <= following.start
