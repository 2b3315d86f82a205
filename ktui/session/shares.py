"""One feed filled by several reflectors, one for each namespace of the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.model.link import Link, LinkState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ktui.session.feed import Feed
    from ktui.store.store import Key

REFUSED = (LinkState.DENIED, LinkState.ABSENT, LinkState.UNRECORDED)
"""Nothing will come of these for now: the others need not wait for them to be loaded."""

NAMED = 3
"""Refused namespaces that are named one by one; more are counted, as a title line has no room for them."""

WORST = (LinkState.STALE, LinkState.CONNECTING, LinkState.LOADING, LinkState.LIVE, *REFUSED)
"""The worst first: rows that may be wrong, then rows that are still to come. What is refused in a namespace is said
beside the others' state, and is the state only where nothing else is left."""


class Share:
    """One namespace's part of a feed; a reflector's sink."""

    def __init__(self, namespace: str, shares: Shares) -> None:
        self.namespace = namespace
        self.link = Link(LinkState.CONNECTING, 0.0)
        self.loaded = False
        self.expected: int | None = None
        """How many objects its list has, where that is known."""
        self._shares = shares
        self._seen: set[Key] | None = None

    def list_began(self) -> None:
        """A list begins: remember what is in it."""
        self._seen = set()

    def page(self, objects: Sequence[Any], remaining: int | None) -> None:
        """A page of the list."""
        if self._seen is not None:
            self._seen.update(obj.key for obj in objects)
            if not self.loaded:
                self.expected = None if remaining is None else len(self._seen) + remaining
        self._shares.arrived(objects)

    def list_ended(self) -> None:
        """What was known of this namespace and is not in the list is gone; the others' objects stay."""
        seen, self._seen = self._seen or set(), None
        self.loaded = True
        self.expected = len(seen)
        self._shares.listed(self.namespace, seen)

    def put(self, obj: Any) -> None:
        """An object was added or changed."""
        self._shares.feed.put(obj)

    def remove(self, obj: Any) -> None:
        """An object is gone."""
        self._shares.feed.remove(obj)

    def linked(self, link: Link) -> None:
        """The reflector's link changed."""
        self.link = link
        self._shares.linked()


class Shares:
    """What the shares of one feed come to together."""

    def __init__(self, feed: Feed, namespaces: Iterable[str]) -> None:
        self.feed = feed
        self.sinks = tuple(Share(namespace, self) for namespace in namespaces)
        """One for each namespace, in the scope's order."""

    def arrived(self, objects: Sequence[Any]) -> None:
        """Objects of a list came."""
        known = [share.expected for share in self.sinks if share.link.state not in REFUSED]
        together = sum(count for count in known if count is not None)
        self.feed.arrived(objects, together if None not in known else None)

    def listed(self, namespace: str, seen: set[Key]) -> None:
        """A namespace's list is whole."""
        feed = self.feed
        gone = [key for key in (*feed.store.objects, *feed.pending) if key[0] == namespace and key not in seen]
        feed.listed(gone, whole=self._whole())

    def linked(self) -> None:
        """A share's link changed."""
        if not self.feed.loaded and self._whole():
            self.feed.listed((), whole=True)
        self.feed.linked(merged_link([(share.namespace, share.link) for share in self.sinks]))

    def _whole(self) -> bool:
        """Whether all that may be had is there."""
        return any(share.loaded for share in self.sinks) and all(
            share.loaded or share.link.state in REFUSED for share in self.sinks
        )


def merged_link(links: Sequence[tuple[str, Link]]) -> Link:
    """The links of several namespaces as one: the worst of them, with its reason, and what is refused where.

    What is refused in some of them does not make the rest less true: it is told in `lacks`.
    """
    states = {link.state for _, link in links}
    state = next(state for state in WORST if state in states)
    worst = [link for _, link in links if link.state is state]
    retries = [link.retry_at for link in worst if link.retry_at is not None]
    first = next((link for link in worst if link.reason), worst[0])
    return Link(
        state,
        # Stale: since the oldest truth that is shown. Else the state is as old as the youngest that brought it about.
        min(link.since for link in worst) if state is LinkState.STALE else max(link.since for link in worst),
        first.reason,
        min(retries) if retries and len(retries) == len(worst) else None,
        sum(link.unreadable for _, link in links),
        "" if state in REFUSED else _lacks(links),
    )


def _lacks(links: Sequence[tuple[str, Link]]) -> str:
    """`list pods in blog, shop`: the rights that are missing, and where."""
    where: dict[str, list[str]] = {}
    for namespace, link in links:
        if link.state is LinkState.DENIED:
            where.setdefault(link.reason, []).append(namespace)
    return "; ".join(f"{reason} in {_named(namespaces)}" for reason, namespaces in where.items())


def _named(namespaces: Sequence[str]) -> str:
    return ", ".join(namespaces) if len(namespaces) <= NAMED else f"{len(namespaces)} namespaces"
