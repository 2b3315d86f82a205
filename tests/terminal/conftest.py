"""A test API server that serves another process, and ktui in a terminal on it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from ktui.demo.server.api_server import ApiServer
from tests.fakes.objects import node, pod
from tests.terminal.tty import Terminal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

T = TypeVar("T")

REPOSITORY = Path(__file__).parents[2]
ANSWERED_WITHIN = 30.0
"""Seconds for a word with the server's thread."""


class Cluster:
    """The test API server on a loop of its own, in a thread, so that a test may look at a terminal meanwhile."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.server = self.do(_served())

    @property
    def url(self) -> str:
        """Where it is."""
        return self.server.url

    def do(self, work: Awaitable[T]) -> T:
        """Await on the server's loop."""

        async def awaited() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(awaited(), self._loop).result(ANSWERED_WITHIN)

    def call(self, work: Callable[[ApiServer], T]) -> T:
        """Call on the server's loop."""

        async def called() -> T:
            return work(self.server)

        return self.do(called())

    def put(self, kind: str, *objects: dict[str, Any]) -> None:
        """Create or update."""
        self.call(lambda server: [server.put(kind, obj) for obj in objects])

    def close(self) -> None:
        """Stop."""
        self.do(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _served() -> ApiServer:
    server = ApiServer()
    await server.start()
    return server


class Ktui:
    """How ktui is started: folders of its own, and this cluster's kubeconfig."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.kubeconfig = folder / "kubeconfig"
        self.kubeconfig.write_text(json.dumps(config(url)))
        self.env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "KUBECONFIG": str(self.kubeconfig),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        """The whole environment; a test may change it before the start."""

    @property
    def argv(self) -> list[str]:
        """ktui."""
        return [sys.executable, "-m", "ktui"]

    @property
    def log(self) -> str:
        """What its log holds."""
        path = self.folder / "state" / "ktui" / "ktui.log"
        return path.read_text() if path.exists() else ""

    @contextmanager
    def screen(self, *arguments: str, argv: Sequence[str] | None = None, **size: int) -> Iterator[Terminal]:
        """It in a terminal."""
        with Terminal([*(argv or self.argv), *arguments], env=self.env, **size) as terminal:
            yield terminal


def config(url: str, **other: Any) -> dict[str, Any]:
    """A kubeconfig of one context, `lab`, in the namespace `web`."""
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "lab",
        "clusters": [{"name": "c", "cluster": {"server": url}}],
        "users": [{"name": "dev", "user": {"token": "secret"}}],
        "contexts": [{"name": "lab", "context": {"cluster": "c", "user": "dev", "namespace": "web"}}],
        **other,
    }


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Three pods and a node."""
    made = Cluster()
    made.put("pods", *(pod(name, "web") for name in ("alpha", "beta", "gamma")))
    made.put("nodes", node("node-1"))
    yield made
    made.close()


@pytest.fixture
def ktui(tmp_path: Path, cluster: Cluster) -> Ktui:
    """ktui on that cluster."""
    return Ktui(tmp_path, cluster.url)
