"""Jobs beyond the recorded courses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.demo.controllers.job_rules import BackOff, read_indexes, write_indexes
from ktui.demo.server.registry import DeleteOptions
from ktui.model.version import ServerVersion
from tests.demo.controllers.scene import Scene, job, told


def conditions(scene: Scene, name: str) -> list[str]:
    return [one["type"] for one in scene.get("jobs", name)["status"].get("conditions", ()) if one["status"] == "True"]


def test_never_more_pods_than_asked_for_at_a_time_and_never_more_than_needed() -> None:
    scene = Scene()
    scene.make("jobs", job("batch", "sleep 4", completions=5, parallelism=2))
    most = 0
    for _ in range(60):
        scene.go(0.5)
        most = max(most, scene.get("jobs", "batch")["status"].get("active", 0))
    assert most == 2
    assert scene.get("jobs", "batch")["status"]["succeeded"] == 5
    assert len(scene.pods("batch-")) == 5
    assert all("finalizers" not in pod["metadata"] for pod in scene.pods("batch-"))


def test_a_pod_that_is_deleted_counts_as_failed_and_another_comes() -> None:
    scene = Scene()
    scene.make("jobs", job("batch", "sleep 30"))
    scene.go(5)
    scene.registry.delete("pods", "default", scene.pods("batch-")[0]["metadata"]["name"])
    scene.go(20)
    status = scene.get("jobs", "batch")["status"]
    assert (status["failed"], status["active"]) == (1, 1)
    assert len(scene.pods("batch-")) == 1
    scene.go(40)
    assert conditions(scene, "batch") == ["SuccessCriteriaMet", "Complete"]


def test_less_parallelism_takes_pods_away_that_do_not_count() -> None:
    scene = Scene()
    scene.make("jobs", job("batch", "sleep 60", completions=4, parallelism=3))
    scene.go(5)
    scene.change("jobs", "batch", parallelism=1)
    scene.go(10)
    assert len(scene.pods("batch-")) == 1
    assert "failed" not in scene.get("jobs", "batch")["status"]
    scene.change("jobs", "batch", parallelism=0)
    scene.go(10)
    assert scene.pods("batch-") == []
    assert conditions(scene, "batch") == []


def test_without_completions_it_is_done_when_one_has_succeeded_and_all_have_ended() -> None:
    scene = Scene()
    scene.make("jobs", job("queue", "sleep 10", parallelism=3))
    scene.go(20)
    assert scene.get("jobs", "queue")["status"]["succeeded"] == 3
    assert conditions(scene, "queue") == ["SuccessCriteriaMet", "Complete"]


def test_it_is_deleted_some_time_after_its_end_with_its_pods() -> None:
    scene = Scene()
    scene.make("jobs", job("gone", "sleep 2", ttlSecondsAfterFinished=30))
    scene.go(10)
    assert conditions(scene, "gone")[-1] == "Complete"
    scene.go(20)
    assert scene.names("jobs") == ["gone"]
    scene.go(20)
    assert scene.names("jobs") == []
    assert scene.pods("gone-") == []


def test_deleted_without_a_word_its_pods_stay_and_nobody_counts_them() -> None:
    scene = Scene()
    scene.make("jobs", job("batch", "sleep 60"))
    scene.go(5)
    scene.registry.delete("jobs", "default", "batch")
    scene.go(2)
    assert scene.names("jobs") == []
    [pod] = scene.pods("batch-")
    assert "ownerReferences" not in pod["metadata"]
    assert "finalizers" not in pod["metadata"]
    assert pod["status"]["phase"] == "Running"


def test_deleted_in_the_foreground_it_waits_for_its_pods() -> None:
    scene = Scene()
    scene.make("jobs", job("batch", "sleep 60"))
    scene.go(5)
    scene.registry.delete("jobs", "default", "batch", DeleteOptions(propagation="Foreground"))
    scene.go(0.5)
    assert scene.get("jobs", "batch")["metadata"]["finalizers"] == ["foregroundDeletion"]
    scene.go(10)
    assert scene.names("jobs") == []
    assert scene.pods("batch-") == []


def test_indexes_are_given_again_until_each_has_succeeded() -> None:
    scene = Scene()
    scene.make("jobs", job("parts", "sleep 20", completions=3, parallelism=3, completionMode="Indexed"))
    scene.go(5)
    scene.registry.delete("pods", "default", scene.pods("parts-1-")[0]["metadata"]["name"])
    scene.go(18)
    assert scene.get("jobs", "parts")["status"]["completedIndexes"] == "0,2"
    scene.go(40)
    status = scene.get("jobs", "parts")["status"]
    assert (status["completedIndexes"], status["succeeded"], status["failed"]) == ("0-2", 3, 1)


def test_each_failure_is_waited_out_twice_as_long_up_to_ten_minutes() -> None:
    backoff = BackOff()
    waits = []
    for failure in range(1, 10):
        backoff = BackOff(failure, 0.0)
        waits.append(backoff.remaining(0.0))
    assert waits == [10, 20, 40, 80, 160, 320, 600, 600, 600]
    assert BackOff(3, 100.0).remaining(150.0) == 0
    assert BackOff().remaining(0.0) == 0


def test_a_job_of_another_controller_is_left_alone() -> None:
    scene = Scene()
    scene.make("jobs", job("theirs", "sleep 1", managedBy="example.com/runner"))
    scene.go(10)
    assert scene.pods("theirs-") == []
    assert scene.get("jobs", "theirs")["status"] == {}


def test_the_old_release_counts_pods_and_knows_neither_verdicts_nor_finalizers() -> None:
    scene = Scene(version=ServerVersion(1, 20))
    scene.make("jobs", job("batch", "sleep 2", completions=3, parallelism=1))
    scene.make("jobs", job("bad", "exit 1", backoffLimit=1))
    scene.go(60)
    status = scene.get("jobs", "batch")["status"]
    assert set(status) == {"startTime", "completionTime", "succeeded", "conditions"}
    assert [(one["type"], one.get("reason")) for one in status["conditions"]] == [("Complete", None)]
    failed = scene.get("jobs", "bad")["status"]
    assert [(one["type"], one["reason"]) for one in failed["conditions"]] == [("Failed", "BackoffLimitExceeded")]
    assert failed["failed"] == 2
    assert all("finalizers" not in pod["metadata"] for pod in scene.pods())
    assert ("Warning", "BackoffLimitExceeded", "Job has reached the specified backoff limit") in told(
        scene.events("bad")
    )


@given(st.sets(st.integers(0, 40)))
def test_indexes_are_read_as_they_are_written(indexes: set[int]) -> None:
    assert read_indexes(write_indexes(indexes), 41) == indexes


@pytest.mark.parametrize(
    ("indexes", "text"), [({0, 1, 2}, "0-2"), ({0, 1}, "0,1"), ({5}, "5"), ({0, 2, 3, 4, 9}, "0,2-4,9"), (set(), "")]
)
def test_runs_of_indexes(indexes: set[int], text: str) -> None:
    assert write_indexes(indexes) == text
