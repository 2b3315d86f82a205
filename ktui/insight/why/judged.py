"""What is judged of one end or one state, before it is told whose it is and what came after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.probes.lane import Mark
    from ktui.insight.why.verdict import Cause, Clue, Source


class Judged(msgspec.Struct, frozen=True):
    """A cause with its evidence; `what` is a clause, to which what came after may be added."""

    cause: Cause
    what: str
    short: str
    clues: tuple[Clue, ...] = ()
    missing: tuple[str, ...] = ()

    def plus(self, clues: Iterable[Clue]) -> Judged:
        """With further evidence."""
        return msgspec.structs.replace(self, clues=in_order((*self.clues, *clues)))


def in_order(clues: Iterable[Clue]) -> tuple[Clue, ...]:
    """By time, each once; first what has none."""
    return tuple(sorted(dict.fromkeys(clues), key=lambda clue: (clue.at is not None, clue.at or 0.0)))


def source_of(mark: Mark) -> Source:
    """Where a mark of an event stands."""
    return "history" if mark.remembered else "event"
