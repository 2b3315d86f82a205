"""The workers that probe: one for each container and kind of probe, as the kubelet's `prober/worker.go` has them.

A worker that has nothing to do, or whose program says that it will answer the same for long, is not woken at each
period: it sleeps until the tick at which something may change, and whoever changes something wakes it (`notice`).
"""

from __future__ import annotations

import math
from math import inf
from typing import TYPE_CHECKING, Protocol

from ktui.demo.kubelet.program import Attempt

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda, Appointment
    from ktui.demo.kubelet.containers import Container
    from ktui.demo.kubelet.program import Answer, ProbeKind
    from ktui.demo.server.statuses import Raw

MOST_TRIES = 3
"""Of one probe that errs."""
TINY = 1e-6
"""Seconds: less than any real pause between two ticks."""
SOON = 0.0
"""The next tick will do."""
FIELDS: dict[ProbeKind, str] = {"startup": "startupProbe", "liveness": "livenessProbe", "readiness": "readinessProbe"}
"""Where a container's spec has each."""
INITIAL: dict[ProbeKind, bool | None] = {"startup": None, "liveness": True, "readiness": False}
"""What is held of a container that was not probed yet."""


class Probed(Protocol):
    """What a worker sees of its pod."""

    def told(self, container: str) -> tuple[str, Raw]:
        """The container's ID and state in the status that was written last; "" for the ID: it is not in it yet."""

    def told_started(self, container: str) -> bool:
        """Whether that status says that it has started."""

    def container(self, name: str, told_id: str) -> Container | None:
        """The container itself."""

    def is_over(self) -> bool:
        """The pod has ended: no probes any more."""

    def is_leaving(self) -> bool:
        """It was asked to end, in releases whose liveness and startup probes end with that."""

    def restarts_ever(self, container: str) -> bool:
        """Whether the container, once it has ended, may be started again."""

    def probe_told(self, container: str, probe: ProbeKind, answer: Answer) -> None:
        """A probe was made that did not simply succeed."""

    def verdict_changed(self, container: str, probe: ProbeKind) -> None:
        """What is held of the container has changed."""

    address: str


class Worker:
    """One container's probes of one kind."""

    def __init__(
        self, pod: Probed, agenda: Agenda, spec: Raw, probe: ProbeKind, first_tick: float, *, holds_started: bool
    ) -> None:
        """`holds_started`: a startup probe that has passed puts the worker on hold (newer releases)."""
        self._pod = pod
        self._agenda = agenda
        self._name: str = spec["name"]
        self._spec: Raw = spec[FIELDS[probe]]
        self._probe: ProbeKind = probe
        self._holds_started = holds_started
        self._period = float(self._spec.get("periodSeconds", 10))
        self._origin = first_tick
        self._ticked = first_tick - self._period
        self._next: Appointment | None = None
        self._busy = False
        self._triggered = False
        self._ended = False
        self._container_id = ""
        self._on_hold = False
        self._last: bool | None = None
        self._run = 0
        self._wake_at(first_tick)

    @property
    def name(self) -> str:
        """Of its container."""
        return self._name

    @property
    def probe(self) -> ProbeKind:
        """Its kind."""
        return self._probe

    def stop(self) -> None:
        """No more probes."""
        self._ended = True
        if self._next is not None:
            self._next.cancel()

    def notice(self) -> None:
        """Something has changed: look at the next tick, should that have been left out."""
        if not self._ended and not self._busy:
            self._wake_at(self._tick_after_last(self._agenda.now))

    def trigger(self) -> None:
        """Probe now, and count the period from here."""
        if self._ended:
            return
        if self._busy:
            self._triggered = True
            return
        self._origin = self._agenda.now
        self._wake_at(self._agenda.now)

    def take_over(self, container_id: str) -> None:
        """This container has been probed before now: its verdicts stand until another answer comes."""
        self._container_id = container_id

    def _tick_from(self, earliest: float) -> float:
        behind = (earliest - self._origin) / self._period
        return self._origin + max(0, math.ceil(behind - TINY)) * self._period

    def _tick_after_last(self, earliest: float) -> float:
        """The first tick from `earliest` on that was not made yet."""
        return max(self._tick_from(earliest), self._tick_from(self._ticked + 3 * TINY * self._period))

    def _wake_at(self, when: float) -> None:
        if self._next is not None:
            if self._next.do is not None and self._next.due <= when:
                return
            self._next.cancel()
            self._next = None
        if when < inf:
            self._next = self._agenda.at(when, self._tick)

    def _tick(self) -> None:
        self._next = None
        self._ticked = self._agenda.now
        again = self._look()
        if again is not None and not self._ended:
            self._sleep(again)

    def _sleep(self, at_least_until: float) -> None:
        """Until the next tick, or a later one if nothing can change before; one that was missed is made up for."""
        if self._triggered:
            self._triggered = False
            self.trigger()
            return
        if at_least_until < inf:
            self._wake_at(max(self._agenda.now, self._tick_after_last(at_least_until)))

    def _look(self) -> float | None:
        """One tick: when to look again at the soonest, `inf` to be woken, None when that is settled elsewhere."""
        pod, now = self._pod, self._agenda.now
        if pod.is_over():
            self.stop()
            return None
        told_id, state = pod.told(self._name)
        if not told_id:
            return inf
        container = pod.container(self._name, told_id)
        if container is None:
            return inf
        if told_id != self._container_id:
            self._container_id = told_id
            self._on_hold = False
            if not container.known:
                self._set(container, INITIAL[self._probe])
        if self._on_hold:
            return inf
        if "running" not in state:
            self._set(container, False)
            if "terminated" in state and not pod.restarts_ever(self._name):
                self.stop()
                return None
            return inf
        if self._probe != "readiness" and pod.is_leaving():
            self._set(container, True)
            self.stop()
            return None
        if now < (ready_from := container.started + float(self._spec.get("initialDelaySeconds", 0))):
            return ready_from
        if pod.told_started(self._name) == (self._probe == "startup"):
            return inf
        self._ask(container, now)
        return None

    def _ask(self, container: Container, ticked: float) -> None:
        seconds = 0.0
        for _ in range(MOST_TRIES):
            answer = container.program.answers(
                Attempt(
                    self._probe,
                    self._spec,
                    ticked + seconds - container.started,
                    ticked + seconds,
                    container.asked,
                    self._pod.address,
                    self._agenda.stream(f"probe {container.asked} of {container.id}"),
                )
            )
            container.asked += 1
            seconds += answer.seconds
            if answer.kind != "errored":
                break
        if not seconds:
            self._sleep(self._take(container, answer))
            return
        self._busy = True

        def taken() -> None:
            self._busy = False
            if self._ended:
                return
            again = self._take(container, answer)
            if not self._ended:
                self._sleep(again)

        self._agenda.after(seconds, taken)

    def _take(self, container: Container, answer: Answer) -> float:
        """What an answer changes; when to look again at the soonest."""
        if answer.kind != "success":
            self._pod.probe_told(self._name, self._probe, answer)
        if answer.kind == "errored":
            return SOON
        good = answer.kind != "failed"
        self._run = self._run + 1 if self._last == good else 1
        self._last = good
        threshold = self._spec.get("successThreshold", 1) if good else self._spec.get("failureThreshold", 3)
        if self._run < threshold:
            return SOON
        if container.id == self._container_id:
            self._set(container, good)
        if (self._probe != "readiness" and not good) or (self._probe == "startup" and self._holds_started):
            self._on_hold = True
            self._run = 0
            return inf
        if answer.kind == "success" and answer.until > self._agenda.now - container.started:
            return container.started + answer.until
        return SOON

    def _set(self, container: Container, verdict: bool | None) -> None:
        if self._probe in container.verdicts and container.verdicts[self._probe] == verdict:
            return
        container.verdicts[self._probe] = verdict
        self._pod.verdict_changed(self._name, self._probe)
