"""The columns that every kind has, and kubectl's word for what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.columns.sort_keys import natural, seconds_since
from ktui.insight.table import Column

if TYPE_CHECKING:
    from ktui.model.objects import CronJob, DaemonSet, Job, Node, Pod

    AnyObject = CronJob | DaemonSet | Job | Node | Pod

NONE = "<none>"
"""What kubectl prints for something that is not set."""

AGE_WIDTH = 5
"""Cells: `5m33s`, `7h59m`, `7d23h`; ages of more are rare."""


def _name(obj: AnyObject, now: float) -> tuple[object, ...]:
    return (natural(obj.meta.name), obj.meta.namespace)


def _age(obj: AnyObject, now: float) -> float:
    return seconds_since(obj.meta.creation_timestamp, now)


def name_column(width: int, *, least: int = 0) -> Column:
    """NAME, which is never hidden; `width` is the usual length of such names, in cells.

    `least`: the cells to which one may be cut for the sake of other columns, where its beginning and its end tell it
    apart; 0: it is not.
    """
    return Column("NAME", _name, width=width, least=least, cut="middle")


def age_column(rank: int) -> Column:
    """AGE, by the time of creation."""
    return Column("AGE", _age, width=AGE_WIDTH, rank=rank, ticks=True)
