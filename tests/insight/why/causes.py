"""Why each container of the recordings' pods ends, and what each pod may be told to be: written by hand.

From `probes.yml` and `probes-odd.yml` and what their images do (`tests/lab`) alone. A pod that is not here never
restarts.
"""

from __future__ import annotations

from typing import NamedTuple

from ktui.insight.why.verdict import Cause


class Ends(NamedTuple):
    """How the containers of one pod end, each time."""

    cause: Cause
    code: int
    words: tuple[str, ...]
    """What a sentence about it holds."""


ENDS = {
    # Every request after the fifth is answered with 500; the program does not heed SIGTERM; 5 s of grace.
    "http-500": Ends(
        Cause.LIVENESS_PROBE,
        137,
        ("liveness", "HTTP 500", "3 times in a row", "5 s of grace", "SIGKILL", "exit 137"),
    ),
    # Nothing listens, so the start-up probe never passes; the shell ends with 2 on SIGTERM.
    "startup-never": Ends(
        Cause.STARTUP_PROBE, 2, ("start-up probe", "connection refused", "4 times in a row", "SIGTERM", "exit 2")
    ),
    # Answers nothing within 2 s, and is refused in between; the shell waits for its child and does not heed SIGTERM.
    "http-slow": Ends(Cause.LIVENESS_PROBE, 137, ("liveness", "3 times in a row", "2 s of grace", "exit 137")),
    "oom": Ends(Cause.OOM_KILLED, 137, ("out of memory", "16Mi", "exit 137")),
    "crash-exit-1": Ends(Cause.EXIT, 1, ("by itself", "exit 1", "after")),
}

ENDS_LAST = {"leaving": Ends(Cause.DELETED, 137, ("deleted", "60 s of grace", "SIGKILL", "exit 137"))}
"""Of a pod that is deleted: none takes its place."""

NOW = {
    "http-500": {Cause.LIVENESS_PROBE, Cause.RUNNING},
    "startup-never": {Cause.STARTUP_PROBE},
    "http-slow": {Cause.LIVENESS_PROBE, Cause.RUNNING},
    "oom": {Cause.OOM_KILLED, Cause.RUNNING},
    "crash-exit-1": {Cause.EXIT, Cause.RUNNING},
    # Its readiness comes and goes; its liveness probe fails one time in four, which is below the threshold.
    "exec-flap": {Cause.READINESS, Cause.LIVENESS_PROBE, Cause.RUNNING},
    "tcp-refused": {Cause.READINESS},
    "two-failing": {Cause.READINESS},
    "healthy": {Cause.RUNNING, Cause.READINESS},
    "exec-cannot-run": {Cause.READINESS},
    "talkative": {Cause.READINESS},
    "leaving": {Cause.READINESS, Cause.RUNNING, Cause.DELETED},
}
"""What may be said of each pod once its containers have started for the first time."""
