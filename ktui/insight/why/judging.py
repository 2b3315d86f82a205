"""The verdict on a pod: why it is as it is, and why each of its containers was started again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.why.calm import calm
from ktui.insight.why.case import Case
from ktui.insight.why.present import present
from ktui.insight.why.restarts import restarts
from ktui.insight.why.verdict import Around, Now, Verdict

if TYPE_CHECKING:
    from ktui.insight.evidence import Evidence
    from ktui.insight.probes.lane import Timeline
    from ktui.model.evidence import Watched
    from ktui.model.objects import Pod
    from ktui.model.version import ServerVersion

_NOTHING_AROUND = Around()


def now_of(
    pod: Pod,
    evidence: Evidence,
    watched: Watched,
    now: float,
    version: ServerVersion,
    around: Around = _NOTHING_AROUND,
    past: Timeline | None = None,
) -> Now:
    """Why the pod is as it is, and nothing else: for a column of many pods."""
    return calm(pod, evidence, now, around) or present(Case(pod, evidence, watched, now, version, around, past))


def verdict(
    pod: Pod,
    evidence: Evidence,
    watched: Watched,
    now: float,
    version: ServerVersion,
    around: Around = _NOTHING_AROUND,
    past: Timeline | None = None,
) -> Verdict:
    """All of it, the newest restart first; `now` in Unix seconds, by the cluster's clock.

    `past` is the pod's timeline, where whoever asks has made it already.
    """
    case = Case(pod, evidence, watched, now, version, around, past)
    well = calm(pod, evidence, now, around)
    return Verdict(well, ()) if well is not None else Verdict(present(case), restarts(case))
