"""How fresh what is shown of a kind is, and why."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class LinkState(Enum):
    """What stands between the screen and the API server's truth."""

    CONNECTING = "connecting"
    LOADING = "loading"
    LIVE = "live"
    STALE = "stale"
    DENIED = "denied"
    ABSENT = "absent"
    UNRECORDED = "not recorded"
    """In a replay: the kind never was, or not at that moment."""


class Link(NamedTuple):
    """One kind's link to the API server; times are Unix seconds by this machine's clock."""

    state: LinkState
    since: float
    """Stale: when what is shown was last known to be true. Else: when this state began."""
    reason: str = ""
    """Stale: what went wrong. Denied: the missing right (`list pods`). Absent: what the server lacks.
    Not recorded: from when until when, empty for all the time."""
    retry_at: float | None = None
    """When the next try is due; None: as soon as the server answers again."""
    unreadable: int = 0
    """Objects left out because they are not of the form the API promises."""
    lacks: str = ""
    """What is not in it though the rest is: the missing right and where (`list pods in kube-system`)."""
