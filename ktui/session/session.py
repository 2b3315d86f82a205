"""One cluster: a feed for each kind, the tasks that fill them, and word of what changed to one listener.

A change waits in its feed's `pending`, the last one for a key wins, until the flush: at once after silence, else at
most at `FRAME` intervals, so that a storm of events costs a frame's work and not an event's.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

from ktui.errors import KtuiError
from ktui.insight.moments import gap_words
from ktui.insight.trouble import cronjob_trouble, trouble_of
from ktui.kube.names import namespace_names
from ktui.kube.pulse import Pulse
from ktui.kube.reads import read_raw
from ktui.kube.reflector import Reflector, Target
from ktui.kube.version import fetch_version
from ktui.model.keeping import NOTHING
from ktui.model.kinds import CRONJOBS, JOBS, KINDS, NODES, PODS, Kind
from ktui.model.version import NEWEST
from ktui.session.event_stream import ScopeEvents
from ktui.session.feed import FRAME, Feed
from ktui.session.feed_log import FeedLog
from ktui.session.lasting import Lasting
from ktui.session.memory import PodMemory
from ktui.session.object_events import ObjectEvents
from ktui.session.owners import owner_chain
from ktui.session.shares import Shares
from ktui.store.outcomes import LastJobs
from ktui.store.store import Delta

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from ktui.insight.log_state import Fate
    from ktui.insight.owners import Owner
    from ktui.insight.scope import Namespaces
    from ktui.kube.clock import Clock
    from ktui.kube.exec_socket import ExecSocket
    from ktui.kube.log_stream import LogRequest, LogSink
    from ktui.kube.reflector import Sink
    from ktui.kube.transport import Transport
    from ktui.model.keeping import Keeping
    from ktui.model.trouble import Trouble
    from ktui.model.version import ServerVersion
    from ktui.session.logs import Stream
    from ktui.session.playback import Playback
    from ktui.session.recorder import Recorder
    from ktui.session.shell import ShellPlace
    from ktui.session.writing import Writing
    from ktui.store.store import Key

QUIET = 0.15
"""Seconds in which nothing is delivered, after which all of a jump in a replay is taken to be."""
QUIET_TURNS = 20
"""Turns of the loop the same: where the machine is busy with others, the seconds alone may have had none."""
JUDGED_AT_ONCE = 500
"""Objects that are judged in one turn of the loop: a few milliseconds."""


class Listener(Protocol):
    """Who is told. Called on the loop; must not block."""

    def changed(self, feed: Feed, delta: Delta) -> None:
        """Rows of a feed came, went or changed."""

    def linked(self, feed: Feed) -> None:
        """A feed's link or its loading progress changed."""

    def identified(self, version: ServerVersion) -> None:
        """The server told its version."""


class Session:
    """Live feeds of one cluster; `run` keeps them so until it is cancelled."""

    def __init__(
        self,
        *,
        context: str,
        transport: Transport,
        namespaces: Namespaces,
        listener: Listener,
        clock: Clock,
        rand: Callable[[], float],
        kinds: Sequence[Kind] = KINDS,
        gzip: bool = False,
        kubectl: Sequence[str] | None = None,
        keep_open: bool = False,
        playback: Playback | None = None,
        keeping: Keeping = NOTHING,
        lasting: Lasting | None = None,
    ) -> None:
        """With `keep_open` the connections are the caller's to close. `playback`: the recording that is its cluster.

        `keeping`: what is kept of what is seen; of the history that it means, `lasting` is there already.
        """
        self.context = context
        """The kubeconfig's name for the cluster and user."""
        self.namespaces = namespaces
        """The scope; none named: all namespaces."""
        self.kubectl = kubectl
        """The options by which kubectl reaches this cluster as this user; None: it cannot."""
        self.version: ServerVersion | None = None
        self._transport = transport
        self._listener = listener
        self.clock = clock
        """Paces what is read again."""
        self._rand = rand
        self._gzip = gzip
        self._kinds = kinds
        self._keeping = keeping
        self._lasting = Lasting(transport, keeping) if lasting is None and keeping.keep else lasting
        self._writing: Writing | None = None
        self._handed_on = keep_open
        """Whether another goes on with the connections."""
        self.also_told: set[Callable[[Feed, Delta], None]] = set()
        """Who hears of changed rows after the listener: what is open above the panes puts itself in, and out."""
        self._last_jobs = LastJobs()
        self._judges: dict[str, Callable[[Any, float], Trouble | None]] = {}
        self.pulse = Pulse(transport, clock)
        transport.heard = self.pulse.heard
        self.feeds: dict[str, Feed] = {kind.name: Feed(kind, self._judge(kind), self._schedule) for kind in kinds}
        self._sinks = {name: _sinks(feed, namespaces) for name, feed in self.feeds.items()}
        self._reflectors = [
            self._reflector(Target(feed.kind, namespace), sink)
            for feed in self.feeds.values()
            for namespace, sink in self._sinks[feed.kind.name]
        ]
        self.log = FeedLog()
        """What has happened since."""
        self.playback = playback
        """The recording that is shown, None: a cluster. It plays while the session runs."""
        self.memory = self._remembering()
        """What is known of the pods' past."""
        self._dirty: dict[str, Feed] = {}
        self._flush_due: asyncio.TimerHandle | None = None
        self._last_flush = float("-inf")
        self._broken: asyncio.Future[None] | None = None
        """Where a flush that fails says so: nobody awaits it."""

    def now(self) -> float:
        """Unix seconds by the cluster's clock: ages and countdowns follow it."""
        return self._transport.server_clock.time()

    @property
    def skew(self) -> float:
        """Seconds by which the cluster's clock is ahead of this machine's, where that is worth saying; else 0."""
        return self._transport.server_clock.skew

    def lasting(self, seconds: float) -> float:
        """How many of this machine's seconds go by with so many of the cluster's; infinite while its time stands."""
        return self._transport.server_clock.lasting(seconds)

    async def run(self) -> None:
        """Keep every feed live, until cancelled; closes the connections then, unless they were handed on."""
        try:
            self._broken = asyncio.get_running_loop().create_future()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_end_with(self._broken))
                tasks.create_task(self.pulse.run())
                tasks.create_task(self._identify())
                if self.playback is not None:
                    tasks.create_task(self.playback.run())
                for reflector in self._reflectors:
                    tasks.create_task(reflector.run())
                tasks.create_task(self.memory.run())
        finally:
            if self._flush_due is not None:
                self._flush_due.cancel()
            if not self._handed_on:
                await self._close()

    async def _close(self) -> None:
        """Let go of everything, also where a second cancellation comes meanwhile: the process ends."""
        try:
            if self._writing is not None:
                await self._writing.close()
        finally:
            try:
                if self._lasting is not None:
                    await self._lasting.close()
            finally:
                await self._transport.close()
                if self.playback is not None:
                    await self.playback.close()

    def elsewhere(self, namespaces: Namespaces, listener: Listener) -> Session:
        """A session of the same cluster, as the same user, over the same connections, in other namespaces.

        Cancel this one's `run` then: it leaves the connections to the new one, whose `run` closes them.
        """
        self._handed_on = True
        successor = self._successor(namespaces, listener)
        successor._writing = self._writing
        if self.playback is None:
            successor.memory.go_on_from(self.memory)
        return successor

    def _successor(self, namespaces: Namespaces, listener: Listener) -> Session:
        return Session(
            context=self.context,
            transport=self._transport,
            namespaces=namespaces,
            listener=listener,
            clock=self.clock,
            rand=self._rand,
            kinds=self._kinds,
            gzip=self._gzip,
            kubectl=self.kubectl,
            playback=self.playback,
            keeping=self._keeping,
            lasting=self._lasting,
        )

    @property
    def writing(self) -> Writing:
        """Whatever is changed in this cluster goes through here."""
        if self._writing is None:
            from ktui.session.writing import Writing  # noqa: PLC0415  the first list waits for nothing it does not need

            self._writing = Writing(
                self._transport,
                context=self.context,
                clock=self.clock,
                rand=self._rand,
                gzip=self._gzip,
                kubectl=self.kubectl or (),
            )
        return self._writing

    async def namespace_names(self) -> tuple[str, ...]:
        """The cluster's namespaces; raises `KtuiError`, a `ForbiddenError` where they may not be listed."""
        return await namespace_names(self._transport, gzip=self._gzip)

    def log_stream(self, request: LogRequest, sink: LogSink, fate: Callable[[], Fate]) -> Stream:
        """What reads a container's log into `sink`."""
        from ktui.kube.log_stream import LogStream  # noqa: PLC0415  the first list waits for nothing it does not need

        return LogStream(
            request, sink, fate, transport=self._transport, pulse=self.pulse, clock=self.clock, rand=self._rand
        )

    async def read(self, kind: Kind, key: Key) -> dict[str, Any]:
        """An object as the server has it now, every field of it; raises `NotFoundError` and the other `KtuiError`s."""
        namespace, name = key
        return await read_raw(self._transport, kind, namespace, name)

    async def owners(self, obj: dict[str, Any]) -> list[Owner]:
        """Whom an object that was read belongs to, the nearest first; as far as the server tells."""
        return await owner_chain(self._transport, obj)

    def shell_in(self, place: ShellPlace) -> AbstractAsyncContextManager[ExecSocket]:
        """A shell in a container, with a terminal there; entering it raises `KtuiError`."""
        from ktui.kube.exec_socket import exec_in  # noqa: PLC0415  the first list waits for nothing it does not need
        from ktui.session.shell import SHELL  # noqa: PLC0415

        return exec_in(self._transport, place.namespace, place.pod, place.container, SHELL)

    def recorder(self, path: Path) -> Recorder:
        """What records this scope into a new file: its `run` does so. Raises `UsageError` where there can be no file.

        It goes on over other sessions of this cluster, as long as the connections are open.
        """
        from ktui.recording.writer import RecordingFile  # noqa: PLC0415  the first list waits for nothing it needs not
        from ktui.session.recorder import Recorder  # noqa: PLC0415

        return Recorder(
            RecordingFile(path),
            transport=self._transport,
            pulse=Pulse(self._transport, self.clock),
            clock=self.clock,
            rand=self._rand,
            namespaces=self.namespaces,
            version=self.version,
            gzip=self._gzip,
        )

    def events_of(self, kind: Kind, obj: Any, changed: Callable[[], None]) -> ObjectEvents:
        """The events of an object and of what controls it: its `run` keeps them so, and `changed` hears of it."""
        return ObjectEvents(kind, obj, self._reflector, changed)

    def scope_events(self, changed: Callable[[], None]) -> ScopeEvents:
        """What happens in the scope: its `run` puts it into the log, and `changed` hears of its link."""
        return ScopeEvents(
            self.namespaces or [None], self._reflector, lambda event: self.log.note_event(event, self.now()), changed
        )

    def _remembering(self) -> PodMemory:
        pods = self.feeds.get(PODS.name)
        return PodMemory(
            self.namespaces,
            pods=pods,
            nodes=self.feeds.get(NODES.name),
            reflector=self._reflector,
            changed=lambda: self._schedule(pods, FRAME) if pods is not None else None,
            now=self.now,
            clock=self.clock,
            most=self._keeping.observations,
            version=lambda: self.version,
            lasting=self._lasting,
            playback=self.playback,
        )

    def _reflector(self, target: Target, sink: Sink) -> Reflector:
        return Reflector(
            target,
            sink,
            transport=self._transport,
            pulse=self.pulse,
            clock=self.clock,
            rand=self._rand,
            gzip=self._gzip,
        )

    def expire(self) -> None:
        """Drop the troubles whose time is over; call it now and then."""
        now = self.now()
        for feed in self.feeds.values():
            if changed := feed.store.expire(now):
                self._judged(feed, changed)

    # A recording's time

    async def landing(self) -> None:
        """All of a jump is under way: wait until it is taken in, and judge anew what may be in trouble at that time."""
        loop = asyncio.get_running_loop()
        quiet_since, spared = loop.time(), self.log.spared
        while (rest := max(quiet_since, self._last_flush) + QUIET - loop.time()) > 0:
            await asyncio.sleep(rest)
            for _ in range(QUIET_TURNS):
                await asyncio.sleep(0)
            if spared != self.log.spared or self._flush_due is not None:
                quiet_since, spared = loop.time(), self.log.spared
        for feed in self.feeds.values():
            keys, now = list(feed.store.objects), self.now()
            for begin in range(0, len(keys), JUDGED_AT_ONCE):
                some = keys[begin : begin + JUDGED_AT_ONCE]
                if feed.store.reassess(some, now):
                    self._judged(feed, some)
                await asyncio.sleep(0)
        self.log.go_on()

    def note_gaps(self) -> None:
        """Have each kind's link say whether it was recorded at this moment."""
        if self.playback is not None:
            for feed in self.feeds.values():
                gap = self.playback.gap(feed.kind.name)
                feed.unrecorded(gap_words(gap) if gap is not None else "")
            self.memory.note_gap()

    def _judge(self, kind: Kind) -> Callable[[Any, float], Trouble | None]:
        if kind is CRONJOBS:
            return lambda obj, now: cronjob_trouble(obj, self._last_jobs.last(obj.meta.uid), now)
        self._judges[kind.name] = trouble_of(kind)
        return lambda obj, now: self._judges[kind.name](obj, now)

    def _identified(self, version: ServerVersion) -> None:
        """What is in trouble is said in the words of the server's release; few rows are there yet when it tells."""
        self.version = version
        now = self.now()
        for feed in self.feeds.values():
            if feed.kind.name in self._judges:
                self._judges[feed.kind.name] = trouble_of(feed.kind, version)
                feed.store.reassess(list(feed.store.objects), now)
        self._listener.identified(version)

    async def _identify(self) -> None:
        """Ask for the version, again whenever the server comes back: it may have been upgraded meanwhile."""
        while True:
            try:
                async with self.pulse.attempt():
                    version = await fetch_version(self._transport)
            except KtuiError:
                await self.pulse.pause(5.0)
                continue
            if version != self.version:
                self._identified(version)
            await self.pulse.outage()

    def _schedule(self, feed: Feed, frame: float) -> None:
        """Flush this feed, `frame` seconds after the last flush; at once where that is past."""
        self._dirty[feed.kind.name] = feed
        loop = asyncio.get_running_loop()
        due = max(self._last_flush + frame, loop.time())
        if self._flush_due is not None:
            if self._flush_due.when() <= due:
                return
            self._flush_due.cancel()
        self._flush_due = loop.call_at(due, self._flush)

    def _flush(self) -> None:
        try:
            self._tell()
        except Exception as error:
            if self._broken is None or self._broken.done():
                raise
            self._broken.set_exception(error)

    def _tell(self) -> None:
        self._flush_due = None
        self._last_flush = asyncio.get_running_loop().time()
        dirty, self._dirty = self._dirty, {}
        now = self.now()
        for feed in dirty.values():
            changes = feed.take()
            known = self.log.known(feed, changes)
            delta = feed.store.apply(changes, now)
            self.log.note(feed, delta, known, now, self.version or NEWEST)
            if feed.kind is PODS:
                delta = self.memory.flushed(delta, known, now)
            if delta:
                feed.view.update(delta)
                self._listener.changed(feed, delta)
                for hear in tuple(self.also_told):
                    hear(feed, delta)
                if feed.kind is JOBS:
                    self.memory.note_jobs(feed.store.objects[key] for key in (*delta.added, *delta.changed))
                    self._reassess_cronjobs(delta, feed, now)
            if feed.relinked and not feed.pending:
                feed.relinked = False
                self._listener.linked(feed)

    def _reassess_cronjobs(self, delta: Delta, jobs: Feed, now: float) -> None:
        owners = self._last_jobs.update(delta, jobs.store.objects)
        cronjobs = self.feeds.get(CRONJOBS.name)
        if cronjobs is None or not owners:
            return
        keys = [key for key, obj in cronjobs.store.objects.items() if obj.meta.uid in owners]
        if cronjobs.store.reassess(keys, now):
            self._judged(cronjobs, keys)

    def _judged(self, feed: Feed, keys: list[Key]) -> None:
        """These objects may be in trouble, or no more, without having changed."""
        delta = Delta([], keys, [])
        feed.view.update(delta)
        self._listener.changed(feed, delta)


def _sinks(feed: Feed, namespaces: Namespaces) -> list[tuple[str | None, Sink]]:
    """Who fills a feed: one reflector for all of it, or one for each namespace."""
    if len(namespaces) > 1 and feed.kind.namespaced:
        return [(share.namespace, share) for share in Shares(feed, namespaces).sinks]
    return [(namespaces[0] if namespaces and feed.kind.namespaced else None, feed)]


async def _end_with(broken: asyncio.Future[None]) -> None:
    await broken
