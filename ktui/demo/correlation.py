"""What becomes of an event before it is written: counted, combined with similar ones, or held back.

A component does not write each event that happens. client-go's recorder counts those that are alike, puts those that
differ in their message alone into one from the tenth message on, and lets each object have a budget of writes
(`client-go tools/record/events_cache.go`, the same figures since 1.8).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from random import Random

BURST = 25
"""Writes about one object that need no waiting."""
REFILL = 0.0033333334140479565
"""Writes a second that come on top: one in 300 s, as client-go holds it (a float of 32 bits)."""
SIMILAR_MESSAGES = 10
"""With so many different messages at once, events that are otherwise alike are combined."""
SIMILAR_SECONDS = 600
"""After so long without one, the messages are forgotten."""
MOST_REMEMBERED = 4096
"""Entries of each of the three memories; the one not used for longest goes."""
COMBINED = "(combined from similar events): "

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something happened that is worth an event."""

    about: tuple[str, ...]
    """Which object: kind, namespace, name, uid, apiVersion."""
    field_path: str
    """Which part of it; "": the whole."""
    type: str
    """`Normal` or `Warning`."""
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of all that was alike."""

    name: str
    """Of the event object."""
    first: float
    """Unix seconds of the first of them."""
    count: int
    message: str
    """The latest one's, as it is to be written."""


class Correlator:
    """The memory of one component. `random` decides which message is forgotten when there are too many."""

    def __init__(self, random: Random, *, budget_by_type: bool) -> None:
        """`budget_by_type`: warnings and normal events have budgets of their own (since 1.32)."""
        self._random = random
        self._budget_by_type = budget_by_type
        self._messages: _Memory[_Messages] = _Memory()
        self._tallies: _Memory[Tally] = _Memory()
        self._budgets: _Memory[_Budget] = _Memory()

    def observe(self, happened: Occurrence, now: float, name: str) -> Tally | None:
        """Count it: what is to be written, or None where the object's budget is spent.

        `now` in Unix seconds; `name` is the event object's, should this be the first of its kind. What is not
        written is counted all the same, so the next write jumps.
        """
        similar = (*happened.about, happened.type, happened.reason)
        same = (*similar, happened.field_path, happened.message)
        message = happened.message
        if self._too_many_messages(similar, message, now):
            same, message = similar, COMBINED + message
        known = self._tallies.get(same)
        tally = (
            Tally(name, now, 1, message) if known is None else replace(known, count=known.count + 1, message=message)
        )
        self._tallies.put(same, tally)
        return tally if self._may_be_written(happened, now) else None

    def _too_many_messages(self, similar: tuple[str, ...], message: str, now: float) -> bool:
        seen = self._messages.get(similar)
        if seen is None or now - seen.latest > SIMILAR_SECONDS:
            seen = _Messages([], now)
        if message not in seen.texts:
            seen.texts.append(message)
        seen.latest = now
        self._messages.put(similar, seen)
        if len(seen.texts) < SIMILAR_MESSAGES:
            return False
        del seen.texts[self._random.randrange(len(seen.texts))]
        return True

    def _may_be_written(self, happened: Occurrence, now: float) -> bool:
        whose = (*happened.about, happened.type) if self._budget_by_type else happened.about
        budget = self._budgets.get(whose)
        if budget is None:
            budget = _Budget(float(BURST), now)
        self._budgets.put(whose, budget)
        return budget.take(now)


@dataclass(slots=True)
class _Messages:
    texts: list[str]
    latest: float


@dataclass(slots=True)
class _Budget:
    """A bucket of tokens. A write that is refused takes none, and does not put off the next."""

    left: float
    at: float

    def take(self, now: float) -> bool:
        left = min(float(BURST), self.left + (now - self.at) * REFILL)
        if left < 1:
            return False
        self.left, self.at = left - 1, now
        return True


class _Memory(Generic[_V]):
    """The entries that were used last."""

    def __init__(self) -> None:
        self._entries: OrderedDict[tuple[str, ...], _V] = OrderedDict()

    def get(self, key: tuple[str, ...]) -> _V | None:
        found = self._entries.get(key)
        if found is not None:
            self._entries.move_to_end(key)
        return found

    def put(self, key: tuple[str, ...], value: _V) -> None:
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > MOST_REMEMBERED:
            self._entries.popitem(last=False)
