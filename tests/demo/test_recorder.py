from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.demo.agenda import Agenda
from ktui.demo.recorder import EventRecorder, node_reference
from ktui.demo.server.registry import Registry
from ktui.demo.server.store import Store
from ktui.model.version import NEWEST, ServerVersion
from tests.fakes.clock import START
from tests.fakes.objects import pod

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

OLD = ServerVersion(1, 20)


class Cluster:
    """A registry on an agenda, with one pod."""

    def __init__(self) -> None:
        self.agenda = Agenda(START)
        self.registry = Registry(Store(lambda: self.agenda.now))
        self.pod = {"kind": "Pod", "apiVersion": "v1", **self.registry.create("pods", pod("a"))}

    def recorder(self, version: ServerVersion = NEWEST) -> EventRecorder:
        return EventRecorder(self.registry, self.agenda, component="kubelet", host="n1", version=version)

    def events(self) -> list[Raw]:
        return list(self.registry.each("events"))


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


def test_an_event_tells_what_it_is_about_and_who_says_it(cluster: Cluster) -> None:
    cluster.recorder().event(cluster.pod, "Normal", "Started", "Container started", field_path="spec.containers{app}")
    (event,) = cluster.events()
    assert event["metadata"]["name"] == f"a.{int(START) * 10**9:x}"
    assert event["involvedObject"] == {
        "kind": "Pod",
        "namespace": "default",
        "name": "a",
        "uid": cluster.pod["metadata"]["uid"],
        "apiVersion": "v1",
        "resourceVersion": cluster.pod["metadata"]["resourceVersion"],
        "fieldPath": "spec.containers{app}",
    }
    assert event["source"] == {"component": "kubelet", "host": "n1"}
    assert (event["reportingComponent"], event["reportingInstance"]) == ("kubelet", "n1")
    assert event["firstTimestamp"] == event["lastTimestamp"] == "2023-11-14T22:13:20Z"
    assert (event["count"], event["type"], event["eventTime"]) == (1, "Normal", None)


def test_an_old_recorder_does_not_say_who_reports(cluster: Cluster) -> None:
    cluster.recorder(OLD).event(cluster.pod, "Normal", "Started", "Started container app")
    assert cluster.events()[0]["reportingComponent"] == cluster.events()[0]["reportingInstance"] == ""


def test_what_happens_again_is_counted_in_the_same_object(cluster: Cluster) -> None:
    recorder = cluster.recorder()
    for seconds in (0, 7, 7):
        cluster.agenda.run_until(cluster.agenda.now + seconds)
        recorder.event(cluster.pod, "Warning", "Unhealthy", "Liveness probe failed: ")
    (event,) = cluster.events()
    assert (event["count"], event["firstTimestamp"], event["lastTimestamp"]) == (
        3,
        "2023-11-14T22:13:20Z",
        "2023-11-14T22:13:34Z",
    )


def test_an_event_that_expired_comes_back_under_its_name_with_the_whole_count(cluster: Cluster) -> None:
    recorder = cluster.recorder()
    recorder.event(cluster.pod, "Warning", "Unhealthy", "Liveness probe failed: ")
    before = cluster.events()[0]
    cluster.registry.delete("events", "default", before["metadata"]["name"])
    cluster.agenda.run_until(START + 4000)
    recorder.event(cluster.pod, "Warning", "Unhealthy", "Liveness probe failed: ")
    (after,) = cluster.events()
    assert after["metadata"]["name"] == before["metadata"]["name"]
    assert after["metadata"]["uid"] != before["metadata"]["uid"]
    assert (after["count"], after["firstTimestamp"]) == (2, before["firstTimestamp"])


def test_a_recorder_that_starts_anew_counts_from_one(cluster: Cluster) -> None:
    recorder = cluster.recorder()
    for _ in range(2):
        recorder.event(cluster.pod, "Warning", "Unhealthy", "Liveness probe failed: ")
        recorder.forget()
    assert [event["count"] for event in cluster.events()] == [1, 1]


def test_two_things_of_one_moment_are_two_objects(cluster: Cluster) -> None:
    for reason in ("Pulled", "Created", "Started"):
        cluster.recorder().event(cluster.pod, "Normal", reason, reason)
    assert [event["reason"] for event in cluster.events()] == ["Pulled", "Created", "Started"]


def test_an_event_of_a_node_lies_in_default_and_has_its_name_for_uid(cluster: Cluster) -> None:
    cluster.recorder().event(node_reference("n1"), "Normal", "Starting", "Starting kubelet.")
    (event,) = cluster.events()
    assert event["metadata"]["namespace"] == "default"
    assert event["involvedObject"] == {"kind": "Node", "name": "n1", "uid": "n1"}


def scheduler(cluster: Cluster, version: ServerVersion = NEWEST) -> EventRecorder:
    return EventRecorder(
        cluster.registry,
        cluster.agenda,
        component="default-scheduler",
        host="vm",
        version=version,
        reporting="events.k8s.io",
    )


def test_the_schedulers_events_have_a_time_of_their_own_and_no_count(cluster: Cluster) -> None:
    scheduler(cluster).event(cluster.pod, "Normal", "Scheduled", "Successfully assigned default/a to n1")
    (event,) = cluster.events()
    assert (event["eventTime"], event["firstTimestamp"], event["action"]) == (
        "2023-11-14T22:13:20.000000Z",
        None,
        "Binding",
    )
    assert (event["source"], event["reportingInstance"]) == ({}, "default-scheduler-vm")
    assert "count" not in event
    assert "series" not in event


@pytest.mark.parametrize(("version", "second", "last"), [(NEWEST, 2, 4), (OLD, 1, 3)])
def test_a_series_is_written_as_it_begins_and_when_it_is_over(
    cluster: Cluster, version: ServerVersion, second: int, last: int
) -> None:
    recorder = scheduler(cluster, version)
    seen = []
    for _ in range(4):
        recorder.event(cluster.pod, "Warning", "FailedScheduling", "0/1 nodes are available")
        seen.append(cluster.events()[0].get("series", {}).get("count", 0))
        cluster.agenda.run_until(cluster.agenda.now + 10)
    assert seen == [0, second, second, second]
    cluster.agenda.run_until(START + 1000)
    assert cluster.events()[0]["series"] == {"count": last, "lastObservedTime": "2023-11-14T22:13:50.000000Z"}
    assert cluster.agenda.due is None
    recorder.event(cluster.pod, "Warning", "FailedScheduling", "0/1 nodes are available")
    assert len(cluster.events()) == 2


def test_a_series_that_goes_on_is_written_every_half_hour(cluster: Cluster) -> None:
    recorder = scheduler(cluster)
    for _ in range(59):
        recorder.event(cluster.pod, "Warning", "FailedScheduling", "0/1 nodes are available")
        cluster.agenda.run_until(cluster.agenda.now + 60)
    assert cluster.events()[0]["series"]["count"] == 30
