"""What is known of a pod is a set: whatever the order, however often, and never too large."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.insight.evidence import LONGEST_TEXT, MAX_OTHERS, MAX_WRITES, Evidence, seen_in_event
from ktui.model.evidence import Deletion, EventWrite, Exit, Gone, Observation, Readiness, Start
from ktui.model.objects import Event, Pod
from tests.insight.objects import at, container, pod

UID = "u-1"
few = st.integers(0, 3)
moments = st.integers(0, 3).map(float)
writes = st.builds(
    EventWrite,
    name=st.sampled_from("ab"),
    count=st.integers(1, 3),
    reason=st.sampled_from(("Unhealthy", "Killing")),
    type=st.just("Warning"),
    message=st.sampled_from(("x", "y")),
    first=moments,
    last=moments,
)
exits = st.builds(
    Exit,
    container=st.sampled_from("ab"),
    container_id=st.sampled_from(("", "c1")),
    finished=st.none() | moments,
    started=st.none() | moments,
    message=st.sampled_from(("x", "y")),
    ordinal=few,
)
others = st.one_of(
    st.builds(Start, container=st.sampled_from("ab"), at=moments, ordinal=few),
    st.builds(Readiness, at=moments, ready=st.booleans()),
    st.builds(Deletion, at=moments, grace=moments),
    st.builds(Gone, at=moments),
)
anything = st.lists(st.tuples(writes | exits | others, st.booleans()), max_size=25)


def all_of(evidence: Evidence) -> set[Observation]:
    told_once = {each for each in (evidence.deletion, evidence.gone) if each is not None}
    return {
        *evidence.writes(),
        *evidence.exits.values(),
        *evidence.starts.values(),
        *evidence.readiness.values(),
        *told_once,
    }


def noted(tellings: list[tuple[Observation, bool]]) -> Evidence:
    """Those told by the cluster, or by a file of ours."""
    evidence = Evidence(UID)
    for each, from_file in tellings:
        if from_file:
            evidence.remember([each])
        else:
            evidence.note(each)
    return evidence


@settings(deadline=None, max_examples=200)
@given(tellings=anything, data=st.data())
def test_the_order_is_all_the_same_also_where_one_thing_is_told_in_two_ways(
    tellings: list[tuple[Observation, bool]], data: st.DataObject
) -> None:
    other = noted([*data.draw(st.permutations(tellings)), *data.draw(st.permutations(tellings))])
    one = noted(tellings)
    assert all_of(one) == all_of(other)
    assert set(one.remembered) == set(other.remembered) <= all_of(one)


@given(tellings=anything)
def test_what_is_told_again_is_not_new(tellings: list[tuple[Observation, bool]]) -> None:
    evidence = noted(tellings)
    evidence.remember([])
    for each in all_of(evidence):
        evidence.note(each)
    before = evidence.revision
    assert not any(evidence.note(each) for each in all_of(evidence))
    assert not any(evidence.note(each) for each, _ in tellings)
    assert evidence.revision == before
    assert not evidence.remembered


@settings(deadline=None, max_examples=10)
@given(order=st.permutations(range(MAX_WRITES + 60)))
def test_the_latest_are_kept_whatever_the_order(order: list[int]) -> None:
    def write(number: int) -> EventWrite:
        return EventWrite(
            name=f"e{number % 3}", count=number + 1, reason="", type="", message="", first=0.0, last=float(number)
        )

    evidence = Evidence(UID)
    for number in order:
        evidence.note(write(number))
    assert sorted(each.last for each in evidence.writes()) == list(range(60, MAX_WRITES + 60))
    assert not evidence.note(write(3)), "what is too old to be kept is not new either"


def test_ends_beginnings_and_turns_are_bounded() -> None:
    evidence = Evidence(UID)
    for number in range(MAX_OTHERS + 50):
        moment = float(number)
        told: list[Observation] = [
            Exit(container="a", container_id=str(number), finished=moment, ordinal=number),
            Start(container="a", at=moment, ordinal=number),
            Readiness(at=moment, ready=bool(number % 2)),
        ]
        if number % 2:
            evidence.remember(told)
        else:
            for each in told:
                evidence.note(each)
    for kept in (evidence.exits, evidence.starts, evidence.readiness):
        assert len(kept) == MAX_OTHERS
    assert len(evidence.remembered) == 3 * MAX_OTHERS / 2


def test_a_name_with_another_beginning_is_counted_anew() -> None:
    """As a recorder that was started again would do it, should it hit upon the same name."""
    evidence = Evidence(UID)
    for first, count in ((0.0, 1), (0.0, 5), (100.0, 1), (100.0, 2)):
        evidence.note(
            EventWrite(name="e", count=count, reason="", type="", message="", first=first, last=first + count)
        )
    assert {first: sorted(series) for (_, first), series in evidence.series.items()} == {0.0: [1, 5], 100.0: [1, 2]}


def deleted(grace: int, ago: float) -> Pod:
    raw = {"metadata": {"name": "web", "deletionTimestamp": at(ago), "deletionGracePeriodSeconds": grace}}
    return msgspec.json.decode(json.dumps(raw), type=Pod)


def test_a_deletion_is_the_first_one_with_the_shortest_grace_that_was_given() -> None:
    """Asked for once more with less grace it keeps its beginning; at its end the kubelet asks with none."""
    told = [deleted(30, ago=70), deleted(10, ago=90), deleted(0, ago=60)]
    for order in (told, told[::-1]):
        evidence = Evidence(UID)
        for each in order:
            evidence.note_pod(each)
        assert evidence.deletion is not None
        assert evidence.deletion.grace == 10


def test_what_never_began_has_no_beginning() -> None:
    """A container whose command was not found is told to have begun in 1970."""
    ended = {"exitCode": 128, "reason": "StartError", "startedAt": "1970-01-01T00:00:00Z", "finishedAt": at(5)}
    evidence = Evidence(UID)
    evidence.note_pod(pod({"containerStatuses": [container(restarts=1, last={"terminated": ended})]}))
    assert not evidence.starts
    assert [each.started for each in evidence.exits.values()] == [None]


def test_ends_of_which_nothing_is_known_are_told_apart_by_their_number() -> None:
    lost = {"terminated": {"exitCode": 137, "reason": "ContainerStatusUnknown"}}
    evidence = Evidence(UID)
    for restarts in (1, 2, 2):
        evidence.note_pod(pod({"containerStatuses": [container(restarts=restarts, last=lost, state={"running": {}})]}))
    assert sorted(each.ordinal for each in evidence.exits.values()) == [0, 1]


def event(**fields: Any) -> Event:
    raw = {"metadata": {"name": "e", "creationTimestamp": at(9)}, "involvedObject": {"kind": "Pod"}, **fields}
    return msgspec.json.decode(json.dumps(raw), type=Event)


def test_an_event_of_either_api_has_a_beginning_that_stays() -> None:
    series = {"count": 3, "lastObservedTime": at(1)}
    one = seen_in_event(event(eventTime=at(8), series=series, reportingComponent="default-scheduler"))
    two = seen_in_event(event(firstTimestamp=at(7), lastTimestamp=at(2), count=4, source={"component": "kubelet"}))
    assert one is not None
    assert two is not None
    assert (one.count, one.last - one.first, one.source) == (3, 7, "default-scheduler")
    assert (two.count, two.last - two.first, two.source) == (4, 5, "kubelet")
    nameless = seen_in_event(event(lastTimestamp=at(2), count=2))
    assert nameless is not None
    assert nameless.last - nameless.first == 7


def test_the_container_is_that_of_the_field_path() -> None:
    for path, name in (("spec.containers{a}", "a"), ("spec.initContainers{b-c}", "b-c"), ("", ""), ("spec", "")):
        told = seen_in_event(event(involvedObject={"kind": "Pod", "fieldPath": path}))
        assert told is not None
        assert told.container == name


def test_long_texts_are_cut() -> None:
    told = seen_in_event(event(message="x" * 2000))
    assert told is not None
    assert len(told.message) == LONGEST_TEXT
