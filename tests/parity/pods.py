"""Pods in every state that kubectl has a word for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.parity.cases import Case, Manifest, ago, condition, pod_case

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

REASONS = (
    "CrashLoopBackOff",
    "ErrImagePull",
    "PodInitializing",
    "ContainerCreating",
    "Completed",
    "Error",
    "OOMKilled",
)
AGES = (
    -5.0,
    -1.0,
    0.0,
    45.0,
    119.0,
    300.0,
    333.0,
    601.0,
    7200.0,
    11520.0,
    14400.0,
    90000.0,
    183600.0,
    259200.0,
    6e6,
    9e7,
    1e9,
)
"""Seconds, one at least from each line of kubectl's rule for durations."""


def waiting(reason: str = "") -> Manifest:
    return {"waiting": {"reason": reason} if reason else {}}


def running() -> Manifest:
    return {"running": {"startedAt": ago(100)}}


def ended(code: int = 0, reason: str = "", *, signal: int = 0, at: float | None = 30.0) -> Manifest:
    """`at`: seconds ago, or None for an end whose time is not known."""
    state: Manifest = {"exitCode": code, "signal": signal, "startedAt": ago(1000)}
    if reason:
        state["reason"] = reason
    if at is not None:
        state["finishedAt"] = ago(at)
    return {"terminated": state}


def container(name: str, state: Manifest, **more: Any) -> Manifest:
    """A container's status; `more`: ready, restartCount, lastState, started."""
    fixed = {"image": "none.example/x:1", "imageID": "", "ready": False, "restartCount": 0, "lastState": {}}
    return {"name": name, "state": state, **fixed, **more}


def specs(*names: str, always: bool = False) -> list[Manifest]:
    """Containers of these names; `always`: sidecars among the init containers."""
    return [
        {"name": name, "image": "none.example/x:1", **({"restartPolicy": "Always"} if always else {})} for name in names
    ]


def _status(*containers: Manifest, phase: str = "Running", init: tuple[Manifest, ...] = (), **more: Any) -> Manifest:
    status: Manifest = {"phase": phase, "containerStatuses": list(containers), **more}
    if init:
        status["initContainerStatuses"] = list(init)
    return status


def directed_pods() -> Iterator[Case]:
    """One pod for each branch of kubectl's rules."""
    main = [{"name": "main", "image": "none.example/main:1"}]
    yield pod_case("no-status")
    yield pod_case("unbound", nodeName=None)
    yield pod_case("succeeded", {"phase": "Succeeded"})
    yield pod_case("evicted", {"phase": "Failed", "reason": "Evicted"})
    yield pod_case("own-words", {"phase": "Failed", "reason": "[red]Müde \u4f60\u597d"})
    yield from _of_one_container()
    yield from _of_several_containers()
    yield from _of_init_containers()
    yield from _of_sidecars()
    yield from _being_deleted()
    yield pod_case("gated", {"phase": "Pending", "conditions": [condition("PodScheduled", "False", "SchedulingGated")]})
    yield pod_case(
        "gated-runs",
        _status(
            container("main", running(), ready=True), conditions=[condition("PodScheduled", "False", "SchedulingGated")]
        ),
    )
    yield pod_case("gated-by-spec", nodeName=None, schedulingGates=[{"name": "ktui.example/gate"}])
    yield pod_case("unscheduled", {"conditions": [condition("PodScheduled", "False", "Unschedulable")]}, nodeName=None)
    yield pod_case("addressed", {"podIP": "10.1.2.3", "podIPs": [{"ip": "10.1.2.3"}, {"ip": "fd00::3"}]})
    yield pod_case("nominated", {"nominatedNodeName": "ktui-parity-other"}, nodeName=None)
    gates = [{"conditionType": f"ktui.example/{name}"} for name in ("a", "b", "c")]
    yield pod_case("gates-closed", readinessGates=gates)
    yield pod_case(
        "gates-partly",
        {"conditions": [condition("ktui.example/a"), condition("ktui.example/b", "False"), condition("Ready")]},
        readinessGates=gates,
    )
    yield pod_case("no-containers-told", {"phase": "Running"}, containers=main)


def _of_one_container() -> Iterator[Case]:
    states = {
        "running": running(),
        "waiting": waiting(),
        "waits-image": waiting("ErrImagePull"),
        "waits-init": waiting("PodInitializing"),
        "completed": ended(0, "Completed"),
        "failed": ended(1, "Error"),
        "exit-code": ended(3),
        "exit-zero": ended(0),
        "signal": ended(137, signal=9),
        "signal-reason": ended(137, "OOMKilled", signal=9),
        "stateless": {},
    }
    for name, state in states.items():
        yield pod_case(f"one-{name}", _status(container("main", state)))
    yield pod_case("ready", _status(container("main", running(), ready=True), conditions=[condition("Ready")]))
    yield pod_case("ready-not-running", _status(container("main", waiting(), ready=True)))
    for index, age in enumerate(AGES):
        last = ended(1, "Error", at=age)
        yield pod_case(f"restarted-{index}", _status(container("main", running(), restartCount=index, lastState=last)))
    yield pod_case(
        "restarted-when", _status(container("main", running(), restartCount=2, lastState=ended(1, "Error", at=None)))
    )


def _of_several_containers() -> Iterator[Case]:
    ready, done = container("a", running(), ready=True), container("b", ended(0, "Completed"))
    failed, other = container("c", ended(2, "Error")), container("d", ended(5))
    killed = container("e", ended(137, signal=9))
    ready_true, ready_false = [condition("Ready")], [condition("Ready", "False")]
    mixes: dict[str, tuple[list[Manifest], list[Manifest]]] = {
        "done-and-running": ([done, ready], ready_true),
        "done-and-not-ready": ([done, ready], ready_false),
        "done-and-no-condition": ([done, ready], []),
        "done-first-failed-last": ([done, failed], []),
        "failed-behind-done": ([done, ready, failed], ready_false),
        "failed-yet-ready": ([done, ready, failed], ready_true),
        "exit-code-behind-done": ([done, other], []),
        "signal-behind-done": ([done, killed, other], []),
        "all-done": ([done, container("f", ended(0, "Completed"))], []),
        "waits-first": ([container("g", waiting("CrashLoopBackOff")), ready], []),
        "last-restart-of-two": (
            [
                container("h", running(), ready=True, restartCount=3, lastState=ended(1, at=400)),
                container("i", running(), ready=True, restartCount=1, lastState=ended(1, at=4000)),
            ],
            ready_true,
        ),
    }
    for name, (containers, conditions) in mixes.items():
        yield pod_case(
            f"mix-{name}",
            _status(*containers, conditions=conditions),
            containers=specs(*[item["name"] for item in containers]),
        )


def _of_init_containers() -> Iterator[Case]:
    states = {
        "running": running(),
        "waiting": waiting(),
        "waits-image": waiting("ImagePullBackOff"),
        "waits-init": waiting("PodInitializing"),
        "failed": ended(1, "Error"),
        "exit-code": ended(3),
        "signal": ended(137, signal=9),
        "stateless": {},
    }
    main = container("main", waiting("PodInitializing"))
    for name, state in states.items():
        init = (container("first", ended(0, "Completed")), container("second", state, restartCount=2))
        for told in ((), ("True",), ("False",)):
            yield pod_case(
                f"init-{name}-{'-'.join(told).lower() or 'untold'}",
                _status(
                    main, phase="Pending", init=init, conditions=[condition("Initialized", value) for value in told]
                ),
                initContainers=specs("first", "second"),
            )
    init = (
        container("first", ended(0, "Completed"), restartCount=4, lastState=ended(1, "Error", at=500)),
        container("second", running(), restartCount=1, lastState=ended(1, "Error", at=50)),
    )
    yield pod_case("init-restarted", _status(main, init=init), initContainers=specs("first", "second"))
    done = container("first", ended(0, "Completed"), restartCount=4, lastState=ended(1, "Error", at=500))
    yield pod_case(
        "init-done", _status(container("main", running(), ready=True), init=(done,)), initContainers=specs("first")
    )


def _of_sidecars() -> Iterator[Case]:
    both = [*specs("side", always=True), *specs("init"), *specs("late", always=True)]
    main = container("main", running(), ready=True, started=True)
    last = ended(1, "Error", at=70)
    starts = {
        "up": container("side", running(), ready=True, started=True, restartCount=3, lastState=last),
        "unready": container("side", running(), started=True, restartCount=1, lastState=ended(1, "Error", at=None)),
        "unstarted": container("side", running(), started=False, restartCount=1, lastState=last),
        "crashed": container("side", ended(1, "Error"), restartCount=1),
        "done": container("side", ended(0, "Completed"), restartCount=1),
        "waits": container("side", waiting("CrashLoopBackOff"), restartCount=1),
        "told-nothing": container("side", waiting("PodInitializing")),
    }
    for name, side in starts.items():
        init = (side, container("init", ended(0, "Completed"), restartCount=2, lastState=ended(1, "Error", at=20)))
        for told in (True, False):
            yield pod_case(
                f"side-{name}-{'initialized' if told else 'untold'}",
                _status(main, init=init, conditions=[condition("Initialized"), condition("Ready")] if told else []),
                initContainers=both,
            )
    older = container("late", running(), ready=True, started=True, restartCount=1, lastState=ended(1, "Error", at=7000))
    yield pod_case("side-two", _status(main, init=(starts["up"], older)), initContainers=both)
    failed = container("main", ended(1, "Error"))
    yield pod_case("side-outlives", _status(failed, init=(starts["up"],)), initContainers=both)


def _being_deleted() -> Iterator[Case]:
    one = container("main", running(), ready=True)
    yield pod_case("deleted-running", _status(one), deleted=True)
    yield pod_case("deleted-lost", {"phase": "Running", "reason": "NodeLost"}, deleted=True)
    yield pod_case("lost", {"phase": "Running", "reason": "NodeLost"})
    for phase, code, reason in (("Succeeded", 0, "Completed"), ("Failed", 1, "Error")):
        status = _status(container("main", ended(code, reason)), phase=phase)
        yield pod_case(f"deleted-{phase.lower()}", status, deleted=True)


def random_pods(random: Random, count: int) -> Iterator[Case]:
    """Pods whose containers are in any states at all, also in such as no kubelet would tell of together."""

    def state() -> Manifest:
        kind = random.randrange(4)
        if kind == 0:
            return running()
        if kind == 1:
            return waiting(random.choice(("", *REASONS)))
        if kind == 2:
            return {}
        return ended(
            random.choice((0, 0, 1, 137)), random.choice(("", "Completed", "Error")), signal=random.choice((0, 0, 9))
        )

    def status_of(name: str) -> Manifest:
        last = {} if random.random() < 0.5 else ended(1, "Error", at=random.choice((*AGES, None)))
        more = {"ready": random.random() < 0.6, "restartCount": random.choice((0, 0, 1, 2, 17)), "lastState": last}
        if random.random() < 0.7:
            more["started"] = random.random() < 0.7
        return container(name, state(), **more)

    def conditions() -> list[Manifest]:
        kinds = random.sample(("Initialized", "Ready", "ContainersReady", "PodScheduled"), random.randrange(5))
        return [condition(kind, random.choice(("True", "True", "False", "Unknown"))) for kind in kinds]

    for index in range(count):
        names = [f"c{i}" for i in range(random.randint(1, 3))]
        inits = [f"i{i}" for i in range(random.choice((0, 0, 1, 2, 3)))]
        told = names if random.random() < 0.9 else []
        status = {
            "phase": random.choice(("Pending", "Running", "Running", "Succeeded", "Failed", "Unknown")),
            "conditions": conditions(),
            "containerStatuses": [status_of(name) for name in told],
            "initContainerStatuses": [status_of(name) for name in inits[: random.randint(0, len(inits))]],
        }
        if random.random() < 0.1:
            status["reason"] = random.choice(("NodeLost", "Evicted", "Completed"))
        yield pod_case(
            f"random-{index}",
            status,
            deleted=random.random() < 0.15,
            containers=specs(*names),
            initContainers=[item for name in inits for item in specs(name, always=random.random() < 0.5)],
        )
