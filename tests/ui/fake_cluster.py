"""What a `FakeSession` reads and changes: the objects it was given, without a server."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

from ktui.demo.server.json_patch import apply_json_patch
from ktui.errors import NotFoundError
from ktui.journal.journal import Journal
from ktui.model.kinds import KINDS
from ktui.session.writing import Writing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping

    from ktui.kube.transport import Transport
    from tests.fakes.clock import FakeClock
    from tests.ui.fake_session import FakeSession


class _Clock:
    """The cluster's clock as the transport keeps it: this machine's and a skew, or one that a demo drives."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.skew = 0.0
        self.speed = 1.0
        """From the moment at which the fake clock was made."""
        self._begun = clock.time()

    def time(self) -> float:
        return self._begun + (self._clock.time() - self._begun) * self.speed + self.skew

    def lasting(self, seconds: float) -> float:
        return seconds / self.speed


class _Incoming:
    """A whole answer."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        yield self._body


class FakeCluster:
    """A transport that answers from `session.raws`."""

    server = "https://lab.test"

    def __init__(self, session: FakeSession, clock: FakeClock) -> None:
        self._session = session
        self.server_clock = _Clock(clock)
        self.heard: Callable[[], None] = lambda: None
        self.read_only = False
        self.denied: set[str] = set()
        """Rights that are not held, in words: `patch nodes`."""
        self.reviews = 0
        """How often rights were asked for."""
        self.sent: list[str] = []
        """Changes that were sent, dry runs aside: `PATCH /api/v1/nodes/n1`."""

    async def get(self, path: str, params: Mapping[str, str] | None = None, *, seconds: float = 0.0) -> bytes:
        if path == "/api/v1/namespaces/kube-system":
            return _bytes({"metadata": {"name": "kube-system", "uid": "cluster"}})
        return _bytes(self._raw(path))

    @asynccontextmanager
    async def open(self, path: str, params: Mapping[str, str] | None = None, **_: Any) -> AsyncIterator[_Incoming]:
        """A list: all of a kind, or a node's pods."""
        kind = next(kind for kind in KINDS if kind.name == path.rpartition("/")[2])
        field, _sign, wanted = (params or {}).get("fieldSelector", "").partition("=")
        items = [
            raw
            for (name, _key), raw in self._session.raws.items()
            if name == kind.name and (field != "spec.nodeName" or raw["spec"].get("nodeName") == wanted)
        ]
        yield _Incoming(_bytes({"metadata": {"resourceVersion": "1"}, "items": items}))

    async def review(self, path: str, body: bytes) -> bytes:
        self.reviews += 1
        asked = json.loads(body)["spec"]["resourceAttributes"]
        group, subresource = asked.get("group"), asked.get("subresource")
        words = f"{asked['verb']} {asked['resource']}"
        words += (f".{group}" if group else "") + (f"/{subresource}" if subresource else "")
        return _bytes({"status": {"allowed": words not in self.denied}})

    async def send_change(
        self, method: str, path: str, params: Mapping[str, str], body: bytes, content_type: str, *, seconds: float
    ) -> bytes:
        """Make a change; the watch tells of it when a test says so."""
        asked = json.loads(body)
        dry = "dryRun" in params or "dryRun" in asked
        if not dry:
            self.sent.append(f"{method} {path}")
        if method == "POST":
            return _bytes(asked)
        raw = self._raw(path)
        return _bytes(apply_json_patch(raw, asked) if method == "PATCH" else raw)

    def _raw(self, path: str) -> dict[str, Any]:
        parts = path.split("/")
        namespace = parts[-3] if parts[-4:-3] == ["namespaces"] else ""
        raw = self._session.raws.get((parts[-2], (namespace, parts[-1])))
        if raw is None:
            raise NotFoundError(f'{parts[-2]} "{parts[-1]}" not found')
        return raw


class _Journal(Journal):
    """A journal in memory, which nobody complains of."""

    def _opened(self) -> sqlite3.Connection:
        db = self._in_memory(OSError())
        self.problem = ""
        return db


def writing_of(session: FakeSession, cluster: FakeCluster, clock: FakeClock) -> Writing:
    """Whatever is changed there, with a journal of its own."""
    return Writing(
        cast("Transport", cluster),
        context=session.context,
        clock=clock,
        rand=lambda: 0.5,
        open_journal=lambda: _Journal(now=clock.time),
    )


def _bytes(value: object) -> bytes:
    return json.dumps(value).encode()
