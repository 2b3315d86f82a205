"""The containers of a pod and the probes that each has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from ktui.model.objects import Pod, PodContainer, Probe

DEFAULT_GRACE = 30
"""Seconds of grace that a server fills in for a pod that says nothing of it."""

ContainerKind = Literal["container", "init", "sidecar"]
"""A sidecar is an init container that goes on beside the containers; only it and those may have probes."""


class Probed(NamedTuple):
    """A container and its probes, in the order in which they are asked."""

    name: str
    kind: ContainerKind
    probes: tuple[tuple[ProbeType, Probe], ...] = ()

    def probe(self, type: ProbeType) -> Probe | None:  # noqa: A002 - the API's word for it
        """One of them."""
        return next((probe for each, probe in self.probes if each is type), None)


def probed(pod: Pod) -> tuple[Probed, ...]:
    """Each container of a pod in the API's order, the init containers first; those without probes too.

    Not the ephemeral ones: the API lets them have none.
    """
    return (
        *(
            Probed(each.name, "sidecar" if each.restart_policy == "Always" else "init", probes_of(each))
            for each in pod.spec.init_containers or ()
        ),
        *(Probed(each.name, "container", probes_of(each)) for each in pod.spec.containers or ()),
    )


def probes_of(container: PodContainer) -> tuple[tuple[ProbeType, Probe], ...]:
    """A container's probes, in the order in which they are asked."""
    asked = (
        (ProbeType.STARTUP, container.startup_probe),
        (ProbeType.LIVENESS, container.liveness_probe),
        (ProbeType.READINESS, container.readiness_probe),
    )
    return tuple((type_, probe) for type_, probe in asked if probe is not None)


def is_alone(pod: Pod) -> bool:
    """Whether a pod's readiness is that of one container and nothing else."""
    sidecars = [each for each in pod.spec.init_containers or () if each.restart_policy == "Always"]
    return len(pod.spec.containers or ()) == 1 and not sidecars and not pod.spec.readiness_gates


def pod_grace(pod: Pod) -> int:
    """Seconds that the pod's containers have to end by themselves, unless a probe says otherwise."""
    grace = pod.spec.termination_grace_period_seconds
    return DEFAULT_GRACE if grace is None else max(grace, 0)
