"""Why a pod is as it is, from statuses and events in the words of real kubelets, schedulers and controllers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from ktui.insight.why.verdict import Cause
from tests.insight.why.made import HTTP, condition, container, ended, event, judged, pod, running, status, waiting

if TYPE_CHECKING:
    from ktui.model.evidence import EventWrite
    from ktui.model.objects import Pod

NOT_FOUND = (
    'rpc error: code = NotFound desc = failed to pull and unpack image "registry.example/web:1.0": failed to resolve'
    ' reference "registry.example/web:1.0": registry.example/web:1.0: not found'
)
DENIED = (
    'Failed to pull image "registry.example/web:1.0": failed to pull and unpack image'
    ' "registry.example/web:1.0": failed'
    ' to resolve reference "registry.example/web:1.0": pull access denied, repository does not exist or may require'
    " authorization: server message: insufficient_scope: authorization failed"
)
NO_COMMAND = (
    "failed to create containerd task: failed to create shim task: OCI runtime create failed:"
    " runc create failed: unable"
    ' to start container process: error during container init: exec: "serve": executable file'
    " not found in $PATH: unknown"
)
FULL = (
    "0/7 nodes are available: 1 node(s) were unschedulable, 3 Insufficient memory, 4 node(s) had untolerated taint"
    " {dedicated: db}. preemption: 0/7 nodes are available: 7 Preemption is not helpful for scheduling."
)
SIDE = container("side")


class Case(NamedTuple):
    pod: Pod
    events: tuple[EventWrite, ...]
    cause: Cause
    short: str
    words: tuple[str, ...]


CASES = {
    "image not found": Case(
        pod(status(state=waiting("ErrImagePull", NOT_FOUND)), phase="Pending"),
        (),
        Cause.IMAGE,
        "image: not found",
        ("registry.example/web:1.0", "ErrImagePull", "not found"),
    ),
    "image held back, of which an event tells": Case(
        pod(
            status(state=waiting("ImagePullBackOff", 'Back-off pulling image "registry.example/web:1.0"')),
            phase="Pending",
        ),
        (event("Failed", DENIED, 30), event("Failed", "Error: ErrImagePull", 30)),
        Cause.IMAGE,
        "image: access denied",
        ("ImagePullBackOff", "access denied"),
    ),
    "image held back, and says itself why": Case(
        pod(
            status(
                state=waiting(
                    "ImagePullBackOff", f'Back-off pulling image "registry.example/web:1.0": ErrImagePull: {NOT_FOUND}'
                )
            ),
            phase="Pending",
        ),
        (),
        Cause.IMAGE,
        "image: not found",
        ("not found",),
    ),
    "image not on the node": Case(
        pod(
            status(
                state=waiting(
                    "ErrImageNeverPull",
                    'Container image "registry.example/web:1.0" is not present with pull policy of Never',
                )
            ),
            phase="Pending",
        ),
        (),
        Cause.IMAGE,
        "image: not on the node",
        ("not on the node",),
    ),
    "image with a name that is none": Case(
        pod(
            status(
                state=waiting(
                    "InvalidImageName",
                    'Failed to apply default image tag "web:": couldn\'t parse image name "web:": invalid'
                    " reference format",
                )
            ),
            phase="Pending",
        ),
        (),
        Cause.IMAGE,
        "image: not a valid name",
        ("InvalidImageName",),
    ),
    "image being pulled": Case(
        pod(status(state=waiting("ContainerCreating")), phase="Pending"),
        (event("Pulling", 'Pulling image "registry.example/web:1.0"', 200, warning=False),),
        Cause.IMAGE,
        "pulling image 3m",
        ("being pulled",),
    ),
    "a secret that is not there": Case(
        pod(status(state=waiting("CreateContainerConfigError", 'secret "token" not found')), phase="Pending"),
        (),
        Cause.CONFIG,
        'secret "token" not found',
        ('secret "token" not found',),
    ),
    "a command that is not there": Case(
        pod(
            status(
                state=waiting("RunContainerError", NO_COMMAND),
                last=ended(128, "StartError", ago=3, lasted=0, message=NO_COMMAND, startedAt="1970-01-01T00:00:00Z"),
            )
        ),
        (),
        Cause.START_ERROR,
        "no start: serve not found",
        ("could not be started", "serve"),
    ),
    "a command that is not there, held back": Case(
        pod(
            status(
                state=waiting("CrashLoopBackOff", "back-off 20s restarting failed container=app pod=web_default(1)"),
                last=ended(128, "StartError", ago=3, lasted=0, message=NO_COMMAND, startedAt="1970-01-01T00:00:00Z"),
                restarts=2,
            )
        ),
        (),
        Cause.START_ERROR,
        "no start: serve not found",
        ("could not be started", "exit 128", "CrashLoopBackOff 20 s", "in 17 s"),
    ),
    "a volume whose ConfigMap is not there": Case(
        pod(status(state=waiting("ContainerCreating")), phase="Pending"),
        (
            event(
                "FailedMount",
                'MountVolume.SetUp failed for volume "config" : configmap "web-config" not found',
                42,
                count=15,
                first=900,
                container="",
            ),
            event(
                "FailedMount",
                "Unable to attach or mount volumes: unmounted volumes=[config], unattached volumes=[],"
                " failed to process"
                " volumes=[]: timed out waiting for the condition",
                20,
                container="",
            ),
        ),
        Cause.VOLUME,
        'volume: configmap "web-config" …',
        ('configmap "web-config" not found',),
    ),
    "a volume that another node has": Case(
        pod(status(state=waiting("ContainerCreating")), phase="Pending"),
        (
            event(
                "FailedAttachVolume",
                'Multi-Attach error for volume "pvc-8f21" Volume is already exclusively attached to one'
                " node and can't be"
                " attached to another",
                container="",
                source="attachdetach-controller",
            ),
        ),
        Cause.VOLUME,
        "volume: Multi-Attach error for …",
        ("already exclusively attached",),
    ),
    "no network": Case(
        pod(status(state=waiting("ContainerCreating")), phase="Pending"),
        (
            event(
                "FailedCreatePodSandBox",
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network"
                ' for sandbox "1":'
                " plugin type=flannel failed (add): no IP addresses available in range set",
                container="",
            ),
        ),
        Cause.START_ERROR,
        "no sandbox: no IP addresses ava…",
        ("sandbox could not be made", "no IP addresses available"),
    ),
    "being made": Case(
        pod(status(state=waiting("ContainerCreating")), phase="Pending"),
        (),
        Cause.UNKNOWN,
        "being made 60m",
        ("being made", "nothing is told that keeps them"),
    ),
    "no node fits": Case(
        pod(phase="Pending", node="", conditions=[condition("PodScheduled", "False", 600, "Unschedulable", FULL)]),
        (event("FailedScheduling", FULL, 30, container="", source="default-scheduler"),),
        Cause.UNSCHEDULABLE,
        "0/7 nodes: 4 untolerated taint …",
        ("No node takes it, for 10m now", "3 Insufficient memory"),
    ),
    "gated": Case(
        pod(
            phase="Pending",
            node="",
            conditions=[
                condition(
                    "PodScheduled",
                    "False",
                    600,
                    "SchedulingGated",
                    "Scheduling is blocked due to non-empty scheduling gates",
                )
            ],
        ),
        (),
        Cause.GATED,
        "scheduling gated",
        ("scheduling gates",),
    ),
    "not looked at by a scheduler": Case(
        pod(phase="Pending", node=""), (), Cause.UNKNOWN, "waits for the scheduler", ("for 60m",)
    ),
    "an init container that fails": Case(
        pod(
            status(state=waiting("PodInitializing")),
            phase="Pending",
            init=[container("fetch"), container("migrate")],
            init_statuses=[
                status("fetch", ended(0, "Completed", ago=300)),
                status(
                    "migrate",
                    waiting("CrashLoopBackOff", "back-off 40s restarting failed container=migrate pod=web_default(1)"),
                    last=ended(3, ago=10, lasted=6),
                    restarts=2,
                ),
            ],
            conditions=[condition("Initialized", "False", 300, "ContainersNotInitialized")],
        ),
        (),
        Cause.INIT,
        "init migrate: exit 3 after 6 s",
        ("Init container migrate (2 of 2) fails", "exit 3", "CrashLoopBackOff 40 s", "in 30 s"),
    ),
    "an init container that runs": Case(
        pod(
            status(state=waiting("PodInitializing")),
            phase="Pending",
            init=[container("fetch")],
            init_statuses=[status("fetch", running(180))],
            conditions=[condition("Initialized", "False", 300, "ContainersNotInitialized")],
        ),
        (),
        Cause.INIT,
        "init fetch: running 3m",
        ("Init container fetch has been running for 3m", "the others wait for it"),
    ),
    "an init container whose image is not there": Case(
        pod(
            status(state=waiting("PodInitializing")),
            phase="Pending",
            init=[container("fetch")],
            init_statuses=[status("fetch", waiting("ErrImagePull", NOT_FOUND))],
        ),
        (),
        Cause.IMAGE,
        "image: not found",
        ("Init container fetch",),
    ),
    "a sidecar that does not start up": Case(
        pod(
            status(state=waiting("PodInitializing")),
            phase="Pending",
            init=[container("proxy", restartPolicy="Always", startupProbe=HTTP)],
            init_statuses=[status("proxy", running(12), started=False)],
            conditions=[condition("Initialized", "False", 300, "ContainersNotInitialized")],
        ),
        (),
        Cause.STARTUP_PROBE,
        "start-up: 12 of 30 s used",
        ("Init container proxy", "starting up"),
    ),
    "not ready: no gate": Case(
        pod(
            status(state=running(600), ready=True),
            conditions=[
                condition(
                    "Ready",
                    "False",
                    300,
                    "ReadinessGatesNotReady",
                    'corresponding condition of pod readiness gate "example.com/lb" does not exist.',
                )
            ],
            readinessGates=[{"conditionType": "example.com/lb"}],
        ),
        (),
        Cause.READINESS,
        "readiness gate example.com/lb",
        ("readiness gate example.com/lb is closed", "for 5m"),
    ),
    "not ready, of two": Case(
        pod(
            status(state=running(600), ready=True),
            status("side", running(600)),
            containers=[container(), container("side", readinessProbe=HTTP)],
            conditions=[condition("Ready", "False", 180, "ContainersNotReady")],
        ),
        (event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", 5, container="side"),),
        Cause.READINESS,
        "not ready 3m: HTTP 503",
        ("Container side", "HTTP 503", "for 3m"),
    ),
    "a near miss": Case(
        pod(
            status(state=running(600), ready=True),
            containers=[container(livenessProbe=HTTP)],
            conditions=[condition("Ready", "True", 590)],
        ),
        (event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", 4),),
        Cause.LIVENESS_PROBE,
        "liveness: HTTP 500, 1 of 3",
        ("liveness probe fails (HTTP 500, 1 of 3 in a row", "a kill is due within"),
    ),
    "being ended by a probe": Case(
        pod(
            status(state=running(600), ready=True),
            containers=[container(livenessProbe=HTTP)],
            conditions=[condition("Ready", "True", 590)],
        ),
        (
            event(
                "Unhealthy",
                "Liveness probe failed: HTTP probe failed with statuscode: 500",
                4,
                count=3,
                first=24,
            ),
            event("Killing", "Container app failed liveness probe, will be restarted", 4, warning=False),
        ),
        Cause.LIVENESS_PROBE,
        "liveness: HTTP 500, 3 of 3",
        ("failed 3 times in a row (HTTP 500)", "is ending the container", "SIGTERM, and SIGKILL in 27 s"),
    ),
    "just started again": Case(
        pod(
            status(state=running(20), last=ended(1, ago=30, lasted=4), restarts=1, ready=True),
            conditions=[condition("Ready", "True", 20)],
        ),
        (),
        Cause.EXIT,
        "exit 1 after 4 s",
        ("exit 1", "a new container has been running for 20 s and is ready"),
    ),
    "started again long ago": Case(
        pod(
            status(state=running(3000), last=ended(1, ago=3005, lasted=4), restarts=1, ready=True),
            conditions=[condition("Ready", "True", 2990)],
        ),
        (),
        Cause.RUNNING,
        "",
        ("running and ready for 49m", "started again 1 time"),
    ),
    "two containers, of which one crashes": Case(
        pod(
            status(state=running(600), ready=True),
            status(
                "side",
                waiting("CrashLoopBackOff", "back-off 5m0s restarting failed container=side pod=web_default(1)"),
                last=ended(137, "OOMKilled", ago=60, lasted=30),
                restarts=7,
            ),
            containers=[container(), container("side", resources={"limits": {"memory": "64Mi"}})],
        ),
        (),
        Cause.OOM_KILLED,
        "out of memory, limit 64Mi",
        ("Container side: out of memory", "64Mi", "CrashLoopBackOff 5m", "in 4m"),
    ),
    "done": Case(
        pod(status(state=ended(0, "Completed", ago=120)), phase="Succeeded", restartPolicy="Never"),
        (),
        Cause.COMPLETED,
        "completed",
        ("done its work", "2m ago"),
    ),
    "failed": Case(
        pod(status(state=ended(3, ago=120, lasted=8)), phase="Failed", restartPolicy="Never"),
        (),
        Cause.EXIT,
        "exit 3 after 8 s",
        ("exit 3", "the pod has failed and is not started again"),
    ),
    "well": Case(
        pod(status(state=running(600), ready=True), conditions=[condition("Ready", "True", 590)]),
        (),
        Cause.RUNNING,
        "",
        ("running and ready for 9m50s", "none of its containers was ever started again"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_present_state_has_its_cause_in_a_sentence_and_in_short(case: Case) -> None:
    now = judged(case.pod, *case.events).now
    assert (now.cause, now.short) == (case.cause, case.short), now
    for words in case.words:
        assert words in now.sentence, now.sentence


def test_what_was_told_is_a_clue_with_its_time_and_where_it_stands() -> None:
    case = CASES["image held back, of which an event tells"]
    clues = judged(case.pod, *case.events).now.clues
    assert [(clue.source, clue.at is None) for clue in clues] == [("status", True), ("event", False)]
    assert "pull access denied" in clues[1].text


def test_what_only_our_file_tells_is_said_to_be_history() -> None:
    case = CASES["a near miss"]
    clues = judged(case.pod, remembered=case.events).now.clues
    assert [clue.source for clue in clues] == ["spec", "history"]


def test_an_image_of_which_no_event_tells_says_so() -> None:
    one = pod(status(state=waiting("ImagePullBackOff", 'Back-off pulling image "a"')), phase="Pending")
    assert "why is not told" in judged(one).now.sentence
