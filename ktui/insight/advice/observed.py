"""Rules about what has become of a container: what its probes did to it, how long it took to start up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ktui.insight.advice.past import SLACK
from ktui.insight.advice.snippets import ANY_ACTION
from ktui.insight.advice.subject import FIELDS
from ktui.insight.advice.written import startup_snippet
from ktui.insight.probes.arithmetic import arithmetic, pace, whole
from ktui.insight.probes.lane import MarkKind
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.advice.past import Past
    from ktui.insight.advice.subject import Finding, Subject

EARLY_KILLS = 2
"""Kills before the first good answer that are no accident."""

TIMEOUTS = 3
"""Answers that came too late which are no accident."""

_TOO_LATE = re.compile(r"context deadline exceeded|i/o timeout|timed out|Client\.Timeout|did not complete within")
_CANNOT_RUN = re.compile(r"executable file not found|no such file or directory|permission denied", re.IGNORECASE)

_COMES_TO = {
    ProbeType.STARTUP: "so it never counts as started",
    ProbeType.LIVENESS: "so nothing notices that it hangs",
    ProbeType.READINESS: "so it never becomes ready",
}


def liveness_before_start_up(subject: Subject, past: Past) -> Sequence[Finding]:
    """Liveness may kill what is still starting up."""
    liveness, name = subject.liveness, subject.name
    if liveness is None or subject.startup is not None:
        return ()
    field = subject.field(ProbeType.LIVENESS, "initialDelaySeconds")
    numbers = pace(liveness)
    soonest = numbers.delay + (numbers.failures - 1) * numbers.period
    ups = past.start_ups(name) if subject.readiness is not None else []
    slowest = max(ups, key=lambda up: up.took, default=None)
    if slowest is not None and slowest.took > soonest:
        failed = sum(
            mark.count
            for mark in past.told(name, ProbeType.LIVENESS, MarkKind.FAILED)
            if slowest.started <= mark.start and mark.end <= slowest.ready
        )
        again = f", and had failed {_times(failed)} by then" if failed else ""
        return (
            (
                field,
                f"it was ready {whole(slowest.took)} s after a start; liveness may kill from {soonest} s"
                f" after it on{again}",
                startup_snippet(liveness, lasts=slowest.took),
            ),
        )
    early = _early_kills(subject, past)
    if len(early) < EARLY_KILLS:
        return ()
    return (
        (
            field,
            f"liveness killed it {_times(len(early))} within {whole(max(early))} s of a start, without one good answer"
            " since that start: it may need longer to start up, unless it cannot at all",
            startup_snippet(liveness, lasts=max(early)),
        ),
    )


def _early_kills(subject: Subject, past: Past) -> list[float]:
    """Seconds from a start to a kill by liveness, where they leave no room for a good answer in between."""
    liveness, name = subject.liveness, subject.name
    if liveness is None or not past.marks:
        return []
    numbers, starts = pace(liveness), past.starts(name)
    found = []
    for kill in past.told(name, ProbeType.LIVENESS, MarkKind.KILLING):
        start = max((each for each in starts if each <= kill.end), default=None)
        if start is not None and kill.end - start + SLACK < numbers.delay + numbers.failures * numbers.period:
            found.append(kill.end - start)
    return found


def start_up_budget_too_short(subject: Subject, past: Past) -> Sequence[Finding]:
    """The start-up probe kills what may only be slow."""
    startup, name = subject.startup, subject.name
    if startup is None:
        return ()
    kills = past.times(name, ProbeType.STARTUP, MarkKind.KILLING)
    if not kills:
        return ()
    budget = arithmetic(startup, ProbeType.STARTUP, subject.grace).start_up
    assert budget is not None  # a start-up probe has one
    best = min((up.took for up in past.start_ups(name)), default=None)
    once = "" if best is None else f"; it was up {whole(best)} s after another start"
    return (
        (
            subject.field(ProbeType.STARTUP, "failureThreshold"),
            f"killed {_times(kills)} by its start-up probe: {whole(budget)} s were not enough{once},"
            f" so it {'needs' if once else 'cannot start at all, or needs'} longer",
            f"failureThreshold: {2 * pace(startup).failures}",
        ),
    )


def timeout_too_short(subject: Subject, past: Past) -> Sequence[Finding]:
    """Good answers come too late now and then."""
    found: list[Finding] = []
    name = subject.name
    for type_, probe in subject.probes if past.marks else ():
        late = sum(mark.count for mark in past.told(name, type_, MarkKind.FAILED) if _TOO_LATE.search(mark.message))
        if type_ is ProbeType.STARTUP or late < TIMEOUTS or past.times(name, type_, MarkKind.KILLING):
            continue
        if type_ is ProbeType.READINESS and not past.ready_now:
            continue
        numbers = pace(probe)
        longer = 2 * numbers.timeout
        period = f", periodSeconds: {2 * longer}" if longer >= numbers.period else ""
        found.append(
            (
                subject.field(type_, "timeoutSeconds"),
                f"{_times(late)} no answer within {numbers.timeout} s, though it answers otherwise: a pause or some"
                " load is taken for a failure",
                f"{{timeoutSeconds: {longer}{period}}}" if period else f"timeoutSeconds: {longer}",
            )
        )
    return found


def probe_cannot_run(subject: Subject, past: Past) -> Sequence[Finding]:
    """A probe that can never be asked protects nothing."""
    found: list[Finding] = []
    for type_, probe in subject.probes if past.marks else ():
        if probe.exec_ is None or not probe.exec_.command:
            continue
        errored = past.told(subject.name, type_, MarkKind.ERRORED)
        times = sum(mark.count for mark in errored if _CANNOT_RUN.search(mark.message))
        if times:
            found.append(
                (
                    subject.field(type_, "exec.command"),
                    f"{probe.exec_.command[0]} could not be run {_times(times)}: an attempt that cannot be made counts"
                    f" for nothing, {_COMES_TO[type_]}",
                    "exec: {command: [COMMAND_IN_THE_IMAGE]}",
                )
            )
    return found


def redirect_counts(subject: Subject, past: Past) -> Sequence[Finding]:
    """A redirect to another host is taken for a good answer."""
    found: list[Finding] = []
    for type_, probe in subject.probes if past.marks else ():
        times = past.times(subject.name, type_, MarkKind.WARNED) if probe.http_get is not None else 0
        if times:
            found.append(
                (
                    subject.field(type_, "httpGet.path"),
                    f"answered {_times(times)} with a redirect to another host: that counts as a good answer, whatever"
                    " is there",
                    f"{FIELDS[type_]}: {{{ANY_ACTION}}}",
                )
            )
    return found


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
