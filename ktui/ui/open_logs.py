"""From an object to the screen with its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.model.kinds import CRONJOBS, JOBS, NODES, Kind
from ktui.session.log_target import LogTarget, newest_job
from ktui.ui.screens.logs import LogsScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.session.session import Session
    from ktui.store.store import Key


def logs_of(session: Session, kind: Kind, key: Key, *, wall: Callable[[], float]) -> LogsScreen | str:
    """The screen for the log of an object, a CronJob's newest Job's; or a sentence why there is none."""
    if kind is NODES:
        return "Nodes have no log here: open a pod's, a DaemonSet's or a Job's"
    obj = session.feeds[kind.name].store.objects.get(key)
    if kind is CRONJOBS and obj is not None:
        kind, obj = JOBS, newest_job(session.feeds[JOBS.name].store.objects.values(), obj.meta.uid)
        if obj is None:
            return "This CronJob has no Job now, so there is no log"
    if obj is None:
        return f"This {kind.singular} is gone"
    meta = obj.meta
    return LogsScreen(session, LogTarget(kind.name, meta.namespace, meta.name, meta.uid), wall=wall)
