"""Which lanes a pod has, and in which of them something is told."""

from __future__ import annotations

from ktui.insight.probes.lane import MarkKind, Timeline
from ktui.insight.probes.timeline import timeline
from ktui.model.evidence import ProbeType
from tests.insight.recorded import recorded_pods, recorded_watched, recording


def shown(path: str, name: str) -> Timeline:
    recorded = recording(path)
    pod, evidence = recorded_pods(path)[name]
    return timeline(pod, evidence, recorded_watched(path), recorded.end, recorded.version)


def test_each_probe_of_each_container_has_a_lane_and_each_container_and_the_pod() -> None:
    lanes = shown("probes", "startup-never").lanes
    assert [(lane.container, lane.probe) for lane in lanes] == [
        ("main", ProbeType.STARTUP),
        ("main", ProbeType.LIVENESS),
        ("main", None),
        (None, None),
    ]
    assert all(lane.configured for lane in lanes)


def test_a_jump_of_what_was_combined_of_several_probes_is_nobodys() -> None:
    lane = shown("probes-odd", "exec-cannot-run").lane(None, None)
    assert lane is not None
    assert [(mark.count, mark.end - mark.start) for mark in lane.marks if mark.kind is MarkKind.ERRORED] == [(55, 235)]
