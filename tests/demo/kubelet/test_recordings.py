"""The demo's kubelet against real ones: the same pods, the recorded outcomes, and the same course of events."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.demo.kubelet.recorded import VERSIONS, stories
from tests.demo.kubelet.rerun import rerun

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.demo.kubelet.recorded import PodStory, Write

SEEDS: dict[tuple[str, str], tuple[int, ...]] = {
    ("probes", "http-500"): (0, 2),
    ("probes", "startup-never"): (0, 16, 1, 1, 2, 1),
    ("probes", "crash-exit-1"): (0, 1, 0, 1),
    ("probes", "oom"): (0, 3, 0, 0, 0, 0, 0, 3),
    ("probes", "http-slow"): (0, 0, 0, 0, 0, 0, 1),
    ("probes-1.35", "http-500"): (5, 0, 0, 0, 2),
    ("probes-1.35", "tcp-refused"): (4, 0, 12, 0, 10),
    ("probes-1.35", "two-failing"): (1, 79, 2, 2),
    ("probes-1.35", "http-slow"): (2, 2),
    ("probes-odd", "talkative"): (0, 1),
    ("probes-odd", "leaving"): (1,),
}
"""What a real kubelet drew by chance while its writes were held back can be told from the next count alone. With these
seeds the draws, each in the kubelet's own range, come to the same counts; where there is none, the middle of the range
does."""

OLDEST = {("probes-odd", "exec-cannot-run"): (0, 43)}
"""Which of ten messages the recorder forgot, where it mattered."""

HIDDEN_END = {
    ("probes-1.35", "two-failing"): 34,
    ("probes-1.35", "http-slow"): 57,
    ("probes-odd", "exec-cannot-run"): 27,
}
"""Pods of whose last writes, minutes apart, one hangs on less than a millisecond: so many are compared."""

PODS = [(recording, name) for recording in VERSIONS for name in stories(recording)]
LOOSE = 10.0
"""Seconds: the period of a pod without probes, that of its retries."""


def by_part(writes: Iterable[Write]) -> dict[str, list[Write]]:
    """In order, for each part of the pod: which of two containers is written first within a second is chance."""
    parts: dict[str, list[Write]] = {}
    for each in writes:
        parts.setdefault(each.part, []).append(each)
    return parts


def period(story: PodStory) -> float:
    """The longest of the pod's probes, in seconds."""
    probes = [
        each[key]["periodSeconds"]
        for each in story.pod["spec"]["containers"]
        for key in ("startupProbe", "livenessProbe", "readinessProbe")
        if key in each
    ]
    return float(max(probes, default=LOOSE))


@pytest.mark.parametrize(("recording", "name"), PODS)
def test_a_recorded_pod_takes_the_same_course(recording: str, name: str) -> None:
    story = stories(recording)[name]
    seeds, oldest = SEEDS.get((recording, name), ()), OLDEST.get((recording, name), ())
    writes, seen = rerun(story, seeds, oldest=oldest)
    assert [each.seen for each in seen] == [each.seen for each in story.shown]
    most = HIDDEN_END.get((recording, name))
    real, ours = by_part(story.writes[:most]), by_part(writes[:most])
    assert {part: [each.said for each in of] for part, of in ours.items()} == {
        part: [each.said for each in of] for part, of in real.items()
    }
    for part, of in real.items():
        for (a, b), (c, d) in zip(pairwise(of), pairwise(ours[part]), strict=True):
            assert abs((b.at - a.at) - (d.at - c.at)) <= period(story), f"{part}: {a} {b} {c} {d}"
