"""Why a container that runs does not serve: it starts up, it fails its probes, it is being ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.probes.arithmetic import pace
from ktui.insight.probes.config_text import config_text
from ktui.insight.probes.lane import MarkKind
from ktui.insight.why.answers import answer
from ktui.insight.why.hearing import unheard
from ktui.insight.why.judged import Judged, in_order
from ktui.insight.why.verdict import Cause, Clue
from ktui.insight.why.words import SHORT, brief, counted, probe_name, said, shortened, span, times
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from ktui.insight.probes.lane import Mark
    from ktui.insight.why.case import Case, Member
    from ktui.insight.why.verdict import Source


def starting_up(case: Case, member: Member) -> Judged | None:
    """The start-up probe has not let it through yet."""
    probe, running = member.probe(ProbeType.STARTUP), member.status.state.running
    if probe is None or running is None or member.status.started or running.started_at is None:
        return None
    since = running.started_at.timestamp()
    numbers = pace(probe)
    budget = numbers.delay + numbers.failures * numbers.period
    used = min(max(case.now - since, 0.0), budget)
    failed = _failures(case, member, ProbeType.STARTUP, since)
    why = ""
    if failed:
        told = sum(mark.count for mark in failed)
        why = f"; its start-up probe failed {times(told)} so far ({answer(failed[-1].message, probe).text})"
    clues = [
        Clue(since, "status", f"container {member.name} started, and has not started up"),
        Clue(None, "spec", f"start-up probe: {config_text(probe)}"),
        *_clues(failed[-3:]),
    ]
    return Judged(
        Cause.STARTUP_PROBE,
        f"it is starting up: {used:.0f} of {budget} s used{why}",
        shortened(f"start-up: {used:.0f} of {budget} s used"),
        in_order(clues),
    )


def not_ready(case: Case, member: Member, since: float | None) -> Judged:
    """Its readiness probe says no, or has not said yes."""
    probe, running = member.probe(ProbeType.READINESS), member.status.state.running
    for_ = f" {brief(case.now - since)}" if since is not None else ""
    been = f", for {span(case.now - since)} now" if since is not None else ""
    clues = [Clue(since, "status", "not ready")] if since is not None else []
    if probe is None:
        return Judged(
            Cause.READINESS, f"it is not ready{been}, and it has no readiness probe", f"not ready{for_}", tuple(clues)
        )
    clues.append(Clue(None, "spec", f"readiness probe: {config_text(probe)}"))
    started = (
        running.started_at.timestamp() if running is not None and running.started_at is not None else float("-inf")
    )
    failed = _failures(case, member, ProbeType.READINESS, started)
    if not failed:
        begins = max(started, since if since is not None else started)
        why = unheard(case, "Warning", begins, case.now) if begins > float("-inf") else None
        missing = (
            f"What the readiness probe was answered is not told: {why}."
            if why is not None
            else "No failure of the readiness probe is told.",
        )
        short = f"not ready{for_}: {_kind(member)}"
        return Judged(
            Cause.READINESS, f"its readiness probe has not said yes{been}", shortened(short), tuple(clues), missing
        )
    told = answer(failed[-1].message, probe)
    short = f"not ready{for_}: {told.short}"
    if len(short) > SHORT and probe.exec_ is not None:
        short = f"not ready{for_}: exec probe"
    return Judged(
        Cause.READINESS,
        f"its readiness probe fails ({told.text}), so it is not ready{been}",
        shortened(short),
        in_order((*clues, *_clues(failed[-3:]))),
    )


def _kind(member: Member) -> str:
    probe = member.probe(ProbeType.READINESS)
    if probe is None:
        return "no probe"
    for handler, words in (
        (probe.exec_, "exec"),
        (probe.http_get, "http"),
        (probe.tcp_socket, "tcp"),
        (probe.grpc, "grpc"),
    ):
        if handler is not None:
            return f"{words} probe"
    return "its probe"


def failing(case: Case, member: Member) -> Judged | None:
    """Its liveness probe fails now, and it has not been killed for that: a near miss, or a kill that is due."""
    probe, running = member.probe(ProbeType.LIVENESS), member.status.state.running
    if probe is None or running is None:
        return None
    started = running.started_at.timestamp() if running.started_at is not None else float("-inf")
    failed = _failures(case, member, ProbeType.LIVENESS, started)
    numbers = pace(probe)
    if not failed or case.now - failed[-1].end > numbers.slowest + numbers.timeout:
        return None
    told = answer(failed[-1].message, probe)
    return Judged(
        Cause.LIVENESS_PROBE,
        f"its liveness probe fails ({told.text}): {numbers.failures} in a row end the container",
        shortened(f"liveness: {told.short}"),
        in_order((Clue(None, "spec", f"liveness probe: {config_text(probe)}"), *_clues(failed[-numbers.failures :]))),
    )


def being_ended(case: Case, member: Member) -> Judged | None:
    """A kill is told of the container that runs: it has its grace to end by itself."""
    running = member.status.state.running
    started = running.started_at.timestamp() if running is not None and running.started_at is not None else None
    if started is None:
        return None
    for probe, cause in ((ProbeType.STARTUP, Cause.STARTUP_PROBE), (ProbeType.LIVENESS, Cause.LIVENESS_PROBE)):
        lane = case.lane(member.name, probe)
        kills = [mark for mark in lane.marks if mark.kind is MarkKind.KILLING and mark.end > started] if lane else []
        if not kills:
            continue
        numbers = member.probe(probe)
        grace = case.grace(numbers)
        failed = _failures(case, member, probe, started)
        told = f" ({answer(failed[-1].message, numbers).text})" if failed else ""
        of = f"{pace(numbers).failures} of {pace(numbers).failures}" if numbers is not None else ""
        short = answer(failed[-1].message, numbers).short if failed else "killed"
        name = probe_name(probe)
        clues = (Clue(kills[-1].end, _source(kills[-1]), f"Killing: {said(kills[-1].message)}"), *_clues(failed[-3:]))
        return Judged(
            cause,
            f"its {name} probe failed{told}, so the kubelet is ending it: SIGTERM, then SIGKILL after {span(grace)}",
            counted(name, short, of),
            in_order(clues),
        )
    return None


def _failures(case: Case, member: Member, probe: ProbeType, since: float) -> list[Mark]:
    lane = case.lane(member.name, probe)
    return [mark for mark in lane.marks if mark.kind is MarkKind.FAILED and mark.end >= since] if lane else []


def _source(mark: Mark) -> Source:
    return "history" if mark.remembered else "event"


def _clues(marks: list[Mark]) -> list[Clue]:
    return [
        Clue(
            mark.end,
            _source(mark),
            said(mark.message) + (f" ({times(mark.count)} up to this time)" if mark.count > 1 else ""),
        )
        for mark in marks
    ]
