from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from ktui.model.kinds import KINDS
from ktui.model.objects import STRUCTS, CronJob, Job, Node, Pod


def decode(kind: str, value: Any) -> Any:
    return msgspec.json.decode(json.dumps(value), type=STRUCTS[kind])


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
class TestEveryKind:
    def test_is_read_from_nothing_at_all(self, kind: str) -> None:
        assert decode(kind, {}).key == ("", "")

    def test_is_read_from_a_watchs_bookmark(self, kind: str) -> None:
        empty = {
            "containers": None,
            "template": {"metadata": {"creationTimestamp": None}, "spec": {"containers": None}},
        }
        bookmark = {
            "kind": "X",
            "apiVersion": "v1",
            "metadata": {"resourceVersion": "77", "creationTimestamp": None},
            "spec": empty,
            "status": {},
        }
        obj = decode(kind, bookmark)
        assert obj.meta.resource_version == "77"
        assert obj.meta.creation_timestamp is None

    def test_has_its_metadata_and_skips_what_nobody_reads(self, kind: str) -> None:
        meta = {
            "name": "a",
            "namespace": "b",
            "uid": "c",
            "resourceVersion": "1",
            "creationTimestamp": "2026-01-02T03:04:05Z",
            "deletionTimestamp": "2026-01-02T03:04:06Z",
            "managedFields": [{"manager": "x"}],
            "annotations": {"x": "y"},
        }
        obj = decode(kind, {"metadata": meta, "spec": {"new": [1]}, "status": {"new": {}}, "new": True})
        assert (obj.key, obj.meta.uid) == (("b", "a"), "c")
        assert obj.meta.creation_timestamp == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert obj.meta.deletion_timestamp == datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC)

    def test_cannot_be_changed(self, kind: str) -> None:
        obj = decode(kind, {})
        with pytest.raises(AttributeError):
            obj.meta = None


def test_lists_and_maps_may_be_null() -> None:
    lists = dict.fromkeys(("conditions", "containerStatuses", "initContainerStatuses"))
    specs = dict.fromkeys(("containers", "initContainers", "readinessGates"))
    pod = decode("pods", {"spec": specs, "status": lists})
    assert isinstance(pod, Pod)
    assert pod.status.conditions is None
    node = decode("nodes", {"metadata": {"labels": None}, "status": {"conditions": None, "addresses": None}})
    assert isinstance(node, Node)
    assert node.meta.labels is None


def test_a_container_state_holds_what_it_is_and_nothing_else() -> None:
    status = {
        "name": "a",
        "ready": False,
        "restartCount": 2,
        "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "..."}},
        "lastState": {"terminated": {"exitCode": 137, "signal": 9, "reason": "Error", "finishedAt": None}},
    }
    (container,) = decode("pods", {"status": {"containerStatuses": [status]}}).status.container_statuses
    assert (container.state.running, container.state.waiting.reason) == (None, "CrashLoopBackOff")
    assert (container.last_state.terminated.exit_code, container.last_state.terminated.finished_at) == (137, None)


def test_a_zero_time_is_told_from_none() -> None:
    zero = decode("jobs", {"status": {"startTime": None}})
    assert isinstance(zero, Job)
    assert (zero.status.start_time, zero.status.completion_time) == (None, msgspec.UNSET)
    assert decode("cronjobs", {}).status.last_schedule_time is msgspec.UNSET


def test_a_job_knows_whose_it_is() -> None:
    owner = {"apiVersion": "batch/v1", "kind": "CronJob", "name": "nightly", "uid": "u", "controller": True}
    (reference,) = decode("jobs", {"metadata": {"ownerReferences": [owner]}}).meta.owner_references
    assert (reference.kind, reference.uid, reference.controller) == ("CronJob", "u", True)


@pytest.mark.parametrize("version", ["batch/v1", "batch/v1beta1"])
def test_a_cronjob_is_read_from_both_versions(version: str) -> None:
    containers = [{"name": "a", "image": "b", "resources": {}}]
    template = {"metadata": {"creationTimestamp": None}, "spec": {"containers": containers}}
    spec = {"schedule": "@daily", "suspend": False, "jobTemplate": {"spec": {"template": template}}}
    status = {"active": [{"kind": "Job", "name": "x"}], "lastScheduleTime": "2026-01-01T00:00:00Z"}
    cronjob = decode("cronjobs", {"apiVersion": version, "spec": spec, "status": status})
    assert isinstance(cronjob, CronJob)
    assert (cronjob.spec.schedule, len(cronjob.status.active or ())) == ("@daily", 1)
    assert [c.image for c in cronjob.spec.job_template.spec.template.spec.containers or ()] == ["b"]


def a_pod(number: int) -> dict[str, Any]:
    """A pod as a kubelet leaves it, about 5 KB of JSON."""
    kinds = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    moment = "2026-01-01T00:00:00Z"
    environment = [{"name": f"SETTING_{i}", "value": "x" * 20} for i in range(40)]
    status = {
        "name": "main",
        "ready": True,
        "started": True,
        "restartCount": 1,
        "imageID": "x" * 90,
        "containerID": "x" * 76,
        "state": {"running": {"startedAt": moment}},
        "lastState": {"terminated": {"exitCode": 1, "reason": "Error", "startedAt": moment, "finishedAt": moment}},
    }
    return {
        "metadata": {
            "name": f"service-{number:06x}",
            "namespace": f"team-{number % 10}",
            "uid": f"0c3f1c5e-8a31-4c5a-9d0e-{number:012x}",
            "resourceVersion": str(100_000 + number),
            "creationTimestamp": moment,
            "labels": {"app": "service", "pod-template-hash": "abcdef"},
            "managedFields": [{"manager": "kubelet", "fieldsV1": {f"f:{i}": {} for i in range(60)}}],
        },
        "spec": {
            "containers": [{"name": "main", "image": "x", "env": environment}],
            "nodeName": f"node-{number % 500}",
        },
        "status": {
            "phase": "Running",
            "podIP": f"10.0.{number >> 8}.{number & 255}",
            "podIPs": [{"ip": "10.0.0.1"}],
            "conditions": [{"type": kind, "status": "True", "lastTransitionTime": moment} for kind in kinds],
            "containerStatuses": [status],
        },
    }


def test_ten_thousand_pods_take_thirty_megabytes() -> None:
    bodies = [json.dumps(a_pod(number)).encode() for number in range(200)]
    assert 4_000 < len(bodies[0]) < 6_500
    decoder = msgspec.json.Decoder(Pod)
    decoder.decode(bodies[0])
    tracemalloc.start()
    try:
        pods = [decoder.decode(body) for body in bodies]
        each = tracemalloc.get_traced_memory()[0] / len(pods)
    finally:
        tracemalloc.stop()
    assert each < 3_100


def test_an_event_of_either_reporter_is_read() -> None:
    by_scheduler = {
        "metadata": {"name": "a.1", "namespace": "default", "uid": "u", "resourceVersion": "7"},
        "eventTime": "2026-01-01T12:00:00.685678Z",
        "firstTimestamp": None,
        "lastTimestamp": None,
        "involvedObject": {"kind": "Pod", "name": "a", "namespace": "default", "uid": "p"},
        "series": {"count": 3, "lastObservedTime": "2026-01-01T12:01:00.000001Z"},
        "source": {},
        "reportingComponent": "default-scheduler",
        "reportingInstance": "default-scheduler-1",
        "reason": "FailedScheduling",
        "type": "Warning",
    }
    read = decode("events", by_scheduler)
    assert (read.event_time.microsecond, read.last_timestamp, read.count) == (685678, None, 0)
    assert (read.series.count, read.source.component, read.reporting_component) == (3, "", "default-scheduler")
    by_kubelet = by_scheduler | {
        "count": 2,
        "eventTime": None,
        "series": None,
        "firstTimestamp": "2026-01-01T12:00:00Z",
        "source": {"component": "kubelet", "host": "n"},
    }
    read = decode("events", by_kubelet)
    assert (read.event_time, read.series, read.count, read.source.host) == (None, None, 2, "n")
