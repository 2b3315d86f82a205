"""Rules about what is written of a pod and its containers. Each is a function that says what is wrong, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.advice.commandlines import jvm_in, seconds_asleep
from ktui.insight.advice.snippets import ANY_ACTION, action
from ktui.insight.advice.subject import FIELDS
from ktui.insight.probes.arithmetic import SHORTEST_GRACE, arithmetic, kill_grace, pace, whole
from ktui.insight.probes.config_text import action_text
from ktui.insight.probes.probed import DEFAULT_GRACE
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.advice.subject import Finding, Subject
    from ktui.model.objects import Pod, Probe

LONG_DELAY = 60
"""Seconds without a question after every start, from which on a start-up probe is the better way to wait."""

LONG_RETURN = 60
"""Seconds out of service, though well again, that are too many."""

TRIES = 30
"""Failures that a start-up probe is advised to allow."""

_LOOPBACK = ("localhost", "127.", "::1")

# -- of a pod


def replication_controller(pod: Pod) -> Sequence[Finding]:
    """A bare ReplicationController is still in use."""
    for owner in pod.meta.owner_references or ():
        if owner.controller and owner.kind == "ReplicationController":
            return (
                (
                    "metadata.ownerReferences",
                    f"ReplicationController {owner.name} makes it: that knows no rollout, no history and no way back,"
                    " and a changed template reaches no pod until the pods are deleted",
                    "kind: Deployment",
                ),
            )
    return ()


def no_grace(pod: Pod) -> Sequence[Finding]:
    """A grace of zero takes the pod off the API before its containers have ended."""
    if pod.spec.termination_grace_period_seconds != 0:
        return ()
    return (
        (
            "spec.terminationGracePeriodSeconds",
            "a grace of 0 s: deleted, it leaves the API while its containers may still run, beside what replaces it",
            f"terminationGracePeriodSeconds: {DEFAULT_GRACE}",
        ),
    )


# -- of a container, its probes together


def no_liveness_probe(subject: Subject) -> Sequence[Finding]:
    """What is to go on hangs and nothing notices."""
    if not subject.serves or subject.liveness is not None:
        return ()
    tries = 3 if subject.readiness is None else _more_patient_than(subject.readiness, 10)
    delay = "initialDelaySeconds: 15, " if subject.startup is None else ""
    asks = action(subject.readiness or subject.startup)
    return (
        (
            subject.field(ProbeType.LIVENESS),
            "it is started again only when its process ends: nothing notices that it hangs",
            f"livenessProbe: {{{asks}, {delay}periodSeconds: 10, failureThreshold: {tries}}}",
        ),
    )


def no_readiness_probe(subject: Subject) -> Sequence[Finding]:
    """What answers on a port is sent requests before it can take them."""
    liveness = subject.liveness
    if not subject.serves or subject.readiness is not None or liveness is None or liveness.exec_ is not None:
        return ()
    numbers = pace(liveness)
    asks = f"{action(liveness)}, periodSeconds: {max(1, numbers.period // 2)}"
    detects = arithmetic(liveness, ProbeType.LIVENESS, subject.grace).detects
    assert detects is not None  # liveness has it
    return (
        (
            subject.field(ProbeType.READINESS),
            f"it takes requests ({action_text(liveness)}): without a readiness probe they reach it from its first"
            f" second on, and go on for up to {whole(detects.by)} s when it cannot take them",
            f"readinessProbe: {{{asks}, failureThreshold: {min(numbers.failures, 3)}}}",
        ),
    )


def liveness_same_as_readiness(subject: Subject) -> Sequence[Finding]:
    """What should only be taken out of service is killed."""
    liveness, readiness = subject.liveness, subject.readiness
    if liveness is None or readiness is None or _asked(liveness) != _asked(readiness):
        return ()
    one, other = pace(liveness), pace(readiness)
    if one.failures * one.period > other.failures * other.period:
        return ()
    return (
        (
            subject.field(ProbeType.LIVENESS),
            f"it asks what readiness asks ({action_text(liveness)}) and gives up as soon:"
            f" {one.failures} x {one.period} s and {other.failures} x {other.period} s;"
            " what should only be taken out of service for a while is killed",
            f"failureThreshold: {_more_patient_than(readiness, one.period)}",
        ),
    )


def no_start_delay(subject: Subject) -> Sequence[Finding]:
    """A start-up that takes a little longer ends in a kill."""
    liveness = subject.liveness
    if liveness is None or liveness.initial_delay_seconds > 0 or subject.startup is not None:
        return ()
    verdict = arithmetic(liveness, ProbeType.LIVENESS, subject.grace).verdict
    assert verdict is not None  # liveness has one
    return (
        (
            subject.field(ProbeType.LIVENESS, "initialDelaySeconds"),
            "no initialDelaySeconds and no startupProbe: a start-up is killed that takes longer than"
            f" {verdict.text}, and again every time",
            startup_snippet(liveness),
        ),
    )


def long_initial_delay(subject: Subject) -> Sequence[Finding]:
    """After every start nothing is asked for a long time."""
    liveness = subject.liveness
    if liveness is None or subject.startup is not None or liveness.initial_delay_seconds < LONG_DELAY:
        return ()
    delay = liveness.initial_delay_seconds
    return (
        (
            subject.field(ProbeType.LIVENESS, "initialDelaySeconds"),
            f"for {delay} s after every start nothing is asked, however soon it is up; a startupProbe waits as long as"
            " it takes and no longer",
            startup_snippet(liveness, lasts=delay),
        ),
    )


def prestop_too_long(subject: Subject) -> Sequence[Finding]:
    """A hook takes the whole grace, and the process gets none of it."""
    hook = subject.pre_stop
    if hook is None:
        return ()
    asleep = float(hook.sleep.seconds) if hook.sleep is not None else 0.0
    if hook.exec_ is not None:
        asleep = seconds_asleep(hook.exec_.command or ())
    if asleep <= 0:
        return ()
    found: list[Finding] = []
    if asleep >= subject.grace:
        wanted = whole(asleep + DEFAULT_GRACE)
        reason = _prestop_reason(asleep, f"the grace of {subject.grace} s")
        found.append((f"{subject.path}.lifecycle.preStop", reason, f"terminationGracePeriodSeconds: {wanted}"))
    for type_, probe in subject.probes:
        own = probe.termination_grace_period_seconds
        if own is not None and type_ is not ProbeType.READINESS and asleep >= own:
            wanted = whole(asleep + DEFAULT_GRACE)
            reason = _prestop_reason(asleep, f"this probe's grace of {own} s")
            field = subject.field(type_, "terminationGracePeriodSeconds")
            found.append((field, reason, f"terminationGracePeriodSeconds: {wanted}"))
    return found


def _prestop_reason(asleep: float, grace: str) -> str:
    return (
        f"the preStop hook alone waits {whole(asleep)} s, {grace} is over by then: the process has"
        f" {SHORTEST_GRACE} s from SIGTERM to SIGKILL"
    )


# -- of each probe of a container


def timeout_too_long(subject: Subject) -> Sequence[Finding]:
    """An answer may take longer than it is until the next question."""
    found: list[Finding] = []
    for type_, probe in subject.probes:
        if probe.timeout_seconds < probe.period_seconds:
            continue
        numbers = pace(probe)
        if numbers.timeout < numbers.period:
            continue
        slow = arithmetic(probe, type_, subject.grace)
        by = slow.detects or slow.verdict
        found.append(
            (
                subject.field(type_, "timeoutSeconds"),
                f"timeoutSeconds {numbers.timeout} is not below periodSeconds {numbers.period}: a slow answer holds up"
                f" the next attempt, and a verdict may take {whole(by.by) if by else '?'} s",
                f"timeoutSeconds: {numbers.period // 2}"
                if numbers.period > 1
                else f"periodSeconds: {2 * numbers.timeout}",
            )
        )
    return found


def exec_starts_jvm(subject: Subject) -> Sequence[Finding]:
    """Every attempt starts a JVM beside the application's."""
    found: list[Finding] = []
    for type_, probe in subject.probes:
        jvm = jvm_in(probe.exec_.command or ()) if probe.exec_ is not None else ""
        if jvm:
            numbers = pace(probe)
            found.append(
                (
                    subject.field(type_, "exec.command"),
                    f"{jvm} starts a JVM every {numbers.period} s, out of the container's own CPU and memory, and has"
                    f" {numbers.timeout} s to answer: under load it is the first to be late",
                    f"{FIELDS[type_]}: {{{ANY_ACTION}, periodSeconds: {numbers.period}}}",
                )
            )
    return found


def one_failure_kills(subject: Subject) -> Sequence[Finding]:
    """One slow answer ends the container."""
    return [
        (
            subject.field(type_, "failureThreshold"),
            f"failureThreshold 1: one answer that takes longer than {pace(probe).timeout} s, and the container is"
            " killed",
            "failureThreshold: 3",
        )
        for type_, probe in subject.probes
        if probe.failure_threshold == 1 and type_ is not ProbeType.READINESS
    ]


def slow_return(subject: Subject) -> Sequence[Finding]:
    """What is well again stays out of service."""
    readiness = subject.readiness
    if readiness is None or readiness.success_threshold <= 1:
        return ()
    numbers = pace(readiness)
    least = (numbers.successes - 1) * numbers.period
    if least < LONG_RETURN:
        return ()
    return (
        (
            subject.field(ProbeType.READINESS, "successThreshold"),
            f"successThreshold {numbers.successes} x periodSeconds {numbers.period}: well again, it stays out of"
            f" service for at least {least} s more, after every start too",
            "successThreshold: 1",
        ),
    )


def probe_grace_too_long(subject: Subject) -> Sequence[Finding]:
    """What a probe kills has longer to go than what is deleted."""
    return [
        (
            subject.field(type_, "terminationGracePeriodSeconds"),
            f"what hangs has {whole(kill_grace(probe, subject.grace))} s of grace after this probe's verdict, what is"
            f" deleted only {subject.grace} s: the broken one is waited for longer",
            f"terminationGracePeriodSeconds: {max(subject.grace, SHORTEST_GRACE)}",
        )
        for type_, probe in subject.probes
        if (probe.termination_grace_period_seconds or 0) > max(subject.grace, SHORTEST_GRACE)
        and type_ is not ProbeType.READINESS
    ]


def asks_another_host(subject: Subject) -> Sequence[Finding]:
    """A container is judged by what another answers."""
    found: list[Finding] = []
    for type_, probe in subject.probes:
        asked = probe.http_get or probe.tcp_socket
        host = asked.host if asked is not None else ""
        if host and not host.startswith(_LOOPBACK):
            found.append(
                (
                    subject.field(type_, "httpGet.host" if probe.http_get is not None else "tcpSocket.host"),
                    f"it asks {host} and not the pod's own address: this container is judged by what another answers",
                    f"{FIELDS[type_]}: {{{action(probe)}}}",
                )
            )
    return found


# -- what several of them need


def startup_snippet(liveness: Probe, lasts: float = 0) -> str:
    """A start-up probe that asks what liveness asks and leaves `TRIES` periods, and more if it `lasts` longer."""
    period = min(pace(liveness).period, 10)
    tries = max(TRIES, -int(-2 * lasts // period))
    return f"startupProbe: {{{action(liveness)}, periodSeconds: {period}, failureThreshold: {tries}}}"


def _more_patient_than(probe: Probe, period: int) -> int:
    """Failures that are three times as long in coming as a probe's own."""
    numbers = pace(probe)
    return max(3, -(-3 * numbers.failures * numbers.period // period))


def _asked(probe: Probe) -> tuple[object, ...]:
    return (probe.http_get, probe.tcp_socket, probe.grpc, probe.exec_)
