"""The Job that runs another again: what the server had set is gone, what was asked for is there."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ktui.insight.job_bodies.rerun import ORIGIN, rerun_of
from ktui.model.difference import Difference
from tests.fakes import objects

UID = "8d3f"
GENERATED = {
    "controller-uid": UID,
    "job-name": "migrate",
    "batch.kubernetes.io/controller-uid": UID,
    "batch.kubernetes.io/job-name": "migrate",
}


def origin(**spec: Any) -> dict[str, Any]:
    """A Job as a server of today has it: defaulted, labelled, run to its end."""
    raw = objects.job(
        "migrate",
        "prod",
        finished="Complete",
        succeeded=1,
        active=0,
        labels={"app": "shop", **GENERATED},
        uid=UID,
        resourceVersion="77",
        generateName="migrate-",
        creationTimestamp="2026-11-24T10:00:00Z",
        deletionTimestamp="2026-11-24T11:00:00Z",
        deletionGracePeriodSeconds=0,
        finalizers=["orphan"],
        selfLink="/apis/batch/v1/namespaces/prod/jobs/migrate",
        annotations={
            "kubectl.kubernetes.io/last-applied-configuration": "{}",
            "batch.kubernetes.io/job-tracking": "",
            "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-11-24T10:00:00Z",
            "team": "shop",
        },
    )
    raw["spec"] |= {
        "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": UID}},
        "manualSelector": False,
        "ttlSecondsAfterFinished": 300,
    }
    raw["spec"]["template"]["metadata"] = {"creationTimestamp": None, "labels": {"app": "shop", **GENERATED}}
    raw["spec"] |= spec
    return {"apiVersion": "batch/v1", "kind": "Job", **raw}


def rerun(raw: dict[str, Any]) -> dict[str, Any]:
    return rerun_of(raw, "migrate-rerun-1").job


def test_of_the_metadata_labels_and_annotations_stay_that_are_true_of_a_copy() -> None:
    made = rerun(origin())
    assert made.keys() == {"apiVersion", "kind", "metadata", "spec"}
    assert made["metadata"] == {
        "name": "migrate-rerun-1",
        "namespace": "prod",
        "labels": {"app": "shop"},
        "annotations": {"team": "shop", ORIGIN: "migrate"},
    }


def test_of_the_spec_all_stays_but_what_ties_it_to_the_origins_pods() -> None:
    raw = origin()
    made = rerun(raw)["spec"]
    assert made["template"]["metadata"] == {"labels": {"app": "shop"}}
    assert made["template"]["spec"] == raw["spec"]["template"]["spec"]
    assert made.keys() == raw["spec"].keys() - {"selector", "manualSelector"}
    assert made["ttlSecondsAfterFinished"] == 300


def test_a_copy_of_a_suspended_job_runs() -> None:
    assert "suspend" not in rerun(origin(suspend=True))["spec"]
    assert rerun(origin(suspend=False))["spec"]["suspend"] is False


def test_a_selector_that_was_chosen_by_hand_stays_with_its_labels() -> None:
    selector = {"matchLabels": {"controller-uid": "chosen"}}
    template = {"metadata": {"labels": {"controller-uid": "chosen"}}, "spec": {}}
    made = rerun(origin(manualSelector=True, selector=selector, template=template))["spec"]
    assert (made["manualSelector"], made["selector"], made["template"]) == (True, selector, template)


@pytest.mark.parametrize("version", ["batch/v1", "batch/v1beta1"])
def test_a_cronjob_stays_the_owner_and_may_be_deleted_first(version: str) -> None:
    raw = origin()
    cronjob = {"apiVersion": version, "kind": "CronJob", "name": "nightly", "uid": "c", "controller": True}
    others = [("jobset.x-k8s.io/v1alpha2", "JobSet"), ("batch.volcano.sh/v1alpha1", "CronJob"), ("batch/v1", "Job")]
    references = [{"apiVersion": group, "kind": kind, "name": "other", "uid": "o"} for group, kind in others]
    raw["metadata"]["ownerReferences"] = [*references, {**cronjob, "blockOwnerDeletion": True}]
    assert rerun(raw)["metadata"]["ownerReferences"] == [cronjob]


def test_a_rerun_of_a_rerun_names_the_one_it_copies() -> None:
    first = rerun(origin())
    second = rerun_of(first, "migrate-rerun-2").job
    assert second["metadata"]["annotations"][ORIGIN] == "migrate-rerun-1"
    assert second["spec"] == first["spec"]


def test_nothing_is_shared_with_the_origin() -> None:
    raw = origin()
    before = copy.deepcopy(raw)
    made = rerun(raw)
    made["metadata"]["labels"].clear()
    made["spec"]["template"]["metadata"]["labels"].clear()
    made["spec"]["template"]["spec"]["containers"].clear()
    assert raw == before


@pytest.mark.parametrize(
    "odd", [{}, {"metadata": None, "spec": []}, {"spec": {"template": {"metadata": {"labels": 1}}}}]
)
def test_what_is_no_job_fails_at_the_server_and_not_here(odd: dict[str, Any]) -> None:
    assert rerun(odd)["metadata"]["name"] == "migrate-rerun-1"


def test_the_differences_are_all_that_is_not_copied() -> None:
    found = {each.field: (each.before, each.after) for each in rerun_of(origin(suspend=True), "new").differences}
    generated = {f"metadata.labels[{key}]": (value, None) for key, value in GENERATED.items()}
    assert found == {
        "metadata.name": ("migrate", "new"),
        "spec.suspend": ("true", None),
        "spec.manualSelector": ("false", None),
        "spec.selector.matchLabels[batch.kubernetes.io/controller-uid]": (UID, None),
        **generated,
        **{f"spec.template.{field}": gone for field, gone in generated.items()},
        "metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]": ("{}", None),
        "metadata.annotations[batch.kubernetes.io/job-tracking]": ("", None),
        "metadata.annotations[batch.kubernetes.io/cronjob-scheduled-timestamp]": ("2026-11-24T10:00:00Z", None),
        f"metadata.annotations[{ORIGIN}]": (None, "migrate"),
        "metadata.uid": (UID, None),
        "metadata.resourceVersion": ("77", None),
        "metadata.generateName": ("migrate-", None),
        "metadata.creationTimestamp": ("2026-11-24T10:00:00Z", None),
        "metadata.deletionTimestamp": ("2026-11-24T11:00:00Z", None),
        "metadata.deletionGracePeriodSeconds": ("0", None),
        "metadata.finalizers": ('["orphan"]', None),
        "metadata.selfLink": ("/apis/batch/v1/namespaces/prod/jobs/migrate", None),
        "metadata.generation": ("1", None),
        "metadata.managedFields": ("2 entries", None),
        "status": ("6 fields", None),
    }


def test_the_name_comes_first_and_what_the_server_noted_last() -> None:
    found = rerun_of(origin(suspend=True), "new").differences
    assert found[0] == Difference("metadata.name", "migrate", "new")
    starts = [each.field.split(".")[0] for each in found[1:]]
    assert starts.index("spec") == 0
    assert found[-1].field == "status"
