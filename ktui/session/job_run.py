"""One Job, watched from its making to its end, with what its pods write."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.insight.columns.jobs import job_condition
from ktui.insight.log_containers import default_container
from ktui.insight.log_state import LogState, fate_of
from ktui.kube.log_stream import LogRequest
from ktui.model.kinds import JOBS, PODS
from ktui.model.link import LinkState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.log_state import StreamState
    from ktui.model.objects import Job, Pod
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.session.logs import Stream
    from ktui.session.session import Session
    from ktui.store.store import Delta

OVER = (LogState.ENDED, LogState.GONE, LogState.NONE, LogState.DENIED)
"""States of a log from which nothing more comes once its Job has ended."""
LAST_WORDS = 10.0
"""Seconds that logs have after their Job has ended; a kubelet hands over what is left in less than one."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a Job ended."""

    complete: bool
    sentence: str
    """Why not, where it is not complete."""


class JobRun:
    """Tells how one Job ends, to whoever awaits `ended`; the listener of a session of Jobs and pods.

    `line` is given what its pods write, with the pod's name; None: nobody reads it.
    """

    def __init__(self, namespace: str, name: str, uid: str, line: Callable[[str, str], None] | None = None) -> None:
        self._key = (namespace, name)
        self._uid = uid
        self._line = line
        self._session: Session | None = None
        self._logs: dict[str, _Log] = {}
        self._how: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()
        self._pods_known: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Whether all pods that there are have been seen: a Job may have ended before one looks."""

    async def ended(self, session: Session) -> Ended:
        """How it ended, once it has; `session` is one whose listener this is. Raises what the session does."""
        self._session = session
        running = asyncio.create_task(session.run())
        try:
            either: list[asyncio.Future[Any]] = [running, self._how]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            if self._line is not None:
                await asyncio.wait([self._pods_known], timeout=LAST_WORDS)
            if self._logs:
                await asyncio.wait([log.over for log in self._logs.values()], timeout=LAST_WORDS)
            return self._how.result()
        finally:
            for log in self._logs.values():
                log.task.cancel()
            await asyncio.gather(*(log.task for log in self._logs.values()), return_exceptions=True)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    # The session's listener

    def changed(self, feed: Feed, delta: Delta) -> None:
        """The Job has gone on, or a pod of it."""
        if feed.kind is JOBS:
            self._look(feed)
        elif feed.kind is PODS and self._line is not None:
            for key in (*delta.added, *delta.changed, *delta.removed):
                self._read(feed.store.objects.get(key))
            for log in self._logs.values():
                log.stream.look_again()

    def linked(self, feed: Feed) -> None:
        """A list has ended, or a right is missing."""
        if feed.kind is JOBS:
            self._look(feed)
        elif (feed.loaded or feed.link.state is LinkState.DENIED) and not self._pods_known.done():
            self._pods_known.set_result(None)

    def identified(self, version: ServerVersion) -> None:
        """It is the same for every release."""

    def _look(self, feed: Feed) -> None:
        job: Job | None = feed.store.objects.get(self._key)
        if feed.link.state is LinkState.DENIED:
            self._end(Ended(False, f"not permitted to {feed.link.reason}: how it ends cannot be seen"))
        elif job is None or job.meta.uid != self._uid:
            if feed.loaded:
                self._end(Ended(False, "it was deleted before it had ended"))
        elif job_condition(job, "Complete"):
            self._end(Ended(True, ""))
        elif job_condition(job, "Failed"):
            reason = next((each.reason for each in job.status.conditions or () if each.type == "Failed"), "")
            self._end(Ended(False, f"it failed{f': {reason}' if reason else ''}"))

    def _end(self, ended: Ended) -> None:
        if not self._how.done():
            self._how.set_result(ended)

    def _read(self, pod: Pod | None) -> None:
        """Follow the log of a pod of the Job, from its first line."""
        mine = pod is not None and any(owner.uid == self._uid for owner in pod.meta.owner_references or ())
        if pod is None or not mine or pod.meta.uid in self._logs or self._line is None or self._session is None:
            return
        pods = self._session.feeds[PODS.name].store.objects
        key, uid, container = pod.key, pod.meta.uid, default_container(pod)
        log = _Log(pod.meta.name, self._line)
        log.stream = self._session.log_stream(
            LogRequest(*key, container), log, lambda: fate_of(pods.get(key), container, uid=uid)
        )
        log.task = asyncio.create_task(log.stream.run())
        self._logs[uid] = log


class _Log:
    """One pod's log: the sink of its stream."""

    stream: Stream
    task: asyncio.Task[None]

    def __init__(self, pod: str, line: Callable[[str, str], None]) -> None:
        self._pod = pod
        self._line = line
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def lines(self, lines: Sequence[tuple[str, str]]) -> None:
        for _, text in lines:
            self._line(self._pod, text)

    def note(self, stamp: str, text: str) -> None:
        """What happened to the log is no line of the pod's."""

    def told(self, state: StreamState) -> None:
        if state.state in OVER and not self.over.done():
            self.over.set_result(None)
