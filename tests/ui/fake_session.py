"""A session without a cluster: real feeds, filled by hand, and clocks that stand still until a test moves them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, cast

import msgspec

from ktui.errors import KtuiError, NotFoundError
from ktui.insight.events import EventGroup
from ktui.insight.owners import owner_references
from ktui.model.evidence import Watched
from ktui.model.kinds import KINDS
from ktui.model.link import Link, LinkState
from ktui.model.objects import STRUCTS
from ktui.model.version import NEWEST, ServerVersion
from ktui.session.session import Session
from ktui.ui.app import KtuiApp
from ktui.ui.screens.change import ChangeScreen
from ktui.ui.screens.labels import LabelsScreen
from tests.fakes.clock import START, FakeClock, until
from tests.fakes.log_streams import FakeStreams
from tests.ui.fake_cluster import FakeCluster, writing_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.pilot import Pilot

    from ktui.insight.log_state import Fate
    from ktui.insight.owners import Owner
    from ktui.kube.log_stream import LogRequest, LogSink
    from ktui.kube.reflector import Reflector, Sink, Target
    from ktui.kube.transport import Transport
    from ktui.model.kinds import Kind
    from ktui.session.object_events import ObjectEvents
    from ktui.session.session import Listener
    from ktui.session.writing import Writing
    from ktui.ui.widgets.row_table import RowTable
    from tests.fakes.log_streams import FakeStream

SERVER = ServerVersion(NEWEST.major, NEWEST.minor, "v1.35.4")
ALL = tuple(kind.name for kind in KINDS)


class _FakeReflector:
    """Lists nothing, is live at once, and watches until it is cancelled."""

    def __init__(self, session: FakeSession, target: Target, sink: Sink) -> None:
        self._session = session
        self._target = target
        self._sink = sink

    async def run(self) -> None:
        watched = (self._target, self._sink)
        self._session.watching.append(watched)
        self._sink.list_began()
        self._sink.list_ended()
        self._sink.linked(Link(LinkState.LIVE, self._session.fake_clock.time()))
        try:
            await asyncio.Event().wait()
        finally:
            self._session.watching.remove(watched)


class FakeSession(Session):
    """The session's own feeds, stores and flushes; what the reflectors would deliver comes from the test."""

    def __init__(
        self,
        listener: Listener,
        *,
        namespaces: tuple[str, ...],
        clock: FakeClock,
        context: str = "lab",
        app: FakeApp | None = None,
    ) -> None:
        self.app = app
        self.ended = False
        """Whether `run` was left."""
        self.fake_transport = FakeCluster(self, clock)
        self.fake_clock = clock
        self.raws: dict[tuple[str, tuple[str, str]], dict[str, Any]] = {}
        """What a fresh reading of an object gives, by kind and key."""
        self.unreadable: KtuiError | None = None
        """What every reading fails with."""
        self.readings = 0
        self.events: dict[tuple[str, tuple[str, str]], list[EventGroup]] = {}
        """What the cluster has told of an object, by kind and key."""
        self.streams = FakeStreams()
        """Of logs, as they are opened."""
        self.watching: list[tuple[Target, Sink]] = []
        """What is watched besides the feeds: a test gives the sinks what a watch would deliver."""
        super().__init__(
            context=context,
            transport=cast("Transport", self.fake_transport),
            namespaces=namespaces,
            listener=listener,
            clock=clock,
            rand=lambda: 0.5,
        )

        self._watched = Watched()
        self.memory.watched_in = lambda namespace: self._watched  # type: ignore[method-assign]

    def watch_events(self, *, since: float) -> None:
        """The events of pods have been watched since."""
        self._watched = Watched(since)

    async def run(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True
            if self._writing is not None:
                await self._writing.close()

    @property
    def writing(self) -> Writing:
        if self._writing is None:
            self._writing = writing_of(self, self.fake_transport, self.fake_clock)
        return self._writing

    def _successor(self, namespaces: tuple[str, ...], listener: Listener) -> FakeSession:
        assert self.app is not None
        return self.app.open_fake(listener, context=self.context, namespaces=namespaces)

    async def namespace_names(self) -> tuple[str, ...]:
        assert self.app is not None
        names = self.app.namespace_names
        if names is None:
            await asyncio.Event().wait()
        if isinstance(names, KtuiError):
            raise names
        return names or ()

    def _reflector(self, target: Target, sink: Sink) -> Reflector:
        return cast("Reflector", _FakeReflector(self, target, sink))

    def sinks(self, kind: Kind) -> list[Any]:
        """Where what is watched of this kind besides the feeds goes to."""
        return [sink for target, sink in self.watching if target.kind is kind]

    async def read(self, kind: Kind, key: tuple[str, str]) -> dict[str, Any]:
        self.readings += 1
        if self.unreadable is not None:
            raise self.unreadable
        if (raw := self.raws.get((kind.name, key))) is None:
            raise NotFoundError(f'{kind.name} "{key[1]}" not found')
        return raw

    async def owners(self, obj: dict[str, Any]) -> list[Owner]:
        return owner_references(obj)

    def events_of(self, kind: Kind, obj: Any, changed: Callable[[], None]) -> ObjectEvents:
        return cast("ObjectEvents", FakeEvents(self.events.get((kind.name, obj.key), [])))

    def log_stream(self, request: LogRequest, sink: LogSink, fate: Callable[[], Fate]) -> FakeStream:
        return self.streams(request, sink, fate)

    def flush(self) -> None:
        """Tell the screen now what is pending."""
        if self._flush_due is not None:
            self._flush_due.cancel()
            self._flush()

    def identify(self, version: ServerVersion = SERVER) -> None:
        self._identified(version)

    def link(self, *names: str, state: LinkState, **more: Any) -> None:
        """The links of these kinds, of all where none is named; `since` is now unless told."""
        more.setdefault("since", self.fake_clock.time())
        for name in names or ALL:
            self.feeds[name].linked(Link(state, **more))
        self.flush()

    def shares(self, name: str) -> list[tuple[str | None, Sink]]:
        """A kind's namespaces (None: all) and who takes in what a reflector tells of each."""
        return self._sinks[name]

    def list_into(self, sink: Sink, name: str, raws: Iterable[dict[str, Any]]) -> None:
        """A whole list of one namespace, live from now on; not told yet."""
        sink.list_began()
        sink.page(decoded(self.feeds[name].kind, raws), None)
        sink.list_ended()
        sink.linked(Link(LinkState.LIVE, self.fake_clock.time()))

    def listing(self, name: str, raws: Iterable[dict[str, Any]], remaining: int | None = None) -> None:
        """A page of the first list, which has not ended."""
        feed = self.feeds[name]
        feed.linked(Link(LinkState.LOADING, self.fake_clock.time()))
        feed.list_began()
        feed.page(known(self, feed.kind, raws), remaining)
        self.flush()

    def listed(self, name: str, raws: Iterable[dict[str, Any]]) -> None:
        """A whole list, live from now on."""
        feed = self.feeds[name]
        feed.list_began()
        feed.page(known(self, feed.kind, raws), None)
        feed.list_ended()
        feed.linked(Link(LinkState.LIVE, self.fake_clock.time()))
        self.flush()

    def live(self, **raws: Iterable[dict[str, Any]]) -> None:
        """All kinds listed and live; empty where nothing is given."""
        self.identify()
        for name in ALL:
            self.listed(name, raws.get(name, ()))

    def put(self, name: str, *raws: dict[str, Any]) -> None:
        """Events of a watch, in one flush."""
        feed = self.feeds[name]
        for obj in known(self, feed.kind, raws):
            feed.put(obj)
        self.flush()

    def remove(self, name: str, *keys: tuple[str, str]) -> None:
        feed = self.feeds[name]
        for key in keys:
            feed.remove(feed.store.objects[key])
            self.raws.pop((name, key), None)
        self.flush()


class FakeEvents:
    """Events that stay as they are."""

    def __init__(self, groups: list[EventGroup]) -> None:
        self.groups = groups or [EventGroup("", [], Link(LinkState.LIVE, 0.0), loaded=True)]

    async def run(self) -> None:
        await asyncio.Event().wait()


class FakeApp(KtuiApp):
    """The application over a `FakeSession`, which `fill` (if any) fills as soon as it is there.

    It fills every session: those of other namespaces and contexts too.
    """

    def __init__(
        self,
        fill: Callable[[FakeSession], None] | None = None,
        *,
        namespace: str | None = "default",
        start: float = START,
        inspector: bool = False,
        **options: Any,
    ) -> None:
        """`options`: what `KtuiApp` takes besides."""
        self.clock = FakeClock(start)
        self.fill = fill
        self.fake: FakeSession | None = None
        self.never = fill is None
        self.fakes: list[FakeSession] = []
        """Every session there was, the latest last."""
        self.namespace_names: tuple[str, ...] | KtuiError | None = ("blog", "default", "kube-system", "shop")
        """What listing namespaces gives; None: no answer ever."""
        self.context_names: tuple[str, ...] | KtuiError | None = ("lab", "prod", "stage")
        self.refused: dict[str, KtuiError | None] = {}
        """Contexts that cannot be opened, and why; None: their opening never ends."""
        self.denied: set[str] = set()
        """Rights that are not held, in words: `patch nodes`."""
        self.own_context = "lab"
        """What the context is called that is shown at first."""
        self._fake_namespaces = (namespace,) if namespace else ()
        told = {"context": "lab", "namespaces": self._fake_namespaces, **options}
        super().__init__(connect=self._connect_fake, contexts=self._load_contexts, wall=self.clock.time, **told)
        self.animation_level = "none"
        self.main.inspector.settle = 0.001
        self.main.inspector_wanted = inspector

    async def _connect_fake(
        self, listener: Listener, *, context: str | None, namespaces: tuple[str, ...] | None
    ) -> FakeSession:
        if self.never and context is None and namespaces is None:
            await asyncio.Event().wait()
        if context in self.refused:
            error = self.refused[context]
            if error is not None:
                raise error
            await asyncio.Event().wait()
        if namespaces is None:
            namespaces = self._fake_namespaces if context is None else ("default",)
        return self.open_fake(listener, context=context or self.own_context, namespaces=namespaces)

    def open_fake(self, listener: Listener, *, context: str, namespaces: tuple[str, ...]) -> FakeSession:
        fake = FakeSession(listener, namespaces=namespaces, clock=self.clock, context=context, app=self)
        fake.fake_transport.read_only = self.read_only
        fake.fake_transport.denied = self.denied
        self.fake = fake
        self.fakes.append(fake)
        if self.fill is not None:
            # Filled when the application has given its panes the feeds, as with a real session.
            asyncio.get_running_loop().call_soon(self.fill, fake)
        return fake

    async def _load_contexts(self) -> tuple[str, ...]:
        if self.context_names is None:
            await asyncio.Event().wait()
        if isinstance(self.context_names, KtuiError):
            raise self.context_names
        return self.context_names or ()

    @property
    def session(self) -> FakeSession:
        assert self.fake is not None, "not connected"
        return self.fake

    def tick(self) -> None:
        """A second's look at countdowns and ages, twice so that ages are in it."""
        self._tick()
        self._tick()

    def lines(self) -> list[str]:
        """What is on the screen."""
        width, height = self.size
        return [strip.text for strip in self.screen._compositor.render_strips()][:height] if width else []

    @property
    def opened(self) -> list[str]:
        """The kinds whose pane is open."""
        return [name for name, pane in self.main.panes.items() if pane.open]

    @property
    def table(self) -> RowTable:
        """The open pane's."""
        return self.main.pane.table

    def table_of(self, name: str) -> RowTable:
        return self.main.panes[name].table

    @property
    def banner(self) -> str:
        return self.lines()[0]

    def title_of(self, name: str) -> str:
        """A pane's title line, as painted."""
        return self.lines()[self.main.panes[name].region.y]

    def line_with(self, text: str) -> str:
        return next((line for line in self.lines() if text in line), "")

    @property
    def text(self) -> str:
        return "\n".join(self.lines())


async def ready(pilot: Pilot[Any]) -> FakeApp:
    """Wait until the session is there and what it told is painted."""
    app = pilot.app
    assert isinstance(app, FakeApp)
    for _ in range(3):
        await pilot.pause()
    return app


async def at_rest(pilot: Pilot[Any]) -> None:
    """Wait until what is on the screen is all that will be: inspector and dialog have read."""
    app = pilot.app
    assert isinstance(app, FakeApp)
    for _ in range(4):
        await pilot.pause()
    await until(lambda: not app.main.inspector.reading)
    screen = app.screen
    if isinstance(screen, LabelsScreen):
        await until(lambda: not screen.asking or screen.standing.final)
    elif isinstance(screen, ChangeScreen):
        await until(lambda: screen.standing.final)
    await pilot.pause()


def known(session: FakeSession, kind: Kind, raws: Iterable[dict[str, Any]]) -> list[Any]:
    """The objects as the feed has them; what was given is what a reading gives."""
    raws = list(raws)
    objects = decoded(kind, raws)
    session.raws.update(((kind.name, obj.key), raw) for obj, raw in zip(objects, raws, strict=True))
    return objects


def decoded(kind: Kind, raws: Iterable[dict[str, Any]]) -> list[Any]:
    return [msgspec.json.decode(json.dumps(raw), type=STRUCTS[kind.name]) for raw in raws]
