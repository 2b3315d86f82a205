"""What a controller has to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import controller_of
from ktui.demo.server.statuses import RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.agenda import Agenda, Appointment
    from ktui.demo.controllers.power import Power
    from ktui.demo.server.statuses import Raw

Key = tuple[str, str]
"""Namespace ("" where the kind has none) and name."""

NOTICED = 0.015
"""Seconds until a controller has heard of a change and got round to it."""
FIRST_RETRY, LONGEST_RETRY = 0.005, 1000.0
"""Seconds after a refusal by the server; doubled each time."""


class KeyQueue:
    """Keys to be looked at, each once however often it was noted meanwhile; of several times the soonest holds.

    So whoever looks at a key says anew when it has to be looked at again. A refusal by the server is met with
    another look, later each time.
    """

    def __init__(self, agenda: Agenda, power: Power, look: Callable[[Key], object], *, delay: float = NOTICED) -> None:
        self._agenda = agenda
        self._power = power
        self._look = look
        self._delay = delay
        self._waiting: dict[Key, Appointment] = {}
        self._refusals: dict[Key, int] = {}
        self._held: dict[Key, None] = {}
        power.started(self._resume)

    def add(self, key: Key, after: float | None = None) -> None:
        """Look at it so many seconds from now; None: as soon as a change is noticed."""
        due = self._agenda.now + (self._delay if after is None else max(after, 0.0))
        waiting = self._waiting.get(key)
        if waiting is not None:
            if waiting.due <= due:
                return
            waiting.cancel()
        self._waiting[key] = self._agenda.at(due, lambda: self._due(key))

    def hear(self, before: Raw | None, after: Raw | None) -> None:
        """An object has changed: look at it, unless it is gone."""
        if after is not None:
            self.add((after["metadata"]["namespace"], after["metadata"]["name"]))

    def hear_for_owner(self, kind: str, before: Raw | None, after: Raw | None) -> None:
        """Something has changed that an object of `kind` controls, or did: look at that."""
        for obj in (before, after):
            owner = None if obj is None else controller_of(obj, kind)
            if obj is not None and owner is not None:
                self.add((obj["metadata"]["namespace"], owner["name"]))

    def _due(self, key: Key) -> None:
        del self._waiting[key]
        if not self._power.on:
            self._held[key] = None
            return
        try:
            self._look(key)
        except RefusalError:
            refusals = self._refusals[key] = self._refusals.get(key, 0) + 1
            self.add(key, min(FIRST_RETRY * 2.0 ** min(refusals, 40), LONGEST_RETRY))
        else:
            self._refusals.pop(key, None)

    def _resume(self) -> None:
        held, self._held = self._held, {}
        for key in held:
            self.add(key)
