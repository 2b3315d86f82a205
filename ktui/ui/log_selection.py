"""What the mouse selects in a log: from one character to another, by the lines' own numbers.

So a selection stays where it is while lines come and go, and however they are wrapped. What stands before a line's text
(its time, its source) is in it only where one begins to drag there: who selects text wants text.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from textual.selection import Selection

from ktui.insight.log_lines import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.geometry import Offset

    from ktui.insight.log_lines import LogLine
    from ktui.ui.log_rows import LogRows


class Under(NamedTuple):
    """What is under the pointer. `y` is a line's number, `x` a character of its text.

    Negative ones are what stands before the text, counted back from it.
    """

    first: Offset
    end: Offset
    """Behind it; the same where there is nothing but blanks."""


def between(pressed: Under, now: Under) -> Selection:
    """From where the button was pressed to where the pointer is now, with both."""
    ends = sorted((pressed.first, pressed.end, now.first, now.end), key=lambda offset: (offset.y, offset.x))
    return Selection(ends[0], ends[-1])


def selected_part(selection: Selection | None, number: int) -> tuple[int, int] | None:
    """Which characters of the line with this number are selected: the first and their end; None: none of them."""
    start, end = selection or (None, None)
    if start is None or end is None or not start.y <= number <= end.y:
        return None
    first = start.x if number == start.y else -sys.maxsize if start.x < 0 else 0
    last = end.x if number == end.y else sys.maxsize
    return (first, last) if first < last else None


def selected_text(rows: LogRows, selection: Selection, before: Callable[[LogLine], str]) -> str:
    """The text that is selected of the lines there are; `before` tells what stands before a line's text."""
    start, end = selection
    if start is None or end is None:
        return ""
    texts: list[str] = []
    for index in range(rows.index(start.y), len(rows)):
        number = rows.number(index)
        if number > end.y:
            break
        line = rows.line(index)
        ahead = before(line)
        first, last = selected_part(selection, number) or (0, 0)
        texts.append((ahead + text_of(line))[max(0, len(ahead) + first) : max(0, len(ahead) + last)])
    return "\n".join(texts)
