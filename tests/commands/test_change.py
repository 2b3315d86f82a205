"""`ktui cordon`, `uncordon`, `suspend`, `resume`, `restart`, `delete`: one object, one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import objects
from tests.kube.gateways import put_node, writes_to

if TYPE_CHECKING:
    from tests.commands.ktui_at import Ktui


def fill(ktui: Ktui) -> None:
    put_node(ktui.server, "n1")
    ktui.server.put("cronjobs", objects.cronjob("backup", "web"))
    daemonset = ktui.server.put("daemonsets", objects.daemonset("agent", "web"))
    owner = objects.owner("DaemonSet", "agent", daemonset["metadata"]["uid"])
    ktui.server.put("pods", objects.pod("agent-1", "web", owned_by=owner, labels={"app": "agent"}))


def uid_of(ktui: Ktui, kind: str) -> str:
    uid: str = ktui.server.objects(kind)[0]["metadata"]["uid"]
    return uid


async def test_the_answer_has_every_key(ktui: Ktui) -> None:
    fill(ktui)
    answer = await ktui("cordon", "n1", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json == {
        "object": {"kind": "Node", "namespace": None, "name": "n1", "uid": uid_of(ktui, "nodes")},
        "result": "applied",
        "message": None,
        "warnings": [],
        "kubectl": f"kubectl cordon n1 --kubeconfig={ktui.kubeconfig}",
    }
    assert ktui.server.objects("nodes")[0]["spec"]["unschedulable"] is True


@pytest.mark.parametrize(
    ("words", "line", "again"),
    [
        ("cordon n1", "node/n1 cordoned", "node/n1 already cordoned"),
        ("uncordon node/n1", "node/n1 already uncordoned", "node/n1 already uncordoned"),
        ("suspend cj/backup", "cronjob.batch/backup suspended", "cronjob.batch/backup already suspended"),
        ("suspend cronjob backup", "cronjob.batch/backup suspended", "cronjob.batch/backup already suspended"),
        ("resume cj/backup", "cronjob.batch/backup already resumed", "cronjob.batch/backup already resumed"),
        ("restart ds/agent", "daemonset.apps/agent restarted", None),
        ("delete po/agent-1", "pod/agent-1 deleted", None),
        ("delete ds/agent", "daemonset.apps/agent deleted, and with it 1 pod on 1 node (agent-1)", None),
        ("delete ds/agent --cascade=orphan", "daemonset.apps/agent deleted", None),
        ("delete cj/backup --dry-run", "cronjob.batch/backup deleted (server dry run)", None),
    ],
)
async def test_a_table_says_it_as_kubectl_does(ktui: Ktui, words: str, line: str, again: str | None) -> None:
    fill(ktui)
    answer = await ktui(*words.split())
    assert (answer.code, answer.out, answer.err) == (0, f"{line}\n", "")
    if again is not None:
        assert (await ktui(*words.split())).out == f"{again}\n"


@pytest.mark.parametrize("versions", [("v1",), ("v1beta1",)])
async def test_a_cronjob_is_suspended_wherever_it_is_served(ktui: Ktui, versions: tuple[str, ...]) -> None:
    ktui.server.cronjob_versions = versions
    fill(ktui)
    answer = await ktui("suspend", "cj/backup", "-o", "json")
    assert (answer.json["result"], answer.json["object"]["namespace"]) == ("applied", "web")
    assert ktui.server.objects("cronjobs")[0]["spec"]["suspend"] is True


async def test_a_job_on_a_server_that_does_not_know_suspension(ktui: Ktui) -> None:
    job: dict[str, Any] = objects.job("once", "web")
    del job["spec"]["suspend"]
    stored = ktui.server.put("jobs", job)
    ktui.server.faults.answer(200, body=stored, kind="jobs", verb="patch")
    answer = await ktui("suspend", "job/once", "-o", "json")
    assert (answer.code, answer.json["result"]) == (1, "refused")
    assert "does not know how to suspend a Job" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("cordon n1 n2", "one node at a time"),
        ("cordon pod/n1", "is not one of the nodes"),
        ("suspend backup", "no such kind"),
        ("suspend cj/a cj/b", "one object is meant"),
        ("suspend ds/agent", "for CronJobs and Jobs, not for DaemonSets"),
        ("restart po/a", "for DaemonSets, not for Pods"),
        ("delete po/a --cascade=later", "--cascade"),
        ("delete po/a -A", "-A names no namespace"),
        ("delete", "KIND/NAME"),
    ],
)
async def test_bad_usage_changes_nothing(ktui: Ktui, words: str, said: str) -> None:
    answer = await ktui(*words.split())
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert writes_to(ktui.server) == []


async def test_failures_have_the_exit_codes_of_the_contract(ktui: Ktui) -> None:
    fill(ktui)
    answer = await ktui("delete", "po/absent", "-o", "json")
    assert (answer.code, answer.json["result"], answer.json["object"]["uid"]) == (4, "refused", None)
    ktui.server.faults.forbid("pods", "delete")
    answer = await ktui("delete", "po/agent-1")
    assert (answer.code, answer.out) == (5, "")
    assert answer.err.startswith("ktui: not permitted to delete pod web/agent-1")
    assert (await ktui("--read-only", "delete", "po/agent-1")).code == 5
    ktui.server.faults.clear()
    ktui.server.faults.answer(422, kind="daemonsets", verb="patch")
    assert (await ktui("restart", "ds/agent")).code == 1
    await ktui.server.stop()
    assert (await ktui("cordon", "n1")).code == 3
