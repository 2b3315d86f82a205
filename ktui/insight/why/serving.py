"""Why a container that runs does not serve: it starts up, it fails its probes, it is being ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.probes.ahead import RECENT, Ahead
from ktui.insight.probes.config_text import config_text
from ktui.insight.probes.lane import MarkKind
from ktui.insight.why.answers import UNKNOWN, answer
from ktui.insight.why.ends import start_failure
from ktui.insight.why.hearing import unheard
from ktui.insight.why.judged import Judged, in_order, source_of
from ktui.insight.why.probe_kills import CAUSES
from ktui.insight.why.verdict import Cause, Clue
from ktui.insight.why.words import SHORT, brief, counted, probe_name, said, shortened, span, times
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from ktui.insight.probes.ahead import Item
    from ktui.insight.probes.lane import Mark
    from ktui.insight.why.case import Case, Member


def starting_up(case: Case, member: Member) -> Judged | None:
    """The start-up probe has not let it through yet."""
    item = case.ahead(Ahead.START_UP, member.name)
    if item is None or item.used is None or item.budget is None or item.since is None:
        return None
    probe = member.probe(ProbeType.STARTUP)
    failed = _failures(case, member, ProbeType.STARTUP, item.since)
    misses = case.ahead(Ahead.MISSES, member.name, ProbeType.STARTUP)
    used, budget = min(item.used, item.budget), item.budget
    what = f"it is starting up: {used:.0f} of {budget:.0f} s used"
    if failed:
        what += f"; its start-up probe fails ({answer(failed[-1].message, probe).text}{_counted(misses)})"
    clues = [Clue(item.since, "status", f"container {member.name} started, and has not started up")]
    if probe is not None:
        clues.append(Clue(None, "spec", f"start-up probe: {config_text(probe)}"))
    return Judged(
        Cause.STARTUP_PROBE,
        what,
        shortened(f"start-up: {used:.0f} of {budget:.0f} s used"),
        in_order((*clues, *_clues(failed[-3:]))),
    )


def _counted(item: Item | None) -> str:
    """`, at least 1 of 3 in a row, a kill is due within 9 s`."""
    if item is None or item.misses is None:
        return ""
    words = f", {'at least ' if item.at_least else ''}{item.misses} of {item.threshold} in a row"
    if item.within is not None and item.probe is not ProbeType.READINESS:
        words += f", a kill is due within {span(item.within)}"
    return words


def not_ready(case: Case, member: Member, since: float | None) -> Judged:
    """Its readiness probe says no, or has not said yes."""
    probe = member.probe(ProbeType.READINESS)
    for_ = f" {brief(case.now - since)}" if since is not None else ""
    been = f", for {span(case.now - since)} now" if since is not None else ""
    clues = [Clue(since, "status", "not ready")] if since is not None else []
    if probe is None:
        return Judged(
            Cause.READINESS, f"it is not ready{been}, and it has no readiness probe", f"not ready{for_}", tuple(clues)
        )
    clues.append(Clue(None, "spec", f"readiness probe: {config_text(probe)}"))
    started = _started(member)
    failed = _failures(case, member, ProbeType.READINESS, started)
    errors = _failures(case, member, ProbeType.READINESS, started, MarkKind.ERRORED)
    if errors and (not failed or failed[-1].end < errors[-1].end):
        what = start_failure(errors[-1].message.partition(": ")[2])
        return Judged(
            Cause.READINESS,
            f"its readiness probe cannot be asked ({what}), so it is not ready{been}",
            shortened(f"not ready{for_}: probe cannot run"),
            in_order((*clues, *_clues(errors[-3:]))),
        )
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
    """Its liveness probe fails now, below its threshold as far as is told: a near miss, or a kill that is due."""
    item = case.ahead(Ahead.MISSES, member.name, ProbeType.LIVENESS)
    if item is None:
        return None
    probe = member.probe(ProbeType.LIVENESS)
    failed = _failures(case, member, ProbeType.LIVENESS, _started(member))
    told = answer(failed[-1].message, probe) if failed else UNKNOWN
    more = "≥" if item.at_least else ""
    clues = (Clue(None, "spec", f"liveness probe: {config_text(probe)}"),) if probe is not None else ()
    return Judged(
        Cause.LIVENESS_PROBE,
        f"its liveness probe fails ({told.text}{_counted(item)})",
        counted("liveness", told.short, f"{more}{item.misses} of {item.threshold}"),
        in_order((*clues, *_clues(failed[-(item.threshold or 3) :]))),
    )


def being_ended(case: Case, member: Member) -> Judged | None:
    """A probe has brought about its end, and it has its grace to end by itself."""
    item = case.ahead(Ahead.KILLED, member.name)
    if item is None or item.probe not in CAUSES:
        return None
    name, probe = probe_name(item.probe), member.probe(item.probe)
    failed = _failures(case, member, item.probe, _started(member))
    told = answer(failed[-1].message, probe) if failed else UNKNOWN
    words = f" ({told.text})" if failed else ""
    lane = case.lane(member.name, item.probe)
    kills = (
        [mark for mark in lane.marks if mark.kind is MarkKind.KILLING and mark.end > _started(member)] if lane else []
    )
    clues = [Clue(mark.end, source_of(mark), f"Killing: {said(mark.message)}") for mark in kills[-1:]]
    left = f"in {span(item.within)} at the latest" if item.within else "by now"
    return Judged(
        CAUSES[item.probe],
        f"its {name} probe failed {times(item.threshold or 1)} in a row{words}, so the kubelet is ending the container:"
        f" SIGTERM, and SIGKILL {left}",
        counted(name, told.short, f"{item.threshold} of {item.threshold}"),
        in_order((*_clues(failed[-(item.threshold or 3) :]), *clues)),
    )


def flapping(case: Case) -> Judged | None:
    """The pod comes and goes, and no restart is why."""
    item = case.ahead(Ahead.FLAPPING)
    if item is None or item.times is None:
        return None
    what = f"it comes and goes: {item.times} times in {span(RECENT)} it ceased to be ready, and no restart explains it"
    clues: list[Clue] = []
    for member in case.members:
        probe = member.probe(ProbeType.READINESS)
        failed = _failures(case, member, ProbeType.READINESS, _started(member)) if probe is not None else []
        if failed:
            what += f"; its readiness probe last failed with: {answer(failed[-1].message, probe).text}"
            clues += _clues(failed[-3:])
            break
    turns = sorted(turn.at for turn in case.readiness if not turn.ready and turn.at > case.now - RECENT)
    clues += [Clue(at, "status", "not ready") for at in turns]
    return Judged(Cause.READINESS, what, shortened(f"flapped {item.times} times, no restart"), in_order(clues))


def _started(member: Member) -> float:
    running = member.status.state.running
    return running.started_at.timestamp() if running is not None and running.started_at is not None else float("-inf")


def _failures(
    case: Case, member: Member, probe: ProbeType, since: float, kind: MarkKind = MarkKind.FAILED
) -> list[Mark]:
    lane = case.lane(member.name, probe)
    return [mark for mark in lane.marks if mark.kind is kind and mark.end >= since] if lane else []


def _clues(marks: list[Mark]) -> list[Clue]:
    return [
        Clue(
            mark.end,
            source_of(mark),
            said(mark.message) + (f" ({times(mark.count)} up to this time)" if mark.count > 1 else ""),
        )
        for mark in marks
    ]
