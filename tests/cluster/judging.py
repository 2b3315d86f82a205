"""What a live session says of the pods of a namespace, and when; and what the server's own watches told, and when."""

from __future__ import annotations

import asyncio
import json
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ktui.cli import Where
from ktui.insight.why.judging import verdict
from ktui.insight.why.verdict import Around
from ktui.model.kinds import PODS
from ktui.model.version import NEWEST
from ktui.opening import open_session
from tests.cluster.target import kubectl_path
from tests.cluster.truth import LOOK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from ktui.insight.why.verdict import Verdict
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.session.session import Session
    from ktui.store.store import Delta

T = TypeVar("T")

UNBINDS = 0.25
"""Seconds in which closed TLS connections are let go of before their loop ends."""


@dataclass(slots=True)
class Judged:
    """A verdict on a pod, and when the session had it (monotonic clock)."""

    at: float
    name: str
    verdict: Verdict


@dataclass(slots=True)
class Reported:
    """A line of a watch, and when it was there (monotonic clock)."""

    at: float
    type: str
    object: dict[str, Any]


@dataclass(slots=True)
class _Listener:
    """Judges each pod whose row or past has changed."""

    judged: list[Judged] = field(default_factory=list)
    session: Session | None = None

    def changed(self, feed: Feed, delta: Delta) -> None:
        session = self.session
        if session is None or feed.kind is not PODS:
            return
        for key in (*delta.added, *delta.changed):
            pod = feed.store.objects[key]
            memory = session.memory
            told = verdict(
                pod,
                memory.look(pod),
                memory.watched,
                session.now(),
                session.version or NEWEST,
                Around(memory.node_of(pod), ()),
            )
            self.judged.append(Judged(time.monotonic(), pod.meta.name, told))

    def linked(self, feed: Feed) -> None:
        """Nothing to do."""

    def identified(self, version: ServerVersion) -> None:
        """Nothing to do."""


class Judging:
    """Both, from `with` until its end."""

    def __init__(self, kubeconfig: Path, namespace: str) -> None:
        self._kubeconfig = kubeconfig
        self._namespace = namespace
        self._listener = _Listener()
        self._ended = threading.Event()
        self.reported: dict[str, list[Reported]] = {"pods": [], "events": []}
        """What the server's own watches have told, by resource."""
        self._failed: list[BaseException] = []
        self._watches = {resource: self._watch(resource) for resource in self.reported}
        self._threads = [
            threading.Thread(target=self._session, daemon=True),
            *(threading.Thread(target=self._read, args=(watch, resource)) for resource, watch in self._watches.items()),
        ]

    def verdicts(self, name: str) -> list[Judged]:
        """Those on a pod, in order."""
        return [each for each in list(self._listener.judged) if each.name == name]

    def wait(self, name: str, true: Callable[[Verdict], bool], seconds: float, what: str) -> Judged:
        """The first verdict on a pod of which this is true."""
        return self._wait(
            lambda: next((each for each in self.verdicts(name) if true(each.verdict)), None), seconds, what
        )

    def report(self, resource: str, true: Callable[[dict[str, Any]], bool], seconds: float, what: str) -> Reported:
        """The first line of a watch of which this is true."""
        lines = self.reported[resource]
        return self._wait(lambda: next((each for each in list(lines) if true(each.object)), None), seconds, what)

    def _wait(self, found: Callable[[], T | None], seconds: float, what: str) -> T:
        end = time.monotonic() + seconds
        while (one := found()) is None:
            assert not self._failed, self._failed
            if time.monotonic() > end:
                last = {each.name: each.verdict for each in self._listener.judged}
                raise AssertionError(f"{what}: not within {seconds:g} s; the last verdicts were {last}")
            time.sleep(LOOK)
        return one

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        for watch in self._watches.values():
            watch.terminate()
        for thread in self._threads:
            thread.join(30)
        for watch in self._watches.values():
            watch.wait()
            assert watch.stdout is not None
            watch.stdout.close()

    def _session(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:
            self._failed.append(error)

    async def _live(self) -> None:
        where = Where(kubeconfig=str(self._kubeconfig), namespace=self._namespace)
        session = await open_session(where, self._listener)
        self._listener.session = session
        running = asyncio.create_task(session.run())
        await asyncio.to_thread(self._ended.wait)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await asyncio.sleep(UNBINDS)

    def _watch(self, resource: str) -> subprocess.Popen[str]:
        path = f"/api/v1/namespaces/{self._namespace}/{resource}?watch=true"
        command = [kubectl_path(), "--kubeconfig", str(self._kubeconfig), "get", "--raw", path]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def _read(self, watch: subprocess.Popen[str], resource: str) -> None:
        assert watch.stdout is not None
        for text in watch.stdout:
            line = json.loads(text)
            self.reported[resource].append(Reported(time.monotonic(), line["type"], line["object"]))
