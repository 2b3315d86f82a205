"""The inspector's top line: its tabs, and what is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.text import visible
from ktui.ui.spans import first_fitting, justified, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.page import Span, Spans


def tabs_line(titles: Sequence[str], active: int, about: str, room: int, note: str = "") -> Spans:
    """The line in exactly `room` cells; where space is short the object gives way, then the tabs that are not open.

    `note` stands before the object: how many matches a search has.
    """
    left: list[Span] = [(" ", "")]
    for index, title in enumerate(titles):
        left.append((f"━ {title} ━", "title-open") if index == active else (f"  {title}  ", "muted"))
    said: tuple[Span, ...] = ((f"{visible(note)}   ", "busy"),) if note else ()
    who = visible(about)
    right = first_fitting(
        [(*said, (f"{who} ", "strong")), (*said, (f"{who.partition(', ')[0]} ", "strong"))],
        max(room - width(left) - 1, room // 3),
    )
    if width(left) + width(right) + 1 > room and titles:
        left = [(" ", ""), (f"━ {titles[active]} ━", "title-open")]
    return justified(left, right, room)
