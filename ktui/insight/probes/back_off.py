"""How long a container is held back that keeps ending: the kubelet tells the delay in use in a message, nowhere else.

What the delays are depends on release, feature gates and the node's configuration, so none is ever assumed.
"""

from __future__ import annotations

import re

from ktui.insight.schedule.go_duration import NANOSECONDS, parse_go_duration

_HELD_BACK = re.compile(r"back-off (\S+) restarting failed container\b")


def back_off_delay(message: str) -> float | None:
    """Seconds between a container's end and its next start; None where a message does not tell it."""
    found = _HELD_BACK.match(message)
    try:
        delay = parse_go_duration(found[1]) if found else -1
    except ValueError:
        return None
    return delay / NANOSECONDS["s"] if delay >= 0 else None
