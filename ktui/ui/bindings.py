"""The table of keys as Textual and the help page want it."""

from __future__ import annotations

from textual.binding import Binding

from ktui.model.keys import EVERYWHERE, KEYS, PANES, Key, keys_of
from ktui.model.kinds import KINDS


def bindings(place: str) -> list[Binding]:
    """The bindings of a place's screen, or of the application for those that work everywhere."""
    return [
        Binding(
            ",".join(key.keys),
            key.action,
            key.does,
            id=key.id,
            show=bool(key.label),
            priority=key.priority,
        )
        for key in keys_of(place)
    ]


def help_groups(keys: tuple[Key, ...] = KEYS) -> dict[str, list[tuple[str, str]]]:
    """Group to (keys as printed, what they do), in the table's order."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append((key.shown, key.does))
    return groups


def help_rows(place: str = PANES) -> dict[str, list[tuple[str, str]]]:
    """The same as the help page of a place has it: the panes' numbers stand in one line, so that all fits 24."""
    groups = help_groups((*(key for key in KEYS if key.where in (place, EVERYWHERE)),))
    if place == PANES:
        first, *_ = groups
        numbers, others = groups[first][: len(KINDS)], groups[first][len(KINDS) :]
        together = (" ".join(shown for shown, _ in numbers), ", ".join(does for _, does in numbers))
        groups[first] = [together, *others]
    return groups
