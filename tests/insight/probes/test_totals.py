"""What the lanes count, held against a program that counts from the recordings' lines alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from ktui.insight.probes.lane import Lane, MarkKind
from ktui.insight.probes.timeline import timeline
from tests.insight.recorded import FILES, recorded_pods, recorded_watched, recording
from tests.recording.files import RECORDINGS

KINDS = (MarkKind.FAILED, MarkKind.ERRORED, MarkKind.WARNED, MarkKind.KILLING)


def counted(lanes: tuple[Lane, ...]) -> list[dict[str, Any]]:
    """The lanes in which a probe or a kill is told, in the program's words and order."""
    told = [
        {"container": lane.container, "probe": lane.probe and lane.probe.value}
        | {kind.value: lane.count(kind) for kind in KINDS}
        for lane in lanes
    ]
    told = [lane for lane in told if any(lane[kind.value] for kind in KINDS)]
    return sorted(told, key=lambda lane: (lane["container"] or "", lane["probe"] or ""))


def exits(lanes: tuple[Lane, ...]) -> dict[str | None, int]:
    found = {lane.container: lane.count(MarkKind.EXITED) for lane in lanes if lane.probe is None}
    return {container: count for container, count in found.items() if count}


@pytest.mark.parametrize("path", FILES)
def test_the_lanes_count_what_the_lines_tell(path: str) -> None:
    recorded, watched = recording(path), recorded_watched(path)
    pods = {pod.meta.uid: (pod, evidence) for pod, evidence in recorded_pods(path).values()}
    totals = json.loads((RECORDINGS / f"{path}.totals.json").read_text())
    assert {total["uid"] for total in totals} == set(pods)
    for total in totals:
        pod, evidence = pods[total["uid"]]
        lanes = timeline(pod, evidence, watched, recorded.end, recorded.version).lanes
        assert counted(lanes) == total["lanes"], total["name"]
        assert exits(lanes) == total["exits"], total["name"]


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("path", FILES)
def test_the_totals_are_those_that_the_program_gives(path: str) -> None:
    program = ["jq", "-s", "-f", str(RECORDINGS / "totals.jq"), str(RECORDINGS / f"{path}.jsonl")]
    told = subprocess.run(program, capture_output=True, check=True).stdout
    assert json.loads(told) == json.loads((RECORDINGS / f"{path}.totals.json").read_text())
