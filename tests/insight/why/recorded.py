"""Verdicts on the pods of recordings of real kubelets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.why.judging import verdict
from tests.insight.recorded import recorded_pods, recorded_watched, recording

if TYPE_CHECKING:
    from ktui.insight.why.verdict import Verdict
    from ktui.model.evidence import Watched
    from tests.insight.recorded import RecordedPod


def moments(path: str, *shares: float) -> list[float]:
    """Times within a recording, by how much of it has passed."""
    recorded = recording(path)
    return [recorded.start + share * (recorded.end - recorded.start) for share in shares]


def judged(path: str, one: RecordedPod, at: float | None = None, watched: Watched | None = None) -> Verdict:
    """The verdict on a pod of a recording, at a time (its end unless told)."""
    recorded = recording(path)
    seen = recorded_watched(path) if watched is None else watched
    return verdict(one.pod, one.evidence, seen, recorded.end if at is None else at, recorded.version)


def verdict_on(path: str, name: str, at: float | None = None) -> Verdict:
    """The verdict on a pod of this name, with all that the recording had told by then."""
    return judged(path, recorded_pods(path, at=at)[name], at)
