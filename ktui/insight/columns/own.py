"""ktui's own columns, which stand behind kubectl's on the screen: what is seen of a pod at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.table import Column
from ktui.insight.traits import traits_of
from ktui.insight.why.words import SHORT
from ktui.model.kinds import PODS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ktui.insight.glance import Glance
    from ktui.insight.table import SortValue, Table
    from ktui.model.kinds import Kind
    from ktui.model.objects import Pod

    GlanceOf = Callable[[Pod, float], Glance]
    """(pod, now in Unix seconds) -> what is seen of it."""

PROBES = "PROBES"
WHY = "WHY"
ADVICE = "ADVICE"

OWN_HEADERS: dict[str, tuple[str, ...]] = {PODS.name: (PROBES, WHY, ADVICE)}
"""The headers of each kind's own columns, by `Kind.name`."""

PROBES_WIDTH = len("L ") + 10
"""Cells of most that fail: one letter, ten minutes."""

WHY_LEAST = len("liveness: HTTP…")
"""Cells from which the beginning of a verdict says enough."""


def with_own_columns(kind: Kind, table: Table, glance_of: GlanceOf | None) -> Table:
    """The table with a kind's own columns, and with its traits; `glance_of` None: nothing is known of any object."""
    if kind.name not in OWN_HEADERS:
        return table

    def by(value: Callable[[Glance], SortValue], unknown: SortValue) -> Callable[[Any, float], SortValue]:
        return lambda pod, now: unknown if glance_of is None else value(glance_of(pod, now))

    def cells(pod: Pod, now: float) -> tuple[str, ...]:
        if glance_of is None:
            return (*table.cells(pod, now), "", "", "")
        seen = glance_of(pod, now)
        return (*table.cells(pod, now), seen.probes, seen.why, str(seen.advice) if seen.advice else "")

    def trait(word: str) -> Callable[[Any, float], bool]:
        return lambda pod, now: glance_of is not None and word in glance_of(pod, now).traits

    # Their ranks stand between those of kubectl's columns: PROBES outlasts the age, WHY does not, and advice is for
    # where even the node has room.
    own = (
        Column(
            PROBES,
            by(lambda seen: seen.probes_value, (0, 0)),
            width=PROBES_WIDTH,
            rank=3,
            large_first=True,
            live=True,
            aside=True,
        ),
        Column(
            WHY,
            by(lambda seen: seen.why_value, (0, "")),
            width=SHORT,
            rank=5,
            large_first=True,
            live=True,
            least=WHY_LEAST,
        ),
        Column(
            ADVICE,
            by(lambda seen: seen.advice, 0),
            wide=True,
            rank=7,
            right=True,
            large_first=True,
            live=True,
            aside=True,
        ),
    )
    return table._replace(
        columns=(*table.columns, *own),
        cells=cells,
        traits={each.word: trait(each.word) for each in traits_of(kind)},
    )
