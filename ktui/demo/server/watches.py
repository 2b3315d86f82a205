"""A watch: from a revision on, one line for each change that concerns it, until somebody ends it."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from typing import TYPE_CHECKING

from ktui.demo.server import statuses
from ktui.demo.server.faults import Cut, End, How, Opening, Silence, Taken
from ktui.demo.server.lists import matching, number, revision
from ktui.demo.server.statuses import Raw, RefusalError
from ktui.demo.server.store import Change, Store, Stored, encode

if TYPE_CHECKING:
    from ktui.demo.server.call import Call
    from ktui.demo.server.rendering import Rendering
    from ktui.demo.server.wire import Wire

INITIAL_EVENTS_END = "k8s.io/initial-events-end"
"""Annotation of the bookmark after the state that a watch began with."""

LAST_BOOKMARK = 2.0
"""Seconds before a watch's end at which it begins to tell its revision for the last time."""

LINES_AT_ONCE = 200
"""Lines that are sent in one piece when so many are due."""

LINES_BEHIND = 20_000
"""Lines that a watch may be behind before it is ended."""


class Watch:
    """One open watch: what it still has to send. Raises `RefusalError` from its constructor.

    `streams_lists`: what the server makes of `sendInitialEvents`: None, it does not know it; False, it refuses it.
    """

    def __init__(
        self, call: Call, store: Store, rendering: Rendering, *, streams_lists: bool | None, bookmark_every: float = 0.0
    ) -> None:
        _check_options(call, streams_lists)
        self.call = call
        self.bookmarks = call.query.get("allowWatchBookmarks", "").lower() in ("1", "true")
        self.seconds = number(call, "timeoutSeconds")
        self.since = revision(call)
        """The resourceVersion asked for, 0 for the present state."""
        told = call.query.get("sendInitialEvents", "") if streams_lists else ""
        self._begins_with_state = told.lower() in ("1", "true") if told else not self.since
        # A server that streams lists marks the end of each one, asked to or not.
        self._marks_end = bool(streams_lists) and self.bookmarks and self._begins_with_state
        self._bookmark_every = bookmark_every if self.bookmarks else 0.0
        self.written = 0
        """Lines that went out."""
        self._store = store
        self._rendering = rendering
        self._match = matching(call)
        self._lines: deque[bytes] = deque()
        self._headed = False
        """Whether a table's columns were named."""
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
        """Tell the latest revision."""
        meta: Raw = {"resourceVersion": str(self._store.revision if at is None else at)}
        if annotations:
            meta["annotations"] = annotations
        self.add(self._rendering.bookmark(meta, headed=not self._headed))
        self._headed = True

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
            await self._send_in_time(wire, taken)
        finally:
            stop()

    async def _send_in_time(self, wire: Wire, taken: Taken) -> None:
        bookmarks = asyncio.ensure_future(self._bookmark_regularly()) if self._bookmark_every else None
        try:
            async with asyncio.timeout(self.seconds or None):
                await self._send(wire, taken.one(Cut), taken.one(End))
        except TimeoutError:
            return
        finally:
            if bookmarks is not None:
                bookmarks.cancel()

    async def _bookmark_regularly(self) -> None:
        """Every so often, and each second shortly before the end, so that the next watch goes on from there."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self.seconds - LAST_BOOKMARK if self.seconds else math.inf
        while True:
            await asyncio.sleep(min(self._bookmark_every, max(end - loop.time(), 1.0)))
            self.bookmark()

    def _begin(self) -> None:
        if self._begins_with_state:
            for stored in self._store.state(self.kind):
                if self._match(stored.obj):
                    self.add(self._line("ADDED", stored))
            if self._marks_end:
                self.bookmark({INITIAL_EVENTS_END: "true"})
            return
        changes = self._store.since(self.kind, self.since or self._store.revision)
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
                if cut is not None and self.written >= cut.lines:
                    line = self._lines.popleft()
                    await wire.write(line[: len(line) // 2])
                    await wire.cut(cut.how)
                    return
                await wire.write(self._next(1 if cut is not None or end is not None else LINES_AT_ONCE))
            elif self._over:
                await wire.write(self._partial)
                if self._end is not None:
                    await wire.cut(self._end)
                return
            else:
                self._due.clear()
                await self._due.wait()

    def _next(self, most: int) -> bytes:
        """Up to so many lines in one piece."""
        lines = [self._lines.popleft() for _ in range(min(most, len(self._lines)))]
        self.written += len(lines)
        return b"".join(lines)

    def _changed(self, change: Change) -> None:
        # A watch that started beyond the present, after its server's history was lost, waits for the counter.
        if change.plural != self.kind or change.revision <= self.since or self._over:
            return
        was = change.before is not None and self._match(change.before.obj)
        now = change.after is not None and self._match(change.after.obj)
        if not was and not now:
            return
        if len(self._lines) > LINES_BEHIND:
            # Whoever reads so slowly has to begin anew from where it got to, as with a real server.
            self._lines.clear()
            self.finish()
            return
        sort = "DELETED" if not now else "MODIFIED" if was else "ADDED"
        # All watches of one form send the same bytes; but the first line of a table is longer.
        key = (sort, self._headed, *self._rendering.key)
        line = change.lines.get(key)
        if line is None:
            stored = change.after if now else change.before.later(change.revision) if change.before else None
            assert stored is not None
            line = change.lines[key] = self._rendering.line(sort, stored, headed=not self._headed)
        self._headed = True
        self.add(line)

    def _line(self, sort: str, stored: Stored) -> bytes:
        line = self._rendering.line(sort, stored, headed=not self._headed)
        self._headed = True
        return line


def _check_options(call: Call, streams_lists: bool | None) -> None:
    query = call.query
    if streams_lists is None:
        return
    match = query.get("resourceVersionMatch", "")
    field, faults = "resourceVersionMatch", []
    if "sendInitialEvents" not in query:
        if match:
            said = "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
            faults.append((field, said))
    elif not streams_lists:
        said = "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"
        faults.append(("sendInitialEvents", said))
    elif match != "NotOlderThan":
        faults.append((field, "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
        if match:
            faults.append((field, f'Unsupported value: "{match}": supported values: "NotOlderThan"'))
    elif query.get("continue"):
        faults.append((field, "Forbidden: resourceVersionMatch is forbidden when continue is provided"))
    if faults:
        raise RefusalError(422, statuses.invalid_options(*faults))
