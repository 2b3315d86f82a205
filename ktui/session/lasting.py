"""The history of one cluster: opened in a thread when it is first wanted, and never on the loop.

What goes wrong with the file is in `problem`, and no call fails for it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ktui.kube.cluster_id import cluster_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.history.history import History
    from ktui.history.schema import Seen
    from ktui.kube.transport import Transport
    from ktui.model.evidence import Observation
    from ktui.model.keeping import Keeping
    from ktui.model.runs import JobRun


class Lasting:
    """What was seen in the cluster at the other end of `transport`.

    Each call raises `KtuiError` as long as it cannot be told which cluster that is.
    """

    def __init__(self, transport: Transport, keeping: Keeping) -> None:
        self._transport = transport
        self._keeping = keeping
        self._opened: tuple[History, str] | None = None
        self._opening = asyncio.Lock()

    @property
    def problem(self) -> str:
        """Why nothing is kept, in a sentence; empty: it is, as far as is known."""
        return self._opened[0].problem if self._opened is not None else ""

    @property
    def opened(self) -> bool:
        """Whether it is known which cluster this is, and the file was tried."""
        return self._opened is not None

    async def keep(self, seen: Sequence[Seen], runs: Sequence[JobRun] = ()) -> bool:
        """Keep these; whether that is done with, or to be tried again as another process is at it."""
        history, cluster = await self._open()
        return await asyncio.to_thread(history.keep, cluster, seen, runs)

    async def past(self, uid: str) -> list[Observation]:
        """All that was seen of a pod."""
        history, cluster = await self._open()
        return await asyncio.to_thread(history.past, cluster, uid)

    async def since(self, at: float) -> dict[str, list[Observation]]:
        """All that happened since then, by the pod's uid."""
        history, cluster = await self._open()
        return await asyncio.to_thread(history.since, cluster, at)

    async def runs(self, namespace: str, cronjob: str) -> list[JobRun]:
        """The finished runs of a CronJob, the latest first."""
        history, cluster = await self._open()
        return await asyncio.to_thread(history.runs, cluster, namespace, cronjob)

    async def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            (history, _), self._opened = self._opened, None
            await asyncio.to_thread(history.close)

    async def _open(self) -> tuple[History, str]:
        async with self._opening:
            if self._opened is None:
                cluster = await cluster_id(self._transport)
                self._opened = await asyncio.to_thread(self._history), cluster
            return self._opened

    def _history(self) -> History:
        from ktui.history.history import History  # noqa: PLC0415  SQLite: the first list waits for nothing it needs not

        return History(days=self._keeping.days, megabytes=self._keeping.megabytes)
