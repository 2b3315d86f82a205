"""What there is to see as the demo opens: the four manifests, and each way in which something can be wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ktui.demo.guide import STEPS
from ktui.demo.story.manifests import FOLDER, SEEDS
from ktui.demo.story.nodes import CORDONED, LOST
from tests.demo.story.boxes import OPENING, box, objects, opened, pods_of, reasons

SHARED = Path(__file__).parents[2] / "data" / "manifests"
DAY = 86_400


def condition(obj: dict[str, Any], name: str) -> str:
    """Its status."""
    return next((str(each["status"]) for each in obj["status"]["conditions"] if each["type"] == name), "")


def waiting(pod: dict[str, Any], key: str = "containerStatuses") -> set[str]:
    """Why containers wait, or ended last."""
    states = [state for each in pod["status"][key] for state in (each["state"], each["lastState"])]
    return {detail.get("reason", "") for state in states for detail in state.values()}


@pytest.mark.parametrize("name", SEEDS)
def test_the_four_manifests_are_as_they_were(name: str) -> None:
    theirs = SHARED / Path(name).name
    assert (FOLDER / name).read_bytes() == theirs.read_bytes()
    (wanted,) = yaml.safe_load_all(theirs.read_text())
    plural = f"{wanted['kind'].lower()}s"
    made = objects(opened(), plural)["default", wanted["metadata"]["name"]]
    template = made["spec"].get("jobTemplate", made)["spec"].get("template", {"spec": made["spec"]})["spec"]
    meant = wanted["spec"].get("jobTemplate", wanted)["spec"].get("template", {"spec": wanted["spec"]})["spec"]
    assert template["containers"][0]["image"] == meant["containers"][0]["image"]
    assert made["spec"].get("schedule") == wanted["spec"].get("schedule")
    assert made["spec"].get("completions") == wanted["spec"].get("completions")


@pytest.mark.parametrize(
    ("namespace", "app", "probe", "said"),
    [
        ("shop", "checkout", "Liveness", "HTTP probe failed with statuscode: 500"),
        ("shop", "cart", "Readiness", "cache is cold"),
        ("shop", "search", "Startup", "connect: connection refused"),
        ("shop", "recommendations", "Liveness", "context deadline exceeded"),
        ("payments", "ledger", "Readiness", r"dial tcp [\d.]+:5432: connect: connection refused"),
        ("payments", "fraud", "Readiness", r"responded with \"NOT_SERVING\""),
        ("staging", "thumbnails", "Readiness", "errored and resulted in unknown state: rpc error"),
    ],
)
def test_each_kind_of_probe_fails_somewhere(namespace: str, app: str, probe: str, said: str) -> None:
    told = [
        event["message"]
        for event in opened().server.registry.each("events", namespace)
        if event["reason"] == "Unhealthy" and event["involvedObject"]["name"].startswith(f"{app}-")
    ]
    assert any(re.search(f"{probe} probe (failed: )?.*{said}", message) for message in told), told


@pytest.mark.parametrize(
    ("namespace", "app", "reason"),
    [
        ("payments", "settlement", "OOMKilled"),
        ("staging", "importer", "Error"),
        ("staging", "web", "(ErrImagePull|ImagePullBackOff)"),
        ("payments", "tokens", "CreateContainerConfigError"),
        ("monitoring", "log-shipper", "Error"),
    ],
)
def test_containers_fail_in_each_way(namespace: str, app: str, reason: str) -> None:
    found = set().union(*(waiting(pod) for pod in pods_of(opened(), namespace, app)))
    assert any(re.fullmatch(reason, each) for each in found), found


def test_an_init_container_fails() -> None:
    (pod,) = pods_of(opened(), "staging", "billing")
    assert waiting(pod, "initContainerStatuses") & {"Error", "CrashLoopBackOff"}
    assert pod["status"]["phase"] == "Pending"


def test_a_pod_fits_no_node() -> None:
    pod = objects(opened(), "pods")["staging", "model-training"]
    assert "nodeName" not in pod["spec"]
    assert "FailedScheduling" in reasons(opened(), "model-training")


def test_daemonsets_wait_for_a_label_and_for_a_toleration_and_one_rollout_is_stuck() -> None:
    daemonsets = objects(opened(), "daemonsets")
    assert daemonsets["default", "ssd-monitor"]["status"]["desiredNumberScheduled"] == 0
    assert daemonsets["monitoring", "gpu-metrics"]["status"]["desiredNumberScheduled"] == 0
    shipper = daemonsets["monitoring", "log-shipper"]["status"]
    assert shipper["updatedNumberScheduled"] == 1 < shipper["desiredNumberScheduled"]


def test_jobs_run_fail_and_wait() -> None:
    jobs = objects(opened(), "jobs")
    seed = jobs["default", "batch-job"]
    assert (seed["spec"]["completions"], seed["spec"]["parallelism"]) == (5, 2)
    assert seed["status"]["active"] == 2
    assert jobs["jobs", "reindex-catalog"]["status"]["active"] == 3
    failed = jobs["jobs", "migrate-invoices"]
    assert condition(failed, "Failed") == "True"
    assert failed["status"]["failed"] == failed["spec"]["backoffLimit"] + 1
    assert condition(jobs["jobs", "rebuild-thumbnails"], "Suspended") == "True"


def test_cronjobs_in_time_zones_ran_when_it_was_time_there() -> None:
    cronjobs = objects(opened(), "cronjobs")
    assert cronjobs["jobs", "close-of-day-seoul"]["status"]["lastScheduleTime"] == "2026-11-26T09:00:00Z"
    assert cronjobs["jobs", "close-of-day-new-york"]["status"]["lastScheduleTime"] == "2026-11-25T22:00:00Z"
    job = objects(opened(), "jobs")["jobs", "close-of-day-seoul-29928060"]
    assert condition(job, "Complete") == "True"
    assert job["status"]["startTime"] == "2026-11-26T09:00:00Z"
    assert cronjobs["jobs", "export-legacy"]["spec"]["suspend"] is True


def test_while_the_controller_manager_was_away_runs_were_missed() -> None:
    at_all = box()
    told = [
        event["message"]
        for event in at_all.server.registry.each("events", "jobs")
        if event["reason"] == "SuccessfulCreate" and event["involvedObject"]["name"] == "refresh-rates"
    ]
    minutes = {int(found[1]) % 60 for message in told if (found := re.search(r"refresh-rates-(\d+)", message))}
    # It opens at 13:35:23. The controller manager was away from 13:22:23 to 13:26:38: half a minute late is too late.
    assert minutes == {22, 28, 30, 32, 34}


def test_a_run_overlaps_with_the_next_and_one_fails_each_time() -> None:
    assert "JobAlreadyActive" in reasons(opened(), "reconcile")
    assert any(
        condition(job, "Failed") == "True"
        for (_, name), job in objects(opened(), "jobs").items()
        if name.startswith("backup-")
    )


def test_a_node_is_lost_one_cordoned_one_tainted() -> None:
    nodes = objects(opened(), "nodes")
    assert condition(nodes["", LOST], "Ready") == "Unknown"
    assert nodes["", CORDONED]["spec"]["unschedulable"] is True
    assert {taint["key"] for taint in nodes["", "node-6"]["spec"]["taints"]} == {"dedicated"}
    assert all(condition(node, "Ready") == "True" for (_, name), node in nodes.items() if name != LOST)


def test_what_is_well_is_old_and_has_been_so() -> None:
    (pod, *_) = pods_of(opened(), "shop", "catalog")
    running = [each for each in pods_of(opened(), "shop", "web") if condition(each, "Ready") == "True"]
    assert len(running) == 3
    ready = next(each for each in pod["status"]["conditions"] if each["type"] == "Ready")
    assert ready["lastTransitionTime"] < "2026-11-26T13:00:00Z" or pod["metadata"]["creationTimestamp"] > "2026-11-26"
    deployment = objects(opened(), "deployments")["shop", "web"]
    assert deployment["metadata"]["creationTimestamp"] < "2026-11-01"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
def test_what_the_guide_leads_to_is_there(step: Any) -> None:
    if step.about is not None:
        plural = f"{step.about.kind.lower()}s"
        obj = objects(opened(), plural)[step.about.namespace, step.about.name]
        assert "deletionTimestamp" not in obj["metadata"]


def test_the_guides_first_pod_keeps_dying() -> None:
    pod = objects(opened(), "pods")["default", "kubia-liveness"]
    assert pod["status"]["containerStatuses"][0]["restartCount"] >= 3


def test_an_old_cluster_tells_the_same_story_as_far_as_it_can() -> None:
    old = box(old=True)
    assert condition(objects(old, "jobs")["jobs", "migrate-invoices"], "Failed") == "True"
    assert all("timeZone" not in each["spec"] for each in objects(old, "cronjobs").values())
    assert pods_of(old, "payments", "fraud")


def test_it_opens_now() -> None:
    assert opened().agenda.now == OPENING
