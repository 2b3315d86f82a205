"""DaemonSets, Jobs, CronJobs and nodes in every state that kubectl has a word for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.parity.cases import (
    Case,
    Manifest,
    ago,
    condition,
    cronjob_case,
    daemonset_case,
    job_case,
    node_case,
    template,
)
from tests.parity.pods import AGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

SELECTOR: Manifest = {
    "matchLabels": {"tier": "a", "app": "parity"},
    "matchExpressions": [
        {"key": "tier", "operator": "In", "values": ["b", "a"]},
        {"key": "app", "operator": "NotIn", "values": ["zulu", "mike", ""]},
        {"key": "app.kubernetes.io/name", "operator": "DoesNotExist"},
        {"key": "app", "operator": "Exists"},
    ],
}
"""Every operator, keys out of order and keys named twice."""

ZERO = "0001-01-01T00:00:00Z"
"""The zero time, which the API keeps apart from one that is not set."""


def directed_daemonsets() -> Iterator[Case]:
    yield daemonset_case("no-status")
    counts = (
        "desiredNumberScheduled",
        "currentNumberScheduled",
        "numberReady",
        "updatedNumberScheduled",
        "numberAvailable",
    )
    yield daemonset_case("counts", {name: 11 * (i + 1) for i, name in enumerate(counts)})
    yield daemonset_case("full", dict.fromkeys(counts, 3) | {"numberMisscheduled": 1})
    for place in ({"disk": "ssd"}, {"a": "1", "a-b": "2", "a.b/c": ""}):
        yield daemonset_case(f"placed-{len(place)}", pods=template(nodeSelector=place))
    yield daemonset_case("selects", selector=SELECTOR, pods=template(3))
    for number, value in enumerate(("no value", "-x", "a" * 64)):
        odd = {"key": "app", "operator": "NotIn", "values": [value]}
        yield daemonset_case(
            f"selects-oddly-{number}", selector={"matchLabels": {"app": "parity"}, "matchExpressions": [odd]}
        )


def directed_jobs() -> Iterator[Case]:
    yield job_case("no-status")
    yield job_case("one-of-many", {"succeeded": 1, "startTime": ago(50)}, parallelism=4)
    yield job_case("one", {"active": 1, "startTime": ago(50)}, parallelism=1)
    yield job_case("none-at-once", parallelism=0)
    yield job_case(
        "several", {"succeeded": 2, "failed": 1, "startTime": ago(500)}, completions=5, parallelism=2, containers=3
    )
    yield job_case("nothing-to-do", completions=0)
    yield job_case("selects", manualSelector=True, selector=SELECTOR)
    yield job_case("selects-nothing", manualSelector=True, selector={"matchLabels": {"app": "parity"}})
    for index, age in enumerate(AGES):
        yield job_case(f"started-{index}", {"startTime": ago(age)})
    done = {"startTime": ago(4000), "completionTime": ago(1000), "succeeded": 1}
    met, target = condition("SuccessCriteriaMet"), condition("FailureTarget")
    yield job_case("complete", {**done, "conditions": [met, condition("Complete")]})
    yield job_case("complete-alone", {**done, "conditions": [condition("Complete")]})
    yield job_case("ends-before-start", {"startTime": ago(10), "completionTime": ago(20)})
    start = {"startTime": ago(70)}
    yield job_case(
        "failed", {**start, "failed": 3, "conditions": [target, condition("Failed", reason="BackoffLimitExceeded")]}
    )
    yield job_case("failed-alone", {**start, "conditions": [condition("Failed")]})
    yield job_case(
        "not-complete", {**start, "conditions": [condition("Complete", "False"), condition("Failed", "Unknown")]}
    )
    yield job_case("first-counts", {**start, "conditions": [condition("Complete", "False"), condition("Complete")]})
    yield job_case("suspended", {"conditions": [condition("Suspended")]}, suspend=True)
    yield job_case("resumed", {**start, "conditions": [condition("Suspended", "False")]})
    yield job_case("failure-target", {**start, "conditions": [target]})
    yield job_case("criteria-met", {**start, "succeeded": 1, "conditions": [met]})
    yield job_case("criteria-and-target", {**start, "conditions": [met, target]})
    yield job_case("deleted", {**start, "conditions": [condition("Suspended")]}, deleted=True)
    yield job_case("deleted-complete", {**done, "conditions": [met, condition("Complete")]}, deleted=True)
    yield job_case("zero-start", {"startTime": ZERO})
    yield job_case("zero-end", {"startTime": ago(100), "completionTime": ZERO})
    yield job_case("zero-both", {"startTime": ZERO, "completionTime": ZERO})
    yield job_case("end-alone", {"completionTime": ago(30)})


def directed_cronjobs() -> Iterator[Case]:
    yield cronjob_case("no-status")
    yield cronjob_case("suspended", suspend=True, containers=2)
    yield cronjob_case("zoned", timeZone="Europe/Berlin", schedule="@yearly")
    references = [{"apiVersion": "batch/v1", "kind": "Job", "name": f"job-{i}"} for i in range(3)]
    yield cronjob_case("active", {"active": references})
    for index, age in enumerate(AGES):
        yield cronjob_case(f"ran-{index}", {"lastScheduleTime": ago(age)})
    yield cronjob_case("ran-never", {"lastScheduleTime": ZERO})


def directed_nodes() -> Iterator[Case]:
    role = "node-role.kubernetes.io/"
    ready = condition("Ready")
    yield node_case("ktui-parity-no-status")
    yield node_case(
        "ktui-parity-ready", {"conditions": [condition("MemoryPressure"), ready]}, labels={f"{role}worker": ""}
    )
    yield node_case("ktui-parity-not-ready", {"conditions": [condition("Ready", "False")]}, unschedulable=True)
    yield node_case("ktui-parity-lost", {"conditions": [condition("Ready", "Unknown")]})
    yield node_case("ktui-parity-other", {"conditions": [condition("DiskPressure")]}, unschedulable=True)
    yield node_case("ktui-parity-cordoned", {"conditions": [ready]}, unschedulable=True)
    roles = {f"{role}b": "x", f"{role}a": "", "kubernetes.io/role": "c", f"{role}c": ""}
    yield node_case("ktui-parity-roles", labels=roles)
    yield node_case("ktui-parity-role", labels={"kubernetes.io/role": "old"})
    yield node_case("ktui-parity-no-role", labels={"kubernetes.io/role": ""})
    addresses = [
        ("Hostname", "host"),
        ("ExternalIP", "203.0.113.9"),
        ("InternalIP", "10.0.0.9"),
        ("InternalIP", "fd00::9"),
    ]
    info = {
        "kubeletVersion": "v1.2.3-rc.1",
        "osImage": "Some Linux 12 (two words)",
        "kernelVersion": "6.1.0-13-amd64",
        "containerRuntimeVersion": "containerd://1.6.20",
    }
    told = {"nodeInfo": info, "addresses": [{"type": kind, "address": address} for kind, address in addresses]}
    yield node_case("ktui-parity-told", told)
    yield node_case("ktui-parity-outside", {"addresses": [{"type": "ExternalIP", "address": "203.0.113.10"}]})


def random_others(random: Random, count: int) -> Iterator[Case]:
    """`count` of each kind but pods."""

    def when() -> str:
        return ago(random.choice(AGES))

    def some(*pairs: tuple[str, object]) -> Manifest:
        return {key: value for key, value in pairs if random.random() < 0.6}

    names = ("Complete", "Failed", "Suspended", "FailureTarget", "SuccessCriteriaMet")
    for index in range(count):
        counts = ("desiredNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable")
        yield daemonset_case(
            f"random-{index}",
            {name: random.randint(0, 120) for name in counts},
            selector={"matchLabels": {"app": "parity"}, **some(("matchExpressions", SELECTOR["matchExpressions"]))},
            pods=template(random.randint(1, 4), **some(("nodeSelector", {"b": "1", "a": "2"}))),
        )
        yield job_case(
            f"random-{index}",
            some(("startTime", when()), ("completionTime", when()), ("succeeded", random.randint(1, 9)))
            | {"conditions": [condition(name) for name in random.sample(names, random.choice((0, 0, 1, 2)))]},
            deleted=random.random() < 0.2,
            **some(("completions", random.randint(1, 9)), ("parallelism", random.randint(0, 3))),
        )
        yield cronjob_case(
            f"random-{index}",
            some(("lastScheduleTime", when())),
            **some(("suspend", True), ("timeZone", "Asia/Kolkata")),
        )
        kinds = random.sample(("Ready", "MemoryPressure", "PIDPressure"), random.randrange(4))
        yield node_case(
            f"ktui-parity-random-{index}",
            {"conditions": [condition(kind, random.choice(("True", "False", "Unknown"))) for kind in kinds]},
            **some(("unschedulable", True)),
        )
