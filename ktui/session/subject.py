"""One object that is looked at closely: what the pages about it are made from, and when to make them anew."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ktui.model.kinds import Kind
    from ktui.session.session import Session
    from ktui.store.store import Key


class Subject:
    """An object of a session, by kind and key; another object of its name takes its place."""

    def __init__(self, session: Session, kind: Kind, key: Key) -> None:
        self.session = session
        self.kind = kind
        self.key = key
        self.unfolded = False
        """Whether its YAML shows who manages which field: long, and seldom looked for."""
        self._touched = asyncio.Event()

    @property
    def obj(self) -> Any | None:
        """As it stands in its feed; None once it is gone."""
        return self.session.feeds[self.kind.name].store.objects.get(self.key)

    @property
    def names(self) -> str:
        """What it is called, for a line of text: `http-500, probes`."""
        return ", ".join(part for part in (self.key[1], self.key[0]) if part)

    def touch(self) -> None:
        """It has changed: whoever waits looks again."""
        self._touched.set()

    async def touched(self, *, within: float) -> bool:
        """Wait until it changes, at most so many seconds; whether it did."""
        waiting = asyncio.ensure_future(self._touched.wait())
        sleeping = asyncio.ensure_future(self.session.clock.sleep(within))
        try:
            await asyncio.wait({waiting, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            sleeping.cancel()
        changed = self._touched.is_set()
        self._touched.clear()
        return changed
