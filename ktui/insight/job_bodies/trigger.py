"""The Job that is made by hand from a CronJob."""

from __future__ import annotations

from typing import Any

from ktui.insight.describe.values import mapping_at, text_at
from ktui.insight.job_bodies.copying import copied, filled

INSTANTIATE = "cronjob.kubernetes.io/instantiate"
"""The annotation that says of a CronJob's Job how it came to be, if not by the schedule: `manual`."""


def job_of(cronjob: dict[str, Any], name: str) -> dict[str, Any]:
    """The Job that `kubectl create job NAME --from=cronjob/X` of 1.32 and later makes of a raw CronJob.

    kubectl reads it into its own types and writes these; the server has done the same with the same types before, so
    what it sent is taken as it is. The owner is named by the group version that the CronJob was read from; for kubectl
    that is always `batch/v1`, by which a server that has only `batch/v1beta1` would not find it, and the Job would stay
    when the CronJob goes. The Job does not block the owner's deletion as the controller's own do: that needs a right.
    """
    template = mapping_at(cronjob, "spec", "jobTemplate")
    owner = {
        "apiVersion": text_at(cronjob, "apiVersion") or "batch/v1",
        "kind": "CronJob",
        "name": text_at(cronjob, "metadata", "name"),
        "uid": text_at(cronjob, "metadata", "uid"),
        "controller": True,
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": filled(
            name=name,
            namespace=text_at(cronjob, "metadata", "namespace"),
            labels=copied(mapping_at(template, "metadata", "labels")),
            annotations={INSTANTIATE: "manual", **copied(mapping_at(template, "metadata", "annotations"))},
            ownerReferences=[owner],
        ),
        "spec": copied(mapping_at(template, "spec")),
    }
