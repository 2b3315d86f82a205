"""The table of keys as Textual and the help page want it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from ktui.insight.traits import traits_of
from ktui.model.keys import EVERYWHERE, FILTER, KEYS, PANES, Key, keys_of, keys_while
from ktui.model.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable


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


def keys_in_use(app: object) -> tuple[Key, ...]:
    """The table as this application's user has it: `KtuiApp.keys`, or the usual one in any other application."""
    keys: tuple[Key, ...] = getattr(app, "keys", keys_while(KEYS, replaying=False))
    return keys


def reasons_of(app: object) -> Callable[[Key], str]:
    """What says of a key why it does nothing here, in a few words or none: `KtuiApp.why_not`."""
    why_not: Callable[[Key], str] = getattr(app, "why_not", lambda _: "")
    return why_not


def help_groups(keys: tuple[Key, ...] = KEYS) -> dict[str, list[tuple[str, str]]]:
    """Group to (keys as printed, what they do), in the table's order."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append((key.shown, key.does))
    return groups


def help_rows(place: str = PANES, keys: tuple[Key, ...] = KEYS) -> dict[str, list[tuple[str, str]]]:
    """What the help page of a place shows: its keys and those that work everywhere; signs and filters of the panes."""
    groups = numbers_together(help_groups(tuple(key for key in keys if key.where in (place, EVERYWHERE))))
    if place in (PANES, FILTER):
        traits = [(trait.filter, trait.does) for kind in KINDS for trait in traits_of(kind)]
        groups["Words of a filter"] = traits
    if place == PANES:
        from ktui.insight.probes.recent import LEGEND  # noqa: PLC0415  not needed for the first frame

        groups["PROBES, ten minutes"] = list(LEGEND)
    return groups


def numbers_together(groups: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """The same with the panes' numbers in one line; a pane with a key of the user's own keeps its line."""
    titles = {kind.title for kind in KINDS}
    together: dict[str, list[tuple[str, str]]] = {}
    for group, rows in groups.items():
        numbered = [row for row in rows if row[1] in titles and row[0].isdecimal()]
        others = [row for row in rows if row not in numbered]
        numbers = " ".join(glyphs for glyphs, _ in numbered)
        together[group] = [(numbers, "a pane by its number"), *others] if numbered else others
    return together
