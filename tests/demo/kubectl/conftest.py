"""kubectl against the embedded server: every one that is found on PATH and among the lab's programs."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from ktui.demo.agenda import Agenda
from ktui.demo.cluster import Cluster
from ktui.demo.server.api_server import ApiServer
from tests.cluster.target import CACHE
from tests.fakes.objects import cronjob, daemonset, event, job, namespace, node, pod

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SPEED = 20.0
"""How many seconds pass in the cluster for one of the test's."""

PATIENCE = 30.0
"""Seconds for one run of kubectl on a busy machine."""


def _kubectls() -> dict[str, str]:
    """Those of the lab's cache by release, and else the one on PATH."""
    found = {path.parent.name.removeprefix("bin-"): str(path) for path in sorted(CACHE.glob("bin-*/kubectl"))}
    on_path = shutil.which("kubectl")
    return found or ({"PATH": on_path} if on_path else {})


KUBECTLS = _kubectls()


@dataclass(frozen=True, slots=True)
class Answer:
    """How a run of kubectl ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it printed, line by line."""
        return self.out.splitlines()


class Kubectl:
    """One kubectl on one embedded server."""

    def __init__(self, path: str, server: ApiServer, home: Path) -> None:
        self.server = server
        self._path = path
        self._kubeconfig = home / "kubeconfig"
        self._environment = {**os.environ, "HOME": str(home), "KUBECONFIG": str(self._kubeconfig)}
        config: dict[str, Any] = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "demo",
            "contexts": [{"name": "demo", "context": {"cluster": "demo", "user": "demo"}}],
            "clusters": [{"name": "demo", "cluster": {"server": server.url}}],
            "users": [{"name": "demo", "user": {}}],
        }
        self._kubeconfig.write_text(json.dumps(config))

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        """Begin a run that the test ends."""
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            self._path, *arguments, env=self._environment, stdin=pipe, stdout=pipe, stderr=pipe
        )

    async def run(self, *arguments: str, text: str = "") -> Answer:
        """Run it to its end, with `text` as its standard input."""
        process = await self.start(*arguments)
        try:
            async with asyncio.timeout(PATIENCE):
                out, err = await process.communicate(text.encode())
        except TimeoutError:
            process.kill()
            await process.wait()
            raise AssertionError(f"kubectl {' '.join(arguments)} does not end") from None
        assert process.returncode is not None
        return Answer(process.returncode, out.decode(), err.decode())

    async def __call__(self, *arguments: str, text: str = "") -> str:
        """What it prints; it has to do well."""
        answer = await self.run(*arguments, text=text)
        assert answer.code == 0, f"kubectl {' '.join(arguments)}: {answer.err or answer.out}"
        return answer.out

    async def refused(self, *arguments: str, text: str = "") -> str:
        """Why it fails: one sentence."""
        answer = await self.run(*arguments, text=text)
        assert answer.code != 0, answer.out
        return answer.err.strip()


async def _drive(cluster: Cluster) -> None:
    loop = asyncio.get_running_loop()
    began, start = loop.time(), cluster.agenda.now
    while True:
        await asyncio.sleep(0.02)
        cluster.advance(start + (loop.time() - began) * SPEED)


def _fill(server: ApiServer) -> None:
    for name in ("default", "kube-system", "team"):
        server.put("namespaces", namespace(name))
    for number in (1, 2):
        server.put("nodes", node(f"node-{number}"))
    for number in range(4):
        server.put("pods", pod(f"web-{number}", node=f"node-{1 + number % 2}", labels={"app": "web"}, restarts=number))
    server.put("pods", pod("other", "team"))
    server.put("daemonsets", daemonset("agent"))
    server.put("jobs", job("batch"))
    server.put("cronjobs", cronjob("nightly"))
    made = server.put("pods", pod("sick", ready=False, labels={"app": "sick"}))
    told = event("sick")
    told["involvedObject"] |= {"name": "sick", "uid": made["metadata"]["uid"], "kind": "Pod", "namespace": "default"}
    server.put("events", told)


@pytest.fixture(params=KUBECTLS or [pytest.param("", marks=pytest.mark.skip(reason="no kubectl is found"))])
async def kubectl(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kubectl]:
    """On a server with a handful of objects that nothing drives."""
    async with ApiServer() as server:
        _fill(server)
        yield Kubectl(KUBECTLS[request.param], server, tmp_path)


@pytest.fixture(params=KUBECTLS or [pytest.param("", marks=pytest.mark.skip(reason="no kubectl is found"))])
async def living(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kubectl]:
    """On a cluster of two nodes, with a scheduler, controllers and kubelets at work, which starts empty."""
    agenda = Agenda(time.time(), seed=1)
    async with ApiServer(now=lambda: agenda.now, seed=1, namespaces=True) as server:
        cluster = Cluster(server.registry, agenda, logs=server.logs)
        for number in (1, 2):
            cluster.add_node(node(f"node-{number}"))
        driving = asyncio.ensure_future(_drive(cluster))
        yield Kubectl(KUBECTLS[request.param], server, tmp_path)
        driving.cancel()
