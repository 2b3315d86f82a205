"""The log of a pod, or of all pods of a DaemonSet or a Job: one stream for each container, one ring of lines."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ktui.insight.log_containers import meant
from ktui.insight.log_lines import LogLine, source_names, stamp_of
from ktui.insight.log_state import LogState, StreamState, fate_of
from ktui.kube.log_stream import LogRequest
from ktui.model.kinds import PODS
from ktui.session.log_members import LogMembers
from ktui.session.log_ring import MOST_LINES, LogRing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from ktui.insight.log_containers import Containers
    from ktui.insight.log_state import Fate
    from ktui.kube.log_stream import LogSink
    from ktui.model.objects import Pod
    from ktui.session.feed import Feed
    from ktui.session.log_target import LogChoice, LogTarget
    from ktui.store.store import Delta, Key

FRAME = 0.04
"""Seconds between two batches while lines keep coming: 25 a second is more than anyone reads."""
MOST_STREAMS = 20
"""Containers followed at once: each is a connection, and more would not be read."""
TAIL = 1_000
"""Lines from the end of one container's log that are asked for first."""
TAIL_OF_SEVERAL = 200
"""The same for each of several."""


class Stream(Protocol):
    """A log being read."""

    async def run(self) -> None:
        """Read until there is nothing more to come."""
        ...

    def look_again(self) -> None:
        """The pod has changed."""
        ...


@dataclass(frozen=True, slots=True)
class LogBatch:
    """What came since the batch before."""

    rearranged: int | None = None
    """The number from which on lines have others before them than they had; None: lines were only appended."""


class LogFeed:
    """Reads the logs of `target` into `ring`, as batches of which `told` hears, until `run` is cancelled.

    `objects` are the pods as they stand; `now` is the cluster's clock; `later` is the loop's `call_later`.
    """

    def __init__(
        self,
        target: LogTarget,
        choice: LogChoice,
        *,
        objects: Mapping[Key, Any],
        stream: Callable[[LogRequest, LogSink, Callable[[], Fate]], Stream],
        now: Callable[[], float],
        told: Callable[[LogBatch], None],
        later: Callable[[float, Callable[[], None]], object] | None = None,
        most: int = MOST_LINES,
    ) -> None:
        self.target = target
        self.choice = choice
        self.ring = LogRing(most)
        self.sources: list[Source] = []
        """In the order in which they joined; a line's `source` is an index into this."""
        self.left_out = 0
        """Containers that are not read because there are too many."""
        self.members = LogMembers(target, objects)
        """The target's pods."""
        self._objects = objects
        self._stream = stream
        self._now = now
        self._told = told
        self._later = later
        self._live: list[LogLine] = []
        self._backlog: list[LogLine] = []
        self._due = False
        self._resting = False
        self._tasks: asyncio.TaskGroup | None = None
        self._joined: set[tuple[Key, str, str]] = set()

    # -- what there is to choose

    @property
    def chosen(self) -> Containers:
        """The containers that are read, whether they are there or not."""
        return self.members.default_containers if self.choice.containers is None else self.choice.containers

    @property
    def names(self) -> list[str]:
        """What stands before each source's lines."""
        return source_names([(source.request.pod, source.request.container) for source in self.sources])

    @property
    def tail(self) -> int:
        """Lines from the end of each log that are asked for where no time is chosen."""
        one = self.choice.containers is None or len(self.choice.containers) == 1
        return TAIL if one and not self.members.owned else TAIL_OF_SEVERAL

    # -- life

    async def run(self) -> None:
        """Read and follow, new pods too, until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks = tasks
                self._look(self._objects)
                self.tell()
                await asyncio.Event().wait()
        finally:
            self._tasks = None

    def changed(self, feed: Feed, delta: Delta) -> None:
        """Objects of the cluster changed."""
        if feed.kind is PODS and self._tasks is not None:
            self._look((*delta.added, *delta.changed, *delta.removed))

    def _look(self, keys: Iterable[Key]) -> None:
        """Let in the pods of the target among these, and tell the streams of those that changed."""
        touched = {key for key in keys if self.members.judge(key)}
        if not touched:
            return
        for source in self.sources:
            if (source.request.namespace, source.request.pod) in touched:
                source.stream.look_again()
        self.left_out = 0
        for pod in self.members.pods:
            self._join(pod)
        self.tell()

    def _join(self, pod: Pod) -> None:
        """A stream for each chosen container of the pod that has none yet."""
        for name in meant(pod, self.choice.containers):
            joining = (pod.key, pod.meta.uid, name)
            if joining in self._joined:
                continue
            if sum(not source.over for source in self.sources) >= MOST_STREAMS:
                self.left_out += 1
                continue
            self._joined.add(joining)
            self._start(pod, name)

    def _start(self, pod: Pod, container: str) -> None:
        assert self._tasks is not None
        since = self.choice.since
        request = LogRequest(
            pod.meta.namespace,
            pod.meta.name,
            container,
            previous=self.choice.previous,
            tail=self.tail if since is None else MOST_LINES,
            since=since or None,
        )
        source = Source(self, len(self.sources), request, stamp_of(self._now()))
        key, uid = pod.key, pod.meta.uid
        source.stream = self._stream(request, source, lambda: fate_of(self._objects.get(key), container, uid=uid))
        self.sources.append(source)
        self._tasks.create_task(source.stream.run())

    # -- batches

    def take(self, source: Source, lines: Sequence[tuple[str, str]]) -> None:
        """Lines of a source: what it wrote before it was asked is put in by time, what follows as it comes."""
        index, began = source.index, source.began
        live = self._live
        if source.caught_up or len(self.sources) == 1:
            live += [LogLine(index, stamp, text) for stamp, text in lines]
        else:
            for stamp, text in lines:
                if stamp >= began:
                    source.caught_up = True
                (live if source.caught_up else self._backlog).append(LogLine(index, stamp, text))
        self.tell()

    def note(self, source: Source, stamp: str, text: str) -> None:
        """Something happened to a source's log."""
        self._live.append(LogLine(source.index, stamp, text, note=True))
        self.tell()

    def tell(self) -> None:
        """At once after silence; while lines keep coming, no more than a batch in each frame."""
        if self._tasks is None:
            return  # nobody listens any more
        if self._resting:
            self._due = True
        else:
            self._flush()

    def _flush(self) -> None:
        self._resting, self._due = True, False
        later = self._later or asyncio.get_running_loop().call_later
        later(FRAME, self._rested)
        rearranged = None
        if self._backlog:
            backlog, self._backlog = self._backlog, []
            rearranged = self.ring.merge(backlog)
        if self._live:
            live, self._live = self._live, []
            self.ring.append(live)
        self._told(LogBatch(rearranged))

    def _rested(self) -> None:
        self._resting = False
        if self._due:
            self.tell()


class Source:
    """One container's part in a log."""

    stream: Stream

    def __init__(self, feed: LogFeed, index: int, request: LogRequest, began: str) -> None:
        self._feed = feed
        self.index = index
        self.request = request
        self.began = began
        """When it was asked for first: what is older is its backlog."""
        self.caught_up = False
        self.state = StreamState(LogState.CONNECTING)

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state.state in (LogState.GONE, LogState.NONE)

    def lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Lines as they arrive."""
        self._feed.take(self, lines)

    def note(self, stamp: str, text: str) -> None:
        """Something happened to the log."""
        self._feed.note(self, stamp, text)

    def told(self, state: StreamState) -> None:
        """The stream's state changed."""
        self.state = state
        self._feed.tell()
