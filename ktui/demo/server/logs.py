"""Containers' logs as a real API server and kubelet serve them: followed, of the run before, cut, not there yet."""

from __future__ import annotations

import asyncio
import math
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ktui.demo.server import statuses
from ktui.demo.server.faults import Cut, How, Taken
from ktui.demo.server.lists import number
from ktui.demo.server.statuses import RefusalError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.demo.server.call import Call
    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.wire import Wire

Name = tuple[str, str, str]
"""Namespace, pod, container."""

Line = tuple[float, bytes]
"""When it was written, in Unix seconds, and the line with its end."""

POLLED_SECONDS = 0.25
"""Real seconds between looks at a log whose lines come about by time alone."""


RUNS_KEPT = 2
"""Of a container whose log is made up: the present run, and the one before."""

Made = Callable[[float, float], Iterable[tuple[float, str]]]
"""`(after, now)` in Unix seconds: the lines of that time, with theirs and with their ends."""


def stamp(seconds: float) -> str:
    """A time as the kubelet writes it."""
    whole = int(seconds)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{round((seconds - whole) * 1e9):09d}Z"


@dataclass(slots=True)
class Run:
    """One run of a container: what it wrote, and whether it has ended."""

    lines: list[Line] = field(default_factory=list)
    over: bool = False
    made: Made | None = None
    """What it writes is made up when somebody reads: so a log that nobody reads costs nothing."""
    made_until: float = -math.inf

    def catch_up(self, now: float) -> None:
        """Have the lines up to now."""
        if self.made is not None:
            self.lines += [(at, line.encode()) for at, line in self.made(self.made_until, now)]
            self.made_until = now


class Tail:
    """One run as one request reads it."""

    def __init__(self, run: Run, now: Callable[[], float]) -> None:
        self._run = run
        self._now = now
        self._at = 0

    @property
    def patience(self) -> float | None:
        """Real seconds after which new lines are looked for; None: whoever writes them tells."""
        return None if self._run.made is None else POLLED_SECONDS

    @property
    def over(self) -> bool:
        """Whether nothing will be added."""
        return self._run.over

    def read(self) -> Sequence[Line]:
        """What was written since the last look."""
        self._run.catch_up(self._now())
        found = self._run.lines[self._at :]
        self._at += len(found)
        return found


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

    def _tails(self, call: Call, container: str) -> list[Tail]:
        """The runs of a container that can be read."""
        name = (call.namespace or "", call.name or "", container)
        return [Tail(run, self._now) for run in self._runs.get(name, [])]

    def tail_of(self, call: Call, pod: Raw) -> Tail | None:
        """The run that is asked for; None: the pod has no node yet, and so no log. Raises `RefusalError`."""
        check_options(call)
        container = container_of(call, pod)
        if not (pod.get("spec") or {}).get("nodeName"):
            return None
        runs = self._tails(call, container)
        state = _state(pod, container)
        waits: Raw | None = state.get("waiting")
        if call.query.get("previous") == "true":
            # While it waits to be started again, the run that has ended is the one before.
            at = -1 if waits and runs and runs[-1].over else -2
            if len(runs) < -at:
                message = f'previous terminated container "{container}" in pod "{call.name}" not found'
                raise RefusalError(400, statuses.bad_request(message))
            return runs[at]
        if not runs:
            reason = (waits or {}).get("reason") or "ContainerCreating"
            words = _WAITS.get(reason, reason)
            message = f'container "{container}" in pod "{call.name}" is waiting to start: {words}'
            raise RefusalError(400, statuses.bad_request(message))
        return runs[-1]

    async def serve(self, call: Call, pod: Raw, wire: Wire, taken: Taken) -> None:
        """Send the log, and what is added to it while it is followed. Raises `RefusalError`."""
        tail = self.tail_of(call, pod)
        if tail is None:
            await wire.open()
            return
        name = (call.namespace or "", call.name or "", container_of(call, pod))
        reader = Reader()
        self._readers.setdefault(name, []).append(reader)
        try:
            await wire.open()
            await self._send(call, tail, reader, wire, taken.one(Cut))
        finally:
            self._readers[name].remove(reader)

    async def _send(self, call: Call, tail: Tail, reader: Reader, wire: Wire, cut: Cut | None) -> None:
        left = int(call.query.get("limitBytes") or sys.maxsize)
        follows = call.query.get("follow") == "true"
        lines = self._begin(call, tail.read())
        sent = 0
        while True:
            for when, text in lines:
                line = self._line(call, when, text)[:left]
                if cut is not None and sent >= cut.lines:
                    await wire.write(line[: len(line) // 2])
                    await wire.cut(cut.how)
                    return
                await wire.write(line)
                sent, left = sent + 1, left - len(line)
                if left <= 0:
                    return
            lines = tail.read()
            if lines:
                continue
            if reader.done:
                await wire.write(reader.partial)
                if reader.how is not None:
                    await wire.cut(reader.how)
                return
            if tail.over or not follows:
                return
            reader.due.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.due.wait(), tail.patience)
            lines = tail.read()

    def _begin(self, call: Call, lines: Sequence[Line]) -> Sequence[Line]:
        """The lines that are asked for, of those that there are."""
        since: float | None = None
        if "sinceTime" in call.query:
            # A real server hands the kubelet whole seconds.
            since = float(int(datetime.fromisoformat(call.query["sinceTime"]).timestamp()))
        elif "sinceSeconds" in call.query:
            since = self._now() - float(call.query["sinceSeconds"])
        if since is not None:
            begin = next((i for i, (when, _) in enumerate(lines) if when >= since), len(lines))
            lines = lines[begin:]
        if "tailLines" in call.query:
            return lines[max(len(lines) - int(call.query["tailLines"]), 0) :]
        return lines

    @staticmethod
    def _line(call: Call, when: float, line: bytes) -> bytes:
        return stamp(when).encode() + b" " + line if call.query.get("timestamps") == "true" else line


_WAITS = {"ErrImagePull": "image can't be pulled", "ImagePullBackOff": "trying and failing to pull image"}
"""What the kubelet says of some reasons."""


def container_of(call: Call, pod: Raw) -> str:
    """The container that is asked for, or the only one. Raises a 400 `RefusalError`."""
    spec = pod.get("spec") or {}
    names = [item["name"] for sort in ("initContainers", "containers") for item in spec.get(sort) or ()]
    asked = call.query.get("container", "")
    if asked:
        if asked not in names:
            raise RefusalError(400, statuses.bad_request(f"container {asked} is not valid for pod {call.name}"))
        return asked
    if len(spec.get("containers") or ()) == 1:
        return str(spec["containers"][0]["name"])
    message = f"a container name must be specified for pod {call.name}, choose one of: [{' '.join(names)}]"
    raise RefusalError(400, statuses.bad_request(message))


def check_options(call: Call) -> None:
    """Raises a 400 or 422 `RefusalError` for what cannot be asked of a log."""
    faults = []
    for name, least in (("tailLines", 0), ("limitBytes", 1), ("sinceSeconds", 1)):
        if name in call.query and (value := number(call, name)) < least:
            words = "must be greater than 0" if least else "must be greater than or equal to 0"
            faults.append((name, f"Invalid value: {value}: {words}"))
    if "sinceTime" in call.query:
        text = call.query["sinceTime"]
        try:
            datetime.fromisoformat(text)
        except ValueError:
            message = f'parsing time "{text}" as "2006-01-02T15:04:05Z07:00": cannot parse "{text}" as "2006"'
            raise RefusalError(400, statuses.bad_request(message)) from None
        if "sinceSeconds" in call.query:
            faults.append(("", "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified"))
    if faults:
        raise RefusalError(422, statuses.invalid_log_options(call.name or "", *faults))


def _state(pod: Raw, container: str) -> Raw:
    """What state the container is in, as far as its pod tells."""
    told = pod.get("status") or {}
    for sort in ("containerStatuses", "initContainerStatuses"):
        for item in told.get(sort) or ():
            if item.get("name") == container:
                return item.get("state") or {}
    return {}
