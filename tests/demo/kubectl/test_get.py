"""`kubectl get`: tables, other forms, selections, watches, what there is not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import yaml

from ktui.demo.server.resources import RESOURCES, SERVED
from tests.fakes.objects import pod

if TYPE_CHECKING:
    from tests.demo.kubectl.conftest import Kubectl


async def test_tables_are_the_servers(kubectl: Kubectl) -> None:
    lines = (await kubectl("get", "pods")).splitlines()
    assert lines[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert [line.split()[0] for line in lines[1:]] == ["sick", "web-0", "web-1", "web-2", "web-3"]
    assert lines[4].split()[1:4] == ["1/1", "Running", "2"]
    wide = (await kubectl("get", "pods", "-o", "wide")).splitlines()
    assert wide[0].split("  ")[-1].strip() == "READINESS GATES"
    assert "node-2" in wide[3]


async def test_every_kind_can_be_asked_for(kubectl: Kubectl) -> None:
    found = await kubectl.run("get", ",".join(RESOURCES), "-A", "-o", "wide")
    assert found.code == 0, found.err
    for name in ("pod/sick", "daemonset.apps/agent", "job.batch/batch", "cronjob.batch/nightly", "node/node-1"):
        assert name in found.out
    everything = await kubectl("get", "all")
    assert "pod/web-0" in everything
    assert "daemonset.apps/agent" in everything
    assert "Unhealthy" in await kubectl("get", "events")
    assert "Unhealthy" in await kubectl("get", "events.events.k8s.io")
    assert "Unhealthy" in await kubectl("events", "--for", "pod/sick")


async def test_other_forms(kubectl: Kubectl) -> None:
    found = yaml.safe_load(await kubectl("get", "pod", "web-1", "-o", "yaml"))
    assert (found["kind"], found["apiVersion"], found["metadata"]["name"]) == ("Pod", "v1", "web-1")
    assert (await kubectl("get", "po/web-1", "ds/agent", "-o", "name")) == "pod/web-1\ndaemonset.apps/agent\n"
    assert await kubectl("get", "pods", "-o", "jsonpath={.items[*].metadata.name}") == "sick web-0 web-1 web-2 web-3"
    assert (await kubectl("get", "pods", "--no-headers", "-o", "custom-columns=N:.metadata.name")).startswith("sick\n")
    assert "app=web" in await kubectl("get", "pods", "--show-labels")
    assert (await kubectl("get", "pods", "-L", "app")).splitlines()[1].split()[-1] == "sick"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["-l", "app=web"], ["web-0", "web-1", "web-2", "web-3"]),
        (["-l", "app notin (web)"], ["sick"]),
        (["-l", "!app"], []),
        (["--field-selector", "spec.nodeName=node-2"], ["web-1", "web-3"]),
        (["--field-selector", "metadata.name!=sick,status.phase=Running"], ["web-0", "web-1", "web-2", "web-3"]),
        (["--sort-by", ".status.containerStatuses[0].restartCount"], ["web-0", "sick", "web-1", "web-2", "web-3"]),
        (["--chunk-size", "2"], ["sick", "web-0", "web-1", "web-2", "web-3"]),
    ],
)
async def test_selections(kubectl: Kubectl, arguments: list[str], names: list[str]) -> None:
    found = await kubectl("get", "pods", "--no-headers", *arguments)
    assert sorted(line.split()[0] for line in found.splitlines()) == sorted(names)


async def test_what_is_not_there_is_one_sentence(kubectl: Kubectl) -> None:
    assert await kubectl.refused("get", "pod", "nope") == 'Error from server (NotFound): pods "nope" not found'
    assert await kubectl.refused("get", "things") == 'error: the server doesn\'t have a resource type "things"'
    assert (await kubectl.run("get", "secrets")).err.strip() == "No resources found in default namespace."
    refusal = await kubectl.refused("get", "pods", "--field-selector", "spec.foo=1")
    assert refusal.endswith("field label not supported: spec.foo")


async def test_a_watch_shows_what_happens(kubectl: Kubectl) -> None:
    process = await kubectl.start("get", "pods", "-w")
    assert process.stdout is not None
    async with asyncio.timeout(20):
        shown = [(await process.stdout.readline()).decode().split() for _ in range(6)]
        await kubectl.server.until_watched("pods")
        kubectl.server.put("pods", pod("web-9"))
        kubectl.server.put("pods", pod("web-9", ready=False))
        shown += [(await process.stdout.readline()).decode().split() for _ in range(2)]
    process.terminate()
    await process.communicate()
    assert [row[0] for row in shown] == ["NAME", "sick", "web-0", "web-1", "web-2", "web-3", "web-9", "web-9"]
    assert [row[1] for row in shown[-2:]] == ["1/1", "0/1"]


async def test_a_watch_for_a_condition_ends_when_it_holds(kubectl: Kubectl) -> None:
    waiting = asyncio.ensure_future(kubectl("wait", "--for=condition=Ready", "pod/sick", "--timeout=20s"))
    await kubectl.server.until_watched("pods", timeout=20)
    kubectl.server.put("pods", pod("sick"))
    assert await waiting == "pod/sick condition met\n"


async def test_what_it_can_do_is_told(kubectl: Kubectl) -> None:
    listed = (await kubectl("api-resources", "--no-headers")).splitlines()
    assert {line.split()[0] for line in listed} >= {resource.plural for resource in SERVED}
    assert any(line.split() == ["daemonsets", "ds", "apps/v1", "true", "DaemonSet"] for line in listed)
    in_all = (await kubectl("api-resources", "--categories=all", "-o", "name")).split()
    assert {"pods", "daemonsets.apps", "jobs.batch", "cronjobs.batch"} <= set(in_all)
    assert {"v1", "apps/v1", "batch/v1"} <= set((await kubectl("api-versions")).split())
    assert "v1.35.4" in await kubectl("version")
    assert "is running at" in await kubectl("cluster-info")
    assert (await kubectl("get", "--raw", "/readyz?verbose")).endswith("readyz check passed\n")


async def test_types_are_not_explained(kubectl: Kubectl) -> None:
    assert (await kubectl.refused("explain", "pods")).startswith("error: ")
    assert len((await kubectl.refused("explain", "pods")).splitlines()) == 1
    assert await kubectl.refused("top", "pods") == "error: Metrics API not available"
