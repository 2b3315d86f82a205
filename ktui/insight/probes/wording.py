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

REASONS = {"Unhealthy": MarkKind.FAILED, "ProbeWarning": MarkKind.WARNED, "Killing": MarkKind.KILLING}
"""Of the events that tell of probes, or of a container's end by the kubelet; each with what it tells without words."""


@lru_cache(maxsize=1024)
def told(reason: str, message: str) -> tuple[MarkKind, ProbeType | None]:
    """What an event of one of these reasons tells, and of which probe; None: of none, or of one that is not named."""
    if reason == "Killing":
        kill = _KILL.search(message)
        return MarkKind.KILLING, ProbeType(kill[1]) if kill else None
    answer = _ANSWER.match(message, len(COMBINED) if message.startswith(COMBINED) else 0)
    return (_KINDS[answer[2]], ProbeType(answer[1].lower())) if answer else (REASONS[reason], None)
