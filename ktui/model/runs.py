"""What became of a Job: what is kept of it after its cluster has deleted it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class RunOutcome(StrEnum):
    """How a Job ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"


class JobRun(msgspec.Struct, frozen=True):
    """A Job that is finished; times in Unix seconds, by the cluster's clock. `uid` makes it the same one."""

    uid: str
    namespace: str
    name: str
    outcome: RunOutcome
    created: float
    ended: float
    started: float | None = None
    """None: it never was, as where it was suspended until its end."""
    reason: str = ""
    """Of a failed one: `BackoffLimitExceeded`."""
    succeeded: int = 0
    """Pods."""
    failed: int = 0
    cronjob: str = ""
    """Whose it is; "" where no CronJob controls it."""
    cronjob_uid: str = ""
    manual: bool = False
    """Whether it was made from the CronJob by hand, not by the schedule."""
