"""What a real kubelet did with a pod, taken from a recording: its writes, and what they tell of probes and exits."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ktui.demo.moments import moment
from ktui.model.version import ServerVersion

if TYPE_CHECKING:
    from ktui.demo.kubelet.program import ProbeKind
    from ktui.demo.server.statuses import Raw

FOLDER = Path(__file__).parents[2] / "data" / "recordings"
VERSIONS = {
    "probes": ServerVersion(1, 20),
    "probes-1.35": ServerVersion(1, 35),
    "probes-odd": ServerVersion(1, 35),
}
BUDGET = 25
"""Writes about a pod before some are held back."""

ADDRESS = re.compile(r"\b\d+\.\d+\.\d+\.\d+\b")
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_ID = re.compile(r"[0-9a-f]{64}")
_STAMP = re.compile(r"\b1[67]\d{8}\b")
_PROBE = re.compile(
    r"(?:\(combined from similar events\): )?(Startup|Liveness|Readiness) probe (failed|errored[^:]*): "
)


def plain(message: str) -> str:
    """A message without what differs from run to run: addresses, uids, IDs, times."""
    for pattern, word in ((ADDRESS, "ADDRESS"), (_UID, "UID"), (_ID, "ID"), (_STAMP, "TIME")):
        message = pattern.sub(word, message)
    return message


@dataclass(frozen=True, slots=True)
class Write:
    """One write of an event by the kubelet."""

    at: float
    """Seconds since the pod was bound."""
    added: bool
    event_type: str
    reason: str
    message: str
    """`plain`."""
    part: str
    """Of the pod: its field path."""
    count: int

    @property
    def said(self) -> tuple[bool, str, str, str, int]:
        """All but its time."""
        return self.added, self.reason, self.message, self.part, self.count


@dataclass(frozen=True, slots=True)
class Shown:
    """What a pod's status showed from a moment on."""

    at: float
    phase: str
    ready: bool
    containers: tuple[tuple[str, str, str, bool, bool, int], ...]
    """Name, state, last state, ready, started, restarts."""

    @property
    def seen(self) -> tuple[Any, ...]:
        """All but its time."""
        return self.phase, self.ready, self.containers


@dataclass(frozen=True, slots=True)
class Failed:
    """A probe that did not succeed, as an event told it."""

    at: float
    """When it was begun."""
    kind: str
    """`failed` or `errored`."""
    output: str


@dataclass(slots=True)
class PodStory:
    """One pod in one recording."""

    name: str
    pod: Raw
    """As it was bound, without status."""
    version: ServerVersion
    began: float
    """Unix seconds: when it was bound."""
    deleted: tuple[float, int] | None = None
    """When it was told to go, in seconds, and with which grace."""
    until: float = 0.0
    writes: list[Write] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    failed: dict[tuple[str, ProbeKind], list[Failed]] = field(default_factory=dict)
    runs: dict[tuple[str, int], tuple[float, float, int, str]] = field(default_factory=dict)
    """By container and run: start, end (seconds since the beginning, whole), code, reason."""

    def told_until(self) -> float:
        """Until when every occurrence was written: the budget held."""
        only = [each for each in self.writes if not self.version.at_least(1, 32) or each.event_type == "Warning"]
        return only[BUDGET - 1].at if len(only) >= BUDGET else self.until

    def looks(self) -> list[float]:
        """Moments at which the kubelet is known to have looked at the pod without need: what chance has decided."""
        found = [each.at for each in self.writes if each.reason == "BackOff"]
        found += [each.at for each in self.writes if each.reason == "Killing" and "startup" in each.message]
        found += self.restarts()
        if not self.version.at_least(1, 22):
            # A startup probe's verdict waits for a look; the container then ends at once.
            startup = {name for name, probe in self.failed if probe == "startup"}
            ends = [end for (name, _), (_, end, *_) in self.runs.items() if name in startup and end >= 0]
            found += [at + 0.45 for at in ends if not any(abs(known - at) < 2 for known in found)]
        for (name, probe), failures in self.failed.items():
            if probe == "readiness":
                period = float(_spec_of(self.pod, name)["readinessProbe"]["periodSeconds"])
                pairs = pairwise(failures)
                found += [b.at for a, b in pairs if 1.2 < b.at - a.at < period - 0.3]
        return sorted(found)

    def restarts(self) -> list[float]:
        """Moments at which a container was started again."""
        pulled = [each.at for each in self.writes if each.reason == "Pulled" and not each.added]
        starts = [start for (_, run), (start, *_) in self.runs.items() if run]
        return [*pulled, *(at + 0.45 for at in starts if not any(-0.5 <= known - at <= 1.5 for known in pulled))]

    def failure_near(self, container: str, probe: ProbeKind, at: float, within: float) -> Failed | None:
        """The failure that was recorded nearest to a moment, if one was so near."""
        failures = self.failed.get((container, probe), [])
        index = bisect_left([each.at for each in failures], at)
        near = [each for each in failures[max(0, index - 1) : index + 1] if abs(each.at - at) <= within]
        return min(near, key=lambda each: abs(each.at - at), default=None)


def _spec_of(pod: Raw, name: str) -> Raw:
    found: Raw = next(each for each in pod["spec"]["containers"] if each["name"] == name)
    return found


def hangs(output: str) -> bool:
    """Whether a probe's output tells of a timeout."""
    return "Client.Timeout" in output or "timed out after" in output


def state_text(state: Raw) -> str:
    """A container's state without its times."""
    if "running" in state:
        return "running"
    if "terminated" in state:
        return f"terminated {state['terminated']['exitCode']} {state['terminated'].get('reason', '')}"
    waiting = state.get("waiting", {})
    return f"waiting {waiting.get('reason', '')} {plain(waiting.get('message', ''))}".strip()


def shown(at: float, status: Raw) -> Shown:
    """What a status shows."""
    ready = any(each["type"] == "Ready" and each["status"] == "True" for each in status.get("conditions", ()))
    containers = tuple(
        (
            each["name"],
            state_text(each["state"]),
            state_text(each["lastState"]) if each.get("lastState") else "",
            bool(each["ready"]),
            bool(each.get("started")),
            int(each["restartCount"]),
        )
        for each in status.get("containerStatuses", ())
    )
    return Shown(at, status.get("phase", ""), ready, containers)


def write(at: float, added: bool, event: Raw) -> Write:
    """A write of an event."""
    about = event["involvedObject"]
    return Write(
        at,
        added,
        event["type"],
        event["reason"],
        plain(event["message"]),
        about.get("fieldPath", ""),
        event.get("count", 1),
    )


@lru_cache(maxsize=3)
def stories(recording: str) -> dict[str, PodStory]:
    """The pods of a recording."""
    lines = [json.loads(line) for line in (FOLDER / f"{recording}.jsonl").read_text().splitlines()]
    made: dict[str, PodStory] = {}
    for line in lines:
        obj = line["object"]
        if line["resource"] == "pods" and "nodeName" in obj["spec"] and obj["metadata"]["name"] not in made:
            pod = {"metadata": dict(obj["metadata"]), "spec": obj["spec"]}
            pod["metadata"].pop("resourceVersion")
            made[obj["metadata"]["name"]] = PodStory(
                obj["metadata"]["name"], pod, VERSIONS[recording], float(line["at"])
            )
    end = lines[-1]["at"]
    for line in lines:
        obj = line["object"]
        if line["resource"] == "events" and obj.get("source", {}).get("component") == "kubelet":
            story = made[obj["involvedObject"]["name"]]
            _event(story, line["at"] - story.began, line["type"] == "ADDED", obj)
        elif line["resource"] == "pods":
            story = made[obj["metadata"]["name"]]
            _status(story, line["at"] - story.began, line["type"], obj)
    for story in made.values():
        story.until = story.until or end - story.began
    return made


def _event(story: PodStory, at: float, added: bool, event: Raw) -> None:
    story.writes.append(write(at, added, event))
    match = _PROBE.match(event["message"])
    if match is not None:
        name = event["involvedObject"]["fieldPath"].partition("{")[2].rstrip("}")
        probe: Any = match[1].lower()
        kind = "errored" if match[2].startswith("errored") else "failed"
        output = event["message"][match.end() :]
        took = float(_spec_of(story.pod, name)[f"{probe}Probe"]["timeoutSeconds"]) if hangs(output) else 0.0
        story.failed.setdefault((name, probe), []).append(Failed(at - took, kind, output))


def _status(story: PodStory, at: float, kind: str, pod: Raw) -> None:
    meta = pod["metadata"]
    if kind == "DELETED":
        story.until = at
        return
    if "deletionTimestamp" in meta and story.deleted is None:
        story.deleted = (at, meta["deletionGracePeriodSeconds"])
    now = shown(at, pod.get("status", {}))
    if now.containers and (not story.shown or story.shown[-1].seen != now.seen):
        story.shown.append(now)
    for each in pod.get("status", {}).get("containerStatuses", ()):
        restarts = each["restartCount"]
        for state, run in ((each["state"], restarts), (each.get("lastState", {}), restarts - 1)):
            if "waiting" in each["state"] and state is each.get("lastState"):
                run = restarts
            if "terminated" in state:
                ended = state["terminated"]
                start = moment(ended["startedAt"]) - story.began
                end = moment(ended["finishedAt"]) - story.began
                story.runs[each["name"], run] = (start, end, ended["exitCode"], ended["reason"])
            elif "running" in state:
                start = moment(state["running"]["startedAt"]) - story.began
                story.runs.setdefault((each["name"], run), (start, -1.0, 0, ""))
