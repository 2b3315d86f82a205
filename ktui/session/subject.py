"""One object that is looked at closely: what the pages about it are made from, and when to make them anew."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ktui.insight.probes.view import TimelineView, evidence_times

if TYPE_CHECKING:
    from ktui.insight.probes.lane import Timeline
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
        """Whether a page shows all there is: who manages which field, or every restart."""
        self.fold_key = "F"
        """The key for that, as it is printed."""
        self.view = TimelineView()
        """What of its timeline is looked at."""
        self.timeline: Timeline | None = None
        """Its timeline as it was shown last; None: it was not."""
        self.since = 0.0
        """Unix seconds: when that begins."""
        self._touched = asyncio.Event()

    @property
    def obj(self) -> Any | None:
        """As it stands in its feed; None once it is gone."""
        return self.session.feeds[self.kind.name].store.objects.get(self.key)

    @property
    def names(self) -> str:
        """What it is called, for a line of text: `http-500, probes`."""
        return ", ".join(part for part in (self.key[1], self.key[0]) if part)

    def fit(self, width: int) -> None:
        """Its pages have so many cells for a line."""
        if width != self.view.width:
            self._look(self.view._replace(width=width))

    def zoom(self, by: int) -> None:
        """Its timeline so many spans longer, or shorter."""
        self._look(self.view.zoomed(by))

    def move(self, by: int, *, to_evidence: bool = False) -> None:
        """The timeline's cursor so many cells later, or to the next evidence (1) or the one before (-1)."""
        if self.timeline is None:
            return
        from ktui.insight.probes.chart import chart_window  # noqa: PLC0415  the first rows come before any chart

        now = self.session.now()
        shown = chart_window(self.timeline, self.view, now)
        if to_evidence:
            self._look(self.view.moved_to_evidence(by, shown, now, evidence_times(self.timeline)))
        else:
            self._look(self.view.moved(by, shown, now, self.since))

    def _look(self, view: TimelineView) -> None:
        if view != self.view:
            self.view = view
            self.touch()

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
