"""Which kills of the kubelet ended which runs of a container.

A kill is told when it begins; the run that it ends is the first to end after it. Of kills that only a count tells of,
it is known between which times they were: where no more runs ended in that time than there were kills, each of them was
killed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ktui.insight.probes.lane import MarkKind
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.probes.lane import Mark
    from ktui.insight.why.case import Case, End, Member

CLOCKS = 1.0
"""Seconds by which two whole seconds of the same moment may differ."""

KILLERS = (ProbeType.STARTUP, ProbeType.LIVENESS)
"""The probes that end a container."""


class Kill(msgspec.Struct, frozen=True):
    """What is told of the kill that ended a run."""

    probe: ProbeType | None
    """None: it was no probe's; the message says whose."""
    at: float | None
    """When; None where only a count tells of it."""
    mark: Mark
    """What tells of it."""


class Rest(msgspec.Struct, frozen=True):
    """Kills of which no run's end is known."""

    probe: ProbeType | None
    begins: float
    ends: float
    count: int
    mark: Mark


class Kills(msgspec.Struct):
    """The kills of one container."""

    of: dict[int, Kill] = {}
    """By the index of the end in `Case.ends`."""
    rest: list[Rest] = []


def kills_of(case: Case, member: Member, ends: list[End]) -> Kills:
    """Each kill that is told of a container, with the end that it led to."""
    found = Kills()
    told = [(probe, mark) for probe in (*KILLERS, None) for mark in _marks(case, member, probe)]
    told.sort(key=lambda each: each[1].end)
    for probe, mark in told:
        for at in _moments(mark):
            index = _ended_by(ends, at, found)
            if index is None:
                found.rest.append(Rest(probe, at, at, 1, mark))
            else:
                found.of[index] = Kill(probe, at, mark)
    for probe, mark in told:
        _spread(probe, mark, ends, found)
    return found


def _marks(case: Case, member: Member, probe: ProbeType | None) -> Iterator[Mark]:
    lane = case.lane(member.name, probe)
    if lane is not None:
        yield from (mark for mark in lane.marks if mark.kind is MarkKind.KILLING)


def _moments(mark: Mark) -> Iterator[float]:
    """The times that are known."""
    if mark.count > 1 and mark.first_known:
        yield mark.start
    yield mark.end


def _ended_by(ends: list[End], at: float, found: Kills) -> int | None:
    """The end that a kill at `at` led to: the first after it, of a run that had begun."""
    for slack in (0.0, CLOCKS):
        for index, end in enumerate(ends):
            if end.finished is None or end.finished < at - slack or index in found.of:
                continue
            if end.started is not None and end.started > at + slack:
                break
            return index
    return None


def _spread(probe: ProbeType | None, mark: Mark, ends: list[End], found: Kills) -> None:
    """Of kills between two times, each run that ended then has one, if there are no more of these than of kills."""
    count = mark.count - 1 - (mark.count > 1 and mark.first_known)
    if count < 1:
        return
    within = [
        index
        for index, end in enumerate(ends)
        if index not in found.of
        and end.finished is not None
        and mark.start <= end.finished <= mark.end
        and end.exit.reason != "OOMKilled"
    ]
    if len(within) <= count:
        for index in within:
            found.of[index] = Kill(probe, None, mark)
        count -= len(within)
    if count:
        found.rest.append(Rest(probe, mark.start, mark.end, count, mark))
