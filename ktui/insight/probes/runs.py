"""The runs of a container: each time that it began and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.probes.lane import Mark, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ktui.insight.evidence import Evidence
    from ktui.model.evidence import Exit, Start


class Run(NamedTuple):
    """One of a container's runs, as far as it is known."""

    ordinal: int
    """How often it had been started again before."""
    started: float | None
    exit: Exit | None

    @property
    def ended(self) -> float | None:
        """When, as far as it is told."""
        return self.exit.finished if self.exit is not None else None


def runs_of(container: str, evidence: Evidence) -> list[Run]:
    """Those of which something is told, in their order; where it was counted anew, the latest of each number."""
    starts = {each.ordinal: each.at for each in sorted(_starts(container, evidence), key=lambda each: each.at)}
    exits = {each.ordinal: each for each in _exits(container, evidence)}
    found = []
    for ordinal in sorted(starts.keys() | exits.keys()):
        ended = exits.get(ordinal)
        started = ended.started if ended is not None and ended.started is not None else starts.get(ordinal)
        found.append(Run(ordinal, started, ended))
    return found


def marks_of_runs(container: str, evidence: Evidence, runs: Sequence[Run]) -> list[Mark]:
    """A mark for each beginning and each end, in order: of one second a run ends before the next one begins."""
    found: list[tuple[float, int, bool, Mark]] = []
    remembered = evidence.remembered
    begun = {each.at: bool(remembered) and each in remembered for each in _starts(container, evidence)}
    ended = set()
    for each in _exits(container, evidence):
        known = bool(remembered) and each in remembered
        if each.started is not None:
            # Each end has a beginning of its own, also where two were in one second.
            ended.add(each.started)
            mark = Mark(MarkKind.STARTED, each.started, each.started, remembered=begun.get(each.started, known))
            found.append((each.started, each.ordinal, False, mark))
        at = each.finished if each.finished is not None else _latest_end(each, evidence, runs)
        if at is not None:
            mark = Mark(MarkKind.EXITED, at, at, 1, each.message, each.exit_code, each.reason, remembered=known)
            found.append((at, each.ordinal, True, mark))
    for start in _starts(container, evidence):
        if start.at not in ended:
            mark = Mark(MarkKind.STARTED, start.at, start.at, remembered=begun[start.at])
            found.append((start.at, start.ordinal, False, mark))
    found.sort(key=lambda one: one[:3])
    return [mark for *_, mark in found]


def _latest_end(each: Exit, evidence: Evidence, runs: Sequence[Run]) -> float | None:
    """When a container had ended at the latest of which it is not told when: it was lost, and so found."""
    began = each.started or 0.0
    after = [run.started for run in runs if run.ordinal > each.ordinal and run.started is not None]
    unready = [turn.at for turn in evidence.readiness.values() if not turn.ready and turn.at >= began]
    if after:
        return min(after)
    if unready:
        return max(unready)
    return each.started or (evidence.gone.at if evidence.gone is not None else None)


def _starts(container: str, evidence: Evidence) -> Iterator[Start]:
    return (each for each in evidence.starts.values() if each.container == container)


def _exits(container: str, evidence: Evidence) -> list[Exit]:
    """In the order of their numbers, and of their ends."""
    found = [each for each in evidence.exits.values() if each.container == container]
    return sorted(found, key=lambda each: (each.ordinal, each.finished or 0.0, each.container_id))
