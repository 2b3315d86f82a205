"""The Job that runs another Job again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ktui.insight.describe.values import holds, mapping_at, mappings_at, text_at
from ktui.insight.job_bodies.copying import copied, filled
from ktui.insight.job_bodies.differences import differences

if TYPE_CHECKING:
    from ktui.model.difference import Difference

ORIGIN = "ktui/rerun-of"
"""The annotation that names the Job of which one is a copy."""

SERVER_LABELS = frozenset(
    {"controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"}
)
"""What the server puts on a pod template, and so on a Job without labels of its own; before 1.27 the first two."""
SERVER_ANNOTATIONS = frozenset(
    {
        "kubectl.kubernetes.io/last-applied-configuration",  # kubectl apply would take the copy for its own object
        "batch.kubernetes.io/job-tracking",  # 1.22 to 1.26, the server's own
        "batch.kubernetes.io/cronjob-scheduled-timestamp",  # the copy was not started by the schedule
    }
)
"""What is true of the origin alone."""


class Rerun(msgspec.Struct, frozen=True):
    """A Job to be made, and in what it differs from its origin."""

    job: dict[str, Any]
    differences: tuple[Difference, ...]


def rerun_of(job: dict[str, Any], name: str) -> Rerun:
    """The Job that does again what `job`, as the server sent it, did or does.

    It has the origin's labels, annotations and spec without what the server has set, and without `suspend`: it is to
    run. A selector that the user chose (`manualSelector`) stays, with the labels it needs. Of its owners a CronJob
    stays, so that the copy is counted and cleaned up with its other Jobs; any other has purposes of its own.
    """
    labels = mapping_at(job, "metadata", "labels")
    annotations = mapping_at(job, "metadata", "annotations")
    body = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": filled(
            name=name,
            namespace=text_at(job, "metadata", "namespace"),
            labels=_without(SERVER_LABELS, labels),
            annotations={**_without(SERVER_ANNOTATIONS, annotations), ORIGIN: text_at(job, "metadata", "name")},
            ownerReferences=_owners(job),
        ),
        "spec": _spec(mapping_at(job, "spec")),
    }
    return Rerun(body, differences({"apiVersion": "batch/v1", "kind": "Job", **job}, body))


def _spec(origin: dict[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = copied(origin)
    if spec.get("suspend") is True:
        del spec["suspend"]
    if holds(spec, "manualSelector"):
        return spec
    spec.pop("selector", None)
    spec.pop("manualSelector", None)
    meta = mapping_at(spec, "template", "metadata")
    if "labels" in meta:
        meta["labels"] = _without(SERVER_LABELS, mapping_at(meta, "labels"))
    return spec


def _without(keys: frozenset[str], mapping: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in copied(mapping).items() if key not in keys}


def _owners(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Its CronJob. To block the deletion of an owner needs a right of its own, so the copy does not."""
    return [
        {field: value for field, value in copied(owner).items() if field != "blockOwnerDeletion"}
        for owner in mappings_at(job, "metadata", "ownerReferences")
        if text_at(owner, "kind") == "CronJob" and text_at(owner, "apiVersion").startswith("batch/")
    ]
