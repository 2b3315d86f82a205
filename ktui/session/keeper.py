"""What a session sees, on its way to the history; and what the history tells, on its way back."""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from ktui.errors import KtuiError
from ktui.insight.job_runs import finished_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ktui.history.schema import Seen
    from ktui.kube.clock import Clock
    from ktui.model.evidence import Observation
    from ktui.model.objects import Job
    from ktui.session.lasting import Lasting

EVERY = 3.0
"""Seconds for which news waits for more: what a process that is killed may lose."""

AT_ONCE = 1_000
"""Observations, and Jobs, that are written at once: a few milliseconds of the loop."""

WAITING = 50_000
"""Of each that wait at most, the latest, where the file cannot be written for long."""

RECENT = 600.0
"""Seconds of the past that are told of all pods at the start: what the columns show."""

RETRY = 5.0
"""Seconds after which it is tried again to find out which cluster this is."""


class Keeper:
    """Between one session and the history of its cluster; `run` writes and reads."""

    def __init__(
        self,
        lasting: Lasting,
        *,
        clock: Clock,
        now: Callable[[], float],
        told: Callable[[Mapping[str, Sequence[Observation]]], None],
    ) -> None:
        """`told` hears what the history tells of pods, by their uids. `now` is the cluster's time, in Unix seconds."""
        self._lasting = lasting
        self._clock = clock
        self._now = now
        self._told = told
        self._seen: deque[Seen] = deque(maxlen=WAITING)
        self._jobs: deque[Job] = deque(maxlen=WAITING)
        self._news = asyncio.Event()
        self._asked: dict[str, None] = {}
        self._question = asyncio.Event()

    @property
    def problem(self) -> str:
        """Why nothing is kept, in a sentence; empty: it is."""
        return self._lasting.problem

    def note(self, seen: Iterable[Seen]) -> None:
        """These are to be kept."""
        if not self.problem:
            self._seen.extend(seen)
            self._news.set()

    def note_jobs(self, jobs: Iterable[Job]) -> None:
        """Jobs that have changed: those that are finished are to be kept."""
        if not self.problem and (some := [job for job in jobs if job.status.conditions]):
            self._jobs.extend(some)
            self._news.set()

    def ask(self, uid: str) -> None:
        """Somebody looks at a pod: its whole past is to be told."""
        self._asked[uid] = None
        self._question.set()

    async def run(self) -> None:
        """Write and read, until cancelled; what is still waiting then is written."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._answer())
                tasks.create_task(self._write())
        finally:
            if self._lasting.opened:
                await self._keep()

    async def _answer(self) -> None:
        await self._known()
        some: dict[str, list[Observation]] = {}
        count = 0
        for uid, seen in (await self._lasting.since(self._now() - RECENT)).items():
            some[uid] = seen
            count += len(seen)
            if count >= AT_ONCE:
                self._told(some)
                some, count = {}, 0
                await asyncio.sleep(0)
        self._told(some)
        while True:
            await self._question.wait()
            self._question.clear()
            while self._asked:
                uid = next(iter(self._asked))
                del self._asked[uid]
                self._told({uid: await self._lasting.past(uid)})

    async def _write(self) -> None:
        await self._known()
        while True:
            await self._news.wait()
            await self._clock.sleep(EVERY)
            self._news.clear()
            if not await self._keep():
                self._news.set()

    async def _known(self) -> None:
        """Wait until it is known which cluster this is."""
        while not self._lasting.opened:
            try:
                await self._lasting.keep(())
            except KtuiError:
                await self._clock.sleep(RETRY)

    async def _keep(self) -> bool:
        """Write what waits; False: another process is at it, and some still waits.

        It waits until it is written: one that is cancelled meanwhile has it written once more.
        """
        while self._seen or self._jobs:
            seen, jobs = list(islice(self._seen, AT_ONCE)), list(islice(self._jobs, AT_ONCE))
            runs = [run for job in jobs if (run := finished_run(job)) is not None]
            if not await self._lasting.keep(seen, runs):
                return False
            for waiting, written in ((self._seen, seen), (self._jobs, jobs)):
                for _ in range(min(len(written), len(waiting))):
                    waiting.popleft()
        return True
