"""A piece of advice as a value."""

from __future__ import annotations

import msgspec


class Advice(msgspec.Struct, frozen=True):
    """What to write otherwise in a pod, and why."""

    container: str
    """"" where it is about the whole pod."""
    rule: str
    """Its slug: `no-liveness-probe`."""
    field: str
    """Where in the pod: `spec.containers[app].livenessProbe.timeoutSeconds`."""
    reason: str
    instead: str
    """What to write."""
