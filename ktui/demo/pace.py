"""Lets a demo's agenda happen as this machine's time goes by, on asyncio and without a thread."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.agenda import Agenda
    from ktui.demo.clock import DemoTime

SLICE = 0.015
"""Seconds of work in a row before requests get their turn."""
FEW = 5
"""Appointments that are kept between two looks at the watch."""
GRAIN = 0.02
"""Seconds that are slept at least: what is due within them happens together, and an idle cluster costs little."""
LONGEST_SLEEP = 60.0
"""Seconds, where nothing is planned."""


class Pace:
    """Brings `agenda` up to the demo's time, again and again; `run` does so until it is cancelled."""

    def __init__(self, agenda: Agenda, shared: DemoTime, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._agenda = agenda
        self._shared = shared
        self._monotonic = monotonic
        self._sooner = asyncio.Event()
        agenda.sooner = self._sooner.set

    def catch_up(self) -> bool:
        """Let happen what is due by now, a slice of it at most; whether that was all.

        To be called before a request is answered: what the agenda says is over has then happened. What an appointment
        raises is a bug of the demo's: the log has it, and the cluster goes on without what it would have done.
        """
        began = self._monotonic()
        now = self._shared.at(began)
        try:
            while not self._agenda.run_until(now, FEW):
                if self._monotonic() - began > SLICE:
                    return False
        except Exception:
            logging.getLogger(__name__).exception("something in the demo's cluster failed")
            return False
        return True

    async def run(self) -> None:
        """Go on for ever."""
        while True:
            if not self.catch_up():
                await asyncio.sleep(0)
                continue
            self._sooner.clear()  # what was planned while it caught up is seen in `due`
            due = self._agenda.due
            rest = LONGEST_SLEEP if due is None else self._shared.when(due) - self._monotonic()
            await asyncio.sleep(GRAIN)
            with suppress(TimeoutError):
                async with asyncio.timeout(min(rest - GRAIN, LONGEST_SLEEP)):
                    await self._sooner.wait()
