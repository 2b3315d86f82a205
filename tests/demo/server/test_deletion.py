"""Objects that are deleted: at once, in time, or when their finalizers are worked off."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.demo.server.deletion import DeleteOptions
from ktui.demo.server.statuses import RefusalError
from tests.demo.asked import cronjob, job, workload
from tests.demo.server.registries import Made


def test_a_pod_on_a_node_is_given_its_grace_and_the_kubelet_ends_it() -> None:
    there = Made()
    there.pod(node="n")
    there.told()
    done = there.registry.deletion("pods", "default", "a")
    meta = done.obj["metadata"]
    assert not done.gone
    assert (meta["deletionTimestamp"], meta["deletionGracePeriodSeconds"]) == ("2023-11-14T22:13:50Z", 30)
    assert meta["generation"] == 3
    there.now += 12
    assert there.registry.deletion("pods", "default", "a").obj == done.obj
    assert there.told() == ["MODIFIED"]
    assert there.registry.deletion("pods", "default", "a", DeleteOptions(grace=0, uid=meta["uid"])).gone
    assert there.told() == ["MODIFIED", "DELETED"]


@pytest.mark.parametrize(
    ("grace", "seconds", "until"), [(5, 5, "22:13:25"), (30, 30, "22:13:50"), (90, 30, "22:13:50")]
)
def test_a_deletion_under_way_can_only_be_made_shorter(grace: int, seconds: int, until: str) -> None:
    there = Made()
    there.pod(node="n")
    there.registry.delete("pods", "default", "a")
    there.now += 2
    meta = there.registry.delete("pods", "default", "a", DeleteOptions(grace=grace))["metadata"]
    assert (meta["deletionTimestamp"][11:19], meta["deletionGracePeriodSeconds"]) == (until, seconds)


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_a_pod_that_has_ended_goes_at_once(phase: str) -> None:
    there = Made()
    there.pod(node="n")
    there.registry.change("pods", "default", "a", lambda obj: obj["status"].update(phase=phase), subresource="status")
    assert there.registry.deletion("pods", "default", "a").gone


def test_a_pod_on_no_node_goes_at_once_whatever_grace_it_is_to_have() -> None:
    there = Made()
    there.pod()
    assert there.registry.deletion("pods", "default", "a", DeleteOptions(grace=60)).gone


def test_a_finalizer_holds_until_it_is_taken_off() -> None:
    there = Made()
    there.pod(finalizers=["example.org/a", "example.org/b"])
    there.told()
    assert not there.registry.deletion("pods", "default", "a").gone

    def one_less(obj: Any) -> None:
        obj["metadata"]["finalizers"] = obj["metadata"]["finalizers"][1:]

    there.registry.change("pods", "default", "a", one_less)
    assert there.registry.get("pods", "default", "a") is not None
    there.registry.change("pods", "default", "a", one_less)
    assert there.registry.get("pods", "default", "a") is None
    assert there.told() == ["MODIFIED", "MODIFIED", "DELETED"]


def test_a_pod_with_grace_left_outlives_its_finalizers() -> None:
    there = Made()
    there.pod(node="n", finalizers=["example.org/a"])
    there.registry.delete("pods", "default", "a")
    there.registry.change("pods", "default", "a", lambda obj: obj["metadata"].pop("finalizers"))
    assert there.registry.get("pods", "default", "a") is not None
    assert there.registry.deletion("pods", "default", "a", DeleteOptions(grace=0)).gone


@pytest.mark.parametrize(
    ("propagation", "finalizers"),
    [("Foreground", ["foregroundDeletion"]), ("Orphan", ["orphan"]), ("Background", None), (None, None)],
)
def test_what_it_owns_is_left_to_the_collector_by_finalizer(
    propagation: str | None, finalizers: list[str] | None
) -> None:
    there = Made()
    there.registry.create("daemonsets", workload("DaemonSet", "a"))
    done = there.registry.deletion("daemonsets", "default", "a", DeleteOptions(propagation=propagation))
    assert done.gone == (finalizers is None)
    assert done.obj["metadata"].get("finalizers") == finalizers
    if finalizers:
        assert done.obj["metadata"]["deletionGracePeriodSeconds"] == 0
        there.registry.change("daemonsets", "default", "a", lambda obj: obj["metadata"].update(finalizers=[]))
        assert there.registry.get("daemonsets", "default", "a") is None


def test_a_job_orphans_its_pods_unless_told_otherwise_and_a_cron_job_does_not() -> None:
    there = Made()
    for plural, obj in (("jobs", job("a")), ("cronjobs", cronjob("a"))):
        there.registry.create(plural, obj)
    assert there.registry.deletion("jobs", "default", "a").obj["metadata"]["finalizers"] == ["orphan"]
    assert there.registry.deletion("cronjobs", "default", "a").gone


def test_a_second_thought_replaces_the_first() -> None:
    there = Made()
    there.registry.create("jobs", job("a"))
    there.registry.delete("jobs", "default", "a")
    meta = there.registry.delete("jobs", "default", "a", DeleteOptions(propagation="Foreground"))["metadata"]
    assert meta["finalizers"] == ["foregroundDeletion"]


@pytest.mark.parametrize("options", [DeleteOptions(uid="other"), DeleteOptions(revision="7")])
def test_only_what_is_meant_is_deleted(options: DeleteOptions) -> None:
    there = Made()
    there.pod()
    with pytest.raises(RefusalError) as caught:
        there.registry.delete("pods", "default", "a", options)
    assert caught.value.code == 409
    assert there.registry.get("pods", "default", "a") is not None


@pytest.mark.parametrize("node", [None, "n"])
def test_a_dry_run_deletes_nothing(node: str | None) -> None:
    there = Made()
    before = there.pod(node=node)
    there.told()
    assert there.registry.deletion("pods", "default", "a", DeleteOptions(dry_run=True)).gone == (node is None)
    assert there.registry.there("pods", "default", "a") is before
    assert there.told() == []


def test_a_namespace_ends_when_it_is_finalized() -> None:
    there = Made(namespaces=True)
    there.registry.create("namespaces", {"metadata": {"name": "web"}})
    there.told()
    assert not there.registry.deletion("namespaces", "", "web").gone
    obj = there.registry.there("namespaces", "", "web")
    assert obj["status"] == {"phase": "Terminating"}
    there.registry.change("namespaces", "", "web", lambda obj: obj["spec"].update(finalizers=[]))
    assert there.registry.get("namespaces", "", "web") is not None, "only /finalize takes them off"
    there.registry.change(
        "namespaces", "", "web", lambda obj: obj["spec"].update(finalizers=[]), subresource="finalize"
    )
    assert there.registry.get("namespaces", "", "web") is None
    assert there.told() == ["MODIFIED", "DELETED"]


def test_the_default_namespace_stays() -> None:
    there = Made(namespaces=True)
    there.registry.create("namespaces", {"metadata": {"name": "default"}})
    with pytest.raises(RefusalError) as caught:
        there.registry.delete("namespaces", "", "default")
    assert caught.value.code == 403
