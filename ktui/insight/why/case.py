"""What a judgement is made from: a pod as it stands, what is known of its past, and what stands around it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from ktui.insight.evidence import seen_in_pod
from ktui.insight.probes.arithmetic import SHORTEST_GRACE, kill_grace
from ktui.insight.probes.budget import silences
from ktui.insight.probes.outlook import outlook
from ktui.insight.probes.probed import pod_grace
from ktui.insight.probes.spans import merged
from ktui.insight.probes.timeline import timeline
from ktui.insight.why.kills import kills_of
from ktui.insight.why.starts import after_starts
from ktui.model.evidence import Deletion, Exit, ProbeType, Readiness, Start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.evidence import Evidence
    from ktui.insight.probes.ahead import Ahead, Item, Outlook
    from ktui.insight.probes.lane import Lane, Timeline
    from ktui.insight.probes.probed import ContainerKind
    from ktui.insight.probes.spans import Span
    from ktui.insight.why.kills import Kills
    from ktui.insight.why.verdict import Around, Source
    from ktui.model.evidence import EventWrite, Observation, Watched
    from ktui.model.objects import ContainerStatus, Pod, PodContainer, Probe
    from ktui.model.version import ServerVersion

_A_DAY = 86_400.0
"""A run that began on the first day of 1970 never began: what a runtime writes of a container it could not start."""


class Member(msgspec.Struct, frozen=True):
    """A container of the pod with what is told of it; without a `spec` where the pod's has none of that name."""

    name: str
    kind: ContainerKind
    spec: PodContainer | None
    status: ContainerStatus

    def probe(self, probe: ProbeType) -> Probe | None:
        """One of its probes, if it has it."""
        if self.spec is None:
            return None
        match probe:
            case ProbeType.STARTUP:
                return self.spec.startup_probe
            case ProbeType.LIVENESS:
                return self.spec.liveness_probe
            case ProbeType.READINESS:
                return self.spec.readiness_probe

    @property
    def memory_limit(self) -> str:
        """As it was written; "" without one."""
        limits = self.spec.resources.limits if self.spec is not None and self.spec.resources is not None else None
        return str(limits.memory) if limits is not None else ""


class End(msgspec.Struct, frozen=True):
    """An end of a container."""

    exit: Exit
    started: float | None
    replaced: bool
    """Whether another container has taken its place."""
    source: Source

    @property
    def finished(self) -> float | None:
        """When it ended."""
        return self.exit.finished

    @property
    def lasted(self) -> float | None:
        """Seconds from its start to its end."""
        if self.started is None or self.exit.finished is None:
            return None
        return max(self.exit.finished - self.started, 0.0)


class Case:
    """All that a judgement is made from."""

    def __init__(
        self,
        pod: Pod,
        evidence: Evidence,
        watched: Watched,
        now: float,
        version: ServerVersion,
        around: Around,
        past: Timeline | None = None,
    ) -> None:
        self.pod = pod
        self.evidence = evidence
        self.watched = watched
        self.now = now
        self.version = version
        self.around = around
        self._past = past
        self._ends: dict[str, list[End]] = {}
        self._kills: dict[str, Kills] = {}
        self._silences: dict[str, list[Span]] = {}

    @cached_property
    def past(self) -> Timeline:
        """The timeline; made once, unless whoever asks had it already."""
        if self._past is not None:
            return self._past
        return timeline(self.pod, self.evidence, self.watched, self.now, self.version)

    @cached_property
    def outlook(self) -> Outlook:
        """What lies ahead of the pod."""
        return outlook(self.pod, self.past, self.now, self.version)

    def ahead(self, kind: Ahead, container: str | None = None, probe: ProbeType | None = None) -> Item | None:
        """One of the outlook's items: of this kind, and of this container and probe where these are told."""
        for item in self.outlook.items:
            if item.kind is kind and container in (None, item.container) and probe in (None, item.probe):
                return item
        return None

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Its containers in order, init containers and sidecars first, those of which a status is told."""
        spec, status = self.pod.spec, self.pod.status
        init = {one.name: one for one in spec.init_containers or ()}
        main = {one.name: one for one in spec.containers or ()}
        found: list[Member] = []
        for each in status.init_container_statuses or ():
            one = init.get(each.name)
            kind: ContainerKind = "sidecar" if one is not None and one.restart_policy == "Always" else "init"
            found.append(Member(each.name, kind, one, each))
        found += [Member(each.name, "container", main.get(each.name), each) for each in status.container_statuses or ()]
        return tuple(found)

    @cached_property
    def deletion(self) -> Deletion | None:
        """When and how the pod's deletion was asked for."""
        return self.evidence.deletion or next((one for one in self._told if isinstance(one, Deletion)), None)

    @cached_property
    def readiness(self) -> tuple[Readiness, ...]:
        """When the pod became ready, and ceased to be, as far as is known; in no order."""
        told = {one for one in self._told if isinstance(one, Readiness)}
        return tuple(told.union(self.evidence.readiness.values()))

    @cached_property
    def _told(self) -> tuple[Observation, ...]:
        """What the pod itself tells of its past."""
        return tuple(seen_in_pod(self.pod))

    def silences(self, event_type: str) -> list[Span]:
        """The times in which the kubelet could not tell an event of this type."""
        if event_type not in self._silences:
            told = silences(self.evidence, self.watched, self.version, event_type)
            self._silences[event_type] = merged([*told, *after_starts(self, event_type)])
        return self._silences[event_type]

    def lane(self, container: str, probe: ProbeType | None) -> Lane | None:
        """One of the timeline's."""
        return self.past.lane(container, probe)

    def starts(self, container: str) -> list[float]:
        """When it is known to have begun, in order."""
        known = {at for name, at in self.evidence.starts if name == container}
        known |= {one.at for one in self._told if isinstance(one, Start) and one.container == container}
        return sorted(at for at in known if at >= _A_DAY)

    def ends(self, member: Member) -> list[End]:
        """Its known ends, the earliest first; those without a time where their number puts them."""
        if member.name not in self._ends:
            self._ends[member.name] = self._known_ends(member)
        return self._ends[member.name]

    def kills(self, member: Member) -> Kills:
        """Its kills, by the index of the end that each led to."""
        if member.name not in self._kills:
            self._kills[member.name] = kills_of(self, member, self.ends(member))
        return self._kills[member.name]

    def _known_ends(self, member: Member) -> list[End]:
        known = {_identity(one): one for one in self.evidence.exits.values() if one.container == member.name}
        standing = None
        for one in self._told:
            if isinstance(one, Exit) and one.container == member.name:
                known.setdefault(_identity(one), one)
                if one.ordinal == member.status.restart_count and member.status.state.running is None:
                    standing = _identity(one)
        ends = [
            End(
                one,
                one.started if one.started is not None and one.started >= _A_DAY else None,
                key != standing,
                "history" if one in self.evidence.remembered else "status",
            )
            for key, one in known.items()
        ]
        ends.sort(key=_number)
        latest = float("-inf")
        times: dict[int, float] = {}
        for end in ends:
            latest = max(latest, end.finished if end.finished is not None else latest)
            times[id(end)] = end.finished if end.finished is not None else latest
        return sorted(ends, key=lambda end: (times[id(end)], _number(end)))

    def began_after(self, container: str, end: float) -> float | None:
        """When the container after the one that ended then began, if that is known."""
        return next((at for at in self.starts(container) if at >= end), None)

    def grace(self, probe: Probe | None) -> float:
        """Seconds between SIGTERM and SIGKILL, after a kill of this probe or of none."""
        grace = float(pod_grace(self.pod))
        return kill_grace(probe, grace) if probe is not None else max(grace, SHORTEST_GRACE)

    def writes(self, *reasons: str) -> Iterator[EventWrite]:
        """The pod's events of these reasons, in no order."""
        for series in self.evidence.series.values():
            for write in series.values():
                if write.reason in reasons:
                    yield write

    def latest(self, *reasons: str) -> EventWrite | None:
        """The last of the pod's events of these reasons."""
        return max(self.writes(*reasons), key=lambda write: (write.last, write.count), default=None)

    def source_of(self, write: EventWrite) -> Source:
        """Where it stands."""
        return "history" if write in self.evidence.remembered else "event"


def _number(end: End) -> tuple[int, float, str, int, str]:
    """Which comes first, of all that may be told of a container: no two are alike in it."""
    told = end.exit
    return told.ordinal, told.finished or 0.0, told.container_id, told.exit_code, told.reason


def _identity(exit_: Exit) -> tuple[str, float | None, int]:
    """What makes it the same one, as `Evidence` has it."""
    known = exit_.container_id or exit_.finished is not None
    return exit_.container_id, exit_.finished, -1 if known else exit_.ordinal
