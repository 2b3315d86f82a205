"""The node's runtime: containers that are created, run for a while and end, as their programs have it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.agenda import Agenda, Appointment
    from ktui.demo.kubelet.program import ProbeKind, Program

KILLED = 137
"""128 and SIGKILL."""
SIGKILL_TAKES = 0.05
"""Seconds until a killed container is gone."""
KEPT = 2
"""Containers of one name that are remembered: the newest, and the one before."""

State = Literal["created", "running", "exited"]


def container_id(*parts: str) -> str:
    """An ID of 64 hex digits that is the same for the same parts."""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()


@dataclass(slots=True, eq=False)
class Container:
    """One container: a restart is another one. Times in Unix seconds."""

    name: str
    id: str
    attempt: int
    """How often there was one of this name before."""
    program: Program
    image: str
    state: State = "created"
    started: float = 0.0
    finished: float = 0.0
    code: int = 0
    reason: str = ""
    message: str = ""
    asked: int = 0
    """Probes that it has been asked."""
    verdicts: dict[ProbeKind, bool | None] = field(default_factory=dict)
    """What its probes have come to; None: unknown yet, and nothing where none was made."""
    ends: Appointment | None = None
    known: bool = False
    """It ran before the kubelet did: its verdicts stand until probes say otherwise."""

    @property
    def failed(self) -> bool:
        """It has ended, and not well."""
        return self.state == "exited" and self.code != 0


class PodContainers:
    """The containers of one pod on its node; `changed` is called when one starts or ends."""

    def __init__(self, agenda: Agenda, changed: Callable[[Container], None]) -> None:
        self._agenda = agenda
        self._changed = changed
        self._by_name: dict[str, list[Container]] = {}
        self._waiting: dict[str, Callable[[], None]] = {}

    def of(self, name: str) -> list[Container]:
        """Those of a name, the newest first."""
        return self._by_name.get(name, [])

    def newest(self, name: str) -> Container | None:
        """The last one of a name."""
        of = self.of(name)
        return of[0] if of else None

    def last_ended(self, name: str) -> Container | None:
        """The newest of those that have ended."""
        return next((each for each in self.of(name) if each.state == "exited"), None)

    def running(self) -> list[Container]:
        """Those that run now."""
        return [of[0] for of in self._by_name.values() if of[0].state == "running"]

    def create(self, container: Container) -> None:
        """It exists now, and is the newest of its name."""
        of = self._by_name.setdefault(container.name, [])
        of.insert(0, container)
        del of[KEPT:]

    def start(self, container: Container, *, since: float | None = None) -> None:
        """It runs, now or `since` then, until its program ends or it is stopped."""
        container.state = "running"
        container.started = self._agenda.now if since is None else since
        if (ending := container.program.exit) is not None:

            def end() -> None:
                self._end(container, ending.code, ending.reason, ending.message)

            container.ends = self._agenda.at(container.started + ending.after, end)
        if since is None:
            self._changed(container)

    def fail_to_start(self, container: Container, code: int, message: str) -> None:
        """It ends before it has run."""
        self._end(container, code, "StartError", message)

    def stop(self, container: Container, grace: float, then: Callable[[], None]) -> None:
        """Send SIGTERM, after `grace` seconds SIGKILL; `then` is called when it is gone."""
        if container.state != "running":
            then()
            return
        self._waiting[container.id] = then
        on_term = container.program.on_term
        obeys = on_term.after < grace
        seconds, code = (on_term.after, on_term.code) if obeys else (grace + SIGKILL_TAKES, KILLED)
        when = self._agenda.now + seconds
        if container.ends is not None:
            if container.ends.do is not None and container.ends.due <= when:
                return
            container.ends.cancel()
        container.ends = self._agenda.at(when, lambda: self._end(container, code, "", ""))

    def _end(self, container: Container, code: int, reason: str, message: str) -> None:
        container.state = "exited"
        container.finished = self._agenda.now
        container.code = code
        container.reason = reason or ("Completed" if code == 0 else "Error")
        container.message = message
        container.ends = None
        self._changed(container)
        if (then := self._waiting.pop(container.id, None)) is not None:
            then()
