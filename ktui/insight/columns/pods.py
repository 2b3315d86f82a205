"""kubectl's words for a pod.

The facts are those of `printPod` in pkg/printers/internalversion/printers.go, read in every release from 1.20 to 1.35;
`PodRules` says which release brought what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.columns.any_kind import NONE, age_column, name_column
from ktui.insight.columns.sort_keys import natural, share
from ktui.insight.durations import age
from ktui.insight.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from ktui.insight.table import Tone
    from ktui.model.objects import Condition, ContainerStatus, Pod, Terminated
    from ktui.model.version import ServerVersion


NAME_LEAST = 22
"""Cells to which a pod's name may be cut: its beginning is its owner's name, and its end what that one gave it."""


class PodRules(NamedTuple):
    """What a server of one version knows of pods' states; each field names the first release that does."""

    restart_times: bool
    """1.22: RESTARTS says how long ago the last one was."""
    gates: bool
    """1.26: a pod that may not be scheduled yet is `SchedulingGated`."""
    sidecars: bool
    """1.28: init containers that go on beside the others count in READY and RESTARTS; a pod that was initialized once
    is judged by its containers even if an init container runs again; no time is told for 0 restarts."""
    finished_stay: bool
    """1.31: a finished pod that is being deleted keeps its word and is not `Terminating`."""
    failures_outlast: bool
    """1.35: a container that failed gives its word to a pod whose other containers completed."""


def pod_rules(version: ServerVersion) -> PodRules:
    """The rules of a server of this version."""
    return PodRules(
        restart_times=version.at_least(1, 22),
        gates=version.at_least(1, 26),
        sidecars=version.at_least(1, 28),
        finished_stay=version.at_least(1, 31),
        failures_outlast=version.at_least(1, 35),
    )


class PodState(NamedTuple):
    """What kubectl's READY, STATUS and RESTARTS are made of."""

    ready: int
    """Containers that are ready, and sidecars where the server counts them."""
    total: int
    word: str
    """STATUS: `Running`, `CrashLoopBackOff`, `Init:0/2`."""
    restarts: int
    restarted: datetime | None
    """When the last container that was started again had ended."""


def pod_state(pod: Pod, rules: PodRules) -> PodState:
    """One walk over a pod's containers, in kubectl's order: the init containers, then the others from last to first."""
    spec, status = pod.spec, pod.status
    word = status.reason or status.phase
    if rules.gates:
        for condition in status.conditions or ():  # no `any`: every pod of a list comes by here
            if condition.reason == "SchedulingGated" and condition.type == "PodScheduled":
                word = "SchedulingGated"
    ready, total, restarts = 0, len(spec.containers or ()), 0
    restarted: datetime | None = None
    initializing = False
    sidecar_restarts = 0
    sidecar_restarted: datetime | None = None

    init_containers = spec.init_containers or ()
    sidecars: Collection[str] = ()
    if init_containers and rules.sidecars:
        sidecars = {c.name for c in init_containers if c.restart_policy == "Always"}
        total += len(sidecars)
    for index, container in enumerate(status.init_container_statuses or ()):
        is_sidecar = container.name in sidecars
        restarts += container.restart_count
        restarted = _later(restarted, container)
        if is_sidecar:
            sidecar_restarts += container.restart_count
            sidecar_restarted = _later(sidecar_restarted, container)
        ended, waiting = container.state.terminated, container.state.waiting
        if ended is not None and ended.exit_code == 0:
            continue
        if is_sidecar and container.started:
            ready += container.ready
            continue
        if ended is not None:
            word = f"Init:{_ending(ended)}"
        elif waiting is not None and waiting.reason not in ("", "PodInitializing"):
            word = f"Init:{waiting.reason}"
        else:
            word = f"Init:{index}/{len(init_containers)}"
        initializing = True
        break

    if not initializing or (rules.sidecars and _first_is_true(status.conditions, "Initialized")):
        restarts = sidecar_restarts
        if rules.sidecars:
            restarted = sidecar_restarted
        failure = ""
        runs = False
        for container in reversed(status.container_statuses or ()):
            restarts += container.restart_count
            restarted = _later(restarted, container)
            state = container.state
            if state.waiting is not None and state.waiting.reason:
                word = state.waiting.reason
            elif state.terminated is not None:
                word = _ending(state.terminated)
                if state.terminated.exit_code:
                    failure = word
            elif container.ready and state.running is not None:
                runs = True
                ready += 1
        if word == "Completed":
            if runs and _any_is_true(status.conditions, "Ready"):
                word = "Running"
            elif failure and rules.failures_outlast:
                word = failure
            elif runs:
                word = "NotReady"

    if pod.meta.deletion_timestamp is not None:
        if status.reason == "NodeLost":
            word = "Unknown"
        elif not (rules.finished_stay and is_finished(pod)):
            word = "Terminating"
    return PodState(ready, total, word, restarts, restarted)


def is_finished(pod: Pod) -> bool:
    """Whether all containers have ended and none is started again."""
    return pod.status.phase in ("Succeeded", "Failed")


def _later(moment: datetime | None, container: ContainerStatus) -> datetime | None:
    """`moment`, or the time at which the container before this one ended, whichever is later."""
    ended = container.last_state.terminated
    if ended is None or ended.finished_at is None or (moment is not None and moment >= ended.finished_at):
        return moment
    return ended.finished_at


def _ending(ended: Terminated) -> str:
    if ended.reason:
        return ended.reason
    return f"Signal:{ended.signal}" if ended.signal else f"ExitCode:{ended.exit_code}"


def _any_is_true(conditions: Iterable[Condition] | None, kind: str) -> bool:
    return any(c.type == kind and c.status == "True" for c in conditions or ())


def _first_is_true(conditions: Iterable[Condition] | None, kind: str) -> bool:
    return next((c.status == "True" for c in conditions or () if c.type == kind), False)


def _restarts_text(state: PodState, rules: PodRules, now: float) -> str:
    told = rules.restart_times and state.restarted is not None and (state.restarts or not rules.sidecars)
    return f"{state.restarts} ({age(state.restarted, now)} ago)" if told else str(state.restarts)


def _gates(pod: Pod) -> tuple[int, int]:
    """How many of a pod's readiness gates are open, of how many."""
    gates = pod.spec.readiness_gates or ()
    return (sum(_first_is_true(pod.status.conditions, gate.condition_type) for gate in gates), len(gates))


def _gates_text(pod: Pod) -> str:
    return "{}/{}".format(*_gates(pod)) if pod.spec.readiness_gates else NONE


_ON_THE_WAY = frozenset({"Pending", "ContainerCreating", "PodInitializing", "SchedulingGated", "Terminating"})
"""Words of a pod that is not there yet, or not gone yet."""


def _tone(pod: Pod, word: str, *, all_ready: bool) -> Tone:
    if word == "Running":
        return "good" if all_ready else "busy"
    if word in _ON_THE_WAY or (word.startswith("Init:") and "/" in word):
        return "busy"
    return "muted" if word in ("Completed", "Succeeded") else "bad"


def pod_table(version: ServerVersion) -> Table:
    """The table of pods on a server of this version."""
    rules = pod_rules(version)

    def cells(pod: Pod, now: float) -> tuple[str, ...]:
        state = pod_state(pod, rules)
        return (
            pod.meta.name,
            f"{state.ready}/{state.total}",
            state.word,
            _restarts_text(state, rules, now),
            age(pod.meta.creation_timestamp, now),
            pod.status.pod_ip or NONE,
            pod.spec.node_name or NONE,
            pod.status.nominated_node_name or NONE,
            _gates_text(pod),
        )

    def tone(pod: Pod, now: float) -> Tone:
        state = pod_state(pod, rules)
        return _tone(pod, state.word, all_ready=state.ready == state.total)

    def ready(pod: Pod, now: float) -> tuple[float, int]:
        state = pod_state(pod, rules)
        return share(state.ready, state.total)

    def restarts(pod: Pod, now: float) -> tuple[int, float]:
        state = pod_state(pod, rules)
        return (state.restarts, state.restarted.timestamp() if state.restarted else 0.0)

    columns = (
        name_column(20, least=NAME_LEAST),
        Column("READY", ready, width=5, rank=1),
        Column("STATUS", lambda pod, now: pod_state(pod, rules).word, width=len("CrashLoopBackOff")),
        Column(
            "RESTARTS",
            restarts,
            width=len("12 (5m33s ago)") if rules.restart_times else 0,
            rank=2,
            large_first=True,
            least=len("RESTARTS"),
            cut="first",
        ),
        age_column(4),
        Column("IP", lambda pod, now: natural(pod.status.pod_ip), wide=True, width=len("10.244.100.100"), rank=8),
        Column("NODE", lambda pod, now: natural(pod.spec.node_name), wide=True, width=12, rank=6),
        Column("NOMINATED NODE", lambda pod, now: natural(pod.status.nominated_node_name), wide=True, rank=10),
        Column("READINESS GATES", lambda pod, now: share(*_gates(pod)), wide=True, rank=9),
    )
    return Table(columns, cells, tone, "STATUS")
