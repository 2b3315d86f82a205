"""Which table shows a kind: kubectl's columns and words, one module for each kind."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ktui.insight.columns.cronjobs import cronjob_table
from ktui.insight.columns.daemonsets import daemonset_table
from ktui.insight.columns.jobs import job_table
from ktui.insight.columns.nodes import node_table
from ktui.insight.columns.pods import pod_table
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, NODES, PODS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.insight.table import Table
    from ktui.model.kinds import Kind
    from ktui.model.version import ServerVersion

TABLES: dict[str, Callable[[ServerVersion], Table]] = {
    PODS.name: pod_table,
    DAEMONSETS.name: daemonset_table,
    JOBS.name: job_table,
    CRONJOBS.name: cronjob_table,
    NODES.name: node_table,
}


@cache
def table_of(kind: Kind, version: ServerVersion) -> Table:
    """The table of `kind` as a server of `version` prints it with `kubectl get -o wide`; the same one each time."""
    return TABLES[kind.name](version)
