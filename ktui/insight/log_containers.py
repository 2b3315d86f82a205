"""The containers of pods that have a log: what each of them is to its pod, and which are meant."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ktui.insight.text import visible, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ktui.model.objects import Pod

Containers = tuple[str, ...]
"""Containers that are read, by name over all pods; none named: all of them."""

ALL: Containers = ()

NAMED = 30
"""Cells up to which several containers are named one by one: more would push the rest off a line of 80."""


class Role(Enum):
    """What a container is to its pod; the value is the word for it."""

    OWN = ""
    """One of those that the pod is there for."""
    SIDECAR = "sidecar"
    INIT = "init"
    EPHEMERAL = "ephemeral"


def containers_of(pod: Pod) -> dict[str, Role]:
    """The containers of a pod by name: its own, those that run before or beside them, those added to debug it."""
    spec = pod.spec
    found = [(container.name, Role.OWN) for container in spec.containers or ()]
    found += [
        (container.name, Role.SIDECAR if container.restart_policy == "Always" else Role.INIT)
        for container in spec.init_containers or ()
    ]
    found += [(container.name, Role.EPHEMERAL) for container in spec.ephemeral_containers or ()]
    return _by_name(found)


def containers_of_all(pods: Iterable[Pod]) -> dict[str, Role]:
    """The containers of several pods; one that goes by the same name in several is what it is in the first."""
    return _by_name(found for pod in pods for found in containers_of(pod).items())


def default_container(pod: Pod) -> str:
    """The container that is meant where none is named: the one its annotation says, else the first; "" without any."""
    names = containers_of(pod)
    wanted = pod.meta.annotations.default_container if pod.meta.annotations else ""
    return wanted if wanted in names else next(iter(names), "")


def meant(pod: Pod, wanted: Containers | None) -> list[str]:
    """Which of a pod's containers are read; `wanted` None: its default one."""
    if wanted is None:
        name = default_container(pod)
        return [name] if name else []
    return [name for name in containers_of(pod) if not wanted or name in wanted]


def container_words(containers: Mapping[str, Role], chosen: Sequence[str]) -> str:
    """The containers that are read of those there are, as a title says it; `chosen` empty: all."""
    if len(containers) <= 1:
        return visible(next(iter(containers), ""))
    if not chosen:
        return f"all {len(containers)} containers"
    named = visible(", ".join(chosen))
    if len(chosen) > 1 and width_of(named) > NAMED:
        return f"{len(chosen)} of {len(containers)} containers"
    return f"{named} (of {len(containers)} containers)"


def _by_name(found: Iterable[tuple[str, Role]]) -> dict[str, Role]:
    named: dict[str, Role] = {}
    for name, role in found:
        if name:
            named.setdefault(name, role)
    return named
