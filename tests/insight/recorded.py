"""What recordings of real kubelets tell of each pod, for tests of what is made of it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ktui.insight.evidence import Evidence
from ktui.model.evidence import Watched
from ktui.model.objects import Event, Pod
from ktui.recording.line import RESUMED
from ktui.recording.reader import Recording, read_recording
from tests.recording.files import RECORDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ktui.recording.line import Line

FILES = sorted(path.stem for path in RECORDINGS.glob("*.jsonl"))
"""The names of the recordings in the tests' data: `probes`, `probes-1.35`, ..."""

_POD = msgspec.json.Decoder(Pod)
_EVENT = msgspec.json.Decoder(Event)


class RecordedPod(NamedTuple):
    """A pod as its last line tells of it, and what is known of its past."""

    pod: Pod
    evidence: Evidence


@lru_cache
def recording(path: Path | str) -> Recording:
    """A recording by its path, or by the name of one in the tests' data."""
    return read_recording(RECORDINGS / f"{path}.jsonl" if path in FILES else path)


def recorded_pods(path: Path | str, *, at: float | None = None) -> dict[str, RecordedPod]:
    """Each pod of a recording by its name, as it was at a time (its end unless told), those that are gone included."""
    recorded = recording(path)
    return pods_told(recorded.lines[: recorded.lines_until(recorded.end if at is None else at)])


def pods_told(lines: Iterable[Line]) -> dict[str, RecordedPod]:
    """The same for any lines in any order; of pods of one name the one that came last in it."""
    evidence: dict[str, Evidence] = {}
    pods: dict[str, Pod] = {}
    for line in lines:
        if line.resource == "pods":
            pod = _POD.decode(line.raw)
            pods[pod.meta.name] = pod
            known = evidence.setdefault(pod.meta.uid, Evidence(pod.meta.uid))
            known.note_pod(pod)
            if line.type == "DELETED":
                known.note_gone(line.at)
        elif line.resource == "events" and line.type != "DELETED":
            event = _EVENT.decode(line.raw)
            if event.involved_object.kind == "Pod":
                uid = event.involved_object.uid
                evidence.setdefault(uid, Evidence(uid)).note_event(event)
    return {name: RecordedPod(pod, evidence[pod.meta.uid]) for name, pod in pods.items()}


def recorded_watched(path: Path | str) -> Watched:
    """What of the events can have been seen in a recording: all, but where their watch was lost and did not go on."""
    recorded = recording(path)
    resumed = {line.at for line in recorded.lines if line.type == RESUMED and line.about in ("", "events")}
    gaps = [gap for gap in recorded.gaps.get("events", ()) if gap.ends not in resumed]
    return Watched(since=recorded.known_since("events"), lost=tuple((gap.begins, gap.ends) for gap in gaps))
