"""A summary of an object to read: what an operator asks first, denser than `kubectl describe`, legible at 76 columns.

One module for each kind, and one for each piece that several kinds have. A field that is missing, null or odd is left
out; nothing in an object makes a summary fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.cronjobs import write_cronjob
from ktui.insight.describe.daemonsets import write_daemonset
from ktui.insight.describe.jobs import write_job
from ktui.insight.describe.metadata import write_identity, write_labels, write_state
from ktui.insight.describe.nodes import write_node
from ktui.insight.describe.pods import write_pod
from ktui.insight.describe.writing import Writer
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, NODES, PODS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.owners import Owner
    from ktui.insight.page import PageLine
    from ktui.model.kinds import Kind
    from ktui.model.version import ServerVersion

WRITERS: dict[str, tuple[str, Callable[[Writer, dict[str, Any]], None]]] = {
    PODS.name: ("Pod", write_pod),
    DAEMONSETS.name: ("DaemonSet", write_daemonset),
    JOBS.name: ("Job", write_job),
    CRONJOBS.name: ("CronJob", write_cronjob),
    NODES.name: ("Node", write_node),
}
"""By `Kind.name`: the label before an object's name, and what is written beneath it."""


def summary_page(
    kind: Kind, obj: dict[str, Any], *, now: float, owners: Sequence[Owner] = (), version: ServerVersion
) -> list[PageLine]:
    """The summary of `obj`, decoded JSON of this kind, at `now` (Unix seconds), in the words of a server of `version`.

    `owners` is the chain above it, nearest first; without one, what the object itself tells.
    """
    title, write = WRITERS[kind.name]
    writer = Writer(now)
    write_state(writer, kind, obj, version)
    write_identity(writer, title, obj, owners)
    write(writer, obj)
    write_labels(writer, obj)
    return writer.lines
