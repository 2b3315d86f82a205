"""The Job that is made by hand from a CronJob."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ktui.insight.job_bodies.trigger import job_of
from tests.fakes import objects


def cronjob(**template: Any) -> dict[str, Any]:
    raw = objects.cronjob("backup", "prod", labels={"of": "the CronJob"}, uid="u1", annotations={"of": "the CronJob"})
    raw["spec"]["jobTemplate"] |= template
    return {"apiVersion": "batch/v1", "kind": "CronJob", **raw}


def test_it_is_a_job_of_the_name_in_the_namespace_owned_by_the_cronjob() -> None:
    owner = {"apiVersion": "batch/v1", "kind": "CronJob", "name": "backup", "uid": "u1", "controller": True}
    made = job_of(cronjob(), "backup-manual-1")
    assert (made["apiVersion"], made["kind"]) == ("batch/v1", "Job")
    assert made["metadata"] == {
        "name": "backup-manual-1",
        "namespace": "prod",
        "annotations": {"cronjob.kubernetes.io/instantiate": "manual"},
        "ownerReferences": [owner],
    }
    assert made.keys() == {"apiVersion", "kind", "metadata", "spec"}


def test_of_the_templates_metadata_labels_and_annotations_count_alone() -> None:
    meta = {
        "name": "another",
        "generateName": "another-",
        "namespace": "elsewhere",
        "finalizers": ["a/b"],
        "labels": {"app": "backup"},
        "annotations": {"note": "x"},
        "creationTimestamp": None,
    }
    made = job_of(cronjob(metadata=meta), "b")["metadata"]
    assert made.pop("ownerReferences")
    assert made == {
        "name": "b",
        "namespace": "prod",
        "labels": {"app": "backup"},
        "annotations": {"cronjob.kubernetes.io/instantiate": "manual", "note": "x"},
    }


def test_the_templates_annotation_wins() -> None:
    made = job_of(cronjob(metadata={"annotations": {"cronjob.kubernetes.io/instantiate": "by us"}}), "b")
    assert made["metadata"]["annotations"] == {"cronjob.kubernetes.io/instantiate": "by us"}


def test_the_spec_is_the_templates_to_the_last_field_but_what_is_null() -> None:
    spec = {
        "parallelism": 0,
        "suspend": False,
        "fieldOfALaterRelease": {"x": [None, {"y": None, "z": 0}]},
        "template": {
            "metadata": {"creationTimestamp": None, "labels": {"job-name": "chosen"}},
            "spec": {"volumes": [{"name": "v", "emptyDir": {}}], "containers": [{"name": "a", "args": [""]}]},
        },
    }
    assert job_of(cronjob(spec=spec), "b")["spec"] == {
        "parallelism": 0,
        "suspend": False,
        "fieldOfALaterRelease": {"x": [None, {"z": 0}]},
        "template": {
            "metadata": {"labels": {"job-name": "chosen"}},
            "spec": {"volumes": [{"name": "v", "emptyDir": {}}], "containers": [{"name": "a", "args": [""]}]},
        },
    }


@pytest.mark.parametrize(("read_from", "named"), [("batch/v1beta1", "batch/v1beta1"), (None, "batch/v1")])
def test_the_owner_is_named_by_the_version_it_was_read_from(read_from: str | None, named: str) -> None:
    made = job_of({**cronjob(), "apiVersion": read_from}, "b")
    assert made["apiVersion"] == "batch/v1"
    assert made["metadata"]["ownerReferences"][0]["apiVersion"] == named


def test_nothing_is_shared_with_the_cronjob() -> None:
    raw = cronjob(metadata={"labels": {"app": "backup"}, "annotations": {"note": "x"}})
    before = copy.deepcopy(raw)
    made = job_of(raw, "b")
    made["metadata"]["labels"]["app"] = made["metadata"]["annotations"]["note"] = "changed"
    made["spec"]["template"]["spec"]["containers"].clear()
    assert raw == before


@pytest.mark.parametrize("odd", [{}, {"metadata": None, "spec": []}, {"spec": {"jobTemplate": "x"}}])
def test_what_is_no_cronjob_fails_at_the_server_and_not_here(odd: dict[str, Any]) -> None:
    assert job_of(odd, "b")["spec"] == {}
