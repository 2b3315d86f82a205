"""Runs that a probe ended: told by a Killing event, or by what is left where that was not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.probes.arithmetic import arithmetic, pace
from ktui.insight.probes.config_text import config_text
from ktui.insight.probes.lane import MarkKind
from ktui.insight.why.answers import UNKNOWN, answer
from ktui.insight.why.hearing import unheard
from ktui.insight.why.judged import Judged, in_order
from ktui.insight.why.kills import KILLERS
from ktui.insight.why.verdict import Cause, Clue
from ktui.insight.why.words import counted, probe_name, said, span, times
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from ktui.insight.probes.lane import Mark
    from ktui.insight.why.answers import Answer
    from ktui.insight.why.case import Case, End, Member
    from ktui.insight.why.kills import Kills
    from ktui.insight.why.verdict import Source

CAUSES = {ProbeType.STARTUP: Cause.STARTUP_PROBE, ProbeType.LIVENESS: Cause.LIVENESS_PROBE}

SIGKILL, SIGTERM = 137, 143
"""128 and the signal: how a program ends that does not end by itself."""

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
    source: Source = "history" if mark.remembered else "event"
    text = said(mark.message) if at is not None else f"{said(mark.message)}: {times(mark.count)} up to this time"
    killing = Clue(mark.end, source, f"Killing: {text}")
    return _judged(case, member, end, probe, at, (killing,), missing, sure=True)


def inferred(case: Case, member: Member, end: End, index: int, ends: list[End], kills: Kills) -> Judged | None:
    """A run that a probe ended as far as can be told, though no Killing event tells so; None: it did not."""
    if end.finished is None:
        return None
    configured = [probe for probe in KILLERS if _may_have(case, member, end, probe)]
    if not configured:
        return None
    code = end.exit.exit_code
    longest = max(case.grace(member.probe(probe)) for probe in configured)
    why = unheard(case, "Normal", end.finished - longest - PROMPT, end.finished)
    by_signal = code in (SIGKILL, SIGTERM)
    alike = _alike(case, end, ends, kills)
    told = {probe: _misses(case, member, probe, end, end.finished) for probe in configured}
    covered = {probe: bool(told[probe]) or _covered(case, member, probe, end) for probe in configured}
    probe = _which(case, member, end, configured, told, covered, alike)
    numbers = member.probe(probe)
    assert numbers is not None
    enough = _enough(told[probe], pace(numbers).failures, end.finished, case.grace(numbers) + pace(numbers).slowest)
    if not (enough or alike is probe or (by_signal and (why is not None or told[probe]))):
        return None
    missing = [
        f"No Killing event tells of it: {why}."
        if why is not None
        else "No Killing event tells of it, though the pod's events were watched: a kubelet drops events when busy."
    ]
    sure = enough or (by_signal and covered[probe]) or alike is probe
    return _judged(case, member, end, probe, None, (), missing, sure=sure)


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


def _alike(case: Case, end: End, ends: list[End], kills: Kills) -> ProbeType | None:
    """The probe that ended another run of the container in the same way, as is told."""
    for index, kill in sorted(kills.of.items(), reverse=True):
        other = ends[index]
        if kill.probe is not None and other.exit.exit_code == end.exit.exit_code and other is not end:
            return kill.probe
    return None


def _which(
    case: Case,
    member: Member,
    end: End,
    configured: list[ProbeType],
    told: dict[ProbeType, list[Mark]],
    covered: dict[ProbeType, bool],
    alike: ProbeType | None,
) -> ProbeType:
    """Of several probes the one that failed; the liveness probe is not asked before start-up is over."""
    for known in (told, covered):
        failing = [probe for probe in configured if known[probe]]
        if failing:
            return failing[-1]
    if alike in configured:
        assert alike is not None
        return alike
    return configured[-1] if ProbeType.STARTUP not in configured or member.status.started else configured[0]


def _misses(case: Case, member: Member, probe: ProbeType, end: End, until: float) -> list[Mark]:
    """The failures that are told of the run, up to a time."""
    lane = case.lane(member.name, probe)
    if lane is None:
        return []
    begins = end.started if end.started is not None else float("-inf")
    return [mark for mark in lane.marks if mark.kind is MarkKind.FAILED and begins <= mark.end <= until]


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


def _enough(marks: list[Mark], threshold: int, ended: float, within: float) -> bool:
    """Whether as many failures are told as it takes, the last of them just before the end."""
    return sum(mark.count for mark in marks) >= threshold and ended - marks[-1].end <= within + PROMPT


def _judged(
    case: Case,
    member: Member,
    end: End,
    probe: ProbeType,
    killed: float | None,
    clues: tuple[Clue, ...],
    missing: list[str],
    *,
    sure: bool,
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
    if sure:
        what = f"the {probe_name(probe)} probe {failed}{words}, so the kubelet ended the container: "
    else:
        what = f"most likely the {probe_name(probe)} probe {failed}{words}, and the kubelet ended the container: "
    what += _after_term(end, killed, grace)
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


def _after_term(end: End, killed: float | None, grace: float) -> str:
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
        clues.append(Clue(mark.end, "history" if mark.remembered else "event", text))
    return clues


def _grace_clue(own: int | None, grace: float) -> str:
    whose = "the probe's own terminationGracePeriodSeconds" if own is not None else "terminationGracePeriodSeconds"
    return f"SIGTERM, and SIGKILL after {span(grace)} of grace ({whose})"
