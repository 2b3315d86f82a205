"""What can be said by name: every key that works in a place, from the table of keys, so that nothing is told twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.fuzzy import Choice
from ktui.model.keys import EVERYWHERE, KEYS, Key
from ktui.model.kinds import KINDS, NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORDS: dict[str, tuple[str, ...]] = {
    **{f"pane.{kind.name}": (kind.name, *kind.words) for kind in KINDS},
    "scope.namespaces": (NAMESPACES.name, *NAMESPACES.words),
    "scope.contexts": ("contexts", "context", "ctx"),
    "rows.columns": ("columns", "column"),
    "replay.at": ("at",),
    "record.toggle": ("record", "rec"),
}
"""By the key's id: what else its action is called, besides its key and the end of its id."""

UNSAID = ("app.palette",)
"""Opening it while it is open means nothing."""

_VERB = re.compile(r"\s*(\S+)\s+(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Going:
    """A text that says where to go or what to show: `ns web`, `ctx prod`, `column app`, `record x.jsonl.gz`."""

    id: str
    """The id of the key that has one choose the same, one of those in `WORDS`: `scope.namespaces`."""
    names: tuple[str, ...]
    """The last one is being typed."""


def entries(
    *places: str, keys: Sequence[Key] = KEYS, why_not: Callable[[Key], str] = lambda _: ""
) -> tuple[Choice, ...]:
    """What can be said in a place, and in those around it, the innermost first; the value is the key's id.

    `keys` is the table as the user has it; one that may not says why (`why_not`). Where a key means something in two
    places, only the inner one can be meant.
    """
    taken: set[str] = set()
    found = []
    for place in (*places, EVERYWHERE):
        here = [key for key in keys if key.where == place and key.id not in UNSAID and not taken.intersection(key.keys)]
        taken.update(name for key in here for name in key.keys)
        for key in here:
            why = why_not(key)
            note = f"{why}   {key.shown}" if why else key.shown
            found.append(Choice(key.id, key.does, note, _words(key), dim=bool(why)))
    return tuple(found)


def key_with(id: str, keys: Sequence[Key] = KEYS) -> Key | None:  # noqa: A002  as the key calls it
    """The key of an id, in the table as the user has it."""
    return next((key for key in keys if key.id == id), None)


def going(typed: str) -> Going | None:
    """Where a text says to go, several namespaces divided by commas; None where it says something else."""
    found = _VERB.fullmatch(typed)
    verb = found[1].lower() if found else ""
    if found is None:
        return None
    if verb in WORDS["scope.namespaces"]:
        return Going("scope.namespaces", names_in(found[2]))
    if verb in WORDS["scope.contexts"]:
        return Going("scope.contexts", (found[2].strip(),))
    if verb in WORDS["rows.columns"]:
        return Going("rows.columns", (found[2].strip(),))
    if verb in WORDS["replay.at"]:
        return Going("replay.at", (found[2].strip(),))
    if verb in WORDS["record.toggle"]:
        return Going("record.toggle", (found[2].strip(),))
    return None


def names_in(typed: str) -> tuple[str, ...]:
    """The names between commas; the last one is being typed and may be empty."""
    *before, last = (name.strip() for name in typed.split(","))
    return (*filter(None, before), last)


def _words(key: Key) -> tuple[str, ...]:
    return (*WORDS.get(key.id, ()), key.id.rpartition(".")[2], *key.keys)
