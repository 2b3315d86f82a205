"""The demo's cluster as one to test on: in this process on a thread of its own, in real time, with the lab's faults."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ktui.demo.agenda import Agenda
from ktui.demo.cluster import Cluster as DemoCluster
from ktui.demo.kubelet.programs.catalogue import catalogue
from ktui.demo.server.api_server import ApiServer
from ktui.demo.server.readers import Reader
from ktui.model.version import parse_version
from tests.cluster.target import ANSWER_WITHIN, Cluster, Lab
from tests.fakes.objects import node

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from ktui.model.version import ServerVersion
    from tests.cluster.target import Action, Program

RELEASE = "1.35.4"

STEP = 0.02
"""Seconds between the moments at which the cluster does what is due."""


class DemoServer:
    """A cluster of one node that runs until `close`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        agenda = Agenda(time.time())
        self.server = ApiServer(version=f"v{RELEASE}", namespaces=True, now=lambda: agenda.now)
        self.cluster = DemoCluster(
            self.server.registry, agenda, version=version_served_here(), programs=catalogue(), logs=self.server.logs
        )
        self.cluster.add_node(node("minikube"))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.do(self.server.start())
        self._driving = asyncio.run_coroutine_threadsafe(self._drive(), self._loop)

    async def _drive(self) -> None:
        while True:
            self.cluster.advance(time.time())
            await asyncio.sleep(STEP)

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done on the server's own loop."""
        asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_WITHIN)

    def kubeconfig(self, name: str, user: dict[str, str]) -> Path:
        """The path of a kubeconfig for a user."""
        path = self.folder / f"kubeconfig-{name}"
        context = {"cluster": "demo", "user": name, "namespace": "default"}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "demo",
            "contexts": [{"name": "demo", "context": context}],
            "clusters": [{"name": "demo", "cluster": {"server": self.server.url}}],
            "users": [{"name": name, "user": user}],
        }
        path.write_text(json.dumps(config))
        return path

    def close(self) -> None:
        """End it, watches and all; raises what the cluster has failed with, if it has."""
        if not self._driving.cancel():
            self._driving.result()
        self.server.thaw()
        self.do(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_WITHIN)
        self._loop.close()


@dataclass(frozen=True, slots=True)
class DemoLab(Lab):
    """The lab's verbs on the demo's cluster."""

    demo: DemoServer = field(kw_only=True)

    def fault(self, action: Action, program: Program | None = None) -> None:
        """As the lab does it; where there is no program to stop, something comes to the same."""
        self.demo.do(self._fault(action, program))

    async def _fault(self, action: Action, program: Program | None) -> None:
        server = self.demo.server
        match action, program:
            case "freeze", "apiserver":
                server.freeze()
            case "thaw", "apiserver":
                server.thaw()
            case "kill", "apiserver":
                await server.stop()
            case "start", "apiserver":
                await server.start()
            case "compact", None:
                server.compact()
            case _, "controller-manager":
                self.demo.cluster.controller_manager.switch(action in ("thaw", "start"))
            case _, "scheduler":
                self.demo.cluster.scheduler_power.switch(action in ("thaw", "start"))
            case _:
                raise ValueError(f"the demo has no {program} to {action}")

    def user(self, name: str, *, namespace: str, role: str) -> Path:
        """The kubeconfig of a user who may only look, in `namespace` alone."""
        assert role == "view", role
        self.demo.server.readers[f"token-{name}"] = Reader(name, frozenset({namespace}))
        return self.demo.kubeconfig(name, {"token": f"token-{name}"})


def version_served_here() -> ServerVersion:
    """The release that the demo's cluster is like."""
    version = parse_version(RELEASE)
    assert version is not None
    return version


def demo_cluster(demo: DemoServer) -> Cluster:
    """It as the tests take any cluster."""
    return Cluster(demo.kubeconfig("admin", {}), version_served_here(), DemoLab(RELEASE, demo=demo))
