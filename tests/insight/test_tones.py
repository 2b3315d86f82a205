from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.columns import table_of
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, NODES, PODS
from ktui.model.version import NEWEST
from tests.insight.objects import NOW, RUNNING, container, cronjob, daemonset, job, node, pod


def in_state(reason: str) -> Any:
    return pod({"containerStatuses": [container(state={"waiting": {"reason": reason}})]})


COUNTS = ("desiredNumberScheduled", "numberReady", "updatedNumberScheduled")

TONES = [
    (PODS, pod({"containerStatuses": [container(state=RUNNING, ready=True)], "phase": "Running"}), "good"),
    (PODS, pod({"containerStatuses": [container(state=RUNNING)], "phase": "Running"}), "busy"),
    (PODS, pod({"phase": "Pending"}), "busy"),
    (PODS, in_state("ContainerCreating"), "busy"),
    (PODS, pod({"initContainerStatuses": [container(state=RUNNING)]}, initContainers=[{"name": "main"}]), "busy"),
    (PODS, pod({"initContainerStatuses": [container(state={"waiting": {"reason": "ErrImagePull"}})]}), "bad"),
    (PODS, in_state("CrashLoopBackOff"), "bad"),
    (PODS, pod({"phase": "Succeeded"}), "muted"),
    (PODS, pod({"phase": "Failed"}), "bad"),
    (DAEMONSETS, daemonset(**dict.fromkeys(COUNTS, 3)), "good"),
    (DAEMONSETS, daemonset(**(dict.fromkeys(COUNTS, 3) | {"numberReady": 2})), "bad"),
    (DAEMONSETS, daemonset(**(dict.fromkeys(COUNTS, 3) | {"updatedNumberScheduled": 2})), "busy"),
    (DAEMONSETS, daemonset(), "muted"),
    (JOBS, job(), "busy"),
    (JOBS, job({"conditions": [{"type": "Complete", "status": "True"}]}), "muted"),
    (JOBS, job({"conditions": [{"type": "Failed", "status": "True"}]}), "bad"),
    (CRONJOBS, cronjob(), ""),
    (CRONJOBS, cronjob(suspend=True), "muted"),
    (NODES, node(("Ready", "True")), "good"),
    (NODES, node(("Ready", "True"), unschedulable=True), "muted"),
    (NODES, node(("Ready", "False")), "bad"),
    (NODES, node(), "bad"),
]


@pytest.mark.parametrize(("kind", "obj", "tone"), TONES)
def test_a_state_has_the_tone_of_its_word(kind: Any, obj: Any, tone: str) -> None:
    assert table_of(kind, NEWEST).tone(obj, NOW) == tone
