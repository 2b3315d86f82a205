"""What is known of the pods' past at the moment of a recording that is shown, whatever way one came there."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from ktui.insight.moments import gap_words
from ktui.model.kinds import EVENTS
from ktui.model.link import Link, LinkState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ktui.recording.telling import Told
    from ktui.session.playback import Playback

SLICE = 0.004
"""Seconds of the loop that are taken at once."""

TOLD_AT_ONCE = 100
"""Things that are told before the time is looked at: a millisecond."""


class ReplayedPast:
    """Tells on what the recording has told up to the moment; back in time, all of it anew."""

    def __init__(self, playback: Playback, *, tell: Callable[[Told], None], forget: Callable[[], None]) -> None:
        """`tell` hears of each thing once, and of all of them again after `forget`."""
        self._playback = playback
        self._tell = tell
        self._forget = forget
        self._at = float("-inf")
        self._position = 0
        self._moved = asyncio.Event()
        playback.moved = self._moved.set

    @property
    def link(self) -> Link:
        """Whether the events were recorded at this moment."""
        if not self._playback.recorded(EVENTS.name):
            return Link(LinkState.UNRECORDED, 0.0)
        gap = self._playback.gap(EVENTS.name)
        return Link(LinkState.LIVE, 0.0) if gap is None else Link(LinkState.UNRECORDED, 0.0, gap_words(gap))

    def of(self, uid: str) -> Iterable[Told]:
        """What was told of one pod, up to the moment that is told on."""
        told = self._playback.telling.of.get(uid, ())
        return told[: bisect_right(told, self._at, key=attrgetter("at"))]

    async def run(self) -> None:
        """Follow the moment, until cancelled; in slices, for there may be much between two of them."""
        self._moved.set()
        while True:
            await self._moved.wait()
            self._moved.clear()
            if self._playback.at < self._at:
                self._forget()
                self._position = 0
            self._at = self._playback.at
            await self._go_on()

    async def _go_on(self) -> None:
        told = self._playback.telling.told
        turn = time.monotonic()
        while self._position < len(told) and told[self._position].at <= self._at:
            end = min(self._position + TOLD_AT_ONCE, len(told))
            while self._position < end and told[self._position].at <= self._at:
                self._tell(told[self._position])
                self._position += 1
            if time.monotonic() - turn > SLICE:
                await asyncio.sleep(0)
                if self._playback.at < self._at:
                    return  # it was told that one has gone back
                turn = time.monotonic()
