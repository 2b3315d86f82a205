"""Changes to one cluster, from a plan to its end: preview, apply, undo, and what the journal says of earlier ones.

A dialog or a command asks `planner` for a plan, may `preview` it, and has it applied by `apply`, which tells of each
object as it ends. `undo_plan` makes a plan like any other.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ktui.errors import CredentialsError, KtuiError, ReadOnlyError, UnreachableError
from ktui.insight.writes.commands import on_cluster
from ktui.insight.writes.outcomes import subject
from ktui.journal.journal import Journal
from ktui.kube.access_review import Permission
from ktui.kube.cluster_id import cluster_id
from ktui.kube.gateway import Gateway
from ktui.model.writes import Done, Outcome, Result
from ktui.session.bounded import bounded
from ktui.session.planning import Planner
from ktui.session.undoing import to_undo, undoing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ktui.kube.clock import Clock
    from ktui.kube.transport import Transport
    from ktui.model.right import Right
    from ktui.model.writes import Change, Entry, Plan

RIGHTS_SECONDS = 60.0
"""For which what the server said of a right is believed."""


class Writing:
    """Whatever is changed in one cluster, as one user, in one context."""

    def __init__(
        self,
        transport: Transport,
        *,
        context: str,
        clock: Clock,
        rand: Callable[[], float],
        gzip: bool = False,
        kubectl: Sequence[str] = (),
        open_journal: Callable[[], Journal] = Journal,
    ) -> None:
        """`kubectl`: the options that the commands need which do the same, to reach this cluster."""
        self._transport = transport
        self._context = context
        self._clock = clock
        self._kubectl = tuple(kubectl)
        self._open_journal = open_journal
        self._opened: tuple[Gateway, Journal, str] | None = None
        self._opening = asyncio.Lock()
        self._rights: dict[tuple[Right, str], tuple[float, Permission]] = {}
        self.planner = Planner(transport, now=transport.server_clock.time, rand=rand, gzip=gzip)

    @property
    def read_only(self) -> bool:
        """Whether nothing is changed at all."""
        return self._transport.read_only

    async def close(self) -> None:
        """Let go of the journal."""
        if self._opened is not None:
            await asyncio.to_thread(self._opened[1].close)
            self._opened = None

    async def may(self, right: Right, namespace: str = "") -> Permission:
        """Whether a right is held; believed for a minute. Raises `KtuiError` where it cannot be asked."""
        if self.read_only:
            return Permission(False, "read-only")
        asked, now = (right, namespace), self._clock.monotonic()
        known = self._rights.get(asked)
        if known is None or now - known[0] >= RIGHTS_SECONDS:
            known = self._rights[asked] = (now, await (await self._gateway()).may(right, namespace))
        return known[1]

    def require_writing(self) -> None:
        """Raise `ReadOnlyError` under read-only mode, before anything is asked or shown."""
        if self.read_only:
            raise ReadOnlyError

    # -- plans

    def command(self, plan: Plan) -> str:
        """The kubectl commands that do the same as a plan, in this cluster."""
        return on_cluster(plan.kubectl, self._kubectl)

    async def preview(self, plan: Plan) -> tuple[Result, ...]:
        """What the server's dry run says of each of a plan's objects; nothing changes."""
        gateway = await self._gateway()

        async def item(index: int) -> Result:
            planned = plan.items[index]
            if planned.write is None:
                assert planned.result is not None
                return planned.result
            return await gateway.preview(planned.write)

        return tuple(await bounded(len(plan.items), item))

    async def apply(
        self, plan: Plan, told: Callable[[Result], None] = lambda _: None, stop: asyncio.Event | None = None
    ) -> Done:
        """Send what a plan has to send, some at once; `told` hears of each object as it ends.

        Once `stop` is set, or the server does not answer, those that are under way are waited for and no other is
        sent. Raises `KtuiError` where nothing was sent at all: read-only mode, a cluster that does not answer.
        """
        self.require_writing()
        writes = plan.writes
        results: dict[int, Result] = {}
        for index, planned in enumerate(plan.items):
            if planned.result is not None:
                results[index] = planned.result
                told(planned.result)
        if not writes:
            return Done(None, tuple(results[index] for index in range(len(plan.items))))
        gateway, journal, _ = await self._open()
        kept = [replace(write, change=self._complete(write.change)) for write in writes]
        sending = await gateway.begin(kept, undoes=plan.undoes)
        places = [index for index, planned in enumerate(plan.items) if planned.write is not None]
        why_not = ""

        async def send(index: int) -> None:
            nonlocal why_not
            if stop is not None and stop.is_set() and not why_not:
                why_not = "not sent: you stopped it before"
            if why_not:
                result = await sending.leave(index, why_not)
            else:
                result = await sending.send(index)
                if isinstance(result.error, UnreachableError | CredentialsError):  # the others would fare no better
                    why_not = why_not or "not sent: the API server did not answer to the one before"
            results[places[index]] = result
            told(result)

        await bounded(len(writes), send)
        return Done(sending.number, tuple(results[index] for index in range(len(plan.items))), journal.problem)

    # -- the journal

    async def undo_plan(self, number: int | None = None) -> Plan:
        """What takes a change back, the latest unless told; raises `KtuiError` where there is nothing to take back."""
        self.require_writing()
        gateway, journal, cluster = await self._open()
        await self.settle()
        if number is None:
            entries = await asyncio.to_thread(journal.latest, cluster)
        else:
            entries = await asyncio.to_thread(journal.change, cluster, number)
        return await undoing(gateway, to_undo(entries, number), self.planner.owned)

    async def entries(self, limit: int = 1_000) -> list[Entry]:
        """What was changed in this cluster, the latest first; raises `KtuiError`."""
        _, journal, cluster = await self._open()
        return await asyncio.to_thread(lambda: journal.entries(cluster, limit=limit))

    async def change(self, number: int) -> list[Entry]:
        """The parts of one change, in the order in which they were sent; raises `KtuiError`."""
        _, journal, cluster = await self._open()
        return await asyncio.to_thread(journal.change, cluster, number)

    async def unrecorded(self) -> str:
        """Why the journal's file is not used, in a sentence; empty: it is. Raises `KtuiError`."""
        return (await self._open())[1].problem

    async def settle(self) -> list[str]:
        """Find out how those changes ended whose answer nobody has seen, and keep it; a sentence for each.

        Raises `UnreachableError`, and leaves the rest for another time.
        """
        gateway, journal, cluster = await self._open()
        told = []
        for entry in await asyncio.to_thread(journal.open_ends, cluster):
            change = entry.change
            try:
                outcome, so, obj = await gateway.read_back(change)
            except UnreachableError:
                raise
            except KtuiError as error:
                outcome, so, obj = Outcome.FAILED, f"it cannot be looked at any more ({error})", None
            sentence = f"ktui had no answer, {'but' if outcome is Outcome.APPLIED else 'and'} {so}"
            if outcome is Outcome.UNKNOWN:
                outcome = Outcome.FAILED  # looked at, and not to be told any better: nor is it to be undone
            uid = _uid(obj) if outcome is Outcome.APPLIED else ""
            await asyncio.to_thread(journal.finish, entry.entry, outcome, sentence, uid)
            told.append(f"change {entry.number}, {change.verb} of {subject(change.ref)}: {sentence}")
        return told

    async def _gateway(self) -> Gateway:
        return (await self._open())[0]

    async def _open(self) -> tuple[Gateway, Journal, str]:
        """The gateway and the journal, once it is known which cluster this is; raises `KtuiError`."""
        async with self._opening:
            if self._opened is None:
                cluster = await cluster_id(self._transport)
                journal = await asyncio.to_thread(self._open_journal)
                gateway = Gateway(self._transport, journal, cluster=cluster, context=self._context, clock=self._clock)
                self._opened = gateway, journal, cluster
            return self._opened

    def _complete(self, change: Change) -> Change:
        return replace(change, kubectl=on_cluster(change.kubectl, self._kubectl))


def _uid(obj: Mapping[str, Any] | None) -> str:
    return str(((obj or {}).get("metadata") or {}).get("uid") or "")
