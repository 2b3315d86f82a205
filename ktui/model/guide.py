"""A guide to a cluster that was made to be looked at: what to try first, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.model.reference import Reference


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try."""

    title: str
    """What there is to see, in a few words."""
    about: Reference | None
    """The object to go to for it; None: to none."""
    hint: str
    """What to do there: a sentence or two, keys as `{logs.open}`, by their ids in the table of keys."""


@dataclass(frozen=True, slots=True)
class Guide:
    """All of it, from the first step on."""

    title: str
    steps: tuple[Step, ...]
    note: str = ""
    """What else is worth knowing, in a line."""
