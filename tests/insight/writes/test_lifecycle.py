"""Deleting this very object with what it owns, and making a Job."""

from __future__ import annotations

import pytest

from ktui.insight.writes.lifecycle import CASCADES, Cascade, delete, make_job, rerun_command, trigger_command
from ktui.model.kinds import DAEMONSETS, PODS
from ktui.model.right import Right
from ktui.model.writes import Danger, ObjectRef
from tests.fakes import objects
from tests.insight.writes.changing import known

ORIGIN = ObjectRef("cronjobs", "web", "backup", "u-9")


@pytest.mark.parametrize("cascade", CASCADES)
def test_a_deletion_says_whom_it_means_and_what_becomes_of_the_rest(cascade: Cascade) -> None:
    write = delete(PODS, known(objects.pod("a", "web")), cascade=cascade)
    assert (write.request.method, write.request.path) == ("DELETE", "/api/v1/namespaces/web/pods/a")
    assert write.request.body["preconditions"] == {"uid": "u-1"}
    assert write.request.body["propagationPolicy"] == cascade.capitalize()
    assert write.right == Right("delete", "", "pods")
    assert write.danger is Danger.ENTER
    flag = "" if cascade == "background" else f" --cascade={cascade}"
    assert write.change.kubectl == f"kubectl delete pod a{flag} --namespace=web"


def test_what_goes_with_it_wants_the_name_typed() -> None:
    daemonset = known(objects.daemonset("agent", "web"))
    write = delete(DAEMONSETS, daemonset, goes="12 pods on 12 nodes")
    assert (write.danger, write.goes) == (Danger.NAME, "12 pods on 12 nodes")
    orphaning = delete(DAEMONSETS, daemonset, cascade="orphan", goes="12 pods on 12 nodes")
    assert (orphaning.danger, orphaning.goes) == (Danger.ENTER, "")
    assert "12 pods on 12 nodes: stays behind" in orphaning.warnings[0]


def test_the_journal_keeps_what_was_deleted_but_not_who_managed_its_fields() -> None:
    pod = known(objects.pod("a", "web"))
    change = delete(PODS, pod).change
    assert change.before["spec"] == pod["spec"]
    assert "managedFields" not in change.before["metadata"]
    assert "managedFields" in pod["metadata"]
    assert change.no_inverse


def test_a_job_is_made_in_the_namespace_of_where_it_comes_from() -> None:
    body = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "backup-1"}, "spec": {}}
    write = make_job("trigger", ORIGIN, body, kubectl=trigger_command(ORIGIN, "backup-1"))
    assert (write.request.method, write.request.path) == ("POST", "/apis/batch/v1/namespaces/web/jobs")
    assert write.change.path == "/apis/batch/v1/namespaces/web/jobs/backup-1"
    assert write.right == Right("create", "batch", "jobs")
    assert write.change.after == body
    assert not write.change.no_inverse
    assert write.change.kubectl == "kubectl create job backup-1 --from=cronjob/backup --namespace=web"


def test_kubectl_makes_the_job_that_ktui_writes() -> None:
    told = rerun_command(ObjectRef("jobs", "web", "once"), "once-2")
    assert told == "ktui rerun once --name=once-2 --namespace=web --dry-run -o json | kubectl create -f -"
