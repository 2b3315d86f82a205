"""Containers' logs as a real API server and kubelet serve them: followed, of the run before, cut, not there yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ktui.demo.server import statuses
from ktui.demo.server.faults import Cut, How, Taken
from ktui.demo.server.statuses import RefusalError

if TYPE_CHECKING:
    from ktui.demo.server.call import Call
    from ktui.demo.server.wire import Wire

Name = tuple[str, str, str]
"""Namespace, pod, container."""


def stamp(seconds: float) -> str:
    """A time as the kubelet writes it."""
    whole = int(seconds)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{round((seconds - whole) * 1e9):09d}Z"


LOOK_SECONDS = 0.25
"""Real seconds between two looks at a log that is made up as it is read, while somebody follows it."""
RUNS_KEPT = 2
"""Of a container whose log is made up: the present run, and the one before."""

Made = Callable[[float, float], Iterable[tuple[float, str]]]
"""`(after, now)` in Unix seconds: the lines of that time, with theirs."""


@dataclass(slots=True)
class Run:
    """One run of a container: what it wrote, and whether it has ended."""

    lines: list[tuple[float, bytes]] = field(default_factory=list)
    over: bool = False
    made: Made | None = None
    """What it writes is made up when somebody reads: so a log that nobody reads costs nothing."""
    made_until: float = 0.0

    def catch_up(self, now: float) -> None:
        """Have the lines up to now."""
        if self.made is not None:
            self.lines += [(at, line.encode()) for at, line in self.made(self.made_until, now)]
            self.made_until = now


class Reader:
    """One request that follows a log."""

    def __init__(self) -> None:
        self.due = asyncio.Event()
        self.how: How | None = None
        self.partial = b""
        self.done = False

    def finish(self, how: How | None, partial: bytes) -> None:
        """End once everything before is sent."""
        self.how, self.partial, self.done = how, partial, True
        self.due.set()


class Logs:
    """What containers wrote. The container is `app` and the namespace `default` unless told."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._runs: dict[Name, list[Run]] = {}
        self._readers: dict[Name, list[Reader]] = {}

    def start(self, pod: str, container: str = "app", namespace: str = "default", *, made: Made | None = None) -> None:
        """A run of the container begins; before, there is no log. What it writes comes from `made`, or from `write`."""
        runs = self._runs.setdefault((namespace, pod, container), [])
        runs.append(Run(made=made))
        if made is not None:
            del runs[:-RUNS_KEPT]

    def forget(self, pod: str, namespace: str = "default") -> None:
        """The pod is gone, and its logs with it; who reads them sees their end."""
        for name in [name for name in self._runs if name[:2] == (namespace, pod)]:
            for run in self._runs.pop(name):
                run.over = True
            self._wake(name)

    def write(
        self,
        pod: str,
        *lines: str | bytes,
        at: float | None = None,
        container: str = "app",
        namespace: str = "default",
    ) -> None:
        """Lines with their ends; `at` in Unix seconds, now unless told. The first ones start the container."""
        name = (namespace, pod, container)
        if name not in self._runs:
            self.start(pod, container, namespace)
        when = self._now() if at is None else at
        self._runs[name][-1].lines += [(when, line.encode() if isinstance(line, str) else line) for line in lines]
        self._wake(name)

    def end(self, pod: str, container: str = "app", namespace: str = "default") -> None:
        """The container ends."""
        name = (namespace, pod, container)
        self._runs[name][-1].over = True
        self._wake(name)

    def readers(self, pod: str, container: str = "app", namespace: str = "default") -> int:
        """How many follow."""
        return len(self._readers.get((namespace, pod, container), []))

    def cut(self, pod: str, how: How | None = "reset", *, partial: bytes = b"", container: str = "app") -> None:
        """Break every stream of the container off, after `partial`; `how` None ends it in order."""
        for reader in self._readers.get(("default", pod, container), []):
            reader.finish(how, partial)

    def _wake(self, name: Name) -> None:
        for reader in self._readers.get(name, []):
            reader.due.set()

    def run_of(self, call: Call) -> Run:
        """The run that is asked for. Raises `RefusalError` as the kubelet refuses."""
        pod, container = call.name, call.query.get("container", "")
        runs = self._runs.get((call.namespace or "", pod or "", container), [])
        if call.query.get("previous") == "true":
            if len(runs) < 2:
                message = f'previous terminated container "{container}" in pod "{pod}" not found'
                raise RefusalError(400, statuses.bad_request(message))
            return runs[-2]
        if not runs:
            message = f'container "{container}" in pod "{pod}" is waiting to start: ContainerCreating'
            raise RefusalError(400, statuses.bad_request(message))
        return runs[-1]

    async def serve(self, call: Call, run: Run, wire: Wire, taken: Taken) -> None:
        """Send the log, and what is added to it while it is followed."""
        name = (call.namespace or "", call.name or "", call.query.get("container", ""))
        reader = Reader()
        self._readers.setdefault(name, []).append(reader)
        try:
            await wire.open()
            at = self._first(call, run)
            cut = taken.one(Cut)
            sent = 0
            while True:
                run.catch_up(self._now())
                while at < len(run.lines):
                    line = self._line(call, *run.lines[at])
                    if cut is not None and sent >= cut.lines:
                        await wire.write(line[: len(line) // 2])
                        await wire.cut(cut.how)
                        return
                    await wire.write(line)
                    sent, at = sent + 1, at + 1
                if reader.done:
                    await wire.write(reader.partial)
                    if reader.how is not None:
                        await wire.cut(reader.how)
                    return
                if run.over or call.query.get("follow") != "true":
                    return
                reader.due.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.due.wait(), None if run.made is None else LOOK_SECONDS)
        finally:
            self._readers[name].remove(reader)

    def _first(self, call: Call, run: Run) -> int:
        """The index of the first line asked for."""
        run.catch_up(self._now())
        begin = 0
        since: float | None = None
        if "sinceTime" in call.query:
            # A real server hands the kubelet whole seconds.
            since = float(int(datetime.fromisoformat(call.query["sinceTime"]).timestamp()))
        elif "sinceSeconds" in call.query:
            since = self._now() - float(call.query["sinceSeconds"])
        if since is not None:
            begin = next((i for i, (when, _) in enumerate(run.lines) if when >= since), len(run.lines))
        tail = call.query.get("tailLines")
        return begin if tail is None else max(begin, len(run.lines) - int(tail))

    @staticmethod
    def _line(call: Call, when: float, line: bytes) -> bytes:
        return stamp(when).encode() + b" " + line if call.query.get("timestamps") == "true" else line
