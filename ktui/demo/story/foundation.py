"""What there has been for long when the story begins: nodes, what runs well on them, and what ran yesterday.

It is acted out once, in a cluster that nobody sees, for as long as it takes to come to rest; then it is told to be days
or months old.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from ktui.demo.agenda import Agenda
from ktui.demo.cluster import Cluster
from ktui.demo.moments import seconds_text
from ktui.demo.server.registry import Registry
from ktui.demo.server.resources import RESOURCES
from ktui.demo.server.store import Store
from ktui.demo.story.ageing import aged
from ktui.demo.story.manifests import plural_of, story_objects
from ktui.demo.story.nodes import CONTROL, NODES, node
from ktui.demo.story.programs import StoryPrograms
from ktui.insight.schedule import find_zone, parse

if TYPE_CHECKING:
    from ktui.demo.options import DemoOptions
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

SETTLED = 75.0
"""Seconds until all of it runs, and the Jobs of earlier days are done."""
DAY = 86_400.0
AGES = {"kube-system": 93 * DAY, "monitoring": 61 * DAY, "ingress": 58 * DAY}
"""Of what is in a namespace, in seconds; of what is in none, as in `kube-system`."""
USUAL_AGE = 41 * DAY
YOUNGEST, OLDEST = 0.6 * DAY, 12 * DAY
"""Of pods: they are made anew more often than what makes them."""
SELDOM = 1800.0
"""Seconds from run to run; what runs more often runs before the story opens."""
SUSPENDED_FOR = 23 * DAY
OTHER_UIDS = 1_000_003
"""Added to the seed: the same would make the uids once more that the story's own objects get."""
_FILES = (
    "namespaces.yml",
    "kube-system.yml",
    "control-plane.yml",
    "monitoring.yml",
    "shop.yml",
    "payments.yml",
    "seeds/ssd-monitor-daemonset.yml",
    "seeds/cronjob-v1beta1.yml",
    "cronjobs.yml",
)
TENANT = "tenant.yml"
"""What is copied where the cluster is to be larger."""
_NOT_KEPT = ("events", "leases")
"""Too old to be told of, or made anew at once."""


def foundation(options: DemoOptions, now: float, version: ServerVersion) -> list[tuple[str, Raw]]:
    """The objects, each with its plural, as they stand at `now` (Unix seconds); the same for the same seed."""
    agenda = Agenda(now - SETTLED, options.seed)
    registry = Registry(Store(lambda: agenda.now, seed=options.seed + OTHER_UIDS))
    cluster = Cluster(registry, agenda, version=version, programs=StoryPrograms(registry))
    for number, plan in enumerate(NODES):
        cluster.add_node(node(plan, number=number, now=agenda.now, version=version.text))
    wanted = {}
    runs: dict[tuple[str, str], float] = {}
    files = (*_FILES, TENANT) if options.pods else _FILES
    for obj in story_objects(*files, version=version):
        plural, meta = plural_of(obj), obj["metadata"]
        if plural == "namespaces" and registry.get(plural, "", meta["name"]) is not None:
            continue
        if plural == "pods":
            obj = _static(obj, registry)
        if plural == "cronjobs":
            suspended = wanted[meta["namespace"], meta["name"]] = obj["spec"].get("suspend", False)
            made = registry.create(plural, {**obj, "spec": {**obj["spec"], "suspend": True}})
            runs |= {} if suspended else _earlier_runs(registry, made, now)
        else:
            registry.create(plural, obj)
    agenda.run_until(now)
    ages = Random(f"ages of {options.seed}")
    workloads: dict[str, float] = {}
    found = []
    for plural in RESOURCES:
        if plural in _NOT_KEPT:
            continue
        for obj in registry.each(plural):
            meta = obj["metadata"]
            key = (meta.get("namespace", ""), meta["name"])
            age = _age(plural, obj, runs, workloads, ages)
            old = aged(obj, age)
            if plural == "cronjobs":
                old["spec"]["suspend"] = wanted[key]
                if (last := _due_before(obj, now - (SUSPENDED_FOR if wanted[key] else 0.0))) is not None:
                    old.setdefault("status", {})["lastScheduleTime"] = seconds_text(last)
            found.append((plural, old))
    return found


def _static(pod: Raw, registry: Registry) -> Raw:
    """A pod of the control plane as its node's kubelet mirrors it."""
    meta = pod["metadata"]
    there = registry.get("nodes", "", CONTROL.name)
    assert there is not None
    owner = {
        "apiVersion": "v1",
        "kind": "Node",
        "name": CONTROL.name,
        "uid": there["metadata"]["uid"],
        "controller": True,
    }
    mirror = f"{sum(meta['name'].encode()):032x}"
    spec = {
        **pod["spec"],
        "nodeName": CONTROL.name,
        "hostNetwork": True,
        "priorityClassName": "system-node-critical",
        "tolerations": [{"operator": "Exists", "effect": "NoExecute"}],
    }
    annotations = {"kubernetes.io/config.hash": mirror, "kubernetes.io/config.mirror": mirror}
    return {**pod, "metadata": {**meta, "annotations": annotations, "ownerReferences": [owner]}, "spec": spec}


def _earlier_runs(registry: Registry, cronjob: Raw, now: float) -> dict[tuple[str, str], float]:
    """Make the Jobs that are left of a CronJob that runs seldom; each one's key, and how old it is to be (seconds)."""
    meta = cronjob["metadata"]
    due = _due_before(cronjob, now)
    made: dict[tuple[str, str], float] = {}
    while due is not None and len(made) < cronjob["spec"]["successfulJobsHistoryLimit"]:
        before = _due_before(cronjob, due - 1)
        if before is None or due - before < SELDOM:
            break
        template = cronjob["spec"]["jobTemplate"]
        name = f"{meta['name']}-{int(due) // 60}"
        owner = {
            "apiVersion": cronjob["apiVersion"],
            "kind": "CronJob",
            "name": meta["name"],
            "uid": meta["uid"],
            "controller": True,
            "blockOwnerDeletion": True,
        }
        annotations = {"batch.kubernetes.io/cronjob-scheduled-timestamp": seconds_text(due)}
        registry.create(
            "jobs",
            {
                "metadata": {
                    "name": name,
                    "namespace": meta["namespace"],
                    "annotations": annotations,
                    "ownerReferences": [owner],
                },
                "spec": template["spec"],
            },
        )
        made[meta["namespace"], name] = now - SETTLED - due
        due = before
    return made


def _due_before(cronjob: Raw, now: float) -> float | None:
    """When a CronJob was due last, at `now` or before, in Unix seconds; None: not in the last week."""
    spec = cronjob["spec"]
    schedule, zone = parse(spec["schedule"]), find_zone(spec.get("timeZone", "UTC"))
    for reach in (3600.0, DAY, 8 * DAY):
        last, due = None, schedule.next(now - reach, zone)
        while due is not None and due <= now:
            last, due = due, schedule.next(due, zone)
        if last is not None:
            return last
    return None


def _age(
    plural: str,
    obj: Raw,
    runs: dict[tuple[str, str], float],
    workloads: dict[str, float],
    ages: Random,
) -> float:
    """How much older than it is an object is to be, in seconds."""
    meta = obj["metadata"]
    key = (meta.get("namespace", ""), meta["name"])
    if plural == "jobs":
        return runs[key]
    owner = next(iter(meta.get("ownerReferences", ())), None)
    if plural == "pods" and owner is not None and owner["kind"] == "Job":
        return runs[key[0], owner["name"]]
    usual = AGES.get(key[0] or "kube-system", USUAL_AGE)
    if plural == "pods" and owner is not None and owner["kind"] != "Node":
        return ages.uniform(YOUNGEST, OLDEST)
    if owner is not None:
        return workloads.get(owner["uid"], usual)
    return workloads.setdefault(meta["uid"], usual - ages.uniform(0.0, DAY))
