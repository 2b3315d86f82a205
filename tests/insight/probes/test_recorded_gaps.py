"""Which times real kubelets said nothing of, and what is drawn of them."""

from __future__ import annotations

import pytest

from ktui.insight.probes.lane import GapReason, Lane
from ktui.insight.probes.timeline import timeline
from ktui.model.evidence import ProbeType
from tests.insight.recorded import FILES, recorded_pods, recorded_watched, recording


def shown(path: str, name: str, container: str, probe: ProbeType, at: float | None = None) -> Lane:
    """A lane of a recorded pod, `at` so many seconds after the recording's start."""
    recorded = recording(path)
    now = recorded.end if at is None else recorded.start + at
    pod, evidence = recorded_pods(path, at=now)[name]
    lane = timeline(pod, evidence, recorded_watched(path), now, recorded.version).lane(container, probe)
    assert lane is not None
    return lane


def test_the_container_that_fell_silent_because_the_other_one_had_told_all() -> None:
    """It failed every ten seconds to the end, and nine times were told."""
    recorded = recording("probes")
    lane = shown("probes", "two-failing", "two", ProbeType.READINESS)
    silent = sum((gap.end or recorded.end) - gap.start for gap in lane.gaps)
    last = lane.marks[-1].end
    assert {gap.reason for gap in lane.gaps} == {GapReason.BUDGET}
    assert silent > 0.97 * (recorded.end - last)
    assert lane.gaps[-1].end is None


@pytest.mark.parametrize(("at", "goes_on"), [(200.0, False), (220.0, True), (290.0, True), (310.0, True)])
def test_the_time_after_the_25th_write_is_a_gap_while_it_lasts(at: float, goes_on: bool) -> None:
    lane = shown("probes", "tcp-refused", "main", ProbeType.READINESS, at)
    assert bool(lane.gaps and lane.gaps[-1].end is None) is goes_on


def test_the_gap_of_a_pod_that_was_deleted_ends_with_its_container() -> None:
    lane = shown("probes-odd", "leaving", "main", ProbeType.READINESS)
    [exit_] = recorded_pods("probes-odd")["leaving"].evidence.exits.values()
    assert [gap.end for gap in lane.gaps] == [exit_.finished]


@pytest.mark.parametrize("path", FILES)
def test_no_gap_lies_over_a_jump_of_its_own_lane_nor_beyond_now(path: str) -> None:
    recorded = recording(path)
    for pod, evidence in recorded_pods(path).values():
        for lane in timeline(pod, evidence, recorded_watched(path), recorded.end, recorded.version).lanes:
            for gap in lane.gaps:
                end = recorded.end if gap.end is None else gap.end
                assert gap.start < end <= recorded.end
                assert not any(
                    mark.count > 1 and gap.start < mark.end and mark.start < end
                    for mark in lane.marks
                    if gap.reason is GapReason.BUDGET
                )
