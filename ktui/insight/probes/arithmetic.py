"""What the numbers of a probe come to: how soon it asks, notices and acts, in seconds.

The rules are those of the kubelet's worker (pkg/kubelet/prober/worker.go). It asks at the ticks of `periodSeconds`, the
first of which is at any time within a period; ticks before `initialDelaySeconds` are let pass. `failureThreshold`
failures in a row are a verdict. An attempt that could not be made counts for nothing: all bounds are without such.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ktui.model.evidence import ProbeType
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from ktui.model.objects import Probe
    from ktui.model.version import ServerVersion

SHORTEST_GRACE = 2
"""Seconds that a container is given at least, whatever is written."""

LATEST_SYNC = 90
"""Seconds until a kubelet looks at a pod again without a reason: a minute, and up to half as long again."""

_LONGEST = 2**31 - 1
"""Seconds: the API's largest number."""


def whole(seconds: float) -> str:
    """Seconds as they are written here: `9`, `2.5`, and never `1e+06`."""
    return str(int(seconds)) if seconds == int(seconds) else f"{seconds:.1f}"


class Between(NamedTuple):
    """A number of seconds that is not known exactly."""

    after: float
    by: float

    @property
    def text(self) -> str:
        """`10-16 s`."""
        return f"{whole(self.by)} s" if self.after == self.by else f"{whole(self.after)}-{whole(self.by)} s"


class Pace(NamedTuple):
    """A probe's numbers, with the server's own for those that are left out or that no server takes."""

    delay: int
    timeout: int
    period: int
    successes: int
    failures: int

    @property
    def slowest(self) -> int:
        """Seconds from one attempt to the next at most: one that takes longer than a period holds up the next."""
        return max(self.period, self.timeout)


@lru_cache(maxsize=1024)
def pace(probe: Probe) -> Pace:
    """The numbers that a kubelet goes by."""
    return Pace(
        delay=min(max(probe.initial_delay_seconds, 0), _LONGEST),
        timeout=_at_least_one(probe.timeout_seconds, 1),
        period=_at_least_one(probe.period_seconds, 10),
        successes=_at_least_one(probe.success_threshold, 1),
        failures=_at_least_one(probe.failure_threshold, 3),
    )


def _at_least_one(number: int, default: int) -> int:
    return min(number, _LONGEST) if number > 0 else default


class Arithmetic(NamedTuple):
    """What a probe's numbers come to, in seconds."""

    type: ProbeType
    first_probe: Between
    """The first attempt after the container's start; liveness and readiness wait for the start-up probe as well."""
    first_failure_by: float
    """After the start, the first failure of what never answers well is told."""
    detects: Between | None
    """What breaks is noticed after so long: the verdict. None for a start-up probe, which asks what never was well."""
    verdict: Between | None
    """After the start, what never answers well gets its verdict. None for readiness, which begins with not ready."""
    grace: float | None
    """From the verdict to SIGKILL; None: nothing is killed."""
    dead_by: float | None
    """SIGKILL is sent at the latest: of a start-up probe after the container's start, else after the break."""
    start_up: float | None
    """The time that a start-up probe leaves a container to start up."""
    back: Between | None
    """What is well again is back in service after so long; None: not for such a probe."""

    @property
    def text(self) -> str:
        """All of it in one short line: `detects in 10-16 s, dead by 21 s`."""
        dead = "" if self.dead_by is None else f"dead by {whole(self.dead_by)} s"
        if self.start_up is not None and self.verdict is not None:
            return f"{whole(self.start_up)} s to start up, killed after {self.verdict.text}, {dead}"
        detects = "" if self.detects is None else self.detects.text
        if self.back is not None:
            return f"out of service in {detects}, back in {self.back.text}"
        return f"detects in {detects}, {dead}"

    def json(self) -> dict[str, Any]:
        """The `budget` of `ktui probes`; all keys are always there, seconds are numbers, what is not so is None."""
        detects, verdict, back = (each or (None, None) for each in (self.detects, self.verdict, self.back))
        return {
            "text": self.text,
            "firstProbeAfter": self.first_probe.after,
            "firstProbeBy": self.first_probe.by,
            "firstFailureBy": self.first_failure_by,
            "detectsAfter": detects[0],
            "detectsBy": detects[1],
            "neverUpAfter": verdict[0],
            "neverUpBy": verdict[1],
            "grace": self.grace,
            "deadBy": self.dead_by,
            "startUp": self.start_up,
            "backInServiceAfter": back[0],
            "backInServiceBy": back[1],
        }


def arithmetic(
    probe: Probe,
    type: ProbeType,  # noqa: A002 - the API's word for it
    grace: float,
    version: ServerVersion = NEWEST,
) -> Arithmetic:
    """What the numbers of a probe of this type come to; `grace` is the pod's, in seconds, `version` the kubelet's."""
    delay, timeout, period, successes, failures = numbers = pace(probe)
    readiness, startup = type is ProbeType.READINESS, type is ProbeType.STARTUP
    detects = Between((failures - 1) * period, failures * numbers.slowest + timeout)
    verdict = Between(delay + detects.after, delay + detects.by + acts_after(type, version))
    killed_within = None if readiness else kill_grace(probe, grace)
    dead_by = None if killed_within is None else (verdict if startup else detects).by + killed_within
    return Arithmetic(
        type=type,
        first_probe=Between(delay, delay + period),
        first_failure_by=delay + period + timeout,
        detects=None if startup else detects,
        verdict=None if readiness else verdict,
        grace=killed_within,
        dead_by=dead_by,
        start_up=delay + failures * period if startup else None,
        back=Between((successes - 1) * period, successes * numbers.slowest + timeout) if readiness else None,
    )


def acts_after(type: ProbeType, version: ServerVersion) -> int:  # noqa: A002 - the API's word for it
    """Seconds from a verdict until the kubelet acts on it, at most: it saw to start-up probes only in passing once."""
    return LATEST_SYNC if type is ProbeType.STARTUP and not version.at_least(1, 21) else 0


def kill_grace(probe: Probe, grace: float) -> float:
    """Seconds from a probe's verdict to SIGKILL: the probe's own grace, else the pod's."""
    own = probe.termination_grace_period_seconds
    return max(grace if own is None else min(own, _LONGEST), SHORTEST_GRACE)
