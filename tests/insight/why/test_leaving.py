"""Why pods go as a whole: in the words of kubelets, schedulers and controller managers, 1.20 to 1.35."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from ktui.insight.why.verdict import Around, Cause
from ktui.model.evidence import Deletion, Gone
from tests.insight.objects import NOW
from tests.insight.why.made import HTTP, condition, container, ended, event, judged, node, pod, running, status, waiting

if TYPE_CHECKING:
    from ktui.model.evidence import EventWrite
    from ktui.model.objects import Pod

LOW = (
    "The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. Container app was using 900Mi,"
    " request is 64Mi, has larger consumption of memory. "
)
UNKNOWN = {
    "terminated": {
        "exitCode": 137,
        "reason": "ContainerStatusUnknown",
        "message": "The container could not be located when the pod was terminated",
        "startedAt": None,
        "finishedAt": None,
    }
}


class Case(NamedTuple):
    pod: Pod
    events: tuple[EventWrite, ...]
    around: Around
    cause: Cause
    short: str
    words: tuple[str, ...]


def disrupted(reason: str, message: str, ago: float = 8) -> list[dict[str, str]]:
    return [condition("DisruptionTarget", "True", ago, reason, message), condition("Ready", "True", 500)]


RUNS = status(state=running(600), ready=True)
ALONE = Around()

CASES = {
    "evicted by the kubelet": Case(
        pod(
            status(state=ended(137, ago=20)),
            phase="Failed",
            reason="Evicted",
            message=LOW,
            conditions=[condition("DisruptionTarget", "True", 25, "TerminationByKubelet", LOW)],
        ),
        (event("Evicted", LOW, 25, container=""),),
        ALONE,
        Cause.EVICTED,
        "evicted: memory low",
        ("the kubelet evicted the pod", "low on resource: memory"),
    ),
    "evicted for what it wrote": Case(
        pod(
            status(state=UNKNOWN),
            phase="Failed",
            reason="Evicted",
            message="Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ",
        ),
        (),
        ALONE,
        Cause.EVICTED,
        "evicted: ephemeral storage",
        ("ephemeral local storage usage exceeds",),
    ),
    "evicted through the API": Case(
        pod(RUNS, deleted=8, conditions=disrupted("EvictionByEvictionAPI", "Eviction API: evicting")),
        (event("Killing", "Stopping container app", 8, warning=False),),
        ALONE,
        Cause.EVICTED,
        "evicted through the API",
        ("kubectl drain", "another 22 s to end"),
    ),
    "preempted by the scheduler": Case(
        pod(
            RUNS,
            deleted=8,
            conditions=disrupted(
                "PreemptionByScheduler", "default-scheduler: preempting to accommodate a higher priority pod"
            ),
        ),
        (
            event(
                "Preempted",
                "Preempted by pod 1c5e on node node-1",
                8,
                container="",
                source="default-scheduler",
                warning=False,
            ),
        ),
        ALONE,
        Cause.PREEMPTED,
        "preempted by the scheduler",
        ("higher priority", "pod 1c5e on node node-1"),
    ),
    "preempted by an older scheduler": Case(
        pod(RUNS, deleted=8),
        (event("Preempted", "Preempted by default/big on node node-1", 8, container="", source="default-scheduler"),),
        ALONE,
        Cause.PREEMPTED,
        "preempted by the scheduler",
        ("default/big on node node-1",),
    ),
    "ended for a critical pod": Case(
        pod(
            status(state=ended(143, ago=20)),
            phase="Failed",
            reason="Preempting",
            message="Preempted in order to admit critical pod",
        ),
        (),
        ALONE,
        Cause.PREEMPTED,
        "preempted: critical pod",
        ("make room for a critical one",),
    ),
    "its node was shut down": Case(
        pod(
            status(state=ended(143, ago=20)),
            phase="Failed",
            reason="Terminated",
            message="Pod was terminated in response to imminent node shutdown.",
        ),
        (),
        ALONE,
        Cause.EVICTED,
        "node shut down",
        ("the node was shut down",),
    ),
    "its node was lost": Case(
        pod(
            RUNS,
            deleted=200,
            conditions=disrupted("DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", 200),
        ),
        (event("NodeNotReady", "Node is not ready", 500, container="", source="node-controller"),),
        Around(node("Unknown", 500)),
        Cause.NODE_LOST,
        "node lost: node-1",
        ("node node-1 was lost", "ReplicaSet web-5d4f8 makes a new pod on another node", "none is restarted here"),
    ),
    "its node was lost, before 1.26": Case(
        pod(RUNS, deleted=200),
        (
            event(
                "TaintManagerEviction",
                "Marking for deletion Pod default/web",
                200,
                container="",
                source="taint-controller",
                warning=False,
            ),
        ),
        Around(node("Unknown", 500)),
        Cause.NODE_LOST,
        "node lost: node-1",
        ("none is restarted here",),
    ),
    "its node has a taint": Case(
        pod(
            RUNS,
            deleted=20,
            conditions=disrupted("DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", 20),
        ),
        (),
        Around(node("True", 90_000)),
        Cause.EVICTED,
        "evicted: taint of its node",
        ("NoExecute taint that the pod does not tolerate",),
    ),
    "its node is no more": Case(
        pod(
            RUNS,
            phase="Failed",
            conditions=disrupted("DeletionByPodGC", "PodGC: node no longer exists", 20),
        ),
        (),
        ALONE,
        Cause.NODE_LOST,
        "node lost: node-1",
        ("node no longer exists",),
    ),
    "nothing is heard of its node": Case(
        pod(RUNS, conditions=[condition("Ready", "False", 60)]),
        (),
        Around(node("Unknown", 60)),
        Cause.NODE_LOST,
        "node lost: node-1",
        ("nothing has been heard of the node node-1 for 60 s", "ReplicaSet web-5d4f8 to make another one"),
    ),
    "deleted by its controller": Case(
        pod(RUNS, deleted=8),
        (event("Killing", "Stopping container app", 8, warning=False),),
        Around(
            node(),
            (
                event("SuccessfulDelete", "Deleted pod: web-2", 9, source="replicaset-controller", name="a"),
                event("SuccessfulDelete", "Deleted pod: web", 8, source="replicaset-controller", name="b"),
            ),
        ),
        Cause.DELETED,
        "deleted by ReplicaSet",
        ("ReplicaSet web-5d4f8", "another 22 s"),
    ),
    "deleted by somebody": Case(
        pod(RUNS, deleted=8),
        (),
        Around(node(), (event("SuccessfulDelete", "Deleted pod: web-2", 9, name="a"),)),
        Cause.DELETED,
        "deleted",
        ("by whom is not told (it belongs to ReplicaSet web-5d4f8)",),
    ),
    "overdue": Case(
        pod(RUNS, deleted=100), (), ALONE, Cause.DELETED, "deleted", ("the time it had for that was over 70 s ago",)
    ),
    "its deadline was over": Case(
        pod(
            status(state=ended(143, ago=20)),
            phase="Failed",
            reason="DeadlineExceeded",
            message="Pod was active on the node longer than the specified deadline",
        ),
        (),
        ALONE,
        Cause.SIGNAL,
        "its deadline was over",
        ("activeDeadlineSeconds",),
    ),
    "refused by its node": Case(
        pod(
            phase="Failed",
            reason="OutOfcpu",
            message="Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 3500,"
            " capacity: 4000",
        ),
        (),
        ALONE,
        Cause.UNSCHEDULABLE,
        "refused by node: OutOfcpu",
        ("refused it", "OutOfcpu"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_pod_that_goes_says_why_and_by_whom(case: Case) -> None:
    now = judged(case.pod, *case.events, around=case.around).now
    assert (now.cause, now.short) == (case.cause, case.short), now
    for words in case.words:
        assert words in now.sentence or words in now.sentence.lower(), now.sentence


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_ended_with_it_has_its_cause_and_none_takes_its_place(case: Case) -> None:
    for restart in judged(case.pod, *case.events, around=case.around).restarts:
        assert restart.cause in (case.cause, Cause.NODE_LOST)
        assert not restart.replaced
        assert "none takes its place" in restart.sentence


def test_readiness_that_fails_meanwhile_is_as_it_should_be() -> None:
    one = pod(status(state=running(600)), deleted=8, containers=[container(readinessProbe=HTTP)])
    failing = event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", 3)
    now = judged(one, failing).now
    assert now.cause is Cause.DELETED
    assert "that its readiness probe fails meanwhile is as it should be" in now.sentence


def test_what_ended_before_the_deletion_has_a_cause_of_its_own() -> None:
    one = pod(
        status(state=running(90), last=ended(1, ago=100, lasted=4), restarts=1),
        deleted=8,
    )
    (restart,) = judged(one).restarts
    assert (restart.cause, restart.replaced) == (Cause.EXIT, True)


def test_a_container_that_crashed_before_the_deletion_did_not_end_for_it() -> None:
    held_back = waiting("CrashLoopBackOff", "back-off 5m0s restarting failed container=app pod=web_default(1)")
    one = pod(status(state=held_back, last=ended(1, ago=100, lasted=4), restarts=7), deleted=8)
    newest = judged(one).restarts[0]
    assert (newest.cause, newest.replaced) == (Cause.EXIT, False)
    assert "none takes its place, the pod is being deleted" in newest.sentence


def test_a_container_killed_at_the_end_of_its_grace_says_so() -> None:
    one = pod(status(state=ended(137, ago=2)), deleted=32)
    (restart,) = judged(one, event("Killing", "Stopping container app", 32, warning=False)).restarts
    assert "SIGTERM, still alive after 30 s of grace, so SIGKILL, exit 137" in restart.sentence
    assert any(clue.text == "Killing: Stopping container app" for clue in restart.clues)


def test_one_that_is_gone_says_so() -> None:
    one = pod(RUNS)
    now = judged(one, Deletion(at=NOW - 40, grace=30.0), Gone(at=NOW - 9)).now
    assert now.sentence.endswith("it is gone.")
