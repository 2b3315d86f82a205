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
    """What the help page of a place shows: its keys and those that work everywhere."""
    return numbers_together(help_groups(tuple(key for key in KEYS if key.where in (place, EVERYWHERE))))


def numbers_together(groups: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """The same with the panes' numbers in one line."""
    titles = {kind.title for kind in KINDS}
    numbers = " ".join(str(number) for number in range(1, len(KINDS) + 1))
    together: dict[str, list[tuple[str, str]]] = {}
    for group, rows in groups.items():
        others = [row for row in rows if row[1] not in titles]
        together[group] = others if len(others) == len(rows) else [(numbers, "a pane by its number"), *others]
    return together
