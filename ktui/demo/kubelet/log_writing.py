"""What pretend containers have written, made up when somebody reads it: a log that nobody reads costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.kubelet.containers import Container

RUNS_KEPT = 2
"""The run that is, and the one before (`--previous`)."""
REACH = 6 * 3600.0
"""Seconds back from now for which lines are made up: the kubelet's own logs are cut too, at 10 MiB."""

Name = tuple[str, str, str]
"""Namespace, pod, container."""


@dataclass(slots=True)
class LogRun:
    """One run of a container: its lines, on demand."""

    container: Container
    over: bool = False

    def lines(self, after: float, now: float) -> list[tuple[float, str]]:
        """Those of the time `(after, now]`, with their time; all in Unix seconds. No line is older than `REACH`."""
        began = self.container.started
        upto = self.container.finished if self.over else now
        after = max(after, now - REACH)
        writes = self.container.program.writes
        return [(began + at, line) for at, line in writes(began, after - began, upto - began)]


class ContainerLogs:
    """The runs of all containers, as far as they are remembered; `on_change` is told of each that begins or ends."""

    def __init__(self) -> None:
        self._runs: dict[Name, list[LogRun]] = {}
        self.on_change: Callable[[Name], None] = lambda name: None

    def begins(self, namespace: str, pod: str, container: Container) -> None:
        """A container starts to run."""
        name = (namespace, pod, container.name)
        runs = self._runs.setdefault(name, [])
        runs.append(LogRun(container))
        del runs[:-RUNS_KEPT]
        self.on_change(name)

    def ends(self, namespace: str, pod: str, container: Container) -> None:
        """It has ended."""
        name = (namespace, pod, container.name)
        for run in self._runs.get(name, ()):
            if run.container is container:
                run.over = True
                self.on_change(name)

    def forget(self, namespace: str, pod: str) -> None:
        """The pod is gone."""
        for name in [name for name in self._runs if name[:2] == (namespace, pod)]:
            del self._runs[name]

    def runs(self, namespace: str, pod: str, container: str) -> list[LogRun]:
        """The run before, if there was one, and the present or last one; none before the first."""
        return self._runs.get((namespace, pod, container), [])
