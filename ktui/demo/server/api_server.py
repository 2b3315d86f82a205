"""The embedded API server: real HTTP on the loopback, everything it holds at hand, faults by switch.

It serves lists, watches and single objects of the kinds in `resources`, logs, discovery, `/version` and `/readyz`, with
the revisions, selectors, pages and error bodies of a real server; `writes` tells what can be changed over HTTP.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from email.utils import formatdate
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from ktui.demo.server import discovery, health, openapi, statuses
from ktui.demo.server.call import Call, not_found, read_call
from ktui.demo.server.faults import Answer, Cut, Faults, How, Lost, Rewrite, Silence, Taken
from ktui.demo.server.forms import wanted_form
from ktui.demo.server.lists import list_body
from ktui.demo.server.logs import Logs
from ktui.demo.server.registry import Registry
from ktui.demo.server.rendering import Rendering
from ktui.demo.server.resources import Versions, served_versions
from ktui.demo.server.reviews import review
from ktui.demo.server.statuses import Raw, RefusalError
from ktui.demo.server.store import Same, Store, encode
from ktui.demo.server.watches import Watch
from ktui.demo.server.wire import Wire
from ktui.demo.server.writes import scale_of, write
from ktui.model.version import NEWEST, ServerVersion, parse_version

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Collection

    from ktui.demo.server.commands import Commands
    from ktui.demo.server.readers import Reader

CONNECTED = ("attach", "exec", "portforward")
"""Subresources of a pod that are no requests but connections into its containers."""
PRETENDED = "the containers of this cluster are pretended: nothing can be run in them, and nothing listens"
GZIP_BYTES = 128 * 1024
"""Lists longer than this are compressed for a client that asks (`APIResponseCompression`)."""
LOST_TURNS = 5
"""Turns of the loop after which handlers have noticed that their connections are cut."""
KEPT_REQUESTS = 2000
"""Requests that are remembered at most."""
SHUTDOWN_SECONDS = 1.0
"""Real seconds within which cut connections have to be gone."""


class ApiServer:
    """`async with ApiServer() as server:` serves at `server.url`; it must run in the test's own event loop.

    `cronjob_versions`: which of `v1` and `v1beta1` are served. `token`: bearer token that requests must carry, None
    for no check; assign another to let a token expire. `tls`: a server-side context, None for plain HTTP. `now`: Unix
    seconds, for creationTimestamp and, plus `clock_offset`, for `Date`. `user`: who the client is, in 403 bodies.
    `seed`: uids and generated names look random, and are the same for the same seed; None: uids count. `namespaces`:
    nothing can be created in a namespace that is not there.
    `port` 0 is a free one. `door`: a word that stands for the token where it is the first part of the path, as
    kubectl sends no token over plain HTTP; empty: none.
    """

    def __init__(
        self,
        *,
        version: str = "v1.35.4",
        cronjob_versions: Collection[str] = ("v1",),
        token: str | None = None,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], float] = time.time,
        user: str = "dev",
        seed: int | None = None,
        namespaces: bool = False,
        port: int = 0,
        door: str = "",
    ) -> None:
        self.version = version
        self.cronjob_versions = tuple(cronjob_versions)
        self.token = token
        self.user = user
        self.clock_offset = 0.0
        """Seconds by which the server's `Date` is ahead."""
        self.readers: dict[str, Reader] = {}
        """Users with few rights, by their tokens."""
        self.faults = Faults()
        self.requests: list[Call] = []
        """Every request that arrived, in order: method, path, query, headers, and kind and verb."""
        self.streams_lists = _streams_lists(self._release())
        """What becomes of a watch that is to begin with a list (WatchList): False, it is refused; None, that is not
        known, and the watch is like any other."""
        self.bookmark_every = 0.0
        """Seconds between the bookmarks of a watch that asked for them; 0: `bookmark` alone sends them."""
        self.ready = True
        """Whether `/readyz` answers 200, else 500."""
        self.store = Store(now, seed=seed)
        self.registry = Registry(self.store, namespaces=namespaces)
        self.logs = Logs(now)
        """What containers wrote."""
        self.commands: Commands | None = None
        """What is run in containers; None: nothing, which is said."""
        self.before: Callable[[], object] = lambda: None
        """Told of each request before it is looked at: who drives the cluster can bring it up to date."""
        self._now = now
        self._tls = tls
        self._port = port
        self._door = f"/{door}/" if door else ""
        self._gate = asyncio.Event()
        self._gate.set()
        self._open: set[Watch] = set()
        self._opened = asyncio.Event()
        self._all_ended = asyncio.Event()
        self._all_ended.set()
        self._server: web.Server | None = None
        self._runner: web.ServerRunner | None = None

    # What it holds

    def put(self, kind: str, obj: Raw, *, sent_as: Any = Same) -> Raw:
        """Create or update, telling the watches; the object as stored, with uid, creationTimestamp, resourceVersion.

        `sent_as`: JSON to send in its place, for what no server should send. Selectors see `obj`.
        """
        return self.store.put(kind, obj, sent_as=sent_as)

    def delete(self, kind: str, namespace: str, name: str) -> Raw:
        """Remove, telling the watches; the last state. `namespace` is "" for nodes. Raises `KeyError`."""
        return self.store.delete(kind, namespace, name)

    def objects(self, kind: str) -> list[Raw]:
        """Copies of what there is, by namespace and name."""
        return self.store.objects(kind)

    def compact(self) -> None:
        """Forget history: watches from any earlier revision and later pages of lists begun before get 410."""
        self.store.compact()

    @property
    def revision(self) -> int:
        """The latest resourceVersion."""
        return self.store.revision

    # Being up, down and frozen

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`; the port stays over `stop` and `start`."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}{self._door.rstrip('/')}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Serve; on a free port, or on the same one as before."""
        assert self._runner is None, "it is running"
        self._gate.set()
        self._server = web.Server(self._handle, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(self._server, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, ssl_context=self._tls, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self, *, gracefully: bool = False) -> None:
        """Stop as a killed process does, every connection cut; `gracefully` ends the watches in order first.

        Connections are refused until `start`. Does nothing when it is not running.
        """
        runner, server = self._runner, self._server
        if runner is None or server is None:
            return
        self._runner = self._server = None
        for site in list(runner.sites):
            await site.stop()
        if gracefully:
            self.end_watches()
            await self._all_ended.wait()
        for connection in server.connections:
            if connection.transport is not None:
                connection.transport.abort()
        for _ in range(LOST_TURNS):
            await asyncio.sleep(0)
        await runner.cleanup()

    async def restart(self, *, lose_history: bool = False) -> None:
        """Kill and start; with `lose_history` no watch can go on from where it was."""
        await self.stop()
        if lose_history:
            self.compact()
        await self.start()

    def freeze(self) -> None:
        """As SIGSTOP does: connections are still accepted, nothing is answered, open watches fall silent."""
        self._gate.clear()

    def thaw(self) -> None:
        """Go on: answer what was asked meanwhile and tell what happened."""
        self._gate.set()

    # The watches

    def watches(self, kind: str | None = None) -> list[Watch]:
        """Those that are open, whose head was sent, oldest first."""
        found = (watch for watch in self._open if kind in (None, watch.kind))
        return sorted(found, key=lambda watch: watch.call.at)

    async def until_watched(self, *kinds: str, timeout: float = 5.0) -> None:
        """Wait in real time until each of `kinds` has an open watch; raises `TimeoutError`."""
        async with asyncio.timeout(timeout):
            while not all(self.watches(kind) for kind in kinds):
                self._opened.clear()
                await self._opened.wait()

    def bookmark(self, kind: str | None = None, *, annotations: Raw | None = None, at: int | None = None) -> int:
        """Send a bookmark on every open watch that asked for them; to how many.

        `at`: another revision than the latest.
        """
        asked = [watch for watch in self.watches(kind) if watch.bookmarks]
        for watch in asked:
            watch.bookmark(annotations, at)
        return len(asked)

    def send(self, kind: str, *raw: bytes) -> None:
        """Send bytes, newlines included, on every open watch of `kind`."""
        for watch in self.watches(kind):
            watch.add(b"".join(raw))

    def end_watches(self, kind: str | None = None) -> None:
        """End open watches in order, after what they still have to send."""
        for watch in self.watches(kind):
            watch.finish()

    def cut_watches(
        self, kind: str | None = None, how: How = "reset", partial: bytes = b'{"type":"MODIFIED","obj'
    ) -> None:
        """Cut open watches in the middle of a line, after what they still have to send."""
        for watch in self.watches(kind):
            watch.finish(how, partial)

    # What was asked

    def asked(self, kind: str | None = None, verb: str | None = None) -> list[Call]:
        """The requests for `kind` (a plural, or a path such as `/readyz`) with `verb` (list, page, watch, get)."""
        return [call for call in self.requests if kind in (None, call.kind) and (verb is None or verb in call.verbs)]

    # Answering

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        loop = asyncio.get_running_loop()
        inside = bool(self._door) and request.path.startswith(self._door)
        call = read_call(
            request.method,
            request.path[len(self._door) - 1 :] if inside else request.path,
            request.query_string,
            request.headers,
            versions=self._served(),
            at=loop.time(),
            body=b"" if request.method == "GET" else await request.read(),
        )
        self.requests.append(call)
        if len(self.requests) > KEPT_REQUESTS:
            del self.requests[: KEPT_REQUESTS // 2]
        await self._gate.wait()
        self.before()
        try:
            return await self._answer(request, call, inside=inside)
        except RefusalError as refusal:
            return await self._refuse(refusal)

    async def _answer(self, request: web.BaseRequest, call: Call, *, inside: bool) -> web.StreamResponse:
        taken = self.faults.take(kind=call.kind, verbs=call.verbs)
        silence = taken.one(Silence)
        if silence is not None and not silence.headers:
            await silence.released.wait()
        if answer := taken.one(Answer):
            raise RefusalError(answer.code, answer.body, answer.headers)
        self._authorize(call, inside=inside)
        if call.subresource in CONNECTED and self.commands is None:
            raise RefusalError(400, statuses.bad_request(PRETENDED))
        if call.method != "GET":
            return await self._write(request, call, taken)
        if call.subresource == "scale":
            return await self._whole(200, encode(scale_of(call, self.registry)), "application/json")
        if call.subresource == "exec" and self.commands is not None:
            return await self.commands.serve(request)
        if call.resource is None or call.subresource not in ("", "log", "status"):
            return await self._plain(call)
        if call.subresource == "log":
            return await self._log(request, call, taken)
        if call.verb == "watch":
            return await self._watch(request, call, taken)
        if call.name is not None:
            body = self._one(call)
        else:
            body = list_body(call, self.store, self._rendering(call, lists=True))
        if rewrite := taken.one(Rewrite):
            body = rewrite.change(body)
        headers = self._head()
        if len(body) > GZIP_BYTES and "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 1)
        wire = Wire(request, self._gate, taken, headers)
        await wire.open()
        if silence is not None:
            await silence.released.wait()
        await wire.write_body(body, taken.one(Cut))
        return wire.response

    def _authorize(self, call: Call, *, inside: bool) -> None:
        reader = self._reader(call)
        if reader is None and self.token is not None and not inside and _bearer(call) != self.token:
            raise RefusalError(401, statuses.unauthorized())
        if not self._denied(call, call.kind, call.verb, call.namespace):
            return
        if call.resource is None:
            raise RefusalError(403, statuses.forbidden_path(user=self.user, path=call.path))
        raise RefusalError(
            403,
            statuses.forbidden(
                user=reader.name if reader else self.user,
                verb=call.verb,
                resource=call.kind,
                group=call.resource.group,
                namespace=call.namespace,
                name=call.name,
            ),
        )

    def _reader(self, call: Call) -> Reader | None:
        return self.readers.get(_bearer(call))

    def _denied(self, call: Call, kind: str, verb: str, namespace: str | None) -> bool:
        """Whether the user of a request lacks a right; what is no collection's is anybody's."""
        reader = self._reader(call)
        if reader is not None and not kind.startswith("/") and not reader.may(verb, kind, namespace):
            return True
        return self.faults.denied(kind=kind, verb=verb, namespace=namespace)

    async def _plain(self, call: Call) -> web.StreamResponse:
        path = call.path.rstrip("/")
        if path in health.PATHS:
            return await self._whole(200, health.report(call, ready=self.ready), "text/plain; charset=utf-8")
        if found := discovery.aggregated(path, call.headers.get("Accept", ""), self._served()):
            return await self._whole(200, encode(found[0]), found[1])
        if schema := openapi.document(call, self._served(), self.version):
            return await self._whole(200, schema.body, schema.content_type)
        told = discovery.version(self.version) if path == "/version" else discovery.document(path, self._served())
        if told is None:
            raise not_found(call)
        return await self._whole(200, encode(told), "application/json")

    async def _write(self, request: web.BaseRequest, call: Call, taken: Taken) -> web.StreamResponse:
        if (answer := review(call, partial(self._denied, call))) is not None:
            return await self._whole(201, encode(answer), "application/json")
        if call.resource is None:
            raise not_found(call)
        written = write(call, self.registry)
        if lost := taken.one(Lost):
            if lost.held is not None:
                await lost.held.wait()
            if request.transport is not None:
                request.transport.abort()
        answered = await self._whole(written.code, encode(written.body), "application/json")
        for text in written.warnings:
            answered.headers.add("Warning", f"299 - {json.dumps(text, ensure_ascii=False)}")
        return answered

    async def _watch(self, request: web.BaseRequest, call: Call, taken: Taken) -> web.StreamResponse:
        watch = Watch(
            call,
            self.store,
            self._rendering(call),
            streams_lists=self.streams_lists,
            bookmark_every=0.0 if call.kind == "events" else self.bookmark_every,
        )
        wire = Wire(request, self._gate, taken, self._head())
        self._open.add(watch)
        self._all_ended.clear()
        try:
            self._opened.set()
            await watch.run(wire, taken)
        finally:
            self._open.discard(watch)
            if not self._open:
                self._all_ended.set()
        await self._gate.wait()
        return wire.response

    async def _log(self, request: web.BaseRequest, call: Call, taken: Taken) -> web.StreamResponse:
        name = call.name or ""
        pod = self.registry.get("pods", call.namespace or "", name)
        if pod is None:
            raise RefusalError(404, statuses.no_such_object(resource="pods", group="", name=name))
        wire = Wire(request, self._gate, taken, self._head("text/plain"))
        await self.logs.serve(call, pod, wire, taken)
        return wire.response

    def _one(self, call: Call) -> bytes:
        assert call.resource is not None
        assert call.name is not None
        stored = self.store.get(call.resource.plural, (call.namespace or "", call.name))
        if stored is None:
            missing = statuses.no_such_object(resource=call.resource.plural, group=call.resource.group, name=call.name)
            raise RefusalError(404, missing)
        return self._rendering(call).one(stored)

    def _rendering(self, call: Call, *, lists: bool = False) -> Rendering:
        assert call.resource is not None
        form = wanted_form(call, lists=lists)
        return Rendering(call.resource, call.version, form, release=self._release(), now=self._now)

    async def _refuse(self, refusal: RefusalError) -> web.StreamResponse:
        if isinstance(refusal.body, str):
            return await self._whole(refusal.code, refusal.body.encode(), "text/plain; charset=utf-8", refusal.headers)
        return await self._whole(refusal.code, encode(refusal.body) + b"\n", "application/json", refusal.headers)

    async def _whole(
        self, code: int, body: bytes, content_type: str, headers: dict[str, str] | None = None
    ) -> web.StreamResponse:
        await self._gate.wait()
        return web.Response(status=code, body=body, headers={**self._head(content_type), **(headers or {})})

    def _head(self, content_type: str = "application/json") -> dict[str, str]:
        return {
            "Audit-Id": "00000000-0000-4000-8000-000000000000",
            "Cache-Control": "no-cache, private",
            "Content-Type": content_type,
            "Date": formatdate(self._now() + self.clock_offset, usegmt=True),
        }

    def _served(self) -> Versions:
        return served_versions(self._release(), self.cronjob_versions)

    def _release(self) -> ServerVersion:
        return parse_version(self.version) or NEWEST


def _bearer(call: Call) -> str:
    return call.headers.get("Authorization", "").removeprefix("Bearer ")


def _streams_lists(release: ServerVersion) -> bool | None:
    """Whether a release begins a watch with a list by default: 1.32, not 1.33, again since 1.34."""
    if not release.at_least(1, 27):
        return None
    return release.minor == 32 or release.at_least(1, 34)
