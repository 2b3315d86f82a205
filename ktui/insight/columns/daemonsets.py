"""kubectl's words for a DaemonSet: `printDaemonSet` in pkg/printers/internalversion/printers.go, 1.20 to 1.35 alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.columns.any_kind import age_column, name_column
from ktui.insight.columns.selectors import label_text
from ktui.insight.columns.templates import template_cells, template_columns
from ktui.insight.durations import age
from ktui.insight.table import Column, Table

if TYPE_CHECKING:
    from ktui.insight.table import Tone
    from ktui.model.objects import DaemonSet
    from ktui.model.version import ServerVersion


def _cells(daemonset: DaemonSet, now: float) -> tuple[str, ...]:
    status = daemonset.status
    return (
        daemonset.meta.name,
        str(status.desired_number_scheduled),
        str(status.current_number_scheduled),
        str(status.number_ready),
        str(status.updated_number_scheduled),
        str(status.number_available),
        label_text(daemonset.spec.template.spec.node_selector),
        age(daemonset.meta.creation_timestamp, now),
        *template_cells(daemonset.spec),
    )


def _tone(daemonset: DaemonSet, now: float) -> Tone:
    status = daemonset.status
    if status.number_ready < status.desired_number_scheduled:
        return "bad"
    if status.updated_number_scheduled < status.desired_number_scheduled:
        return "busy"
    return "good" if status.desired_number_scheduled else "muted"


_TABLE = Table(
    (
        name_column(20),
        Column("DESIRED", lambda ds, now: ds.status.desired_number_scheduled, right=True),
        Column("CURRENT", lambda ds, now: ds.status.current_number_scheduled, rank=5, right=True),
        Column("READY", lambda ds, now: ds.status.number_ready, right=True),
        Column("UP-TO-DATE", lambda ds, now: ds.status.updated_number_scheduled, rank=2, right=True),
        Column("AVAILABLE", lambda ds, now: ds.status.number_available, rank=1, right=True),
        Column("NODE SELECTOR", lambda ds, now: label_text(ds.spec.template.spec.node_selector), rank=3),
        age_column(4),
        *template_columns(lambda daemonset: daemonset.spec),
    ),
    _cells,
    _tone,
    "READY",
)


def daemonset_table(version: ServerVersion) -> Table:
    """The table of DaemonSets, the same on every server."""
    return _TABLE
