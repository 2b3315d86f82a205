"""A watch: from a revision on, one line for each change that concerns it, until somebody ends it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from ktui.demo.server import statuses
from ktui.demo.server.faults import Cut, End, How, Opening, Silence, Taken
from ktui.demo.server.lists import matching, number, revision, with_type
from ktui.demo.server.statuses import Raw, RefusalError
from ktui.demo.server.store import Change, Store, Stored, encode

if TYPE_CHECKING:
    from ktui.demo.server.call import Call
    from ktui.demo.server.wire import Wire


class Watch:
    """One open watch: what it still has to send. Raises `RefusalError` from its constructor."""

    def __init__(self, call: Call, store: Store) -> None:
        if "sendInitialEvents" in call.query:
            message = "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"
            raise RefusalError(422, statuses.invalid("sendInitialEvents", message))
        self.call = call
        self.bookmarks = call.query.get("allowWatchBookmarks", "").lower() in ("1", "true")
        self.seconds = number(call, "timeoutSeconds")
        self.since = revision(call)
        """The resourceVersion asked for, 0 for the present state."""
        self.written = 0
        """Lines that went out."""
        self._store = store
        self._match = matching(call)
        self._lines: deque[bytes] = deque()
        self._due = asyncio.Event()
        self._end: How | None = None
        self._partial = b""
        self._over = False

    @property
    def kind(self) -> str:
        """The collection's plural."""
        return self.call.kind

    def add(self, raw: bytes) -> None:
        """Send this next, as it is."""
        self._lines.append(raw)
        self._due.set()

    def finish(self, how: How = "eof", partial: bytes = b"") -> None:
        """End once everything before is sent; with `eof` and no partial line that is a clean end."""
        self._over, self._end, self._partial = True, how, partial
        self._due.set()

    def bookmark(self, annotations: Raw | None = None, at: int | None = None) -> None:
        """Tell the latest revision, as a real server does: the kind's object with hardly anything in it."""
        assert self.call.resource is not None
        meta: Raw = {"resourceVersion": str(self._store.revision if at is None else at), "creationTimestamp": None}
        if annotations:
            meta["annotations"] = annotations
        obj: Raw = {
            "kind": self.call.resource.kind,
            "apiVersion": self.call.resource.api_version(self.call.version),
            "metadata": meta,
            "spec": {"containers": None} if self.kind == "pods" else {},
            "status": {},
        }
        self.add(encode({"type": "BOOKMARK", "object": obj}) + b"\n")

    async def run(self, wire: Wire, taken: Taken) -> None:
        """Send the head, then lines until the end; the caller closes the body."""
        stop = self._store.listen(self._changed)
        try:
            self._begin()
            await wire.open()
            opening, silence = taken.one(Opening), taken.one(Silence)
            if silence is not None and silence.headers:
                await silence.released.wait()
            if opening is not None:
                await wire.write(opening.raw)
                if opening.ends:
                    return
            try:
                async with asyncio.timeout(self.seconds or None):
                    await self._send(wire, taken.one(Cut), taken.one(End))
            except TimeoutError:
                return
        finally:
            stop()

    def _begin(self) -> None:
        if not self.since:
            for stored in self._store.state(self.kind):
                if self._match(stored.obj):
                    self.add(self._line("ADDED", stored))
            return
        changes = self._store.since(self.kind, self.since)
        if changes is None:
            expired = statuses.expired(f"too old resource version: {self.since} ({self._store.compacted})")
            self.add(encode({"type": "ERROR", "object": expired}) + b"\n")
            self.finish()
            return
        for change in changes:
            self._changed(change)

    async def _send(self, wire: Wire, cut: Cut | None, end: End | None) -> None:
        while end is None or self.written < end.lines:
            if self._lines:
                line = self._lines.popleft()
                if cut is not None and self.written >= cut.lines:
                    await wire.write(line[: len(line) // 2])
                    await wire.cut(cut.how)
                    return
                await wire.write(line)
                self.written += 1
            elif self._over:
                await wire.write(self._partial)
                if self._end is not None:
                    await wire.cut(self._end)
                return
            else:
                self._due.clear()
                await self._due.wait()

    def _changed(self, change: Change) -> None:
        # A watch that started beyond the present, after its server's history was lost, waits for the counter.
        if change.plural != self.kind or change.revision <= self.since:
            return
        was = change.before is not None and self._match(change.before.obj)
        now = change.after is not None and self._match(change.after.obj)
        if now and change.after is not None:
            self.add(self._line("MODIFIED" if was else "ADDED", change.after))
        elif was and change.before is not None:
            self.add(self._line("DELETED", change.before.later(change.revision)))

    def _line(self, kind: str, stored: Stored) -> bytes:
        return b'{"type":"%s","object":%s}\n' % (kind.encode(), with_type(self.call, stored))
