"""Things that were seen, as the tests of the history make them."""

from __future__ import annotations

from ktui.history.schema import Seen
from ktui.model.evidence import EventWrite
from ktui.model.runs import JobRun, RunOutcome
from tests.fakes.clock import START

CLUSTER = "kube-system-uid"


def write(
    name: str = "web.1", count: int = 1, *, at: float = START, message: str = "Liveness probe failed: "
) -> EventWrite:
    """A failure of a probe."""
    return EventWrite(
        name=name, count=count, reason="Unhealthy", type="Warning", message=message, container="app", first=at, last=at
    )


def seen(*whats: object, uid: str = "u-1", name: str = "web") -> list[Seen]:
    """They were seen of a pod."""
    return [Seen(uid, "default", name, what) for what in whats]  # type: ignore[arg-type]


def run(uid: str = "j-1", *, ended: float = START, cronjob: str = "backup", manual: bool = False) -> JobRun:
    """A Job that failed."""
    return JobRun(
        uid=uid,
        namespace="default",
        name=f"{cronjob}-{uid}",
        outcome=RunOutcome.FAILED,
        created=ended - 70,
        started=ended - 60,
        ended=ended,
        reason="BackoffLimitExceeded",
        failed=7,
        cronjob=cronjob,
        cronjob_uid="c-1",
        manual=manual,
    )
