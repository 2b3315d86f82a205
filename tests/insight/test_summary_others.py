"""Summaries of what makes pods, and of nodes."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.describe.nodes import size_text
from ktui.insight.owners import Owner
from tests.fakes import objects
from tests.insight.described import summary
from tests.insight.objects import at


def lines(kind: str, obj: dict[str, Any], **options: Any) -> list[str]:
    return summary(kind, obj, **options).split("\n")


def has(kind: str, obj: dict[str, Any], *wanted: str) -> None:
    found = lines(kind, obj)
    for line in wanted:
        assert line in found


# DaemonSets


def test_a_daemonset_says_its_counts_its_update_and_its_template() -> None:
    obj = objects.daemonset("watcher", desired=3, ready=1, node_selector={"disk": "ssd"}, generation=5)
    obj["status"] |= {"numberMisscheduled": 2, "observedGeneration": 4}
    obj["spec"]["minReadySeconds"] = 5
    found = lines("daemonsets", obj)
    assert found[0].startswith("DESIRED 3  CURRENT 3  READY 1  UP-TO-DATE 3  AVAILABLE 1  AGE ")
    has(
        "daemonsets",
        obj,
        "DaemonSet      default/watcher",
        "Unavailable    2 pods that should be available",
        "Misplaced      2 pods on nodes that should have none",
        "Change         the controller has not seen the last one yet",
        "Selector       app=watcher",
        "Update         RollingUpdate, maxUnavailable 1, maxSurge 0, available after 5s ready",
        "Node selector  disk=ssd",
        f"    Image      {objects.IMAGE}",
    )


def test_a_daemonset_whose_pods_are_replaced_by_hand_says_so() -> None:
    obj = objects.daemonset("watcher")
    obj["spec"]["updateStrategy"] = {"type": "OnDelete"}
    has("daemonsets", obj, "Update         OnDelete: a pod is only replaced when somebody deletes it")


# Jobs


def test_a_job_says_how_far_it_is_and_what_ends_it() -> None:
    obj = objects.job("count", completions=5, parallelism=2, active=2, succeeded=1, failed=3)
    obj["spec"] |= {
        "completionMode": "Indexed",
        "activeDeadlineSeconds": 5400,
        "ttlSecondsAfterFinished": 600,
        "suspend": True,
        "podFailurePolicy": {
            "rules": [
                {"action": "FailJob", "onExitCodes": {"containerName": "app", "operator": "In", "values": [42, 43]}},
                {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]},
            ]
        },
    }
    obj["status"] |= {"completedIndexes": "0", "failedIndexes": "3,4", "terminating": 1, "startTime": at(60)}
    has(
        "jobs",
        obj,
        "Pods           2 active (2 ready), 1 succeeded, 3 failed, 1 terminating",
        "Indexes        completed 0, failed 3,4",
        "Work           completions 5, parallelism 2, Indexed",
        "Limits         backoffLimit 6, activeDeadlineSeconds 5400 (90m)",
        "Kept           600s (10m) after it ends, then deleted",
        "Suspend        true: no pods are made",
        "On failure     FailJob on exit code in (42,43) of app",
        "               Ignore on DisruptionTarget=True",
        "Restart        Never",
    )
    assert any(line.startswith("Started        60s ago (2026-") for line in lines("jobs", obj))


def test_a_job_that_failed_says_why() -> None:
    obj = objects.job("count", active=0, failed=7)
    obj["status"]["conditions"] = [
        objects.condition("Failed", True, since=at(90), reason="BackoffLimitExceeded", message="too many failures")
    ]
    has("jobs", obj, "  failed for 90s (Failed=True)  BackoffLimitExceeded: too many failures")


def test_a_job_that_is_done_says_how_long_it_took() -> None:
    obj = objects.job("count", active=0, succeeded=1, finished="Complete")
    obj["status"] |= {"startTime": at(500), "completionTime": at(200)}
    has("jobs", obj, "Took           5m")


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({}, "completions 1"),
        ({"parallelism": 3}, "done when one succeeds, parallelism 3"),
        ({"completions": 2, "parallelism": 0}, "completions 2, parallelism 0, paused: parallelism is 0"),
    ],
)
def test_a_jobs_work_is_told(spec: dict[str, int], said: str) -> None:
    has("jobs", {"metadata": {"name": "a"}, "spec": spec}, f"Work           {said}")


def test_a_jobs_own_labels_are_not_repeated() -> None:
    obj = objects.job("count")
    obj["spec"]["template"]["metadata"]["labels"] = {"job-name": "count", "tier": "back"}
    has("jobs", obj, "Labels         tier=back")
    assert not any(line.startswith("Selector") for line in lines("jobs", obj))


def test_a_job_names_its_cronjob() -> None:
    found = lines("jobs", objects.job("a"), owners=[Owner("CronJob", "nightly", "default", True)])
    assert "Owner          CronJob nightly" in found


# CronJobs


def test_a_cronjob_says_when_it_runs_and_what_it_does_with_late_runs() -> None:
    obj = objects.cronjob("nightly", time_zone="Europe/Berlin", suspend=True, active=("nightly-1", "nightly-2"))
    obj["spec"] |= {"concurrencyPolicy": "Forbid", "startingDeadlineSeconds": 300}
    obj["status"] |= {"lastScheduleTime": at(600), "lastSuccessfulTime": at(4000)}
    has(
        "cronjobs",
        obj,
        "Schedule       */5 * * * *  in Europe/Berlin",
        "Suspend        true: no run starts",
        "Active jobs    nightly-1, nightly-2",
        "Last run       10m ago (2026-09-21 14:03:20 UTC)",
        "Last success   66m ago (2026-09-21 13:06:40 UTC)",
        "Concurrency    Forbid: a run is left out while one still runs",
        "Deadline       starts at most 300s (5m) late, or not",
        "History        3 successful, 1 failed jobs are kept",
        "Job template",
        "Work           completions 1, parallelism 1",
        "Limits         backoffLimit 6",
    )


def test_a_cronjob_without_a_zone_says_whose_time_it_is() -> None:
    obj = objects.cronjob("nightly", last_schedule=None)
    has(
        "cronjobs",
        obj,
        "Schedule       */5 * * * *  in the controller manager's time zone, mostly UTC",
        "Active jobs    none",
        "Last run       none yet",
    )


# Nodes


def test_a_node_says_what_it_is_and_what_it_has() -> None:
    obj = objects.node("n-1", ready=False, unschedulable=True, roles=("control-plane",), pressure=("Disk",))
    obj["status"]["allocatable"] = {**obj["status"]["capacity"], "memory": "7Gi"}
    obj["spec"]["taints"].append({"key": "gpu", "value": "yes", "effect": "NoExecute"})
    assert lines("nodes", obj)[0].startswith("STATUS NotReady,SchedulingDisabled  ROLES control-plane  AGE ")
    has(
        "nodes",
        obj,
        "Unschedulable  true: cordoned, no new pods but those that tolerate it",
        "Taints         node.kubernetes.io/unschedulable:NoSchedule",
        "               gpu=yes:NoExecute",
        "Addresses      InternalIP 10.0.0.1, Hostname n-1",
        "Pod CIDR       10.244.0.0/24",
        "  cpu                2",
        "  ephemeral-storage  58.4Gi",
        "  memory             7.8Gi, for pods 7Gi",
        "  pods               110",
        "  Kubelet      v1.35.4",
        "  Platform     linux/amd64",
    )
    text = summary("nodes", obj)
    assert "  short of disk for " in text
    assert "(DiskPressure=True)  KubeletDisk" in text
    assert "(Ready=False)  KubeletNotReady" in text
    assert "\n  enough memory for " in text
    assert "hugepages" not in text


@pytest.mark.parametrize(
    ("name", "quantity", "said"),
    [
        ("memory", "8131948Ki", "7.8Gi"),
        ("memory", "2Gi", "2Gi"),
        ("memory", "1048576", "1Mi"),
        ("memory", "0", "0"),
        ("memory", "1500M", "1500M"),
        ("ephemeral-storage", "267847642337", "249.5Gi"),
        ("cpu", "2048", "2048"),
        ("memory", "9" * 30, "9" * 30),
    ],
)
def test_bytes_are_told_in_a_unit_one_can_read(name: str, quantity: str, said: str) -> None:
    assert size_text(name, quantity) == said
