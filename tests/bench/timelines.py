"""How quick timelines are: python tests/bench/timelines.py. No cluster is needed.

    events      2,000 Unhealthy events on 10,000 pods, from the bytes of their watch lines into what is known of each
                pod, against parsing the same lines with json.loads
    lanes       the timeline of a pod of which 400 writes of events are known, 100 runs and 100 turns of readiness,
                against parsing that many events
    evidence    bytes that are kept of a healthy pod, and of one with 400 writes

Milliseconds are the best of some rounds.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # run as a program, from wherever
    sys.path.insert(0, str(ROOT))

from ktui.insight.evidence import Evidence  # noqa: E402  the repository's root is on the path only now
from ktui.insight.probes.timeline import timeline  # noqa: E402
from ktui.model.decode import decode_event  # noqa: E402
from ktui.model.evidence import EventWrite, Exit, Readiness, Start, Watched  # noqa: E402
from ktui.model.kinds import EVENTS  # noqa: E402
from ktui.model.version import NEWEST  # noqa: E402
from tests.insight.recorded import recorded_pods, recording  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.model.evidence import Observation

PODS, TOLD = 10_000, 2_000
WRITES, RUNS = 400, 100
ROUNDS = 7
BEGAN = 1_790_000_000.0


def best(measured: Callable[[], object]) -> float:
    """Milliseconds of the quickest of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        measured()
        taken.append(time.perf_counter() - began)
    return min(taken) * 1000


def watch_lines() -> list[bytes]:
    """Unhealthy events as a watch delivers them, each of another pod."""
    some = next(
        line.object()
        for line in recording("probes-1.35").lines
        if line.resource == "events" and b'"Unhealthy"' in bytes(line.raw)
    )
    lines = []
    for number in range(TOLD):
        about = {**some["involvedObject"], "uid": f"uid-{number * (PODS // TOLD)}"}
        event = {**some, "metadata": {**some["metadata"], "name": f"web-{number}.1"}, "involvedObject": about}
        lines.append(json.dumps({"type": "ADDED", "object": event}, separators=(",", ":")).encode())
    return lines


def ingest(lines: list[bytes]) -> None:
    known = {f"uid-{number}": Evidence(f"uid-{number}") for number in range(PODS)}
    gc.collect()
    began = time.perf_counter()
    for line in lines:
        event = decode_event(EVENTS, line).object
        known[event.involved_object.uid].note_event(event)
    took.append((time.perf_counter() - began) * 1000)


took: list[float] = []
"""Milliseconds of each round, without the making of the pods."""


def much() -> Evidence:
    """A pod that has failed for a day and a half."""
    evidence = Evidence("uid")
    told: list[Observation] = []
    for number in range(WRITES):
        at = BEGAN + 300.0 * number
        told.append(
            EventWrite(
                name="web.1",
                count=30 * number + 1,
                reason="Unhealthy",
                type="Warning",
                message="Startup probe failed: HTTP probe failed with statuscode: 500",
                container="main",
                first=BEGAN,
                last=at,
                source="kubelet",
            )
        )
    for number in range(RUNS):
        at = BEGAN + 1200.0 * number
        told += [
            Start(container="main", at=at, ordinal=number),
            Exit(container="main", container_id=str(number), started=at, finished=at + 600, ordinal=number),
            Readiness(at=at, ready=bool(number % 2)),
        ]
    for each in told:
        evidence.note(each)
    return evidence


def kept(make: Callable[[], object], number: int) -> float:
    """Bytes that one of them takes."""
    tracemalloc.start()
    made = [make() for _ in range(number)]
    taken = tracemalloc.get_traced_memory()[0] / len(made)
    tracemalloc.stop()
    return taken


def main() -> None:
    """Measure and print."""
    lines = watch_lines()
    parsing = best(lambda: [json.loads(line) for line in lines])
    for _ in range(ROUNDS):
        ingest(lines)
    print(f"events    {min(took):6.1f} ms   {min(took) / parsing:5.2f} x json.loads of them ({parsing:.1f} ms)")

    pod = recorded_pods("probes-1.35")["startup-never"].pod
    evidence, watched, now = much(), Watched(since=BEGAN - 1), BEGAN + 300.0 * WRITES
    lanes = best(lambda: timeline(pod, evidence, watched, now, NEWEST))
    parsing = best(lambda: [json.loads(line) for line in lines[:WRITES]])
    print(f"lanes     {lanes:6.2f} ms   {lanes / parsing:5.2f} x json.loads of as many events ({parsing:.2f} ms)")

    healthy = recorded_pods("probes-1.35")["healthy"].pod

    def quiet() -> Evidence:
        evidence = Evidence("uid")
        evidence.note_pod(healthy)
        return evidence

    print(f"evidence  {kept(quiet, 1000):6.0f} bytes of a healthy pod, {kept(much, 20):.0f} of one with much to tell")


if __name__ == "__main__":
    main()
