"""Cordon, suspend, restart: the field that changes, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.errors import UsageError
from ktui.insight.writes.objects import value_at
from ktui.insight.writes.switches import CORDONED, RESTARTED_AT, SUSPENDED, cordon, restart, suspend
from ktui.model.kinds import CRONJOBS, JOBS
from ktui.model.right import Right
from tests.fakes import objects
from tests.fakes.clock import START
from tests.insight.writes.changing import known, made_of, node


def test_a_node_is_cordoned_and_uncordoned() -> None:
    before = node()
    cordoned = made_of(before, cordon(before, on=True))
    assert value_at(cordoned, CORDONED) is True
    assert cordon(cordoned, on=True) is None
    write = cordon(cordoned, on=False)
    assert CORDONED[-1] not in made_of(cordoned, write)["spec"]
    assert write is not None
    assert (write.change.verb, write.change.kubectl) == ("uncordon", "kubectl uncordon n1")
    assert cordon(before, on=False) is None


@pytest.mark.parametrize("prefix", ["batch/v1", "batch/v1beta1"])
def test_a_cronjob_is_suspended_where_its_server_has_it(prefix: str) -> None:
    cronjob = known({**objects.cronjob("backup", "web"), "apiVersion": prefix})
    write = suspend(CRONJOBS, cronjob, on=True)
    assert value_at(made_of(cronjob, write), SUSPENDED) is True
    assert write is not None
    assert write.request.path == f"/apis/{prefix}/namespaces/web/cronjobs/backup"
    assert write.right == Right("patch", "batch", "cronjobs")
    assert write.change.kubectl == (
        """kubectl patch cronjob backup --type=merge '--patch={"spec":{"suspend":true}}' --namespace=web"""
    )
    assert (write.change.before, write.change.after) == ({"suspend": False}, {"suspend": True})


def test_a_resumed_cronjob_may_run_at_once_and_that_is_said() -> None:
    cronjob = known(objects.cronjob("backup", "web", suspend=True))
    write = suspend(CRONJOBS, cronjob, on=False)
    assert write is not None
    assert write.change.verb == "resume"
    assert "may start at once" in write.warnings[0]
    assert suspend(CRONJOBS, cronjob, on=True) is None


def test_the_pods_of_a_job_that_is_suspended_go_and_that_is_said() -> None:
    job = known(objects.job("once", "web"))
    job["status"] = {"active": 2}
    write = suspend(JOBS, job, on=True)
    assert write is not None
    assert "its 2 running pods are deleted" in write.warnings[0]


def test_a_job_that_is_over_is_not_suspended() -> None:
    job: dict[str, Any] = known(objects.job("once", "web"))
    job["status"] = {"conditions": [{"type": "Complete", "status": "True"}]}
    with pytest.raises(UsageError, match="web/once is complete"):
        suspend(JOBS, job, on=True)


def test_a_restart_is_kubectls_annotation_and_has_no_way_back() -> None:
    daemonset = known(objects.daemonset("agent", "web"))
    write = restart(daemonset, START)
    assert write is not None
    annotations = value_at(made_of(daemonset, write), ("spec", "template", "metadata", "annotations"))
    assert annotations[RESTARTED_AT] == "2023-11-14T22:13:20Z"
    assert write.change.kubectl == "kubectl rollout restart daemonset/agent --namespace=web"
    assert "the pods are new ones" in write.change.no_inverse
    assert restart(made_of(daemonset, write), START) is None
    again = made_of(made_of(daemonset, write), restart(made_of(daemonset, write), START + 60))
    assert value_at(again, ("spec", "template", "metadata", "annotations"))[RESTARTED_AT].endswith("22:14:20Z")


def test_a_daemonset_that_waits_for_deletion_is_warned_of() -> None:
    daemonset = known(objects.daemonset("agent", "web"))
    daemonset["spec"]["updateStrategy"] = {"type": "OnDelete"}
    write = restart(daemonset, START)
    assert write is not None
    assert "OnDelete" in write.warnings[0]
