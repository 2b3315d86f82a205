"""Runs that a probe ended: told by a Killing event, or by what is left where that was not told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from ktui.insight.probes.arithmetic import arithmetic, pace
from ktui.insight.probes.config_text import config_text
from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.wording import COMBINED
from ktui.insight.why.answers import UNKNOWN, answer
from ktui.insight.why.hearing import unheard
from ktui.insight.why.judged import Judged, in_order, source_of
from ktui.insight.why.kills import KILLERS
from ktui.insight.why.verdict import Cause, Clue
from ktui.insight.why.words import counted, probe_name, said, span, times
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from ktui.insight.probes.lane import Mark
    from ktui.insight.why.answers import Answer
    from ktui.insight.why.case import Case, End, Member

CAUSES = {ProbeType.STARTUP: Cause.STARTUP_PROBE, ProbeType.LIVENESS: Cause.LIVENESS_PROBE}

SIGKILL, SIGTERM = 137, 143
"""128 and the signal: how a program ends that does not end by itself."""

Basis = Literal["told", "alike", "likely"]
"""What a verdict stands on: what is told of this run, what is told of others, or what fits with what is told."""

_BASES: dict[Basis, str] = {"told": "", "alike": "as in other runs, ", "likely": "most likely "}

PROMPT = 3.0
"""Seconds that the kubelet and the runtime take beyond what the numbers say."""

TARDY = 90.0
"""Seconds that a kubelet before 1.22 may let pass between a verdict and the kill: up to a sync of the pod."""


def ended_by_probe(case: Case, member: Member, end: End, probe: ProbeType, mark: Mark, at: float | None) -> Judged:
    """A run of which the kill is told: at `at`, or by a count alone."""
    missing = []
    if at is None:
        missing.append(
            f"The time of its Killing event is not told: its count went up by {mark.count} at once, and as many"
            " containers ended meanwhile."
        )
    text = said(mark.message) if at is not None else f"{said(mark.message)}: {times(mark.count)} up to this time"
    killing = Clue(mark.end, source_of(mark), f"Killing: {text}")
    return _judged(case, member, end, probe, at, (killing,), missing, "told")


def inferred(case: Case, member: Member, end: End) -> Judged | None:
    """A run that a probe ended as far as can be told, though no Killing event tells so; None: it did not."""
    if end.finished is None:
        return None
    possible = [probe for probe in KILLERS if _may_have(case, member, end, probe)]
    if not possible:
        return None
    why = _unheard(case, member, end, possible)
    probe = _which(case, member, end, possible)
    numbers = member.probe(probe)
    assert numbers is not None
    told = _misses(case, member, probe, end, end.finished)
    basis: Basis
    if _enough(told, end, pace(numbers).failures, case.grace(numbers) + pace(numbers).slowest):
        basis = "told"
    elif probe is _alike(case, member, end) or (why is not None and _kills_besides(case, member, probe)):
        basis = "alike"
    elif _fits(case, member, end, probe) and (why is not None or told):
        basis = "likely"
    else:
        return None
    missing = [
        f"No Killing event tells of it: {why}."
        if why is not None
        else "No Killing event tells of it, though the pod's events were watched: a kubelet drops events when busy."
    ]
    return _judged(case, member, end, probe, None, (), missing, basis)


def _fits(case: Case, member: Member, end: End, probe: ProbeType) -> bool:
    """Whether it ended as one ends that a probe ends: by the kubelet's signals, or without ever having started up."""
    by_signal = end.exit.exit_code in (SIGKILL, SIGTERM)
    return by_signal or (probe is ProbeType.STARTUP and _never_up(case, member, end))


def doubt(case: Case, member: Member, end: End) -> tuple[str, ...]:
    """What is to be said of an end that is not put down to a probe, and might have been one's."""
    possible = [probe for probe in KILLERS if _may_have(case, member, end, probe)]
    why = _unheard(case, member, end, possible) if possible and end.finished is not None else None
    if why is None:
        return ()
    names = " or ".join(probe_name(probe) for probe in possible)
    return (f"That the {names} probe ended it cannot be ruled out: no Killing event is known of, as {why}.",)


def _unheard(case: Case, member: Member, end: End, probes: list[ProbeType]) -> str | None:
    """Why a Killing event before this end cannot be known of."""
    assert end.finished is not None
    longest = max(case.grace(member.probe(probe)) for probe in probes)
    begins = end.finished - longest - PROMPT
    return unheard(case, "Normal", begins if end.started is None else max(begins, end.started), end.finished)


def _may_have(case: Case, member: Member, end: End, probe: ProbeType) -> bool:
    """Whether the container has this probe, and lived long enough for it to come to a verdict, and not too long."""
    numbers = member.probe(probe)
    if numbers is None:
        return False
    lasted = end.lasted
    if lasted is None:
        return True
    verdict = arithmetic(numbers, probe, case.grace(None)).verdict
    assert verdict is not None
    if lasted < verdict.after - PROMPT:
        return False
    late = PROMPT if case.version.at_least(1, 22) else TARDY
    return probe is not ProbeType.STARTUP or lasted <= verdict.by + case.grace(numbers) + late


def _alike(case: Case, member: Member, end: End) -> ProbeType | None:
    """The probe that ended another run of the container in the same way, as is told."""
    ends = case.ends(member)
    for index, kill in sorted(case.kills(member).of.items(), reverse=True):
        other = ends[index]
        if kill.probe is not None and other.exit.exit_code == end.exit.exit_code and other is not end:
            return kill.probe
    return None


def _kills_besides(case: Case, member: Member, probe: ProbeType) -> bool:
    """Whether kills by the probe are told of runs of the container of which the end is not."""
    return any(rest.probe is probe for rest in case.kills(member).rest)


def _never_up(case: Case, member: Member, end: End) -> bool:
    """Whether the run ended before it had started up: without a readiness probe it would have been ready at once."""
    alone = len(case.pod.spec.containers or ()) == 1 and member.kind == "container"
    if not alone or member.probe(ProbeType.READINESS) is not None or end.started is None or end.finished is None:
        return False
    turns = sorted((turn.at, turn.ready) for turn in case.readiness)
    before = [ready for at, ready in turns if at <= end.started]
    return bool(before) and not before[-1] and not any(end.started < at <= end.finished and on for at, on in turns)


def _which(case: Case, member: Member, end: End, possible: list[ProbeType]) -> ProbeType:
    """Of several probes the one that failed; the liveness probe is not asked before start-up is over."""
    if len(possible) == 1:
        return possible[0]
    assert end.finished is not None
    for failing in (
        [probe for probe in possible if _misses(case, member, probe, end, end.finished)],
        [probe for probe in possible if _covered(case, member, probe, end)],
    ):
        if failing:
            return failing[-1]
    alike = _alike(case, member, end)
    if alike is not None and alike in possible:
        return alike
    others = [probe for probe in possible if _kills_besides(case, member, probe)]
    return others[0] if others else possible[0]


def _misses(case: Case, member: Member, probe: ProbeType, end: End, until: float) -> list[Mark]:
    """The failures that are told of the run, up to a time."""
    lane = case.lane(member.name, probe)
    if lane is None:
        return []
    begins = end.started if end.started is not None else float("-inf")
    failures = [mark for mark in lane.marks if mark.kind is MarkKind.FAILED]
    told = [mark for mark in failures if begins <= mark.end <= until]
    told += [_first_of(mark) for mark in failures if _tells_first(mark) and begins <= mark.start <= until < mark.end]
    return sorted(told, key=lambda mark: mark.end)


def _tells_first(mark: Mark) -> bool:
    """Whether a count that goes on into later runs tells when it happened first, and with which words."""
    return mark.count > 1 and mark.first_known and not mark.message.startswith(COMBINED)


def _first_of(mark: Mark) -> Mark:
    """The first occurrence of a count: what is counted together has the same words each time."""
    return msgspec.structs.replace(mark, end=mark.start, count=1, first_known=False)


def _covered(case: Case, member: Member, probe: ProbeType, end: End) -> bool:
    """Whether failures are told of which some may have been in this run: a count that went up while it lasted."""
    lane = case.lane(member.name, probe)
    if lane is None or end.finished is None:
        return False
    begins = end.started if end.started is not None else end.finished
    return any(
        mark.kind is MarkKind.FAILED and mark.count > 1 and mark.start < end.finished and mark.end > begins
        for mark in lane.marks
    )


def _enough(marks: list[Mark], end: End, threshold: int, within: float) -> bool:
    """Whether as many failures are told of the run as it takes, the last of them just before its end."""
    begins = end.started if end.started is not None else float("inf")
    # Of a count that began to go up in the run before, only the last is sure to be of this one.
    told = sum(mark.count if mark.start >= begins else 1 for mark in marks)
    return told >= threshold and end.finished is not None and end.finished - marks[-1].end <= within + PROMPT


def _judged(
    case: Case,
    member: Member,
    end: End,
    probe: ProbeType,
    killed: float | None,
    clues: tuple[Clue, ...],
    missing: list[str],
    basis: Basis,
) -> Judged:
    numbers = member.probe(probe)
    until = killed if killed is not None else end.finished
    told = _misses(case, member, probe, end, until if until is not None else case.now)
    answered = _answered(case, member, probe, end, told)
    threshold = pace(numbers).failures if numbers is not None else None
    if not told and until is not None:
        begins = end.started if end.started is not None else until
        why = unheard(case, "Warning", begins, until)
        missing.append(
            f"No failure of the {probe_name(probe)} probe is told of this run: {why}."
            if why is not None
            else f"No failure of the {probe_name(probe)} probe is told of this run."
        )
    grace = case.grace(numbers)
    if threshold is None:
        failed = "failed"
    else:
        failed = f"failed {times(threshold)}{' in a row' if threshold > 1 else ''}, its threshold"
    words = "" if answered is UNKNOWN else f" ({answered.text})"
    what = f"{_BASES[basis]}the {probe_name(probe)} probe {failed}{words}, so the kubelet ended the container: "
    what += after_term(end, killed, grace)
    of = f"{threshold} of {threshold}" if threshold is not None else ""
    short = counted(probe_name(probe), answered.short, of)
    chain = [*_miss_clues(told, threshold), *clues]
    if numbers is not None:
        chain.append(Clue(None, "spec", f"{probe_name(probe)} probe: {config_text(numbers)}"))
        chain.append(Clue(killed, "spec", _grace_clue(numbers.termination_grace_period_seconds, grace)))
    return Judged(CAUSES[probe], what, short, in_order(chain), tuple(missing))


def _answered(case: Case, member: Member, probe: ProbeType, end: End, told: list[Mark]) -> Answer:
    """What the probe was answered last in this run, or around it."""
    numbers = member.probe(probe)
    if told:
        return answer(told[-1].message, numbers)
    lane = case.lane(member.name, probe)
    failures = [mark for mark in lane.marks if mark.kind is MarkKind.FAILED] if lane is not None else []
    begins = end.started if end.started is not None else end.finished
    after = [mark for mark in failures if begins is not None and mark.count > 1 and mark.end > begins >= mark.start]
    before = [mark for mark in failures if begins is not None and mark.end <= begins]
    around = after[:1] or before[-1:]
    return answer(around[0].message, numbers) if around else UNKNOWN


def after_term(end: End, killed: float | None, grace: float) -> str:
    """What became of a container that the kubelet ended: `killed` is when it said so, where that is known."""
    code = end.exit.exit_code
    if code == SIGKILL:
        waited = end.finished is not None and killed is not None and end.finished - killed >= grace - 1
        if waited or killed is None:
            return f"SIGTERM, still alive after {span(grace)} of grace, so SIGKILL, exit {code}"
        return f"SIGTERM, then SIGKILL before its {span(grace)} of grace were over, exit {code}"
    if code == SIGTERM:
        return f"it obeyed SIGTERM, exit {code}"
    if code == 0:
        return "it ended in order on SIGTERM, exit 0"
    return f"on SIGTERM it ended with an exit code of its own, exit {code}"


def _miss_clues(told: list[Mark], threshold: int | None) -> list[Clue]:
    """The failures that led to the kill, numbered where each is told."""
    last = told[-(threshold or len(told)) :] if told else []
    single = threshold is not None and len(last) == threshold and all(mark.count == 1 for mark in last)
    clues = []
    for number, mark in enumerate(last, 1):
        text = said(mark.message)
        if single:
            text += f" ({number} of {threshold})"
        elif mark.count > 1:
            text += f" ({times(mark.count)} up to this time)"
        clues.append(Clue(mark.end, source_of(mark), text))
    return clues


def _grace_clue(own: int | None, grace: float) -> str:
    whose = "the probe's own terminationGracePeriodSeconds" if own is not None else "terminationGracePeriodSeconds"
    return f"SIGTERM, and SIGKILL after {span(grace)} of grace ({whose})"
