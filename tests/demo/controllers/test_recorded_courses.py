"""The courses of a real cluster (1.35.4), and the demo's for the same objects: the same states, events and pods."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.demo.controllers.scene import Scene, told

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

LINES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "controllers-1.35.jsonl").read_text().splitlines()
]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
MADE_UP = re.compile(r"-[bcdfghjklmnpqrstvwxz2456789]{5}\b")
HASH = re.compile(r"\b[bcdfghjklmnpqrstvwxz2456789]{8,10}\b")
MINUTE = re.compile(r"-299\d{5}\b")


def plain(value: Any) -> Any:
    """Without what differs from run to run: times, uids, made up names, hashes, revisions, the namespace."""
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items() if key not in ("resourceVersion", "namespace")}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, tuple):
        return tuple(plain(one) for one in value)
    if isinstance(value, str):
        for pattern, stand_in in (
            (TIME, "TIME"),
            (UID, "UID"),
            (MINUTE, "-MINUTE"),
            (MADE_UP, "-xxxxx"),
            (HASH, "HASH"),
        ):
            value = pattern.sub(stand_in, value)
    return value


def recorded(resource: str, name: str) -> list[Raw]:
    """The object as it was, time after time."""
    lines = (line for line in LINES if line["resource"] == resource and line["type"] != "DELETED")
    return [line["object"] for line in lines if line["object"]["metadata"]["name"] == name]


def as_sent(obj: Raw) -> Raw:
    """What a user sent to make an object."""
    meta = {"name": obj["metadata"]["name"], "namespace": "default"}
    spec = json.loads(json.dumps(obj["spec"]))
    if obj["kind"] == "Job":
        del spec["selector"]
        spec["template"]["metadata"]["labels"] = {"app": meta["name"]}
    return {"apiVersion": obj["apiVersion"], "kind": obj["kind"], "metadata": meta, "spec": spec}


def settled(statuses: list[Raw], *passing: str) -> list[Raw]:
    """The states without the `passing` fields, which depend on a kubelet's hundredths of a second."""
    found: list[Raw] = []
    for status in statuses:
        kept = {key: value for key, value in plain(status).items() if key not in passing}
        if not found or found[-1] != kept:
            found.append(kept)
    return found


def told_of(name: str) -> list[tuple[str, str, str]]:
    """The real cluster's events about an object, each once."""
    lines = (line for line in LINES if line["resource"] == "events" and line["type"] == "ADDED")
    about = (line["object"] for line in lines if re.fullmatch(name, line["object"]["involvedObject"]["name"]))
    return [plain(one) for one in dict.fromkeys(told(about))]


def demo_told_of(scene: Scene, name: str) -> list[tuple[str, str, str]]:
    """The demo's."""
    about = (event for event in scene.events() if re.fullmatch(name, event["involvedObject"]["name"]))
    return [plain(one) for one in dict.fromkeys(told(about))]


def run_job(name: str) -> Scene:
    """The demo's course of a Job: suspended and resumed when the recorded one was."""
    scene = Scene()
    first = recorded("jobs", name)[0]
    scene.make("jobs", as_sent(first))
    if name == "suspended":
        scene.go(4)
        scene.change("jobs", name, suspend=False)
    if name == "paused":
        scene.go(5)
        scene.change("jobs", name, suspend=True)
        scene.go(5)
        scene.change("jobs", name, suspend=False)
    scene.go(70)
    return scene


JOBS = ("five", "never", "onfailure", "suspended", "paused", "deadline", "indexed")


@pytest.mark.parametrize("name", JOBS)
def test_a_job_goes_through_the_same_states(name: str) -> None:
    scene = run_job(name)
    real = [obj["status"] for obj in recorded("jobs", name)]
    assert settled(scene.statuses("jobs", name), "ready") == settled(real, "ready")
    assert plain(scene.get("jobs", name)["status"]) == plain(real[-1])


@pytest.mark.parametrize("name", JOBS)
def test_a_jobs_events_are_the_same(name: str) -> None:
    # Two that come in one instant may change places: the real ones are told by several threads.
    assert sorted(demo_told_of(run_job(name), name)) == sorted(told_of(name))


@pytest.mark.parametrize("name", JOBS)
def test_a_jobs_own_fields_are_the_same(name: str) -> None:
    real, made = recorded("jobs", name)[-1], run_job(name).get("jobs", name)
    assert plain(made["spec"]) == plain(real["spec"])
    assert plain(made["metadata"]["labels"]) == plain(real["metadata"]["labels"])
    assert made["metadata"]["generation"] == real["metadata"]["generation"]


def first_pods(prefix: str) -> list[Raw]:
    lines = (line for line in LINES if line["resource"] == "pods" and line["type"] == "ADDED")
    return [line["object"] for line in lines if line["object"]["metadata"]["name"].startswith(prefix)]


def check_pods(scene: Scene, prefix: str) -> None:
    """As they were made."""
    made = [one.obj for one in scene.seen if one.plural == "pods" and one.kind == "ADDED"]
    made = [pod for pod in made if pod["metadata"]["name"].startswith(prefix)]
    real = first_pods(prefix)
    assert len(made) == len(real)
    assert sorted(json.dumps(plain(pod["metadata"]), sort_keys=True) for pod in made) == sorted(
        json.dumps(plain(pod["metadata"]), sort_keys=True) for pod in real
    )
    for ours, theirs in zip(made, real, strict=True):
        spec, wanted = plain(ours["spec"]), plain(theirs["spec"])
        # On one node, and without a token's volume.
        for given in (spec, wanted):
            for term in given.get("affinity", {}).get("nodeAffinity", {}).values():
                term["nodeSelectorTerms"][0]["matchFields"][0]["values"] = ["NODE"]
            for container in given["containers"]:
                container.pop("volumeMounts", None)
            given.pop("volumes", None)
            given.pop("hostname", None)
        assert spec == wanted
        assert plain(ours["status"]) == plain(theirs["status"])


@pytest.mark.parametrize("name", JOBS)
def test_a_jobs_pods_are_made_the_same(name: str) -> None:
    check_pods(run_job(name), f"{name}-")


@pytest.fixture(scope="module")
def watcher() -> Scene:
    """A DaemonSet whose node gains and loses a label, and a rollout: at the recorded course's times."""
    scene = Scene()
    scene.make("daemonsets", as_sent(recorded("daemonsets", "watcher")[0]))
    scene.go(3)
    for value, seconds in (("yes", 6), (None, 5), ("yes", 6)):
        scene.label("n0", **{"ktui-ctl": value})
        scene.go(seconds)
    scene.change("daemonsets", "watcher", template=recorded("daemonsets", "watcher")[-1]["spec"]["template"])
    scene.go(8)
    scene.label("n0", **{"ktui-ctl": None})
    scene.go(8)
    return scene


def test_a_daemonset_goes_through_the_same_states(watcher: Scene) -> None:
    def lasting(statuses: list[Raw]) -> list[Raw]:
        """Without the moment between a pod's making and its being seen."""
        lag = ("currentNumberScheduled", "desiredNumberScheduled")
        return settled([status for status in statuses if status[lag[0]] == status[lag[1]]])

    real = [obj["status"] for obj in recorded("daemonsets", "watcher")]
    assert lasting(watcher.statuses("daemonsets", "watcher")) == lasting(real)


def test_a_daemonsets_events_and_revisions_are_the_same(watcher: Scene) -> None:
    assert demo_told_of(watcher, "watcher") == told_of("watcher")
    real = [line["object"] for line in LINES if line["resource"] == "controllerrevisions"]
    made = list(watcher.registry.each("controllerrevisions", "default"))
    made.sort(key=lambda one: int(one["revision"]))
    assert [plain(one) for one in made] == [plain(one) for one in real]
    assert [one["metadata"]["labels"]["controller-revision-hash"] for one in made] == [
        one["metadata"]["name"].removeprefix("watcher-") for one in made
    ]


def test_a_daemonsets_pods_are_made_the_same(watcher: Scene) -> None:
    check_pods(watcher, "watcher-")


@pytest.fixture(scope="module")
def forbid() -> Scene:
    """A CronJob each minute whose runs take longer and may not overlap; made at :32 as the real one."""
    scene = Scene()
    scene.go(30)
    scene.make("cronjobs", as_sent(recorded("cronjobs", "forbid")[0]))
    scene.go(190)
    return scene


def test_a_cronjob_goes_through_the_same_states(forbid: Scene) -> None:
    real = [obj["status"] for obj in recorded("cronjobs", "forbid")]
    assert settled(forbid.statuses("cronjobs", "forbid")) == settled(real)
    assert demo_told_of(forbid, "forbid") == told_of("forbid")


def test_a_cronjobs_jobs_are_made_the_same(forbid: Scene) -> None:
    lines = (line["object"] for line in LINES if line["resource"] == "jobs" and line["type"] == "ADDED")
    real = [one for one in lines if one["metadata"]["name"].startswith("forbid")]
    made = [one.obj for one in forbid.seen if one.plural == "jobs" and one.kind == "ADDED"]
    assert [plain(one) for one in made] == [plain(one) for one in real]


def test_a_deployment_rolls_out_by_the_same_steps() -> None:
    scene = Scene()
    real = recorded("deployments", "web")
    scene.make("deployments", as_sent(real[0]))
    scene.go(6)
    scene.change("deployments", "web", template=real[-1]["spec"]["template"])
    scene.go(45)
    assert demo_told_of(scene, "web") == told_of("web")
    assert plain(scene.get("deployments", "web")["status"]) == plain(real[-1]["status"])
    assert plain(scene.get("deployments", "web")["metadata"]["annotations"]) == plain(
        real[-1]["metadata"]["annotations"]
    )
    replicasets = [line["object"] for line in LINES if line["resource"] == "replicasets"]
    last = {one["metadata"]["name"]: one for one in replicasets}
    made = sorted(scene.registry.each("replicasets", "default"), key=lambda one: str(one["metadata"]["annotations"]))
    for ours, theirs in zip(made, last.values(), strict=True):
        for part in ("metadata", "spec", "status"):
            assert plain(ours[part]) == plain(theirs[part])


@pytest.mark.parametrize("name", ["nowhere", "large"])
def test_a_pod_without_a_node_is_told_why(name: str) -> None:
    scene = Scene()
    real = recorded("pods", name)
    sent = as_sent(real[0])
    sent["spec"].pop("tolerations")
    scene.make("pods", sent)
    scene.go(2)
    assert plain(scene.get("pods", name)["status"]) == plain(real[-1]["status"])
    assert demo_told_of(scene, name) == told_of(name)[:1]
    event = scene.events(name)[0]
    theirs = next(line["object"] for line in LINES if line["object"].get("involvedObject", {}).get("name") == name)
    for field in ("action", "reportingComponent", "source", "type", "reason", "firstTimestamp", "lastTimestamp"):
        assert event.get(field) == theirs.get(field)
