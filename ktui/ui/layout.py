"""Where the inspector stands, by the room there is."""

from __future__ import annotations

from typing import Literal, NamedTuple

BESIDE = 140
"""Columns of the terminal from which the inspector stands beside the panes."""
BELOW = 100
"""Columns from which it stands below them, where there are `BELOW_ROWS` rows too; else it opens over them."""
BELOW_ROWS = 30
"""Rows that panes and an inspector below them need, to show more than their titles."""
WIDTH_SHARE = 0.4
"""The inspector's, beside the panes: of 200 columns it so has 80, and the pods' names 120 with PROBES behind them."""
HEIGHT_SHARE = 0.42
"""The inspector's, below the panes, which keep the larger part."""
LINES = 2
"""Lines of the screen that are neither: the banner and the keys."""


class Layout(NamedTuple):
    """How the screen is divided."""

    where: Literal["beside", "below", "over"]
    panes_width: int
    panes_height: int
    inspector_width: int | str
    """Cells, or a share of the room."""
    inspector_height: int | str


def layout_for(width: int, height: int, *, wanted: bool) -> Layout:
    """The division of a terminal of this size; an inspector that is not `wanted` takes no room from the panes."""
    if wanted and width >= BESIDE:
        inspector = round(width * WIDTH_SHARE)
        return Layout("beside", width - inspector, height - LINES, inspector, "100%")
    if wanted and width >= BELOW and height >= BELOW_ROWS:
        inspector = round((height - LINES) * HEIGHT_SHARE)
        return Layout("below", width, height - LINES - inspector, "100%", inspector)
    return Layout("over", width, height - LINES, "100%", "100%")
