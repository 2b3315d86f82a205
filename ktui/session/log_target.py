"""Whose log is read, and which part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.log_containers import Containers
    from ktui.model.objects import Job


@dataclass(frozen=True, slots=True)
class LogTarget:
    """Whose log: a pod, or what owns pods."""

    kind: str
    """pods, daemonsets or jobs."""
    namespace: str
    name: str
    uid: str


@dataclass(frozen=True, slots=True)
class LogChoice:
    """Which of it."""

    containers: Containers | None = None
    """None: each pod's default one."""
    previous: bool = False
    since: int | None = None
    """Only what is younger than so many seconds; None: the last lines only; 0: all there is."""


def newest_job(jobs: Iterable[Job], uid: str) -> Job | None:
    """The youngest of the Jobs that the CronJob `uid` made."""
    made = (job for job in jobs if any(owner.uid == uid for owner in job.meta.owner_references or ()))
    return max(made, key=lambda job: (str(job.meta.creation_timestamp or ""), job.meta.name), default=None)
