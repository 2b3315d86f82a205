"""What the server prints of each kind when it is asked for a Table, as kubectl asks: one module for related kinds."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ktui.demo.server.tables.any_kind import table_of_any
from ktui.demo.server.tables.cluster import CLUSTER
from ktui.demo.server.tables.configuration import CONFIGURATION
from ktui.demo.server.tables.events import EVENTS
from ktui.demo.server.tables.network import NETWORK
from ktui.demo.server.tables.panes import PANES
from ktui.demo.server.tables.volumes import VOLUMES
from ktui.demo.server.tables.workloads import WORKLOADS

if TYPE_CHECKING:
    from ktui.demo.server.tables.any_kind import KindTable
    from ktui.model.version import ServerVersion

_TABLES = {**PANES, **WORKLOADS, **NETWORK, **CONFIGURATION, **CLUSTER, **VOLUMES, **EVENTS}


@cache
def table_of(plural: str, release: ServerVersion) -> KindTable:
    """The table of a kind as a server of this release prints it; the same one each time."""
    make = _TABLES.get(plural)
    return table_of_any() if make is None else make(release)
