"""How much of each node is taken by the pods on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import phase
from ktui.demo.server.quantities import amount

if TYPE_CHECKING:
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.server.statuses import Raw

A_LITTLE_CPU, A_LITTLE_MEMORY = 0.01, 2.0**24
"""What each pod is taken to need besides what it asks for, where load is compared."""
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Needs:
    """Cores, bytes and pods: what is asked for, taken or there."""

    cpu: float = 0.0
    memory: float = 0.0
    pods: int = 0

    def __add__(self, other: Needs) -> Needs:
        return Needs(self.cpu + other.cpu, self.memory + other.memory, self.pods + other.pods)

    def __sub__(self, other: Needs) -> Needs:
        return Needs(self.cpu - other.cpu, self.memory - other.memory, self.pods - other.pods)


NOTHING = Needs()


class NodeRoom:
    """Kept current from what is heard of pods and nodes."""

    def __init__(self, hearing: Hearing) -> None:
        self._taken: dict[str, Needs] = {}
        self._there: dict[str, Needs] = {}
        hearing.on("nodes", self._node_changed)
        hearing.on("pods", self._pod_changed)

    def needs(self, pod: Raw) -> Needs:
        """What a pod asks for: its containers together, or the largest of those that run before them."""
        spec = pod["spec"]
        together = Needs(pods=1)
        for container in spec["containers"]:
            together += _asked(container)
        cpu, memory = together.cpu, together.memory
        for container in spec.get("initContainers") or ():
            first = _asked(container)
            cpu, memory = max(cpu, first.cpu), max(memory, first.memory)
        return Needs(cpu, memory, 1)

    def lacking(self, node: str, needs: Needs) -> list[str]:
        """What the node has not enough of for a pod, in the scheduler's words."""
        there, taken = self._there.get(node, NOTHING), self._taken.get(node, NOTHING)
        lacks = ["Too many pods"] if taken.pods >= there.pods else []
        lacks += ["Insufficient cpu"] if needs.cpu and taken.cpu + needs.cpu > there.cpu + TINY else []
        return lacks + (["Insufficient memory"] if needs.memory and taken.memory + needs.memory > there.memory else [])

    def could_ever(self, node: str, needs: Needs) -> bool:
        """Whether the pod would fit if nothing else was there."""
        there = self._there.get(node, NOTHING)
        return there.pods >= 1 and needs.cpu <= there.cpu + TINY and needs.memory <= there.memory

    def load(self, node: str, needs: Needs) -> float | None:
        """How full the node would be with the pod: 0 to 1, beyond for what was not asked for; None: it does not fit.

        What asks for nothing is taken to need a little.
        """
        there, taken = self._there.get(node, NOTHING), self._taken.get(node, NOTHING)
        cpu, memory = taken.cpu + needs.cpu, taken.memory + needs.memory
        if taken.pods >= there.pods or (needs.cpu and cpu > there.cpu + TINY):
            return None
        if needs.memory and memory > there.memory:
            return None
        return (cpu + taken.pods * A_LITTLE_CPU) / there.cpu + (memory + taken.pods * A_LITTLE_MEMORY) / there.memory

    def _node_changed(self, before: Raw | None, after: Raw | None) -> None:
        if after is None:
            assert before is not None
            self._there.pop(before["metadata"]["name"], None)
            return
        offered = after.get("status", {}).get("allocatable") or {}
        self._there[after["metadata"]["name"]] = Needs(
            _number(offered.get("cpu", "0")),
            _number(offered.get("memory", "0")),
            int(_number(offered.get("pods", "110"))),
        )

    def _pod_changed(self, before: Raw | None, after: Raw | None) -> None:
        was, now = _holder(before), _holder(after)
        if was == now:
            return
        if was and before is not None:
            self._taken[was] = self._taken.get(was, NOTHING) - self.needs(before)
        if now and after is not None:
            self._taken[now] = self._taken.get(now, NOTHING) + self.needs(after)


def _holder(pod: Raw | None) -> str:
    """The node on which a pod takes room."""
    if pod is None or phase(pod) in ("Succeeded", "Failed"):
        return ""
    return pod["spec"].get("nodeName", "")  # type: ignore[no-any-return]


def _asked(container: Raw) -> Needs:
    requests = (container.get("resources") or {}).get("requests") or {}
    return Needs(_number(requests.get("cpu", "0")), _number(requests.get("memory", "0")))


def _number(quantity: object) -> float:
    return float(amount(str(quantity)) or 0)
