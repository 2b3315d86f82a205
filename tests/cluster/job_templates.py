"""CronJobs that hold, together, every field a Job may have."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.cluster.pod_parts import ENV, FULL, PLACED, VOLUMES, Part
from tests.cluster.pod_templates import BARE, case, pod_cases, volume_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.parity.cases import Case

EXITS: Part = {"containerName": "main", "operator": "In", "values": [1, 42, 255]}
INDEXED: Part = {"completionMode": "Indexed", "completions": 10, "parallelism": 3}


def cronjobs(seed: int, count: int) -> Iterator[Case]:
    """Every directed one, and `count` at random."""
    yield from _jobs()
    yield from _metadata()
    yield from pod_cases()
    chance = random.Random(seed)
    for number in range(count):
        yield _random(chance, number)


def _jobs() -> Iterator[Case]:
    yield case("bare")
    yield case("c" * 52)
    yield case("dots.in.its-name.0")
    yield case(
        "zeros", parallelism=0, completions=0, backoffLimit=0, activeDeadlineSeconds=0, ttlSecondsAfterFinished=0
    )
    yield case("numbers", parallelism=2**31 - 1, activeDeadlineSeconds=2**53 + 1, ttlSecondsAfterFinished=2**31 - 1)
    yield case("one-of-many", parallelism=4)
    yield case("suspended", suspend=True)
    yield case("resumed", suspend=False, manualSelector=False)
    yield case("managed", managedBy="a.example/controller")
    for policy in ("Failed", "TerminatingOrFailed"):
        yield case(f"replaces-{policy.lower()}", podReplacementPolicy=policy)
    yield case("not-indexed", completionMode="NonIndexed", completions=3)
    yield case("indexed", **INDEXED)
    yield case("indexed-limits", **INDEXED, backoffLimitPerIndex=0, maxFailedIndexes=0)
    enough = {"rules": [{"succeededIndexes": "0,2-4", "succeededCount": 2}, {"succeededCount": 5}]}
    yield case("indexed-success", **INDEXED, successPolicy=enough)
    rules = [
        {"action": "FailJob", "onExitCodes": EXITS},
        {"action": "Count", "onExitCodes": {"operator": "NotIn", "values": [0]}},
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]},
        {"action": "FailIndex", "onPodConditions": [{"type": "a.b/C", "status": "Unknown"}]},
    ]
    yield case("failure-policy", **INDEXED, backoffLimitPerIndex=1, podFailurePolicy={"rules": rules})
    yield case("no-rules", podFailurePolicy={"rules": []})


def _metadata() -> Iterator[Case]:
    yield case("labelled", meta={"labels": {"app": "x", "a.b/c": "", "l" * 63: "v" * 63}})
    yield case("labelled-pods", pod_meta={"labels": {"app": "x"}, "annotations": {"a": "", "b": "x" * 1000}})
    odd = {"note": " é\n\u2028<&>'\"\\ \U0001f600", "empty": "", "null": "null", "json": '{"a": [1, 2]}'}
    yield case("annotated", meta={"annotations": odd}, pod_meta={"annotations": odd})
    yield case("big", meta={"annotations": {"big": "<" * 100_000}})
    yield case("instantiated", meta={"annotations": {"cronjob.kubernetes.io/instantiate": "by us"}})
    yield case("empty", meta={"labels": {}, "annotations": {}}, pod_meta={"labels": {}})
    more = {"name": "n", "generateName": "g", "namespace": "elsewhere", "finalizers": ["a.b/c"], "uid": "u"}
    yield case("more-metadata", meta=more, pod_meta={**more, "labels": {"a": "b"}})


def _random(chance: random.Random, number: int) -> Case:
    """Any of the parts together that may stand together."""

    def some(parts: Part) -> Part:
        return {key: value for key, value in parts.items() if chance.random() < 0.5}

    def texts(prefix: str) -> dict[str, str]:
        return {f"{prefix}{index}": chance.choice(("", "x", "A-b_c.9")) for index in range(chance.randrange(4))}

    def container(name: str) -> Part:
        kept = {key: value for key, value in FULL.items() if not key.startswith("volume") and key != "ports"}
        return {**some(kept), **BARE, "name": name}

    indexed = chance.random() < 0.5
    job = some({"activeDeadlineSeconds": 60, "backoffLimit": 2, "ttlSecondsAfterFinished": 7, "suspend": True})
    if indexed:
        job |= INDEXED | some({"successPolicy": {"rules": [{"succeededCount": 2}]}})
        job |= chance.choice(({}, {"backoffLimitPerIndex": 1, "maxFailedIndexes": 2}))
    if chance.random() < 0.5:
        rules = [{"action": "FailJob", "onExitCodes": {**EXITS, "containerName": "c0"}}]
        job |= {"podFailurePolicy": {"rules": rules}, "podReplacementPolicy": "Failed"}
    volumes = [volume_of(field, VOLUMES[field]) for field in chance.sample(list(VOLUMES), chance.randrange(5))]
    pod = {
        "containers": [container(f"c{index}") for index in range(chance.randint(1, 3))],
        "initContainers": [
            {**BARE, "name": f"i{index}", "env": chance.sample(ENV[:4], 2)} for index in range(chance.randrange(3))
        ],
        "volumes": [volume for volume in volumes if "downward" not in volume["name"]],
        **some({key: PLACED[key] for key in ("nodeSelector", "affinity", "tolerations", "schedulerName")}),
    }
    meta = {"labels": texts("l"), "annotations": texts("a")}
    return case(f"random-{number}", meta=meta, pod_meta={"labels": texts("p")}, pod=pod, **job)
