"""Pods and pasts of every kind, for what must hold of all of them: such as kubelets write, and such as none would."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import strategies as st

from ktui.insight.evidence import Evidence
from ktui.insight.why.verdict import Around
from ktui.model.evidence import Deletion, EventWrite, Exit, Gone, Readiness, Start, Watched
from ktui.model.objects import Node, Pod
from tests.insight.objects import NOW, at

NAMES = ("app", "side", "init")

SECONDS = st.one_of(st.integers(0, 4000), st.sampled_from([0, 1, 60, 3600, 40_000, 10**9]))
"""Before `NOW`."""
STAMPS = st.one_of(SECONDS.map(at), st.sampled_from([None, "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"]))
TIMES = SECONDS.map(lambda ago: NOW - ago)
CODES = st.one_of(st.sampled_from([0, 1, 2, 126, 127, 128, 137, 139, 143, 255]), st.integers(-(2**31), 2**31 - 1))
REASONS = st.sampled_from(
    [
        "",
        "Error",
        "Completed",
        "OOMKilled",
        "StartError",
        "ContainerCannotRun",
        "ContainerStatusUnknown",
        "Unknown",
        "\x1b",
    ]
)
WAITING = st.sampled_from(
    [
        *("", "ContainerCreating", "PodInitializing", "CrashLoopBackOff", "ErrImagePull", "ImagePullBackOff"),
        *("InvalidImageName", "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "Odd"),
    ]
)
MESSAGES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "Liveness probe failed: HTTP probe failed with statuscode: 500",
            "Liveness probe failed: ",
            "Startup probe failed: dial tcp 10.0.0.1:80: connect: connection refused",
            "Readiness probe errored: no",
            "(combined from similar events): Liveness probe failed: x",
            "Container app failed liveness probe, will be restarted",
            "Init container init failed startup probe",
            "Stopping container app",
            "Container app definition changed, will be restarted",
            "back-off 40s restarting failed container=app pod=web_default(1)",
            "0/3 nodes are available: 3 Insufficient cpu. preemption: none",
            "Deleted pod: web",
            "The node was low on resource: memory. ",
            "日本語" * 30,
        ]
    ),
)

PROBE = st.fixed_dictionaries(
    {},
    optional={
        "exec": st.just({"command": ["x"]}),
        "httpGet": st.just({"port": 80}),
        "periodSeconds": st.one_of(st.integers(0, 60), st.integers(-(2**31), 2**31 - 1)),
        "failureThreshold": st.integers(-1, 5),
        "timeoutSeconds": st.integers(0, 5),
        "initialDelaySeconds": st.integers(0, 100),
        "terminationGracePeriodSeconds": st.integers(0, 100),
    },
)


def _containers(names: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = st.fixed_dictionaries(
        {"name": st.sampled_from(names)},
        optional={
            "image": st.just("a:1"),
            "livenessProbe": PROBE,
            "startupProbe": PROBE,
            "readinessProbe": PROBE,
            "resources": st.just({"limits": {"memory": "16Mi"}}),
            "restartPolicy": st.sampled_from(["Always", None]),
        },
    )
    return st.lists(one, max_size=3)


ENDED = st.fixed_dictionaries(
    {"exitCode": CODES, "reason": REASONS, "startedAt": STAMPS, "finishedAt": STAMPS},
    optional={"signal": st.integers(-1, 70), "message": MESSAGES, "containerID": st.sampled_from(["", "a", "b"])},
).map(lambda ended: {"terminated": ended})
STATES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"startedAt": STAMPS}).map(lambda running: {"running": running}),
    st.fixed_dictionaries({"reason": WAITING, "message": MESSAGES}).map(lambda waiting: {"waiting": waiting}),
    ENDED,
)


def _statuses(names: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = st.fixed_dictionaries(
        {
            "name": st.sampled_from(names),
            "ready": st.booleans(),
            "restartCount": st.one_of(st.integers(0, 12), st.integers(-(2**31), 2**31 - 1)),
            "state": STATES,
            "lastState": STATES,
        },
        optional={"started": st.sampled_from([True, False, None])},
    )
    return st.lists(one, max_size=3, unique_by=lambda status: status["name"])


CONDITIONS = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["Ready", "Initialized", "PodScheduled", "DisruptionTarget", "ContainersReady"]),
            "status": st.sampled_from(["True", "False", "Unknown"]),
            "reason": st.sampled_from(
                [
                    *("", "Unschedulable", "SchedulingGated", "PodFailed", "PreemptionByScheduler"),
                    *("DeletionByTaintManager", "EvictionByEvictionAPI", "DeletionByPodGC", "TerminationByKubelet"),
                ]
            ),
            "message": MESSAGES,
            "lastTransitionTime": STAMPS,
        }
    ),
    max_size=4,
)

PODS: st.SearchStrategy[Pod] = st.fixed_dictionaries(
    {
        "metadata": st.fixed_dictionaries(
            {"name": st.just("web"), "creationTimestamp": STAMPS},
            optional={
                "deletionTimestamp": STAMPS,
                "deletionGracePeriodSeconds": st.integers(0, 60),
                "ownerReferences": st.just([{"kind": "ReplicaSet", "name": "web", "uid": "1", "controller": True}]),
            },
        ),
        "spec": st.fixed_dictionaries(
            {"containers": _containers(NAMES[:2])},
            optional={
                "initContainers": _containers(NAMES[1:]),
                "nodeName": st.sampled_from(["", "node-1"]),
                "restartPolicy": st.sampled_from(["", "Always", "OnFailure", "Never"]),
                "terminationGracePeriodSeconds": st.integers(-1, 60),
                "readinessGates": st.just([{"conditionType": "gate"}]),
            },
        ),
        "status": st.fixed_dictionaries(
            {
                "phase": st.sampled_from(["", "Pending", "Running", "Succeeded", "Failed", "Unknown"]),
                "containerStatuses": _statuses(NAMES[:2]),
                "initContainerStatuses": _statuses(NAMES[2:]),
                "conditions": CONDITIONS,
            },
            optional={
                "reason": st.sampled_from(
                    ["Evicted", "NodeLost", "Preempting", "Terminated", "DeadlineExceeded", "OutOfcpu"]
                ),
                "message": MESSAGES,
                "startTime": STAMPS,
            },
        ),
    }
).map(lambda pod: msgspec.json.decode(json.dumps(pod), type=Pod))

WRITES: st.SearchStrategy[EventWrite] = st.builds(
    EventWrite,
    name=st.sampled_from("abcdef"),
    count=st.one_of(st.integers(1, 40), st.integers(1, 2**31)),
    reason=st.sampled_from(
        [
            *("Unhealthy", "Killing", "BackOff", "Started", "Pulling", "Pulled", "FailedMount", "FailedScheduling"),
            *("Failed", "Evicted", "Preempted", "TaintManagerEviction", "SandboxChanged", "SuccessfulDelete", "Odd"),
        ]
    ),
    type=st.sampled_from(["Normal", "Warning"]),
    message=MESSAGES,
    container=st.sampled_from(["", *NAMES, "other"]),
    first=TIMES,
    last=TIMES,
    source=st.sampled_from(["kubelet", "kubelet", "default-scheduler", ""]),
)
EXITS = st.builds(
    Exit,
    container=st.sampled_from(NAMES),
    container_id=st.sampled_from(["", "a", "b", "c"]),
    started=st.none() | TIMES,
    finished=st.none() | TIMES,
    exit_code=CODES,
    reason=REASONS,
    ordinal=st.integers(0, 12),
)
OTHERS = st.one_of(
    st.builds(Start, container=st.sampled_from(NAMES), at=TIMES, ordinal=st.integers(0, 12)),
    st.builds(Readiness, at=TIMES, ready=st.booleans()),
    st.builds(Deletion, at=TIMES, grace=st.floats(0, 100)),
    st.builds(Gone, at=TIMES),
)


TOLD = st.lists(st.one_of(WRITES, EXITS, OTHERS), max_size=12)


@st.composite
def evidence(draw: st.DrawFn, pod: Pod | None = None) -> Evidence:
    """What may be known of a pod's past, with or without what it tells itself."""
    known = Evidence("1")
    if pod is not None and draw(st.booleans()):
        known.note_pod(pod)
    known.remember(draw(TOLD))
    return known


WATCHED = st.builds(
    Watched,
    since=st.none() | TIMES,
    lost=st.lists(st.tuples(TIMES, st.none() | TIMES), max_size=2).map(tuple),
    ttl=st.sampled_from([60.0, 3600.0]),
)

NODES: st.SearchStrategy[Node] = st.sampled_from(["True", "False", "Unknown"]).map(
    lambda ready: msgspec.json.decode(
        json.dumps(
            {
                "metadata": {"name": "node-1"},
                "status": {"conditions": [{"type": "Ready", "status": ready, "lastTransitionTime": at(90)}]},
            }
        ),
        type=Node,
    )
)
AROUND = st.builds(
    lambda node, events: Around(node=node, owner_events=events),
    st.none() | NODES,
    st.lists(WRITES, max_size=2).map(tuple),
)
