"""kubectl changes a cluster that is alive: creates, patches, labels, rolls out, deletes, drains."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.clock import until

if TYPE_CHECKING:
    from tests.demo.kubectl.conftest import Kubectl

CONTAINER = {"name": "main", "image": "registry.example/app:1"}


def template(**spec: Any) -> dict[str, Any]:
    return {"metadata": {"labels": {"app": "app"}}, "spec": {"containers": [CONTAINER], **spec}}


def manifest(kind: str, version: str, name: str, **spec: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": spec}


POD = {**manifest("Pod", "v1", "web", containers=[CONTAINER])}
DAEMONSET = manifest("DaemonSet", "apps/v1", "agent", selector={"matchLabels": {"app": "app"}}, template=template())
JOB = manifest("Job", "batch/v1", "batch", template=template(restartPolicy="Never"))
CRONJOB = manifest(
    "CronJob", "batch/v1", "nightly", schedule="0 3 * * *",
    jobTemplate={"spec": {"template": template(restartPolicy="OnFailure")}},
)  # fmt: skip
CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "files"}, "data": {"a": "1"}}


def text(*objects: dict[str, Any]) -> str:
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})


async def test_apply_creates_then_leaves_alone_then_changes(living: Kubectl) -> None:
    everything = (DAEMONSET, JOB, CRONJOB, CONFIG)
    names = ["daemonset.apps/agent", "job.batch/batch", "cronjob.batch/nightly", "configmap/files"]
    for dry, words in (("client", "created (dry run)"), ("server", "created (server dry run)")):
        told = await living("apply", "-f", "-", f"--dry-run={dry}", text=text(*everything))
        assert told.splitlines() == [f"{name} {words}" for name in names]
    assert living.server.objects("daemonsets") == []
    for word in ("created", "unchanged"):
        told = await living("apply", "-f", "-", text=text(*everything))
        assert told.splitlines() == [f"{name} {word}" for name in names]
    changed = {**CONFIG, "data": {"b": "2"}}
    assert await living("apply", "-f", "-", text=text(changed)) == "configmap/files configured\n"
    found = living.server.registry.get("configmaps", "default", "files")
    assert found is not None
    assert found["data"] == {"b": "2"}
    differs = await living.run("diff", "-f", "-", text=text(CONFIG))
    assert (differs.code, "+  a: " in differs.out) == (1, True)
    assert (await living("apply", "--server-side", "--force-conflicts", "-f", "-", text=text(CONFIG))) == (
        "configmap/files serverside-applied\n"
    )


async def test_create_says_what_is_wrong(living: Kubectl) -> None:
    assert await living("create", "-f", "-", "-o", "name", text=text(POD)) == "pod/web\n"
    assert (await living.refused("create", "-f", "-", text=text(POD))).endswith('pods "web" already exists')
    misspelt = {**POD, "spec": {"containers": [{"name": "a", "imagee": "b"}]}}
    assert 'unknown field "spec.containers[0].imagee"' in await living.refused("create", "-f", "-", text=text(misspelt))
    lacking = {**POD, "metadata": {"name": "other"}, "spec": {"containers": [{"name": "a"}]}}
    assert (await living.refused("create", "-f", "-", text=text(lacking))).endswith(
        'The Pod "other" is invalid: spec.containers[0].image: Required value'
    )


async def test_labels_annotations_and_the_three_kinds_of_patches(living: Kubectl) -> None:
    await living("apply", "-f", "-", text=text(POD))
    assert await living("label", "pod", "web", "tier=a") == "pod/web labeled\n"
    assert await living.refused("label", "pod", "web", "tier=b") == (
        "error: 'tier' already has a value (a), and --overwrite is false"
    )
    assert await living("label", "pod", "web", "tier=b", "--overwrite") == "pod/web labeled\n"
    assert await living("annotate", "pod", "web", "note=hello") == "pod/web annotated\n"
    for sort, patch in (
        ("strategic", {"metadata": {"labels": {"one": "1"}}}),
        ("merge", {"metadata": {"labels": {"two": "2"}}}),
        ("json", [{"op": "remove", "path": "/metadata/labels/tier"}]),
    ):
        told = await living("patch", "pod", "web", f"--type={sort}", "-p", json.dumps(patch))
        assert told == "pod/web patched\n"
    (found,) = living.server.objects("pods")
    assert found["metadata"]["labels"] == {"one": "1", "two": "2"}
    assert found["metadata"]["annotations"]["note"] == "hello"
    move = json.dumps({"spec": {"nodeName": "elsewhere"}})
    assert (await living.refused("patch", "pod", "web", "-p", move)).startswith(
        'The Pod "web" is invalid: spec: Forbidden: pod updates may not change fields other than'
    )


async def test_a_daemonset_is_rolled_out_and_back(living: Kubectl) -> None:
    await living("apply", "-f", "-", text=text(DAEMONSET))
    done = 'daemon set "agent" successfully rolled out'
    assert (await living("rollout", "status", "ds/agent", "--timeout=20s")).splitlines()[-1] == done
    before = {pod["metadata"]["name"] for pod in living.server.objects("pods")}
    assert len(before) == 2
    assert await living("rollout", "restart", "ds/agent") == "daemonset.apps/agent restarted\n"
    assert (await living("rollout", "status", "ds/agent", "--timeout=25s")).splitlines()[-1] == done
    assert not before & {pod["metadata"]["name"] for pod in living.server.objects("pods")}
    assert len((await living("rollout", "history", "ds/agent")).strip().splitlines()) == 4
    assert await living("rollout", "undo", "ds/agent") == "daemonset.apps/agent rolled back\n"


@pytest.mark.parametrize(("cascade", "left"), [("background", 0), ("foreground", 0), ("orphan", 1)])
async def test_a_job_takes_its_pods_with_it_unless_told_not_to(living: Kubectl, cascade: str, left: int) -> None:
    await living("apply", "-f", "-", text=text(JOB))
    await living("wait", "--for=create", "pod", "-l", "app=app", "--timeout=15s")
    assert (await living("delete", "job", "batch", f"--cascade={cascade}")).startswith('job.batch "batch" deleted')
    assert living.server.objects("jobs") == []
    await until(lambda: len(living.server.objects("pods")) == left, timeout=15)
    assert all("ownerReferences" not in pod["metadata"] for pod in living.server.objects("pods"))


async def test_pods_end_with_grace_or_at_once(living: Kubectl) -> None:
    await living("apply", "-f", "-", text=text(POD))
    await living("wait", "--for=condition=Ready", "pod/web", "--timeout=15s")
    assert (await living("delete", "pod", "web")).startswith('pod "web" deleted')
    assert living.server.objects("pods") == []
    await living("apply", "-f", "-", text=text(POD))
    assert 'pod "web" force deleted' in await living("delete", "pod", "web", "--grace-period=0", "--force")
    assert await living.refused("delete", "pod", "web") == 'Error from server (NotFound): pods "web" not found'


async def test_a_node_is_cordoned_and_drained(living: Kubectl) -> None:
    await living("apply", "-f", "-", text=text(DAEMONSET, POD))
    await living("wait", "--for=condition=Ready", "pod/web", "--timeout=15s")
    host = living.server.registry.get("pods", "default", "web")
    assert host is not None
    name = host["spec"]["nodeName"]
    assert await living("cordon", name) == f"node/{name} cordoned\n"
    assert "Ready,SchedulingDisabled" in await living("get", "node", name)
    told = await living("drain", name, "--ignore-daemonsets", "--force", "--timeout=20s")
    assert "pod/web evicted" in told.splitlines()
    assert told.splitlines()[-1] == f"node/{name} drained"
    assert {pod["metadata"]["labels"].get("app") for pod in living.server.objects("pods")} == {"app"}
    assert await living("uncordon", name) == f"node/{name} uncordoned\n"
    assert await living("taint", "node", name, "a=b:NoSchedule") == f"node/{name} tainted\n"


async def test_what_kubectl_sends_as_protobuf_is_refused_in_one_sentence(living: Kubectl) -> None:
    await living("apply", "-f", "-", text=text(CRONJOB))
    for arguments in (
        ["create", "job", "now", "--image=x"],
        ["create", "job", "now", "--from=cronjob/nightly"],
        ["create", "configmap", "x", "--from-literal=a=b"],
        ["auth", "can-i", "list", "pods"],
    ):
        refusal = await living.refused(*arguments)
        assert "this server reads JSON alone" in refusal
        assert len(refusal.splitlines()) == 1
    made = await living("create", "job", "now", "--from=cronjob/nightly", "--dry-run=client", "-o", "yaml")
    assert await living("apply", "-f", "-", text=made) == "job.batch/now created\n"


async def test_nothing_is_run_in_a_pretended_container(living: Kubectl) -> None:
    await living("apply", "-f", "-", text=text(POD))
    await living("wait", "--for=condition=Ready", "pod/web", "--timeout=15s")
    for arguments in (["exec", "web", "--", "ls"], ["attach", "web"], ["port-forward", "web", "18080:80"]):
        refusal = await living.refused(*arguments)
        assert "the containers of this cluster are pretended" in refusal.splitlines()[-1]
