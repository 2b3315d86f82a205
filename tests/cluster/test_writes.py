"""Changes on a real cluster, by ktui's commands: made, told truly, refused where they no longer fit, taken back."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.writes.labels import parse_labels
from ktui.kube.clock import SystemClock
from ktui.kube.connect import connect
from ktui.model.kinds import JOBS, PODS
from ktui.model.writes import Outcome
from ktui.session.writing import Writing
from tests.cluster.test_get import Ktui
from tests.cluster.truth import pod
from tests.lab.api import ApiError
from tests.session.writings import outcomes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.cluster.conftest import Cluster, Kubectl, Lab
    from tests.lab.api import Api

Raw = dict[str, Any]

TEMPLATE: Raw = {
    "metadata": {"labels": {"app": "idle"}},
    "spec": {**pod("")["spec"], "restartPolicy": "Never", "nodeSelector": {"nowhere": "true"}},
}


@pytest.fixture
def ktui(cluster: Cluster, tmp_path: Path) -> Ktui:
    return Ktui(cluster, tmp_path)


@pytest.fixture
def nodes(api: Api) -> Iterator[list[str]]:
    """Nodes that nothing runs on, gone at the end."""
    names = [f"ktui-{uuid.uuid4().hex[:8]}" for _ in range(20)]
    for name in names:
        make_node(api, name)
    yield names
    for name in names:
        drop_node(api, name)


def make_node(api: Api, name: str) -> None:
    labels = {"disk": "hdd", "tier": "web"}
    api.request(
        "POST", "/api/v1/nodes", {"metadata": {"name": name, "labels": labels}, "spec": {"unschedulable": True}}
    )


def drop_node(api: Api, name: str) -> None:
    try:
        api.request("DELETE", f"/api/v1/nodes/{name}")
    except ApiError as error:
        if error.status != 404:
            raise


@pytest.fixture
async def writing(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Writing]:
    """What a dialog works with."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    class Where:
        kubeconfig = str(cluster.kubeconfig)
        context = namespace = None
        all_namespaces = read_only = False

    connection = await connect(Where(), environ={})
    made = Writing(connection.transport, context="lab", clock=SystemClock(), rand=lambda: 0.5)
    yield made
    await made.close()
    await connection.transport.close()


def labels_of(api: Api, name: str) -> dict[str, str]:
    labels = api.get(f"/api/v1/nodes/{name}")["metadata"]["labels"]
    return {key: labels[key] for key in ("disk", "tier", "example.com/zone") if key in labels}


def test_labels_and_back(ktui: Ktui, api: Api, nodes: list[str]) -> None:
    before = {"disk": "hdd", "tier": "web"}
    words = ["disk=ssd", "tier-", "example.com/zone=a"]
    preview = ktui.json("label", *nodes, *words, "--overwrite", "--dry-run")
    assert {change["result"] for change in preview["changes"]} == {"previewed"}
    assert labels_of(api, nodes[0]) == before
    done = ktui.json("label", *nodes, *words, "--overwrite")
    assert {change["result"] for change in done["changes"]} == {"applied"}
    for name in nodes:
        assert labels_of(api, name) == {"disk": "ssd", "example.com/zone": "a"}
    again = ktui.json("label", *nodes, *words, "--overwrite")
    assert {change["result"] for change in again["changes"]} == {"unchanged"}
    undone = ktui.json("undo")
    assert {change["result"] for change in undone["changes"]} == {"applied"}
    for name in nodes:
        assert labels_of(api, name) == before
    items = ktui.json("journal")["items"]
    assert len(items) == 2 * len(nodes)
    assert {item["undoneBy"] for item in items if item["undoes"] is None} == {items[0]["id"]}


def test_the_command_in_kubectls_words_does_the_same(ktui: Ktui, kubectl: Kubectl, api: Api, nodes: list[str]) -> None:
    told = ktui.json("label", nodes[0], "disk=ssd", "tier-", "--overwrite")["kubectl"]
    made = labels_of(api, nodes[0])
    ktui.json("undo")
    kubectl(*told.split()[1:])
    assert labels_of(api, nodes[0]) == made


async def test_what_changed_meanwhile_is_left_alone(writing: Writing, api: Api, nodes: list[str]) -> None:
    plan = await writing.planner.label(nodes[:3], parse_labels(["disk=ssd"]))
    patch = {"metadata": {"labels": {"disk": "nvme"}}}
    api.request("PATCH", f"/api/v1/nodes/{nodes[0]}", patch, content_type="application/merge-patch+json")
    drop_node(api, nodes[1])
    make_node(api, nodes[1])
    assert outcomes(await writing.preview(plan)) == [Outcome.REFUSED, Outcome.REFUSED, Outcome.PREVIEWED]
    done = await writing.apply(plan)
    assert outcomes(done.results) == [Outcome.REFUSED, Outcome.REFUSED, Outcome.APPLIED]
    assert done.results[0].message == f"not done: disk of {nodes[0]} is nvme now, no longer hdd"
    assert done.results[1].message.startswith(f"not done: node {nodes[1]} is another one now")
    assert [labels_of(api, name)["disk"] for name in nodes[:3]] == ["nvme", "hdd", "ssd"]
    drop_node(api, nodes[2])
    make_node(api, nodes[2])
    (undone,) = (await writing.apply(await writing.undo_plan())).results
    assert (undone.outcome, "another one now" in undone.message) == (Outcome.REFUSED, True)


def test_a_node_is_cordoned_and_uncordoned(ktui: Ktui, api: Api, nodes: list[str]) -> None:
    path = f"/api/v1/nodes/{nodes[0]}"
    assert ktui.out("uncordon", nodes[0]) == f"node/{nodes[0]} uncordoned\n"
    assert "unschedulable" not in api.get(path)["spec"]
    assert ktui.out("undo") == f"node/{nodes[0]} cordoned\n"
    assert api.get(path)["spec"]["unschedulable"] is True


def put_cronjob(api: Api, cluster: Cluster, namespace: str) -> str:
    batch = "batch/v1" if cluster.version.at_least(1, 21) else "batch/v1beta1"
    spec = {"schedule": "0 0 1 1 *", "jobTemplate": {"spec": {"template": TEMPLATE}}}
    api.request(
        "POST", f"/apis/{batch}/namespaces/{namespace}/cronjobs", {"metadata": {"name": "backup"}, "spec": spec}
    )
    return f"/apis/{batch}/namespaces/{namespace}/cronjobs/backup"


def test_a_cronjob_is_suspended_triggered_and_gone(ktui: Ktui, api: Api, cluster: Cluster, namespace: str) -> None:
    path = put_cronjob(api, cluster, namespace)
    there = ("-n", namespace)
    assert ktui.json("suspend", "cj/backup", *there)["result"] == "applied"
    assert api.get(path)["spec"]["suspend"] is True
    assert ktui.json("suspend", "cj/backup", *there)["result"] == "unchanged"
    made = ktui.json("trigger", "backup", "--name", "now", *there)
    assert api.get(f"/apis/batch/v1/namespaces/{namespace}/jobs/now")["metadata"]["uid"] == made["metadata"]["uid"]
    assert ktui.json("undo", *there)["metadata"]["uid"] == made["metadata"]["uid"]
    assert ktui.run("get", "job", "now", *there).returncode in (0, 4)  # its pod may still be going
    again = ktui.run("delete", "cj/backup", *there, "-o", "json")
    assert json.loads(again.stdout)["result"] == "applied"
    with pytest.raises(ApiError):
        api.get(path)


def test_a_job_is_suspended_where_the_server_knows_how(ktui: Ktui, api: Api, cluster: Cluster, namespace: str) -> None:
    path = f"/apis/batch/v1/namespaces/{namespace}/jobs"
    api.request("POST", path, {"metadata": {"name": "once"}, "spec": {"template": TEMPLATE}})
    answer = ktui.run("suspend", "job/once", "-n", namespace, "-o", "json")
    if cluster.version.at_least(1, 22):
        assert json.loads(answer.stdout)["result"] == "applied"
        assert api.get(f"{path}/once")["spec"]["suspend"] is True
    else:
        assert (answer.returncode, json.loads(answer.stdout)["result"]) == (1, "refused")
        assert "does not know how to suspend a Job" in answer.stderr


def test_a_daemonset_is_restarted_as_kubectl_does(ktui: Ktui, kubectl: Kubectl, api: Api, namespace: str) -> None:
    template = {**TEMPLATE, "spec": {**TEMPLATE["spec"], "restartPolicy": "Always"}}
    spec = {"selector": {"matchLabels": {"app": "idle"}}, "template": template}
    path = f"/apis/apps/v1/namespaces/{namespace}/daemonsets"
    for name in ("ours", "theirs"):  # kubectl restarts none that was restarted within this second
        api.request("POST", path, {"metadata": {"name": name}, "spec": spec})
    before = api.get(f"{path}/ours")["metadata"]["generation"]
    assert ktui.out("restart", "ds/ours", "-n", namespace) == "daemonset.apps/ours restarted\n"
    kubectl("rollout", "restart", "ds/theirs", "-n", namespace)
    ours, theirs = (api.get(f"{path}/{name}") for name in ("ours", "theirs"))
    assert ours["metadata"]["generation"] == before + 1
    annotations = [each["spec"]["template"]["metadata"]["annotations"] for each in (ours, theirs)]
    assert annotations[0].keys() == annotations[1].keys()
    assert ktui.run("undo").returncode == 1


async def test_only_the_pod_that_was_meant_is_deleted(writing: Writing, api: Api, namespace: str) -> None:
    path = f"/api/v1/namespaces/{namespace}/pods"
    unscheduled = {"metadata": {"name": "a"}, "spec": TEMPLATE["spec"]}
    api.request("POST", path, unscheduled)
    plan = await writing.planner.delete(PODS, [(namespace, "a")])
    assert outcomes(await writing.preview(plan)) == [Outcome.PREVIEWED]
    assert api.get(f"{path}/a")["metadata"]["name"] == "a"
    api.request("DELETE", f"{path}/a")
    api.request("POST", path, unscheduled)
    (result,) = (await writing.apply(plan)).results
    assert (result.outcome, result.message) == (
        Outcome.REFUSED,
        f"not done: pod {namespace}/a is another one now: it was deleted and made anew",
    )
    assert api.get(f"{path}/a")["metadata"]["name"] == "a"


async def test_a_job_takes_its_pods_with_it(writing: Writing, api: Api, namespace: str) -> None:
    path = f"/apis/batch/v1/namespaces/{namespace}/jobs"
    api.request("POST", path, {"metadata": {"name": "once"}, "spec": {"template": TEMPLATE, "parallelism": 2}})
    for _ in range(200):
        if len(api.get(f"/api/v1/namespaces/{namespace}/pods")["items"]) == 2:
            break
    plan = await writing.planner.delete(JOBS, [(namespace, "once")])
    assert plan.writes[0].goes.startswith("2 pods (once-")
    (result,) = (await writing.apply(plan)).results
    assert result.outcome is Outcome.APPLIED


@pytest.mark.current
def test_the_job_is_kubectls_own(ktui: Ktui, kubectl: Kubectl, api: Api, cluster: Cluster, namespace: str) -> None:
    if not cluster.version.at_least(1, 21):
        pytest.skip("kubectl makes no Job from a batch/v1beta1 CronJob")
    put_cronjob(api, cluster, namespace)
    ours = ktui.json("trigger", "backup", "--name", "now", "--dry-run", "-n", namespace)
    command = ("create", "job", "now", "--from=cronjob/backup", "--dry-run=client", "-o", "json", "-n", namespace)
    theirs = json.loads(kubectl(*command))
    assert compact(ours) == compact({**theirs, "status": None})


def compact(value: Any) -> Any:
    """Without nulls and empty maps."""
    if isinstance(value, dict):
        found = {key: compact(each) for key, each in value.items()}
        return {key: each for key, each in found.items() if each not in (None, {})}
    return [compact(each) for each in value] if isinstance(value, list) else value


def test_whoever_may_not_is_told_which_right_is_missing(
    ktui: Ktui, lab: Lab, api: Api, cluster: Cluster, nodes: list[str], namespace: str
) -> None:
    kubeconfig = lab.user(namespace, namespace=namespace, role="view")
    put_cronjob(api, cluster, namespace)
    for words, right in (
        (["suspend", "cj/backup"], 'cannot patch resource "cronjobs"'),
        (["trigger", "backup"], 'cannot create resource "jobs"'),
        (["delete", "cj/backup"], 'cannot delete resource "cronjobs"'),
        (["cordon", nodes[0]], 'cannot get resource "nodes"'),
    ):
        answer = ktui.run(*words, "-n", namespace, "--kubeconfig", str(kubeconfig))
        assert (answer.returncode, answer.stdout) == (5, ""), answer
        assert right in answer.stderr
        assert answer.stderr.count("\n") == 1
