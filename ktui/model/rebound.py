"""The table of keys as one user has it: their own keys, and the panes in their order."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ktui.model.key_names import key_printed
from ktui.model.keys import EVERYWHERE, KEYS, Key
from ktui.model.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PANE_IDS = frozenset(f"pane.{kind.name}" for kind in KINDS)
"""The bindings whose keys are a pane's number."""


class Conflict(NamedTuple):
    """One key that would mean two things in one place."""

    key: str
    """In Textual's names."""
    ids: tuple[str, ...]
    """The bindings that want it, in the table's order."""


def rebound(
    keys: Sequence[Key] = KEYS,
    wanted: Mapping[str, Sequence[str]] | None = None,
    panes: Sequence[str] = (),
) -> tuple[Key, ...]:
    """The table with the keys `wanted` by binding id, in Textual's names, and the panes numbered in the order `panes`.

    What is shown of a rebound key is what is printed on a keyboard. A key bar's text that stands for neighbours too is
    dropped where a neighbour that is not in the bar itself is rebound.
    """
    own = {binding: tuple(names) for binding, names in (wanted or {}).items() if names}
    table = [
        key._replace(keys=own[key.id], glyphs=" ".join(map(key_printed, own[key.id])), bar="") if key.id in own else key
        for key in _numbered(keys, panes)
    ]
    touched = {(key.where, key.group) for key in table if key.id in own and not key.label}
    return tuple(key._replace(bar="") if (key.where, key.group) in touched else key for key in table)


def _numbered(keys: Sequence[Key], panes: Sequence[str]) -> list[Key]:
    """Panes in another order have the numbers of their places."""
    if not panes:
        return list(keys)
    numbered = {key.id: key for key in keys if key.id in PANE_IDS}
    ids = [f"pane.{name}" for name in panes if f"pane.{name}" in numbered]
    ordered = iter([numbered[one]._replace(keys=(str(number),), glyphs="") for number, one in enumerate(ids, 1)])
    return [next(ordered) if key.id in PANE_IDS else key for key in keys]


def conflicts(keys: Sequence[Key]) -> list[Conflict]:
    """Every key that means two things in one place; what works everywhere is in every place."""
    found: dict[tuple[str, ...], Conflict] = {}
    for place in {key.where for key in keys}:
        bearers: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            if key.where in (place, EVERYWHERE):
                for name in dict.fromkeys(key.keys):
                    bearers[name].append(key.id)
        for name, ids in bearers.items():
            if len(ids) > 1:
                found[name, *ids] = Conflict(name, tuple(ids))
    return [found[identity] for identity in sorted(found)]


def keymap(keys: Sequence[Key], usual: Sequence[Key] = KEYS) -> dict[str, str]:
    """What differs from the usual table, as Textual's keymap wants it: binding id to keys, joined by commas."""
    before = {key.id: key.keys for key in usual}
    return {key.id: ",".join(key.keys) for key in keys if before.get(key.id) != key.keys}
