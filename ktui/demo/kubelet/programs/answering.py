"""Ways to answer probes; they can be put into one another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ktui.demo.kubelet import wording
from ktui.demo.kubelet.program import HEALTHY, Answer, always_healthy

if TYPE_CHECKING:
    from ktui.demo.kubelet.program import Answers, Attempt

FAR = 100_000
"""Requests: a program that has so many to go is as good as healthy for good."""


@dataclass(frozen=True, slots=True)
class ForRequests:
    """Healthy for so many requests, whoever makes them; then `after`."""

    healthy: int
    after: Answers

    def __call__(self, attempt: Attempt) -> Answer:
        """The answer."""
        left = self.healthy - attempt.number
        if left > FAR:
            return HEALTHY
        return Answer("success") if left > 0 else self.after(attempt)


@dataclass(frozen=True, slots=True)
class Until:
    """One way until so many seconds after the start, another from then on: a slow start, a slow death."""

    seconds: float
    before: Answers
    after: Answers = always_healthy

    def __call__(self, attempt: Attempt) -> Answer:
        """The answer."""
        if attempt.since >= self.seconds:
            return self.after(attempt)
        answer = self.before(attempt)
        return replace(answer, until=min(answer.until, self.seconds))


@dataclass(frozen=True, slots=True)
class ByProbe:
    """Each kind of probe its own way."""

    startup: Answers = always_healthy
    liveness: Answers = always_healthy
    readiness: Answers = always_healthy

    def __call__(self, attempt: Attempt) -> Answer:
        """The answer."""
        answers: Answers = getattr(self, attempt.probe)
        return answers(attempt)


@dataclass(frozen=True, slots=True)
class ByClock:
    """Comes and goes with the time of day: of each `turns` stretches of `seconds`, `bad` are."""

    seconds: int
    turns: int
    bad: tuple[int, ...]
    failing: Answers

    def __call__(self, attempt: Attempt) -> Answer:
        """The answer."""
        stretch = int(attempt.at) // self.seconds
        if stretch % self.turns in self.bad:
            return self.failing(attempt)
        ahead = next(n for n in range(1, self.turns + 1) if (stretch + n) % self.turns in self.bad or n == self.turns)
        return Answer("success", until=attempt.since + (stretch + ahead) * self.seconds - attempt.at)


@dataclass(frozen=True, slots=True)
class Sometimes:
    """Fails by chance: `share` of the probes, 0 to 1."""

    share: float
    failing: Answers

    def __call__(self, attempt: Attempt) -> Answer:
        """The answer."""
        return self.failing(attempt) if attempt.random.random() < self.share else Answer("success")


@dataclass(frozen=True, slots=True)
class Alternating:
    """One after another, over and over."""

    ways: tuple[Answers, ...]

    def __call__(self, attempt: Attempt) -> Answer:
        """The answer."""
        return self.ways[attempt.number % len(self.ways)](attempt)


@dataclass(frozen=True, slots=True)
class Says:
    """Fails with these words: an exec probe's output, or `wording.status_code(503)`."""

    output: str
    seconds: float = 0.0

    def __call__(self, attempt: Attempt) -> Answer:
        """The answer."""
        return Answer("failed", self.output, seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Errs:
    """The probe cannot be made at all: an exec whose command is not there. It counts for nothing."""

    error: str

    def __call__(self, attempt: Attempt) -> Answer:
        """The answer."""
        return Answer("errored", self.error)


def status(code: int) -> Says:
    """An HTTP status that is not good."""
    return Says(wording.status_code(code))


def refuses(attempt: Attempt) -> Answer:
    """Nobody listens on the port."""
    spec = attempt.spec
    if "httpGet" in spec:
        return Answer("failed", wording.http_refused(attempt.address, spec))
    if "grpc" in spec:
        return Answer("failed", wording.grpc_refused(attempt.address, spec), seconds=spec.get("timeoutSeconds", 1))
    return Answer("failed", wording.tcp_refused(attempt.address, spec) if "tcpSocket" in spec else "")


def hangs(attempt: Attempt) -> Answer:
    """It does not answer within `timeoutSeconds`."""
    spec = attempt.spec
    if "httpGet" in spec:
        message = wording.http_timeout(attempt.address, spec)
    elif "grpc" in spec:
        message = wording.grpc_timeout(spec)
    elif "tcpSocket" in spec:
        message = wording.tcp_timeout(attempt.address, spec)
    else:
        message = wording.exec_timeout(spec)
    return Answer("failed", message, seconds=float(spec.get("timeoutSeconds", 1)))


def not_serving(attempt: Attempt) -> Answer:
    """A gRPC health service that says no."""
    return Answer("failed", wording.grpc_unhealthy())
