"""Where objects lead: the owner, the node, and the filter that shows the pods."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.columns import table_of
from ktui.insight.filters import parse_filter
from ktui.insight.relations import NowhereError, jobs_of, kind_of, node_of, owner_of, pods_filter
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, NODES, PODS, Kind
from ktui.model.version import NEWEST
from tests.fakes import objects
from tests.ui.fake_session import decoded


def made(kind: Kind, raw: dict[str, Any]) -> Any:
    return decoded(kind, [raw])[0]


def owned(kind: str, version: str, **more: Any) -> Any:
    reference = {"apiVersion": version, "kind": kind, "name": "mine", "uid": "u", **more}
    return made(PODS, objects.pod("web-1", owned_by=reference))


@pytest.mark.parametrize(
    ("kind", "version", "pane", "namespace"),
    [
        ("DaemonSet", "apps/v1", DAEMONSETS, "default"),
        ("Job", "batch/v1", JOBS, "default"),
        ("CronJob", "batch/v1beta1", CRONJOBS, "default"),
        ("Node", "v1", NODES, ""),
    ],
)
def test_an_owner_that_has_a_pane(kind: str, version: str, pane: Kind, namespace: str) -> None:
    assert owner_of(owned(kind, version)) == (pane, (namespace, "mine"), "u")


@pytest.mark.parametrize(
    ("kind", "version"), [("ReplicaSet", "apps/v1"), ("StatefulSet", "apps/v1"), ("Job", "batch.volcano.sh/v1alpha1")]
)
def test_an_owner_that_has_none_is_named(kind: str, version: str) -> None:
    with pytest.raises(NowhereError, match=f"^web-1 belongs to {kind} mine, which has no pane$"):
        owner_of(owned(kind, version))


@pytest.mark.parametrize(
    ("word", "version", "kind"),
    [
        ("Pod", "v1", PODS),
        ("pod", "", PODS),
        ("CronJob", "batch/v1beta1", CRONJOBS),
        ("Node", "v1", NODES),
        ("Node", "longhorn.io/v1beta2", None),
        ("Job", "v1", None),
        ("ReplicaSet", "apps/v1", None),
        ("", "", None),
    ],
)
def test_a_kind_by_the_apis_words(word: str, version: str, kind: Kind | None) -> None:
    assert kind_of(word, version) is kind


def test_no_owner_is_told() -> None:
    with pytest.raises(NowhereError, match="web-1 has no owner"):
        owner_of(made(PODS, objects.pod("web-1")))


def test_the_controller_goes_before_other_owners() -> None:
    raw = objects.pod("web-1")
    raw["metadata"]["ownerReferences"] = [
        {"apiVersion": "v1", "kind": "Node", "name": "other", "uid": "1"},
        {"apiVersion": "batch/v1", "kind": "Job", "name": "mine", "uid": "2", "controller": True},
    ]
    assert owner_of(made(PODS, raw))[1] == ("default", "mine")


def test_names_from_a_cluster_are_made_visible() -> None:
    with pytest.raises(NowhereError) as told:
        owner_of(owned("Replica\x1bSet", "apps/v1"))
    assert str(told.value).isprintable()


def test_the_node_of_a_pod() -> None:
    assert node_of(PODS, made(PODS, objects.pod("web-1", node="node-7"))) == ("", "node-7")
    with pytest.raises(NowhereError, match="on no node yet"):
        node_of(PODS, made(PODS, objects.pod("web-1", node=None)))
    with pytest.raises(NowhereError, match="only a pod is on a node, and sync is a Job"):
        node_of(JOBS, made(JOBS, objects.job("sync")))


# The pods of an object

CRON = made(CRONJOBS, objects.cronjob("tick", uid="cron-uid"))


def job_of_cron(name: str, namespace: str = "default", uid: str = "cron-uid") -> Any:
    return made(JOBS, objects.job(name, namespace, owned_by=objects.owner("CronJob", "tick", uid)))


def jobs(*made: Any) -> dict[tuple[str, str], Any]:
    return {job.key: job for job in made}


def test_the_pods_of_a_daemonset_are_those_its_selector_matches() -> None:
    raw = objects.daemonset("fluentd", labels={"app": "fluentd"})
    raw["spec"]["selector"]["matchExpressions"] = [{"key": "tier", "operator": "In", "values": ["b", "a"]}]
    fluentd = made(DAEMONSETS, raw)
    assert pods_filter(DAEMONSETS, fluentd, {}, several_namespaces=False) == "-l app=fluentd,tier in (a,b)"
    assert (
        pods_filter(DAEMONSETS, fluentd, {}, several_namespaces=True)
        == "NAMESPACE:^default$ -l app=fluentd,tier in (a,b)"
    )


@pytest.mark.parametrize(
    "selector", [None, {}, {"matchExpressions": [{"key": "a", "operator": "In", "values": ["/"]}]}]
)
def test_a_selector_that_matches_nothing_leads_nowhere(selector: Any) -> None:
    raw = objects.daemonset("fluentd")
    raw["spec"]["selector"] = selector
    with pytest.raises(NowhereError, match="no selector"):
        pods_filter(DAEMONSETS, made(DAEMONSETS, raw), {}, several_namespaces=False)


def test_the_pods_of_a_job() -> None:
    assert pods_filter(JOBS, made(JOBS, objects.job("sync")), {}, several_namespaces=False) == "-l job-name=sync"


def test_the_pods_of_a_cronjob_are_those_of_its_jobs() -> None:
    known = jobs(
        job_of_cron("tick-2"),
        job_of_cron("tick-1"),
        job_of_cron("tick-3", "other"),
        job_of_cron("tick-4", uid="one before"),
        made(JOBS, objects.job("tick-5")),
    )
    assert pods_filter(CRONJOBS, CRON, known, several_namespaces=False) == "-l job-name in (tick-1,tick-2)"
    assert sorted(job.meta.name for job in jobs_of(CRON, known.values())) == ["tick-1", "tick-2"]


def test_a_cronjob_without_jobs_or_with_too_many_says_so() -> None:
    with pytest.raises(NowhereError, match="tick has no Jobs now"):
        pods_filter(CRONJOBS, CRON, {}, several_namespaces=False)
    many = jobs(*(job_of_cron(f"tick-{number:08d}") for number in range(40)))
    with pytest.raises(NowhereError, match="tick has 40 Jobs, too many for one filter"):
        pods_filter(CRONJOBS, CRON, many, several_namespaces=False)


def test_the_pods_of_a_node_are_those_on_it_alone() -> None:
    line = pods_filter(NODES, made(NODES, objects.node("node-1.example")), {}, several_namespaces=True)
    assert line == r"NODE:^node-1\.example$"
    read = parse_filter(line, table_of(PODS, NEWEST), namespaced=True)
    there = [
        node
        for node in ("node-1.example", "node-1.example2", "node-1xexample", "a-node-1.example")
        if read.matches(made(PODS, objects.pod("web", node=node)), 0.0)
    ]
    assert there == ["node-1.example"]
    assert not read.doubt


def test_a_pod_has_no_pods() -> None:
    with pytest.raises(NowhereError, match="a pod itself"):
        pods_filter(PODS, made(PODS, objects.pod("web")), {}, several_namespaces=False)
