"""What the kubelet's words about probes mean, in the releases 1.16 to 1.35.

Which container is meant is never read from them: the event's own field says so.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ktui.insight.probes.lane import MarkKind
from ktui.model.evidence import ProbeType

COMBINED = "(combined from similar events): "
"""Before the latest of messages that differ too much to be counted apart."""

_ANSWER = re.compile(r"(Liveness|Readiness|Startup) probe (failed|errored|warning)\b")
"""What stands after it may be a program's own words."""
_KILL = re.compile(r"\bfailed (liveness|startup) probe\b")
_KINDS = {"failed": MarkKind.FAILED, "errored": MarkKind.ERRORED, "warning": MarkKind.WARNED}

REASONS = frozenset(("Unhealthy", "ProbeWarning", "Killing"))
"""Of the events that tell of probes, or of a container's end by the kubelet."""


@lru_cache(maxsize=4096)
def told(reason: str, message: str) -> tuple[MarkKind, ProbeType | None] | None:
    """What such an event tells, and of which probe (None: of none); None for an event that tells something else."""
    if reason == "Killing":
        kill = _KILL.search(message)
        return MarkKind.KILLING, ProbeType(kill[1]) if kill else None
    if reason in REASONS:
        answer = _ANSWER.match(message, len(COMBINED) if message.startswith(COMBINED) else 0)
        if answer is not None:
            return _KINDS[answer[2]], ProbeType(answer[1].lower())
    return None
