"""One kind as it stands, and the reflector's sink that keeps it so."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from ktui.model.link import Link, LinkState
from ktui.store.store import Key, Store
from ktui.store.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ktui.model.kinds import Kind
    from ktui.model.trouble import Trouble

FRAME = 0.008
"""Seconds between two flushes while changes keep coming: half of what the screen waits between two paintings, so that a
change does not miss one for having waited here. A flush costs what its changes cost, and hardly anything besides."""

LOADING_FRAME = 0.2
"""Seconds between two flushes while a first list still arrives and rows are on the screen already: what comes is
beneath them, and painting would only hold the list up."""


AT_ONCE = 100
"""Changes that are told in one turn of the loop where rows are chosen or ordered by what may take a tenth of a
millisecond each to find, as a verdict does. A page of a list has more."""


class Feed:
    """One kind as it stands: its objects, their order, what is in trouble, and how fresh that is."""

    def __init__(
        self, kind: Kind, judge: Callable[[Any, float], Trouble | None], flush: Callable[[Feed, float], None]
    ) -> None:
        self.kind = kind
        self.store = Store(judge)
        self.view = View(self.store)
        self.link = Link(LinkState.CONNECTING, 0.0)
        self.expected: int | None = None
        """While loading: how many objects there will be, where the server tells."""
        self.loaded = False
        """Whether the first list has ended and is told: until then, no rows does not mean that there are none."""
        self._ended = False
        """Whether it has ended."""
        self.pending: dict[Key, Any | None] = {}
        self.relinked = False
        self._told = self.link
        self._gap = ""
        self._flush = flush
        self._seen: set[Key] | None = None

    # The reflector's sink.

    def list_began(self) -> None:
        """A list begins: remember what is in it."""
        self._seen = set()

    def page(self, objects: Sequence[Any], remaining: int | None) -> None:
        """A page of the list."""
        seen = self._seen
        if seen is not None:
            seen.update([obj.key for obj in objects])
        # Not what is in the store: a list that broke off may have left some of it there already.
        self.arrived(objects, None if remaining is None or seen is None else len(seen) + remaining)

    def list_ended(self) -> None:
        """What was known and is not in the list is gone."""
        seen, self._seen = self._seen or set(), None
        self.listed([key for key in (*self.store.objects, *self.pending) if key not in seen], whole=True)

    def put(self, obj: Any) -> None:
        """An object was added or changed."""
        self.pending[obj.key] = obj
        self._flush(self, FRAME)

    def remove(self, obj: Any) -> None:
        """An object is gone, unless another of its name has taken its place already."""
        known = self.pending.get(obj.key) or self.store.objects.get(obj.key)
        if known is None or known.meta.uid == obj.meta.uid:
            self.pending[obj.key] = None
            self._flush(self, FRAME)

    def linked(self, link: Link) -> None:
        """The reflector's link changed."""
        self._told = link
        self._relink()

    def unrecorded(self, when: str) -> None:
        """In a replay: from when until when it was not recorded, if that moment is in it; empty: it was."""
        if when != self._gap:
            self._gap = when
            self._relink()

    def _relink(self) -> None:
        """The server of a replay is live while what it serves is not known to have been so."""
        lost = self._gap and self._told.state is LinkState.LIVE
        self.link = self._told._replace(state=LinkState.UNRECORDED, reason=self._gap) if lost else self._told
        self.relinked = True
        self._flush(self, FRAME)

    def take(self) -> dict[Key, Any | None]:
        """What changed, to be told now. Where each row takes long to find its place, a part; the rest is asked for."""
        if len(self.pending) <= AT_ONCE or self.view.plain:
            changes, self.pending = self.pending, {}
            self.loaded = self._ended
            return changes
        changes = dict(islice(self.pending.items(), AT_ONCE))
        for key in changes:
            del self.pending[key]
        self._flush(self, 0.0)
        return changes

    # What a list comes to, of the whole feed or of one namespace of it.

    def arrived(self, objects: Sequence[Any], expected: int | None) -> None:
        """Objects of a list; `expected` in the first one altogether, None where the server does not tell."""
        for obj in objects:
            self.pending[obj.key] = obj
        if not self.loaded:
            self.expected = expected
            self.relinked = True
        self._flush(self, FRAME if self.loaded or not len(self.store) else LOADING_FRAME)

    def listed(self, gone: Iterable[Key], *, whole: bool) -> None:
        """A list ended, and these are not in it; `whole`: nothing of the scope is still to come."""
        for key in gone:
            self.pending[key] = None
        if whole:
            self._ended = True
            self.expected = None
        self.relinked = True
        self._flush(self, FRAME)
