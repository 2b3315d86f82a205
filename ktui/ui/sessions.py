"""Which session is on the screen, and how another one comes there.

Other namespaces are shown at once, another context once it has answered. What a session says that was left is not
heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ktui.errors import KtuiError
from ktui.insight.scope import recent_first
from ktui.model.link import LinkState

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ktui.insight.scope import Namespaces
    from ktui.model.version import ServerVersion
    from ktui.session.feed import Feed
    from ktui.session.session import Listener, Session
    from ktui.store.store import Delta

ANSWERED = (LinkState.LIVE, LinkState.DENIED, LinkState.ABSENT, LinkState.UNRECORDED)
"""Links of a server that has answered, if only to refuse."""


class Connect(Protocol):
    """Opens sessions."""

    async def __call__(self, listener: Listener, *, context: str | None, namespaces: Namespaces | None) -> Session:
        """A session that tells `listener`; raises `KtuiError`. Loads what the first frame must not wait for.

        `context` None: the one the command line means. `namespaces` None: the context's, or the command line's.
        """
        ...


class Stoppable(Protocol):
    """A coroutine under way."""

    def cancel(self) -> Any:
        """End it soon."""


class Glass(Protocol):
    """Where a session is shown."""

    def attach(self, session: Session) -> None:
        """Show this session from now on, and nothing of the one before."""

    def changed(self, feed: Feed, delta: Delta) -> None:
        """Rows of the session shown changed."""

    def linked(self, feed: Feed) -> None:
        """A feed's link changed."""

    def identified(self, version: ServerVersion) -> None:
        """The server told its version."""

    def opening(self, context: str) -> None:
        """A context is being opened meanwhile; empty: none is."""

    def say(self, sentence: str) -> None:
        """What went wrong, in a sentence."""


class _Life:
    """A session from its opening to its end: what it is told it passes on as long as it counts."""

    def __init__(self, sessions: Sessions, context: str | None) -> None:
        self.context = context
        self.session: Session | None = None
        self.under_way: Stoppable | None = None
        self._sessions = sessions

    def changed(self, feed: Feed, delta: Delta) -> None:
        self._sessions.heard_change(self, feed, delta)

    def linked(self, feed: Feed) -> None:
        self._sessions.heard_link(self, feed)

    def identified(self, version: ServerVersion) -> None:
        self._sessions.heard_version(self, version)


class Sessions:
    """The session that is shown, and the one that is being opened beside it."""

    def __init__(
        self,
        *,
        connect: Connect,
        start: Callable[[Coroutine[Any, Any, None]], Stoppable],
        glass: Glass,
        ended: Callable[[BaseException], None],
    ) -> None:
        """`start` runs a coroutine beside the caller; `ended`: there is nothing more to show, and why."""
        self._connect = connect
        self._start = start
        self._glass = glass
        self._ended = ended
        self._shown: _Life | None = None
        self._opening: _Life | None = None
        self._scopes: dict[str, Namespaces] = {}
        """The last scope of each context that was shown."""
        self._recent: dict[str, tuple[str, ...]] = {}
        self.recent_contexts: tuple[str, ...] = ()
        """Those that were shown, the latest first."""

    @property
    def session(self) -> Session | None:
        """The one that is shown; None while the first one opens."""
        return self._shown.session if self._shown is not None else None

    @property
    def opening(self) -> str:
        """The context that is being opened beside it; empty: none is."""
        return (self._opening.context or "") if self._opening is not None else ""

    @property
    def recent_namespaces(self) -> tuple[str, ...]:
        """Those that were in scope in this context, the latest first."""
        return self._recent.get(self.session.context, ()) if self.session is not None else ()

    def begin(self) -> None:
        """Open the first one."""
        self._shown = life = _Life(self, None)
        self._run(life, None)

    def go_to_namespaces(self, namespaces: Namespaces) -> None:
        """Show other namespaces of the same context, at once."""
        left = self._shown
        if left is None:
            return
        self._shown = life = _Life(self, left.context)
        if left.session is None:
            self._stop(left)
            self._run(life, namespaces)
            return
        life.session = session = left.session.elsewhere(namespaces, life)
        self._stop(left)
        self._show(session)
        life.under_way = self._start(self._live(life, session))

    def go_to_context(self, context: str, namespaces: Namespaces | None = None) -> None:
        """Open another context; the one that is shown stays until the other has answered.

        `namespaces` None: as the context was last shown, or its own.
        """
        self.give_up()
        self._opening = life = _Life(self, context)
        self._glass.opening(context)
        self._run(life, self._scopes.get(context) if namespaces is None else namespaces)

    def give_up(self) -> bool:
        """Stop opening another context; whether one was being opened."""
        left, self._opening = self._opening, None
        if left is None:
            return False
        self._stop(left)
        self._glass.opening("")
        return True

    # -- what a session says

    def heard_change(self, life: _Life, feed: Feed, delta: Delta) -> None:
        """Rows changed."""
        if life is self._opening:
            self._take_over(life)
        elif life is self._shown:
            self._glass.changed(feed, delta)

    def heard_link(self, life: _Life, feed: Feed) -> None:
        """A link changed: the first word on whether a context that is being opened can be had."""
        if life is self._opening:
            if feed.link.state in ANSWERED:
                self._take_over(life)
            elif feed.link.reason:
                self._refused(life, feed.link.reason)
        elif life is self._shown:
            self._glass.linked(feed)

    def heard_version(self, life: _Life, version: ServerVersion) -> None:
        """The server told its version."""
        if life is self._opening:
            self._take_over(life)
        elif life is self._shown:
            self._glass.identified(version)

    # -- from one to the next

    def _run(self, life: _Life, namespaces: Namespaces | None) -> None:
        life.under_way = self._start(self._open(life, namespaces))

    async def _open(self, life: _Life, namespaces: Namespaces | None) -> None:
        try:
            session = await self._connect(life, context=life.context, namespaces=namespaces)
        except Exception as error:
            self._failed(life, error)
            return
        life.session = session
        if life is self._shown:
            self._show(session)
        await self._live(life, session)

    async def _live(self, life: _Life, session: Session) -> None:
        try:
            await session.run()
        except Exception as error:
            self._failed(life, error)

    def _failed(self, life: _Life, error: Exception) -> None:
        if life is self._opening and isinstance(error, KtuiError):
            self._refused(life, str(error))
        elif life is self._shown and self._opening is not None and isinstance(error, KtuiError):
            # The first one cannot be had, and another was chosen meanwhile: that is the first one now.
            self._shown, self._opening = self._opening, None
            self._glass.opening("")
            if self._shown.session is not None:
                self._show(self._shown.session)
        elif life in (self._shown, self._opening):
            self._ended(error)

    def _refused(self, life: _Life, reason: str) -> None:
        self.give_up()
        self._glass.say(f"{life.context} cannot be opened: {reason}")

    def _take_over(self, life: _Life) -> None:
        left, self._shown, self._opening = self._shown, life, None
        if left is not None:
            self._stop(left)
        self._glass.opening("")
        if life.session is not None:
            self._show(life.session)

    def _show(self, session: Session) -> None:
        self.recent_contexts = recent_first(self.recent_contexts, session.context)
        self._scopes[session.context] = session.namespaces
        known = self._recent.get(session.context, ())
        self._recent[session.context] = recent_first(known, *session.namespaces)
        self._glass.attach(session)

    @staticmethod
    def _stop(life: _Life) -> None:
        if life.under_way is not None:
            life.under_way.cancel()
