"""What a piece of advice is about: a container of a pod, with what its rules need to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.model.objects import Handler, Probe

Finding: TypeAlias = "tuple[str, str, str]"
"""(field, reason, instead): what a rule has to say."""

FIELDS = {
    ProbeType.STARTUP: "startupProbe",
    ProbeType.LIVENESS: "livenessProbe",
    ProbeType.READINESS: "readinessProbe",
}


class Subject(NamedTuple):
    """A container that may have probes: one of the pod's own, or a sidecar."""

    name: str
    startup: Probe | None
    liveness: Probe | None
    readiness: Probe | None
    pre_stop: Handler | None
    grace: int
    """The pod's, in seconds."""
    sidecar: bool
    serves: bool
    """Whether it is to go on until someone ends it: not a Job's, nor any other that may complete."""

    @property
    def probes(self) -> tuple[tuple[ProbeType, Probe], ...]:
        """Those it has, in the order in which they are asked."""
        asked = zip(ProbeType, (self.startup, self.liveness, self.readiness), strict=True)
        return tuple((type_, probe) for type_, probe in asked if probe is not None)

    @property
    def path(self) -> str:
        """`spec.containers[app]`."""
        return f"spec.{'initContainers' if self.sidecar else 'containers'}[{self.name}]"

    def field(self, probe: ProbeType, name: str = "") -> str:
        """`spec.containers[app].livenessProbe.timeoutSeconds`."""
        return f"{self.path}.{FIELDS[probe]}{f'.{name}' if name else ''}"


class Rule(NamedTuple):
    """One thing that a runbook says of pods: a function that finds what is to be said, or nothing.

    It is asked about a pod, about a `Subject`, or about a subject and the evidence of what has become of it.
    """

    slug: str
    title: str
    """What is wrong, in a few words."""
    look: Callable[..., Sequence[Finding]]
