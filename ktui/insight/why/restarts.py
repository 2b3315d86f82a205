"""Every restart that is still told of, and why it was: one for each known end, and those of which none is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.probes.arithmetic import pace
from ktui.insight.probes.lane import MarkKind
from ktui.insight.why.ends import judge, signal_of
from ktui.insight.why.hearing import unheard
from ktui.insight.why.judged import in_order, source_of
from ktui.insight.why.kills import KILLERS
from ktui.insight.why.probe_kills import CAUSES
from ktui.insight.why.verdict import Cause, Clue, Restart
from ktui.insight.why.words import probe_name, said, sentence, some, span, times

if TYPE_CHECKING:
    from ktui.insight.why.case import Case, End, Member
    from ktui.model.evidence import ProbeType


def restarts(case: Case) -> tuple[Restart, ...]:
    """All of them, the newest first."""
    found: list[tuple[float, int, Restart]] = []
    for member in case.members:
        found += _of(case, member)
    found.sort(key=lambda each: each[:2], reverse=True)
    return tuple(restart for _, _, restart in found)


def _of(case: Case, member: Member) -> list[tuple[float, int, Restart]]:
    """Those of one container, each with a time and a number to sort it by."""
    ends = case.ends(member)
    if not ends and member.status.restart_count <= 0:
        return []
    found = []
    latest = float("-inf")
    for index, end in enumerate(ends):
        latest = end.finished if end.finished is not None else latest
        if end.replaced or member.kind != "init" or end.exit.exit_code:
            found.append((latest, end.exit.ordinal, _known(case, member, index)))
    return found + list(_unknown(case, member, ends))


def _known(case: Case, member: Member, index: int) -> Restart:
    end = case.ends(member)[index]
    judged = judge(case, member, index)
    clues = judged.clues
    after = case.began_after(member.name, end.finished) if end.finished is not None else None
    if end.replaced and after is not None:
        clues = in_order((*clues, Clue(after, end.source, f"a new container {member.name} started")))
    return Restart(
        container=member.name,
        at=end.finished,
        cause=judged.cause,
        exit_code=end.exit.exit_code,
        signal=signal_of(end.exit.exit_code, end.exit.signal),
        sentence=sentence(f"{judged.what}; {_after(case, member, end, after)}"),
        clues=clues,
        missing=judged.missing,
        replaced=end.replaced,
    )


def _after(case: Case, member: Member, end: End, after: float | None) -> str:
    """What came of it: the container is never the same one again."""
    if end.replaced:
        later = f" {span(after - end.finished)} later" if after is not None and end.finished is not None else ""
        return f"a new container took its place{later}" if later != " 0 s later" else "a new container took its place"
    return next_container(case, member, end)


def next_container(case: Case, member: Member, end: End) -> str:
    """Whether a new container is to come."""
    if case.evidence.gone is not None:
        return "none took its place, the pod is gone"
    if case.pod.meta.deletion_timestamp is not None:
        return "none takes its place, the pod is being deleted"
    if case.pod.status.phase in ("Succeeded", "Failed"):
        return "none takes its place, the pod is finished"
    policy = case.pod.spec.restart_policy or "Always"
    always = policy == "Always" or member.kind == "sidecar"
    if always or (end.exit.exit_code and policy == "OnFailure"):
        return "a new container is to take its place"
    return f"none takes its place, as restartPolicy is {policy}"


def _unknown(case: Case, member: Member, ends: list[End]) -> list[tuple[float, int, Restart]]:
    """The restarts of which no end is known: where they were in the row of those that are, and what is told of them."""
    total = member.status.restart_count
    numbers = sorted({end.exit.ordinal for end in ends if end.replaced and 0 <= end.exit.ordinal < total})
    found = []
    before = -1
    for number in (*numbers, total):
        if number - before > 1:
            found += _row(case, member, ends, before, number)
        before = number
    return found


def _row(case: Case, member: Member, ends: list[End], before: int, after: int) -> list[tuple[float, int, Restart]]:
    """The restarts between two known ones, by number."""
    count = after - before - 1
    begins = max((e.finished for e in ends if e.exit.ordinal == before and e.finished is not None), default=None)
    until = [e.started for e in ends if e.exit.ordinal == after and e.started is not None]
    running = member.status.state.running
    if not until and running is not None and running.started_at is not None:
        until = [running.started_at.timestamp()]
    if not until:
        until = [end.finished for end in ends if end.exit.ordinal >= after and end.finished is not None]
    ends_by = min(until, default=case.now)
    if begins is None:
        created = case.pod.status.start_time or case.pod.meta.creation_timestamp
        begins = created.timestamp() if created is not None else float("-inf")
    begins = min(begins, ends_by)
    found = []
    for probe in KILLERS:
        explained, clues, missing = _told_by_counts(case, member, probe, begins, ends_by)
        explained = min(explained, count)
        if explained:
            found.append((ends_by, after - 1, _by_counts(case, member, probe, explained, clues, missing)))
            count -= explained
    if count:
        found.append((ends_by, after - 1, _untold(case, member, count, begins, ends_by)))
    return found


def _told_by_counts(
    case: Case, member: Member, probe: ProbeType, begins: float, ends: float
) -> tuple[int, list[Clue], list[str]]:
    """How many of the container's ends in a time a probe explains: its kills, or its failures by the threshold."""
    killed = [
        rest
        for rest in case.kills(member).rest
        if rest.probe is probe and begins - 1 <= rest.begins and rest.ends <= ends + 1
    ]
    lane = case.lane(member.name, probe)
    failures = [
        mark
        for mark in (lane.marks if lane is not None else ())
        if mark.kind is MarkKind.FAILED and begins - 1 <= mark.start and mark.end <= ends + 1
    ]
    clues = [
        Clue(
            rest.ends,
            source_of(rest.mark),
            f"Killing: {said(rest.mark.message)}: {times(rest.count)}",
        )
        for rest in killed
    ]
    failed = sum(mark.count for mark in failures)
    if failures:
        last = failures[-1]
        clues.append(
            Clue(
                last.end,
                source_of(last),
                f"{said(last.message)}: {times(failed)} up to this time",
            )
        )
    told = sum(rest.count for rest in killed)
    numbers = member.probe(probe)
    by_failures = failed // pace(numbers).failures if numbers is not None else 0
    missing = []
    if by_failures > told:
        missing.append(
            (f"Only {some(told, 'kill')} of these {'is' if told == 1 else 'are'}" if told else "None of the kills is")
            + f" told; the {failed} failures that are told are enough for {by_failures}."
        )
    return max(told, by_failures), clues, missing


def _by_counts(
    case: Case, member: Member, probe: ProbeType, count: int, clues: list[Clue], missing: list[str]
) -> Restart:
    kept = f"The exit {'code is' if count == 1 else 'codes are'} not known: the API keeps the last end of a container."
    return Restart(
        container=member.name,
        at=None,
        cause=CAUSES[probe],
        exit_code=None,
        signal=None,
        sentence=sentence(
            f"the {probe_name(probe)} probe ended the container {times(count)},"
            f" {'and' if count == 1 else 'each time'} a new one took its place"
        ),
        clues=in_order(clues),
        missing=(*missing, kept),
        count=count,
    )


def _untold(case: Case, member: Member, count: int, begins: float, ends: float) -> Restart:
    backoff = [
        write
        for write in case.writes("BackOff")
        if write.container == member.name and "restarting failed" in write.message and begins <= write.last <= ends + 1
    ]
    clues = []
    if backoff:
        last = max(backoff, key=lambda write: (write.last, write.count))
        clues.append(Clue(last.last, case.source_of(last), f"{last.reason}: {said(last.message)}"))
    why = unheard(case, "Normal", begins, ends)
    missing = [
        "How they ended: the API keeps the last end of a container alone."
        if count > 1
        else "How it ended: the API keeps the last end of a container alone."
    ]
    missing.append(
        f"No Killing event tells of a probe: {why}." if why is not None else "No Killing event tells of a probe."
    )
    if count == 1:
        what = "an earlier end of the container is known by its number alone; a new container took its place"
    else:
        what = (
            f"{count} earlier ends of the container are known by their number alone; each time a new one took its place"
        )
    return Restart(
        container=member.name,
        at=None,
        cause=Cause.UNKNOWN,
        exit_code=None,
        signal=None,
        sentence=sentence(what),
        clues=tuple(clues),
        missing=tuple(missing),
        count=count,
    )
