"""Pods, DaemonSets, Jobs, CronJobs and nodes: the cells that ktui itself shows, proven against real servers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ktui.demo.server.tables.any_kind import KindTable, column, part
from ktui.insight.columns import table_of as shown_table_of
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, KINDS, NODES, PODS
from ktui.model.objects import STRUCTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.store import Stored
    from ktui.demo.server.tables.any_kind import Cells, KindTables
    from ktui.insight.table import Column
    from ktui.model.kinds import Kind
    from ktui.model.version import ServerVersion

_NAMES = {name.upper(): name for name in ("IP", "Up-to-date", "OS-Image", "Internal-IP", "External-IP")}
"""How columns are called whose words do not each begin with their only capital."""

_COUNTS = {
    PODS.name: (),
    DAEMONSETS.name: ("DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE"),
    JOBS.name: (),
    CRONJOBS.name: ("ACTIVE",),
    NODES.name: (),
}
"""The columns that hold numbers."""


def _pane(kind: Kind) -> Callable[[ServerVersion], KindTable]:
    def make(release: ServerVersion) -> KindTable:
        shown = shown_table_of(kind, release)
        counts = {*_COUNTS[kind.name]}
        if kind is PODS and not release.at_least(1, 22):
            counts.add("RESTARTS")  # since then with the time of the last one
        numbers = [item.header in counts for item in shown.columns]
        decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(STRUCTS[kind.name])

        def cells(stored: Stored, now: float) -> Cells:
            texts = shown.cells(decoder.decode(stored.body), now)
            return [int(text) if is_number else text for text, is_number in zip(texts, numbers, strict=True)]

        definitions = tuple(_definition(item, counts) for item in shown.columns)
        return KindTable(definitions, cells, _pod_conditions if kind is PODS else lambda obj: [])

    return make


def _definition(shown: Column, counts: set[str]) -> Raw:
    if shown.header == "NAME":
        return column("Name", format="name")
    sort = "integer" if shown.header in counts else "boolean" if shown.header == "SUSPEND" else "string"
    return column(_NAMES.get(shown.header, shown.header.title()), sort, wide=shown.wide)


def _pod_conditions(pod: Raw) -> list[Raw]:
    match part(pod, "status", "phase"):
        case "Succeeded":
            message = "The pod has completed successfully."
        case "Failed":
            message = "The pod failed."
        case _:
            return []
    return [{"type": "Completed", "status": "True", "reason": part(pod, "status", "phase"), "message": message}]


PANES: KindTables = {kind.name: _pane(kind) for kind in KINDS}
