"""Writes what the watches of a cluster deliver into a recording, as it arrives.

The watches are the recorder's own, over the same connections and by the same `Reflector` as the screen's: those keep
what is shown of an object, a recording all of it. What arrives waits in a queue and is cleaned of secrets and written
in slices, so that a screen beside it stays quick. A list is kept apart until it is whole: then it is written at once,
all of it under one time, so that a replay never shows half a list.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from dataclasses import dataclass
from itertools import chain
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ktui.kube.reflector import Reflector, Target
from ktui.model.kinds import NAMESPACES, Kind
from ktui.model.link import Link, LinkState
from ktui.model.raw import RAW
from ktui.recording.format import at_time, notice_tail, tail_of
from ktui.recording.kinds import RECORDED
from ktui.recording.line import DISCONNECTED, END, LISTED, RESUMED, START

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ktui.insight.scope import Namespaces
    from ktui.kube.clock import Clock
    from ktui.kube.pulse import Pulse
    from ktui.kube.transport import Transport
    from ktui.model.raw import RawObject
    from ktui.model.version import ServerVersion
    from ktui.recording.writer import RecordingFile

FLUSH = 1.0
"""Seconds between two flushes: what a recorder that is killed may lose."""
SLICE = 0.004
"""Seconds of the loop that are taken at once."""
SPOOLED = 8 << 20
"""Bytes of a list that is not whole yet which are kept in memory; more go to a file without a name."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a recording is."""

    began: float
    """Unix seconds."""
    now: float
    lines: int
    size: int
    """Bytes in the file."""

    @property
    def seconds(self) -> float:
        """Its age."""
        return self.now - self.began


class Recorder:
    """Records one scope of one cluster, until it is cancelled."""

    def __init__(
        self,
        file: RecordingFile,
        *,
        transport: Transport,
        pulse: Pulse,
        clock: Clock,
        rand: Callable[[], float],
        namespaces: Namespaces,
        version: ServerVersion | None,
        kinds: Sequence[Kind] = RECORDED,
        gzip: bool = False,
    ) -> None:
        """`pulse` is the recorder's own: others come and go. No `namespaces`: all of them. No `version`: not known."""
        self.file = file
        self.namespaces = namespaces
        self._version = version
        self._transport = transport
        self._pulse = pulse
        self._clock = clock
        self._queue: deque[tuple[float, Callable[[float], Iterator[None]]]] = deque()
        self._filled = asyncio.Event()
        self._writing = self._written()
        self._last = 0.0
        self._began = transport.server_clock.time()
        self.refused: dict[str, str] = {}
        """Kinds that cannot be recorded now, and why (`list nodes`)."""
        self._sinks = [
            _Sink(self, kind, namespace)
            for kind in kinds
            for namespace in (namespaces if namespaces and kind.namespaced else (None,))
        ]
        self._reflectors = [
            Reflector(
                Target(sink.kind, sink.namespace, field_selector=_named(sink.kind, namespaces), reading=RAW),
                sink,
                transport=transport,
                pulse=pulse,
                clock=clock,
                rand=rand,
                gzip=gzip,
            )
            for sink in self._sinks
        ]

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return Progress(self._began, self._transport.server_clock.time(), self.file.lines, self.file.size)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that were listed, so that they are in the recording."""
        return tuple(dict.fromkeys(sink.kind.name for sink in self._sinks if sink.listed))

    @property
    def answered(self) -> bool:
        """Whether it is known of every kind if it can be recorded."""
        return all(sink.listed or sink.refused for sink in self._sinks)

    async def run(self) -> None:
        """Record, until cancelled; the file is ended in order then. Raises `FullError`."""
        try:
            version = self._version.text if self._version else None
            self.put(lambda at: self._notice(at, START, serverVersion=version, scope=list(self.namespaces)))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pulse.run())
                tasks.create_task(self._drain())
                tasks.create_task(self._flush())
                for reflector in self._reflectors:
                    tasks.create_task(reflector.run())
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            self.end()

    def cluster_time(self, at: float) -> float:
        """This machine's Unix seconds by the cluster's clock, to the millisecond."""
        return round(at + self._transport.server_clock.time() - self._clock.time(), 3)

    def put(self, write: Callable[[float], Iterator[None]]) -> None:
        """Have something written under the time that it is now; `write` yields wherever it may be interrupted."""
        # By the cluster's clock, as all times in its objects are; a clock that is set back does not turn the order.
        self._last = max(self._last, self._transport.server_clock.time())
        self._queue.append((self._last, write))
        self._filled.set()

    def end(self) -> None:
        """End the file in order, with all that has arrived; nothing is written to it any more. Raises `FullError`."""
        try:
            if self.file.open:
                self.put(lambda at: self._notice(at, END))
                for _ in chain(self._writing, self._written()):  # first what was interrupted
                    pass
                self.file.close()
        finally:
            self.file.abandon()
            for sink in self._sinks:
                sink.close()

    async def _drain(self) -> None:
        while True:
            await self._filled.wait()
            self._filled.clear()
            began = perf_counter()
            for _ in self._writing:
                if perf_counter() - began > SLICE:
                    await asyncio.sleep(0)
                    began = perf_counter()
            self._writing = self._written()

    def _written(self) -> Iterator[None]:
        """Write what waits; yields wherever it may be interrupted."""
        while self._queue:
            at, write = self._queue.popleft()
            yield from write(at)

    async def _flush(self) -> None:
        while True:
            await self._clock.sleep(FLUSH)
            self.file.flush()

    def _notice(self, at: float, kind: str, **told: Any) -> Iterator[None]:
        self.file.write(at_time(at, notice_tail(kind, told)))
        yield


class _Sink:
    """One kind, in one namespace of the scope or in all: a reflector's sink."""

    def __init__(self, recorder: Recorder, kind: Kind, namespace: str | None) -> None:
        self.kind = kind
        self.namespace = namespace
        self.listed = False
        self.refused = False
        self._recorder = recorder
        self._spool: tempfile.SpooledTemporaryFile[bytes] | None = None
        self._listing = False
        self._lost = False
        shared = namespace is not None and len(recorder.namespaces) > 1
        self._about = {"resource": kind.name, **({"namespace": namespace} if shared else {})}

    # The reflector's sink.

    def list_began(self) -> None:
        """A list begins."""
        self._listing = True
        self._recorder.put(lambda _: self._begin())

    def page(self, objects: Sequence[RawObject], remaining: int | None) -> None:
        """A page of it."""
        self._recorder.put(lambda _: self._keep(objects))

    def list_ended(self) -> None:
        """It is whole."""
        self._listing = False
        self._lost = False
        self.listed = True
        self._recorder.put(self._write_list)

    def put(self, obj: RawObject) -> None:
        """An object was added or changed."""
        self._recorder.put(lambda at: self._write(at, tail_of(self.kind.name, obj)))

    def remove(self, obj: RawObject) -> None:
        """An object is gone."""
        self.put(obj)

    def linked(self, link: Link) -> None:
        """The link changed: while it is not live, what happens is not known."""
        self.refused = link.state in (LinkState.DENIED, LinkState.ABSENT)
        if self.refused:
            self._recorder.refused[self.kind.name] = link.reason
        elif link.state is LinkState.LIVE:
            self._recorder.refused.pop(self.kind.name, None)
        if not self.listed:
            return
        if link.state is LinkState.LIVE:
            if self._lost and not self._listing:
                self._lost = False
                self._recorder.put(lambda at: self._write(at, notice_tail(RESUMED, self._about)))
        elif not self._lost:
            self._lost = True
            told = {**self._about, "since": self._recorder.cluster_time(link.since)}
            self._recorder.put(lambda at: self._write(at, notice_tail(DISCONNECTED, told)))

    # What the recorder writes, when its turn comes.

    def _write(self, at: float, tail: bytes) -> Iterator[None]:
        self._recorder.file.write(at_time(at, tail))
        yield

    def _begin(self) -> Iterator[None]:
        self.close()
        # Its lines are free of secrets already, and the file has no name that another process could open it by.
        self._spool = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115  it outlives this
        yield

    def _keep(self, objects: Sequence[RawObject]) -> Iterator[None]:
        for obj in objects:
            assert self._spool is not None
            self._spool.write(tail_of(self.kind.name, obj))
            yield

    def _write_list(self, at: float) -> Iterator[None]:
        assert self._spool is not None
        yield from self._write(at, notice_tail(LISTED, self._about))
        self._spool.seek(0)
        for tail in self._spool:
            yield from self._write(at, tail)
        self.close()

    def close(self) -> None:
        """Drop what is left of a list."""
        if self._spool is not None:
            self._spool.close()
            self._spool = None


def _named(kind: Kind, namespaces: Namespaces) -> str:
    """Of one namespace no other one's name is recorded: a recording is handed on."""
    return f"metadata.name={namespaces[0]}" if kind is NAMESPACES and len(namespaces) == 1 else ""
