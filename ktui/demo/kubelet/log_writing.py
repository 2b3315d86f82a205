"""What pretend containers have written, made up when somebody reads it: a log that nobody reads costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.demo.kubelet.containers import Container
    from ktui.demo.server.logs import Logs

REACH = 6 * 3600.0
"""Seconds back from now for which lines are made up: the kubelet's own logs are cut too, at 10 MiB."""


@dataclass(frozen=True, slots=True)
class Writings:
    """What one container writes."""

    container: Container

    def __call__(self, after: float, now: float) -> list[tuple[float, str]]:
        """The lines of the time `(after, now]` with their times, all in Unix seconds; none is older than `REACH`."""
        container = self.container
        began = container.started
        upto = container.finished if container.state == "exited" else now
        after = max(after, upto - REACH)
        return [(began + at, line) for at, line in container.program.writes(began, after - began, upto - began)]


class ContainerLogs:
    """Tells a server's `Logs` of the runs of containers."""

    def __init__(self, logs: Logs) -> None:
        self._logs = logs

    def begins(self, namespace: str, pod: str, container: Container) -> None:
        """A container starts to run."""
        self._logs.start(pod, container.name, namespace, made=Writings(container))

    def ends(self, namespace: str, pod: str, container: Container) -> None:
        """It has ended, if it ever ran."""
        if container.started:
            self._logs.end(pod, container.name, namespace)

    def forget(self, namespace: str, pod: str) -> None:
        """The pod is gone."""
        self._logs.forget(pod, namespace)
