"""How what the mouse has selected looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.style import Style


def with_selected(strip: Strip, begin: int, end: int, style: Style) -> Strip:
    """The strip with the cells from `begin` to before `end` in this style, whatever their own is."""
    begin, end = min(begin, strip.cell_length), min(end, strip.cell_length)
    if begin >= end:
        return strip
    chosen = Strip(Segment.apply_style(strip.crop(begin, end), post_style=style), end - begin)
    return Strip.join([strip.crop(0, begin), chosen, strip.crop(end)])
