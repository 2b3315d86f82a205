"""A row of a log as a terminal gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from ktui.insight.text import ELLIPSIS, width_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.style import Style

    from ktui.ui.log_format import LogFormat, Row

BAR = "▌"
"""Left of the current line, so that it is found without colours."""
COLOURS = 6
"""Colours of sources; the seventh has the first one's again."""
STYLES = ("bar", "stamp", "note", "match", *(f"source-{index}" for index in range(COLOURS)))
"""What the parts of a row are called where they have a style of their own."""


def row_strip(
    row: Row,
    text: str,
    lines: LogFormat,
    matches: Sequence[tuple[int, int]],
    style: Callable[[str], Style],
    base: Style,
) -> Strip:
    """The row, as wide as what is in it.

    `text` is its line's, `matches` which characters of it are marked; `style` tells the style of a part.
    """
    line = row.line
    known = line if row.first else None
    segments = [Segment(BAR, style("bar")) if row.current else Segment(" ", base)]
    if stamp := lines.stamp(known):
        segments.append(Segment(stamp, style("stamp")))
    if name := lines.name(known):
        segments.append(Segment(name, style(f"source-{line.source % COLOURS}")))
    room = lines.room
    plain = style("note") if line.note else base
    if row.blank:
        segments.append(Segment(" " * row.blank, plain))
    at, used = row.begin, row.blank
    for begin, end, marked in [*((*match, style("match")) for match in matches), (row.end, row.end, plain)]:
        begin, end = max(begin, at), min(end, row.end)
        for stop, piece_style in ((begin, plain), (end, marked)):
            if stop > at:
                segments.append(Segment(text[at:stop], piece_style))
                used += width_of(text[at:stop])
                at = stop
        if used > room:
            cut = Strip(segments).crop(0, lines.before + room - 1)
            return Strip([*cut, Segment(ELLIPSIS, style("stamp"))])
    return Strip(segments)
