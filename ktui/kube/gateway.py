"""The one way by which anything in a cluster is changed.

Every change is in the journal before it is sent, is sent once, and is never tried again by itself. Where no answer
comes, the object is read again, and what is so is said. Read-only mode closes all of it, dry runs too; the transport
below holds that once more.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from ktui.errors import CredentialsError, ForbiddenError, KtuiError, NotFoundError, ReadOnlyError, UnreachableError
from ktui.insight.writes.outcomes import MANAGER, moved, not_taken, read_back, subject
from ktui.kube.access_review import Permission, permission
from ktui.kube.transport import AnswerError, UnansweredError
from ktui.model.writes import Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ktui.kube.clock import Clock
    from ktui.kube.transport import Transport
    from ktui.model.right import Right
    from ktui.model.writes import Change, Write

SECONDS = 30.0
"""For a change and its answer: the API server gives admission webhooks 10 to 30."""
READ_SECONDS = 10.0
"""For reading one object again."""
READS = 3
"""How often that is tried where no answer comes; a server that is being restarted is back after a few seconds."""
READ_PAUSE = 2.0
"""Seconds between two of these."""


class Recorder(Protocol):
    """The journal, as far as the gateway needs it. It never raises: what it cannot keep, it says by itself."""

    def begin(
        self, cluster: str, context: str, changes: Sequence[Change], undoes: int | None
    ) -> tuple[int, Sequence[int]]:
        """Keep that these are about to be sent: the number of them all, and of each."""
        ...

    def finish(self, entry: int, outcome: Outcome, message: str, uid: str) -> None:
        """How one of them ended; `uid` is that of an object that was made, else empty."""
        ...


class Gateway:
    """Changes to one cluster as one user."""

    def __init__(self, transport: Transport, recorder: Recorder, *, cluster: str, context: str, clock: Clock) -> None:
        self._transport = transport
        self._recorder = recorder
        self._cluster = cluster
        self._context = context
        self._clock = clock

    async def may(self, right: Right, namespace: str = "") -> Permission:
        """Whether a right is held and read-only mode does not close it; raises `KtuiError`."""
        if self._transport.read_only:
            return Permission(False, "read-only")
        return await permission(self._transport, right, namespace)

    async def preview(self, write: Write) -> Result:
        """What the server would do, from its dry run; admission and the tests of old values are part of it."""
        result = await self._sent(write, dry_run=True)
        return replace(result, outcome=Outcome.PREVIEWED) if result.outcome is Outcome.APPLIED else result

    async def begin(self, writes: Sequence[Write], *, undoes: int | None = None) -> Sending:
        """Put changes into the journal, as one that can be undone as one; nothing is sent yet.

        Raises `ReadOnlyError`.
        """
        if self._transport.read_only:
            raise ReadOnlyError
        changes = [write.change for write in writes]
        number, entries = await asyncio.to_thread(self._recorder.begin, self._cluster, self._context, changes, undoes)
        return Sending(self, number, writes, entries)

    async def send(self, write: Write, entry: int) -> Result:
        """Send one of those that were begun, and keep how it ended."""
        try:
            result = await self._sent(write)
        except asyncio.CancelledError:
            self._recorder.finish(entry, Outcome.UNKNOWN, "ktui stopped before the answer came", "")
            raise
        await self._keep(entry, result)
        return result

    async def leave(self, write: Write, entry: int, reason: str) -> Result:
        """Do not send one of those that were begun after all."""
        result = Result(write.change.ref, Outcome.FAILED, reason, KtuiError(reason), write)
        await self._keep(entry, result)
        return result

    async def read_back(self, change: Change) -> tuple[Outcome, str, Mapping[str, Any] | None]:
        """How a change ended whose answer never came, and the object as it is; raises `KtuiError`."""
        obj = await self.read(change.path)
        return (*read_back(change, obj), obj)

    async def _keep(self, entry: int, result: Result) -> None:
        uid = _uid(result.answer) if result.outcome is Outcome.APPLIED else ""
        await asyncio.to_thread(self._recorder.finish, entry, result.outcome, result.message, uid)

    async def _sent(self, write: Write, *, dry_run: bool = False) -> Result:
        change = write.change
        try:
            body = await self._request(write, dry_run=dry_run)
        except AnswerError as error:
            return await self._refused(write, error, dry_run=dry_run)
        except UnansweredError as error:
            if dry_run:
                return _result(write, Outcome.FAILED, error)
            return await self._unanswered(write, error)
        except (UnreachableError, CredentialsError, ForbiddenError) as error:
            outcome = Outcome.REFUSED if isinstance(error, ForbiddenError) else Outcome.FAILED
            return _result(write, outcome, error)
        answer = _object(body)
        if answer is not None and (reason := not_taken(change, answer)):
            return _result(write, Outcome.REFUSED, KtuiError(reason), answer)
        return Result(change.ref, Outcome.APPLIED, write=write, answer=answer)

    async def _request(self, write: Write, *, dry_run: bool) -> bytes:
        request = write.request
        params = {"fieldManager": MANAGER} if request.manager else {}
        body = request.body
        if dry_run and request.method == "DELETE":
            # The server reads a deletion's options from its body and then nowhere else.
            body = {**body, "dryRun": ["All"]}
        elif dry_run:
            params["dryRun"] = "All"
        return await self._transport.send_change(
            request.method,
            request.path,
            params,
            msgspec.json.encode(body),
            request.content_type,
            seconds=SECONDS,
        )

    async def _refused(self, write: Write, error: AnswerError, *, dry_run: bool) -> Result:
        """The server said no; where it says so of a patch's test or of a precondition, what has changed is told."""
        change = write.change
        told = error.for_user(f"{change.verb} {subject(change.ref)}")
        if error.code >= 500 and not dry_run:  # its own timeout, a proxy's: it may have been made all the same
            return await self._unanswered(write, told)
        if error.code in (409, 422) and write.request.method != "POST":
            try:
                obj = await self.read(change.path)
            except KtuiError:
                return _result(write, Outcome.REFUSED, told)
            if reason := moved(change, obj):
                missing = NotFoundError if obj is None else KtuiError
                return _result(write, Outcome.REFUSED, missing(f"not done: {reason}"), obj)
        return _result(write, Outcome.REFUSED, told)

    async def _unanswered(self, write: Write, error: KtuiError) -> Result:
        """No answer, or one that does not say: what is so now tells."""
        for attempt in range(READS):
            if attempt:
                await self._clock.sleep(READ_PAUSE)
            try:
                outcome, sentence, obj = await self.read_back(write.change)
            except UnreachableError as unreachable:
                last: KtuiError = unreachable
                continue
            except KtuiError as refused:
                last = refused
                break
            if outcome is Outcome.APPLIED:
                return Result(write.change.ref, outcome, f"{error}, but {sentence}", write=write, answer=obj)
            failure = type(error) if outcome is Outcome.FAILED else KtuiError
            return _result(write, outcome, failure(f"{error}, and {sentence}"), obj)
        reason = f"{error}: whether it was done is not known ({last}); ktui journal looks again"
        return _result(write, Outcome.UNKNOWN, UnansweredError(reason))

    async def read(self, path: str) -> Mapping[str, Any] | None:
        """The object as it is; None: it is not there. Raises `KtuiError`."""
        try:
            return _object(await self._transport.get(path, seconds=READ_SECONDS))
        except AnswerError as error:
            if error.code == 404:
                return None
            raise error.for_user(f"get {path}") from None


class Sending:
    """Changes that are in the journal as one, to be sent one by one."""

    def __init__(self, gateway: Gateway, number: int, writes: Sequence[Write], entries: Sequence[int]) -> None:
        self._gateway = gateway
        self.number = number
        """Theirs in the journal."""
        self.writes = writes
        self._entries = entries

    async def send(self, index: int) -> Result:
        """Send one; never raises for what a server does."""
        return await self._gateway.send(self.writes[index], self._entries[index])

    async def leave(self, index: int, reason: str) -> Result:
        """Do not send it after all."""
        return await self._gateway.leave(self.writes[index], self._entries[index], reason)


def _result(write: Write, outcome: Outcome, error: KtuiError, answer: Mapping[str, Any] | None = None) -> Result:
    return Result(write.change.ref, outcome, str(error), error, write, answer)


def _object(body: bytes) -> Mapping[str, Any] | None:
    """What the server answered, where it is an object: a deletion is answered with a `Status` as well."""
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return answer if isinstance(answer, dict) and answer.get("kind") != "Status" else None


def _uid(answer: Mapping[str, Any] | None) -> str:
    return str(((answer or {}).get("metadata") or {}).get("uid") or "")
