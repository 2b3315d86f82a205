from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.kubelet.program import Program
from ktui.demo.kubelet.programs import workloads
from ktui.demo.kubelet.programs.answering import Sometimes, status
from ktui.demo.kubelet.programs.catalogue import catalogue
from tests.demo.kubelet.node import Node, container, http_probe

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

SICK = {
    "crash": lambda launch: workloads.crashing(),
    "oom": lambda launch: workloads.out_of_memory(),
    "hang": lambda launch: workloads.hanging(),
    "leak": lambda launch: workloads.leaking(300),
    "image": lambda launch: workloads.no_such_image("image"),
    "flaky": lambda launch: Program(answers=Sometimes(0.3, status(503))),
}


def course(seed: int) -> list[tuple[float, Raw | None]]:
    node = Node(catalogue(SICK), seed=seed)
    for name in SICK:
        ready = http_probe(periodSeconds=5)
        node.pod(name, container(image=name, livenessProbe=http_probe(), readinessProbe=ready))
    node.run(900)
    return [(at, change.after.obj if change.after else None) for at, change in node.writes]


def test_the_same_seed_gives_the_same_course_to_the_last_byte_and_another_seed_another() -> None:
    assert course(3) == course(3)
    assert course(3) != course(4)
