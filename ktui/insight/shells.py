"""In which container of a pod a shell is to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.insight.describe.values import at, mappings_at, text_at

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT = "kubectl.kubernetes.io/default-container"
"""The annotation by which a pod's owner says which of its containers is meant where none is named."""
STATUSES = ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")
"""Where a pod tells how its containers are: its own, those that run beside or before them, those added to debug it."""


@dataclass(frozen=True, slots=True)
class ShellContainers:
    """The containers of a pod that run now, its own first: a shell can be in no other."""

    names: Sequence[str]
    default: str
    """The one that is meant where none is named; empty: nobody says."""


def shell_containers(pod: dict[str, Any]) -> ShellContainers:
    """From a pod as the server sent it."""
    running = [
        name
        for field in STATUSES
        for status in mappings_at(pod, "status", field)
        if isinstance(at(status, "state", "running"), dict) and (name := text_at(status, "name"))
    ]
    default = text_at(pod, "metadata", "annotations", DEFAULT)
    return ShellContainers(running, default if default in running else "" if len(running) != 1 else running[0])
