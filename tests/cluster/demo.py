"""The demo's API server as a cluster to test on: in this process, on a thread of its own, with faults like the lab's.

Nothing drives its objects: what needs a controller or a kubelet is tested on the lab.
"""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ktui.demo.server.api_server import ApiServer
from ktui.demo.server.readers import Reader
from ktui.model.version import parse_version
from tests.cluster.target import ANSWER_WITHIN, Cluster, Lab
from tests.fakes.objects import namespace, node

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from tests.cluster.target import Action, Program

RELEASE = "1.35.4"


class DemoServer:
    """A server that runs until `close`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = ApiServer(version=f"v{RELEASE}")
        for name in ("default", "kube-system"):
            self.server.put("namespaces", namespace(name))
        self.server.put("nodes", node("minikube"))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.do(self.server.start())

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
        """End it, watches and all."""
        self.server.thaw()
        self.do(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_WITHIN)
        self._loop.close()


@dataclass(frozen=True, slots=True)
class DemoLab(Lab):
    """The lab's verbs on the demo's server; of its programs there is the API server alone."""

    demo: DemoServer = field(kw_only=True)

    def fault(self, action: Action, program: Program | None = None) -> None:
        """As the lab does it: a program that there is not neither runs nor can be stopped."""
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

    def user(self, name: str, *, namespace: str, role: str) -> Path:
        """The kubeconfig of a user who may only look, in `namespace` alone."""
        assert role == "view", role
        self.demo.server.readers[f"token-{name}"] = Reader(name, frozenset({namespace}))
        return self.demo.kubeconfig(name, {"token": f"token-{name}"})


def demo_cluster(demo: DemoServer) -> Cluster:
    """It as the tests take any cluster."""
    version = parse_version(RELEASE)
    assert version is not None
    return Cluster(demo.kubeconfig("admin", {}), version, DemoLab(RELEASE, demo=demo))
