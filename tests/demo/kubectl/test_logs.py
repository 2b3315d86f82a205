"""`kubectl logs`: of the run before, followed, of a selection, and why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.objects import pod

if TYPE_CHECKING:
    from tests.demo.kubectl.conftest import Kubectl


async def test_logs(kubectl: Kubectl) -> None:
    logs = kubectl.server.logs
    logs.write("web-1", "old\n")
    logs.end("web-1")
    logs.start("web-1")
    logs.write("web-1", "one\n", "two\n")
    assert await kubectl("logs", "web-1") == "one\ntwo\n"
    assert await kubectl("logs", "web-1", "-p") == "old\n"
    assert await kubectl("logs", "web-1", "--tail=1") == "two\n"
    assert (await kubectl("logs", "web-1", "--timestamps", "--since=1h")).splitlines()[0].endswith("Z one")
    assert "two" in (await kubectl("logs", "-l", "app=web", "--tail=1", "--ignore-errors")).splitlines()
    process = await kubectl.start("logs", "-f", "web-1")
    assert process.stdout is not None
    assert await process.stdout.readline() == b"one\n"
    assert await process.stdout.readline() == b"two\n"
    logs.write("web-1", "three\n")
    assert await process.stdout.readline() == b"three\n"
    logs.end("web-1")
    assert (await process.communicate())[0] == b""
    assert process.returncode == 0


async def test_logs_that_are_not_there(kubectl: Kubectl) -> None:
    assert await kubectl.refused("logs", "web-1") == (
        'Error from server (BadRequest): container "app" in pod "web-1" is waiting to start: ContainerCreating'
    )
    assert await kubectl.refused("logs", "web-1", "-c", "x") == "error: container x is not valid for pod web-1"
    kubectl.server.logs.write("web-1", "one\n")
    assert await kubectl.refused("logs", "web-1", "-p") == (
        'Error from server (BadRequest): previous terminated container "app" in pod "web-1" not found'
    )
    assert await kubectl.refused("logs", "gone") == (
        'error: error from server (NotFound): pods "gone" not found in namespace "default"'
    )


async def test_a_pods_default_container_is_its_annotations(kubectl: Kubectl) -> None:
    several = pod("two")
    several["spec"]["containers"] = [{"name": "side"}, {"name": "app"}]
    several["metadata"]["annotations"] = {"kubectl.kubernetes.io/default-container": "app"}
    kubectl.server.put("pods", several)
    kubectl.server.logs.write("two", "mine\n")
    assert await kubectl("logs", "two") == "mine\n"
