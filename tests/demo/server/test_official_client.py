"""The official client and kubectl judge whether the test server speaks as a real one does."""

from __future__ import annotations

import asyncio
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.objects import cronjob, daemonset, event, job, namespace, node, pod

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.api_server import ApiServer

MADE: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "pods": ("V1PodList", lambda: pod("a", restarts=2)),
    "daemonsets": ("V1DaemonSetList", lambda: daemonset("a")),
    "jobs": ("V1JobList", lambda: job("a", finished="Complete", succeeded=1, active=0)),
    "cronjobs": ("V1CronJobList", lambda: cronjob("a", active=["a-1"])),
    "nodes": ("V1NodeList", lambda: node("a", unschedulable=True)),
    "namespaces": ("V1NamespaceList", lambda: namespace("a")),
    "events": ("CoreV1EventList", lambda: event("a")),
}


@pytest.fixture
def client() -> Any:
    """Imported late: it takes a second, which only these tests should pay."""
    from kubernetes import aio

    return aio


@pytest.mark.parametrize("kind", MADE)
async def test_every_list_decodes_into_the_official_models(api_server: ApiServer, client: Any, kind: str) -> None:
    name, make = MADE[kind]
    api_server.put(kind, make())
    models = client.client
    async with models.ApiClient(models.Configuration(host=api_server.url)) as api:
        calls: dict[str, Callable[[], Any]] = {
            "pods": lambda: models.CoreV1Api(api).list_pod_for_all_namespaces(),
            "daemonsets": lambda: models.AppsV1Api(api).list_daemon_set_for_all_namespaces(),
            "jobs": lambda: models.BatchV1Api(api).list_job_for_all_namespaces(),
            "cronjobs": lambda: models.BatchV1Api(api).list_cron_job_for_all_namespaces(),
            "nodes": lambda: models.CoreV1Api(api).list_node(),
            "namespaces": lambda: models.CoreV1Api(api).list_namespace(),
            "events": lambda: models.CoreV1Api(api).list_event_for_all_namespaces(),
        }
        found = await calls[kind]()
    assert type(found).__name__ == name
    assert found.metadata.resource_version == str(api_server.revision)
    assert found.items[0].metadata.name == "a"
    assert found.items[0].metadata.managed_fields


async def test_pages_are_followed(api_server: ApiServer, client: Any) -> None:
    for number in range(5):
        api_server.put("pods", pod(f"pod-{number}"))
    models = client.client
    names: list[str] = []
    async with models.ApiClient(models.Configuration(host=api_server.url)) as api:
        more: dict[str, str] = {}
        while True:
            page = await models.CoreV1Api(api).list_pod_for_all_namespaces(limit=2, **more)
            names += [item.metadata.name for item in page.items]
            if not page.metadata.var_continue:
                break
            more = {"_continue": page.metadata.var_continue}
    assert names == [f"pod-{number}" for number in range(5)]


async def test_watch_lines_are_understood(api_server: ApiServer, client: Any) -> None:
    models = client.client
    began = str(api_server.revision)
    api_server.put("pods", pod("a"))
    api_server.put("pods", pod("a", ready=False))
    api_server.delete("pods", "default", "a")
    seen = []
    async with models.ApiClient(models.Configuration(host=api_server.url)) as api:
        watch = client.watch.Watch()
        stream = watch.stream(
            models.CoreV1Api(api).list_pod_for_all_namespaces, resource_version=began, timeout_seconds=5
        )
        async for line in stream:
            seen.append((line["type"], line["object"].metadata.name, line["object"].kind))
            if len(seen) == 3:
                break
        # What is left open is complained of by whichever test comes next.
        await watch.close()
    assert seen == [(kind, "a", "Pod") for kind in ("ADDED", "MODIFIED", "DELETED")]


# The client leaves the connection of an answer that it tries again to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("code", [401, 403, 410, 429, 500])
async def test_errors_are_read_as_a_status(api_server: ApiServer, client: Any, code: int) -> None:
    if code == 403:
        api_server.faults.forbid("pods")
    else:
        api_server.faults.answer(code)
    models = client.client
    async with models.ApiClient(models.Configuration(host=api_server.url)) as api:
        with pytest.raises(models.ApiException) as caught:
            await models.CoreV1Api(api).list_pod_for_all_namespaces()
    assert caught.value.status == code
    body = json.loads(caught.value.body)
    assert (body["kind"], body["status"], body["code"]) == ("Status", "Failure", code)
    assert body["reason"]


async def test_kubectl_lists_gets_and_waits(api_server: ApiServer) -> None:
    if shutil.which("kubectl") is None:
        pytest.skip("no kubectl here")
    api_server.put("pods", pod("web-1"))
    api_server.put("pods", pod("web-2", "team"))

    async def kubectl(*arguments: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            "kubectl", "--server", api_server.url, "--kubeconfig=/dev/null", *arguments,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        out, _ = await process.communicate()
        return process.returncode or 0, out.decode()

    code, listed = await kubectl("get", "pods", "-A", "-o", "name")
    assert (code, listed.split()) == (0, ["pod/web-1", "pod/web-2"])
    code, one = await kubectl("get", "pod", "web-2", "-n", "team", "-o", "jsonpath={.spec.nodeName}")
    assert (code, one) == (0, "node-1")
    code, said = await kubectl("wait", "pod/web-1", "--for=condition=Ready", "--timeout=5s")
    assert (code, said.strip()) == (0, "pod/web-1 condition met")
    code, missing = await kubectl("get", "pod", "nope")
    assert code == 1
    assert 'pods "nope" not found' in missing


async def test_the_client_creates_reads_patches_logs_and_deletes(api_server: ApiServer, client: Any) -> None:
    models = client.client
    place = ("web", "default")
    container = models.V1Container(name="app", image="registry.example/app:1")
    body = models.V1Pod(
        metadata=models.V1ObjectMeta(name="web", labels={"app": "web"}),
        spec=models.V1PodSpec(containers=[container], node_name="node-1"),
    )
    async with models.ApiClient(models.Configuration(host=api_server.url)) as api:
        core = models.CoreV1Api(api)
        made = await core.create_namespaced_pod("default", body)
        assert (made.metadata.name, made.metadata.generation, made.spec.restart_policy) == ("web", 1, "Always")
        dry = await core.create_namespaced_pod("default", {**pod("other"), "kind": "Pod"}, dry_run="All")
        assert dry.metadata.name == "other"
        patched = await core.patch_namespaced_pod(*place, {"metadata": {"labels": {"tier": "a"}}})
        assert patched.metadata.labels == {"app": "web", "tier": "a"}
        read = await core.read_namespaced_pod(*place)
        assert read.metadata.resource_version == patched.metadata.resource_version
        read.metadata.labels["tier"] = "b"
        replaced = await core.replace_namespaced_pod(*place, read)
        assert replaced.metadata.labels["tier"] == "b"
        with pytest.raises(models.ApiException, match="the object has been modified"):
            await core.replace_namespaced_pod(*place, read)
        api_server.logs.write("web", "one\n", "two\n")
        assert await core.read_namespaced_pod_log(*place, tail_lines=1) == "two\n"
        gone = await core.delete_namespaced_pod(*place, grace_period_seconds=0)
        assert gone.metadata.name == "web"
        assert (await core.list_namespaced_pod("default", label_selector="app=web")).items == []
        with pytest.raises(models.ApiException) as caught:
            await core.read_namespaced_pod(*place)
        assert caught.value.status == 404
        review = models.V1SelfSubjectAccessReview(
            spec={"resourceAttributes": {"verb": "list", "resource": "pods", "namespace": "default"}}
        )
        answer = await models.AuthorizationV1Api(api).create_self_subject_access_review(review)
        assert answer.status.allowed
